"""The one reader of numbers: exact, the same everywhere, and in time proportional to the text."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.arith import quantities
from mbv2calc.arith.decimals import write_about, write_exact
from mbv2calc.arith.quantities import (
    BYTE_UNITS,
    COUNT,
    COUNT_UNITS,
    MAX_CHARACTERS,
    MAX_DIGITS,
    SIZE,
    UNITS,
    Accepted,
    bytes_note,
    read_count,
    read_quantity,
    read_size,
    read_top,
)
from mbv2calc.errors import QuantityError, UsageError
from mbv2calc.figures.printed import Printed
from mbv2calc.formulas.queries import figure
from tests.grid.where.examples import limit_of

ANY = Accepted("a number", UNITS, billion=True)


def exact(text: str, accepted: Accepted = ANY) -> Fraction:
    value = read_quantity(text, accepted).value
    return Fraction(value.num, value.den)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("300M", 300_000_000), ("3e8", 300_000_000), ("3.0e8", 300_000_000),
        ("8.2120e+09", 8_212_000_000), ("0.3B", 300_000_000), ("0.3 billion", 300_000_000),
        ("300KB", 300_000), ("512KiB", 524_288), ("512 Ki", 524_288), ("1/3", Fraction(1, 3)),
        ("500 k", 500_000), ("4.12x10^9", 4_120_000_000), ("4.12×10^9", 4_120_000_000),
        ("4.12*10^9", 4_120_000_000), ("4.12 · 10**9", 4_120_000_000), ("1E+3", 1000),
        ("2T", 2 * 10**12), ("1e-3", Fraction(1, 1000)), ("7/20M", 350_000), ("3e2k", 300_000),
        ("3,504,872", 3_504_872), ("3_504_872", 3_504_872), ("3 504 872", 3_504_872),
        ("1_0", 10), ("1,000,000/3", Fraction(1_000_000, 3)), ("6.", 6), (".5", Fraction(1, 2)),
        ("007", 7), (" 7 ", 7), ("12 K", 12_000), ("569 million", 569_000_000),
        ("9" * MAX_DIGITS, 10**MAX_DIGITS - 1), ("1".rjust(MAX_CHARACTERS), 1),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, value: int | Fraction) -> None:
    assert exact(text) == value


def test_b_is_a_billion_of_a_count_and_bytes_of_a_size() -> None:
    assert read_count("300B", "--max-madds") == 300 * 10**9
    assert read_size("300B", "--max-memory") == 300
    for unit in ("kB", "MB", "GB", "KiB"):
        assert read_size(f"2{unit}", "--max-memory") == 2 * BYTE_UNITS[unit]


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("", ""), ("KiB", ""), ("-1", ""), ("+1", ""), ("1.2.3", ""), ("3٣", ""), ("nan", ""),
        ("True", ""), ("1\n2", ""), ("1..2", ""), (",512", ""), ("1,,000", ""), ("1__0", ""),
        ("1_", ""), ("_1", ""), ("1000,000", ""), ("1,000,", ""), ("1.5,000", ""), ("e8", ""),
        ("1//2", ""), ("1/", ""), ("/2", ""), ("1e100", ""), ("x10^9", ""), (".", ""),
        ("1.2_", ""), ("1/2_", ""), ("1/2.5", ""), ("1 2", ""),
        ("1/0", "; the divisor must not be 0"),
        ("9" * (MAX_DIGITS + 1), f"; write at most {MAX_DIGITS} digits"),
        ("1,5MiB", "; use a decimal point: 1.5MiB"),
        ("12,34", "; use a decimal point: 12.34"),
        ("320bits", "; unknown unit 'bits'; known here: B, kB, MB, GB, TB, KiB, MiB, GiB, TiB"),
        ("0x10", None), ("1e", None), ("12%", None), ("4 MeB", None),
    ],
)  # fmt: skip
def test_what_is_no_size_is_refused(text: str, fix: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        read_size(text, "--reserve")
    expected = "a size such as 320KiB, 512kB, 1.5MiB or 327680"
    message = f"--reserve: expected {expected}, found {text!r}"
    if fix is None:
        assert str(caught.value).startswith(message)
    else:
        assert str(caught.value).replace("k, M, G, T, ", "") == message + fix


@pytest.mark.parametrize("unit", ["KiB", "MB", "gib", "Ki"])
def test_a_size_in_the_place_of_a_count_says_so(unit: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_count(f"300{unit}", "--max-params")
    assert str(caught.value) == (
        f"--max-params: expected a count such as 300M, 3.5M or 300000000, found '300{unit}';"
        f" {unit} is a unit of bytes; use k, M, G, T"
    )


def test_a_part_of_a_byte_is_dropped() -> None:
    sizes = {"1.9999B": 1, "0.1KiB": 102, "0.3333333": 0, "1.001kB": 1001, "1/3k": 333}
    assert {text: read_size(text, "") for text in sizes} == sizes


# Everything that reads a number from a text of a count.
READERS: dict[str, Callable[[str], Any]] = {
    "count": lambda text: Fraction(read_count(text, "--max-madds")),
    "where": limit_of,
    "figure": lambda text: Fraction(int(figure(text).p), int(figure(text).q)),
    "printed": lambda text: Fraction(Printed.read_count(text).value),
}
ZEROS = ["0", "0.", ".0", "00.", "0.0", "0.0M", "0e5", "0/3", "000", "0,000", "0_0", "0KiB"]


@pytest.mark.parametrize("text", ZEROS)
def test_zero_is_zero_however_it_is_written(text: str) -> None:
    """`0.` was once stripped of its zeros, and then of nothing that anybody could read."""
    assert exact(text) == 0
    assert read_size(text, "--max-memory") == 0
    assert figure(text) == 0
    assert limit_of(text) == 0


def grouped(digits: int, parts: str) -> str:
    return f"{digits:,}".replace(",", parts)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Fraction]:
    """A number as people write it, and what Python's fractions make of it."""
    whole = draw(st.integers(0, 10**12))
    text = grouped(whole, draw(st.sampled_from(["", ",", "_", " "])))
    value = Fraction(whole)
    if part := draw(st.none() | st.text("0123456789", max_size=9)):
        text, value = f"{text}.{part}", value + Fraction(int(part), 10 ** len(part))
    more = draw(st.sampled_from(["", "e", "E+", "x10^", "×10^", "*10**", " x 10^", "/"]))
    if more == "/":
        below = draw(st.integers(1, 10**6))
        text, value = f"{text}/{below}", value / below
    elif more:
        power = draw(st.integers(0, 12))
        text, value = f"{text}{more}{power}", value * 10**power
    unit = draw(st.sampled_from(list(UNITS)).filter(lambda unit: unit != "B"))
    space = draw(st.sampled_from(["", " "]))
    return f"{text}{space}{unit}".strip(), value * UNITS[unit]


@given(written())
def test_every_text_is_what_fractions_make_of_it(pair: tuple[str, Fraction]) -> None:
    text, value = pair
    assert exact(text) == value
    assert read_size(text, "") == value.numerator // value.denominator


@given(written())
def test_all_readers_agree(pair: tuple[str, Fraction]) -> None:
    text, value = pair
    assert READERS["figure"](text) == value
    if " " not in text:  # which parts the words of a condition
        assert READERS["where"](text) == value
    if value.denominator == 1 and not text.endswith("B"):
        assert READERS["count"](text) == value
    if "/" not in text and read_quantity(text, ANY).step.den == 1:
        assert READERS["printed"](text) == value


@given(st.fractions(0, 10**15, max_denominator=10**12))
def test_what_is_written_is_read_again(number: Fraction) -> None:
    assert exact(write_exact(number)) == number
    about = exact(write_about(number))
    assert abs(about - number) * 10**5 <= number


@given(st.text(max_size=40) | st.text("0123456789.,_ eE+x^*/kMGTiB-%", max_size=MAX_CHARACTERS))
def test_any_text_is_a_number_or_an_error_of_one_line(text: str) -> None:
    for reader in (lambda text: read_quantity(text, COUNT), Printed.read, Printed.read_count):
        message = ""
        try:
            reader(text)
        except QuantityError as error:
            message = str(error)
        assert message.isprintable()


LONG = ["9" * 16_000, "9" * 16_000 + " " * 16_000 + "x", "1," * 16_000, "1_" * 9000]


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_refused_before_a_pattern_sees_it(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen() -> re.Pattern[str]:
        raise AssertionError("a pattern was asked for")

    monkeypatch.setattr(quantities, "_pattern", seen)
    for reader in (lambda text: read_quantity(text, SIZE), Printed.read, figure):
        with pytest.raises(QuantityError, match=rf"of {len(text):,} characters, at most 100 are"):
            reader(text)


@given(st.integers(0, 40), st.integers(0, 40))
def test_texts_up_to_the_limit_take_few_steps(digits: int, spaces: int) -> None:
    """Digits and spaces before what is no unit: the worst that a pattern can be asked."""
    with pytest.raises(QuantityError):
        read_quantity("9" * digits + " " * spaces + "?", COUNT)


@pytest.mark.parametrize(
    ("typed", "top"), [(None, None), (5, 5), ("5", 5), ("1k", 1000), ("1e3", 1000), ("1M", 10**6)]
)
def test_how_many_are_kept(typed: int | str | None, top: int | None) -> None:
    assert read_top(typed) == top


@pytest.mark.parametrize("typed", ["0", "-1", "x", "", "1.5", "1/2", 0, True, "9" * 5000, "2M"])
def test_what_is_no_such_count_is_refused(typed: int | str) -> None:
    with pytest.raises(UsageError, match=r"^--top: expected a positive integer.*, found '"):
        read_top(typed)


@pytest.mark.parametrize("text", ["1", "4", " 512 ", "9,999", "9999.5", "1e3"])
def test_a_small_size_without_a_unit_means_bytes(text: str) -> None:
    note = bytes_note(text, "--max-flash")
    typed = text.strip()
    means = f"--max-flash {typed} means {typed} bytes"
    assert note == f"{means}; add a unit, such as {typed}KiB, if you mean more"


@pytest.mark.parametrize("text", ["0", "10000", "524288", "512B", "512KiB", "4k"])
def test_other_sizes_have_no_note(text: str) -> None:
    assert bytes_note(text, "--max-memory") is None


def test_units_of_a_count_and_of_bytes_share_no_name_but_none() -> None:
    assert set(COUNT_UNITS) & set(BYTE_UNITS) == {""}
