"""Ranges: every value that a person means, exactly, and a message for what nobody can mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.errors import RangeError
from mbv2calc.grid.ranges import MAX_VALUES, texts

ONE, TWENTIETH, PIXELS = Ratio(1), Ratio(1, 20), Ratio(32)


@pytest.mark.parametrize(
    ("text", "step", "values"),
    [
        ("1..4", ONE, "1 2 3 4"),
        ("0.35..0.55", TWENTIETH, "0.35 0.4 0.45 0.5 0.55"),
        ("96..224", PIXELS, "96 128 160 192 224"),
        ("96..223", PIXELS, "96 128 160 192"),  # an end that no step reaches is left out
        ("96..224:64", PIXELS, "96 160 224"),
        ("0.1..0.4:0.1", ONE, "0.1 0.2 0.3 0.4"),
        ("0.5..3", ONE, "0.5 1.5 2.5"),
        ("6", ONE, "6"),
        ("3..3", ONE, "3"),
        ("1,3,6", ONE, "1 3 6"),
        ("1..3,6,10..20:5", ONE, "1 2 3 6 10 15 20"),
        ("6,1..3,2", ONE, "6 1 2 3"),  # in the order written, each once
        (" 1 .. 3 : 2 , 9 ", ONE, "1 3 9"),
        ("160x224,96..128", PIXELS, "160x224 96 128"),
    ],
)
def test_values(text: str, step: Ratio, values: str) -> None:
    assert list(texts(text, step)) == values.split()


@given(
    start=st.integers(0, 2000),
    many=st.integers(1, 60),
    step=st.integers(1, 500),
    rest=st.integers(0, 499),
    places=st.integers(0, 3),
)
def test_a_range_is_its_start_and_every_step_up_to_its_end(
    start: int, many: int, step: int, rest: int, places: int
) -> None:
    den = 10**places
    end = start + (many - 1) * step + rest % step
    first, last, each = (str(Ratio(number, den)) for number in (start, end, step))
    found = texts(f"{first}..{last}:{each}", Ratio(7))
    assert [Ratio.parse(text) for text in found] == [
        Ratio(start + i * step, den) for i in range(many)
    ]


@pytest.mark.parametrize("text", ["", ",", "1,,2", "1,", "1..", "..5", "..", "1..2..3", "a..b",
                                  "1..5:", "1..5:x", "1..5:1:1", "-1..5", "1...5", ".5...9",
                                  "1e3..2", "nan..3", "\uff11..3", "160x224..224"])  # fmt: skip
def test_a_malformed_range_is_shown_beside_what_is_expected(text: str) -> None:
    with pytest.raises(RangeError, match=r"^expected a range such as 1\.\.10 or .*, found '") as e:
        texts(text, ONE)
    assert str(e.value).endswith("'")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10..1", "expected a start below the end, found '10..1'; write 1..10"),
        ("2,1.4..0.35", "expected a start below the end, found '1.4..0.35'; write 0.35..1.4"),
        ("1..5:0", "expected a step above 0, found '1..5:0'"),
        ("1..5:0.00", "expected a step above 0, found '1..5:0.00'"),
        ("1..1000001", "expected at most 1,000,000 values, found more in '1..1000001'"),
        ("0..9:0.000001", "expected at most 1,000,000 values, found more in '0..9:0.000001'"),
        pytest.param(
            "1..900000,1000001..1900000",
            "expected at most 1,000,000 values",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_range_of_none_or_too_many_values_is_refused(text: str, message: str) -> None:
    with pytest.raises(RangeError) as error:
        texts(text, ONE)
    assert str(error.value) == message


@pytest.mark.slow
def test_the_limit_itself_is_allowed() -> None:
    assert len(texts(f"1..{MAX_VALUES}", ONE)) == MAX_VALUES
