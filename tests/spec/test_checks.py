"""What values may be: each check reads its kind of text exactly and refuses every other."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.errors import MismatchError
from mbv2calc.spec.checks import COUNT, EXPANSION, TEXT, WIDTH, choice, integer
from mbv2calc.spec.schema import Check

NOT_DIGITS = [
    "", "0", "00", "-1", "+1", "1.0", "1e3", "010", "0x10", "0o10", "1_000", "1:30", " 1", "1 ",
    "1\n", "two", "true", "True", "null", ".nan", ".inf", "٣", "²", "１",
]  # fmt: skip
NOT_DECIMAL = [
    "-1", "+1", ".", "010", "1e3", "0x10", "1_0", "1:30", " 1", "1\n", "1/2", "two", "true",
    ".nan", ".inf", "inf", "٣",
]  # fmt: skip


def refused(check: Check, text: str) -> str:
    with pytest.raises(MismatchError) as caught:
        check.read(text)
    return str(caught.value)


@given(st.integers(1, 1_000_000))
def test_a_count_reads_as_the_number_it_prints(number: int) -> None:
    assert COUNT.read(str(number)) == number
    assert type(COUNT.read(str(number))) is int


@pytest.mark.parametrize("text", NOT_DIGITS)
def test_a_count_is_plain_digits(text: str) -> None:
    assert refused(COUNT, text) == "a positive integer"


@pytest.mark.parametrize("text", ["1000001", "9" * 7, "9" * 5000])
def test_a_count_has_a_limit(text: str) -> None:
    assert refused(COUNT, text) == "a positive integer of at most 1000000"


@pytest.mark.parametrize("limit", [1, 7, 99, 1000])
def test_the_limit_itself_is_within_it(limit: int) -> None:
    assert integer(limit).read(str(limit)) == limit
    assert refused(integer(limit), str(limit + 1)) == f"a positive integer of at most {limit}"


@given(st.integers(0, 999), st.text("0123456789", max_size=6))
def test_a_decimal_is_kept_exactly(whole: int, part: str) -> None:
    text = f"{whole}.{part}" if part else str(whole)
    ratio = EXPANSION.read(text)
    assert Fraction(ratio.num, ratio.den) == Fraction(Decimal(text))


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("0.35", Ratio(7, 20)),
        ("1.4", Ratio(7, 5)),
        ("1", Ratio(1)),
        ("1.0", Ratio(1)),
        ("1.00", Ratio(1)),
        ("0.1", Ratio(1, 10)),
        ("1000", Ratio(1000)),
    ],
)
def test_widths_are_reduced_fractions(text: str, ratio: Ratio) -> None:
    assert WIDTH.read(text) == ratio


@pytest.mark.parametrize("text", NOT_DECIMAL)
def test_a_width_is_a_plain_decimal(text: str) -> None:
    assert refused(WIDTH, text) == "a positive decimal number, such as 0.35"


def test_a_decimal_has_at_most_6_decimals() -> None:
    assert WIDTH.read("0.000001") == Ratio(1, 10**6)
    assert EXPANSION.read("999.999999") == Ratio(999_999_999, 10**6)
    assert WIDTH.read("0.3500000") == Ratio(7, 20)
    for text in ("0.0000001", "0.3500001", "1000.0000001", "0." + "3" * 30):
        assert refused(WIDTH, text) == "a positive decimal number of at most 6 decimals"
        expected = "a decimal number of 0 or more of at most 6 decimals"
        assert refused(EXPANSION, text) == expected


@pytest.mark.parametrize("digits", [19, 100, 1000])
def test_a_long_number_is_met_with_the_limit_of_its_value(digits: int) -> None:
    text = "1" * digits
    assert refused(WIDTH, text) == "a positive decimal number of at most 1000"
    assert refused(EXPANSION, text) == "a decimal number of 0 or more of at most 1000"


@pytest.mark.parametrize("text", ["", "0", "0.0", "0.000"])
def test_a_width_is_above_zero(text: str) -> None:
    assert refused(WIDTH, text) == "a positive decimal number"


@pytest.mark.parametrize("text", ["1001", "1000.1", "1000.000001"])
def test_a_width_has_a_limit(text: str) -> None:
    assert refused(WIDTH, text) == "a positive decimal number of at most 1000"


@pytest.mark.parametrize("text", ["0", "0.0"])
def test_an_expansion_may_be_zero(text: str) -> None:
    assert EXPANSION.read(text) == Ratio(0)


def test_an_expansion_may_not_be_negative() -> None:
    assert refused(EXPANSION, "-0.5") == "a decimal number of 0 or more, such as 0.35"
    assert refused(EXPANSION, "1000.5") == "a decimal number of 0 or more of at most 1000"


def test_a_choice_knows_its_words_only() -> None:
    check = choice(("always", "never"))
    assert check.read("never") == "never"
    for text in ("", "Never", "ever", "never "):
        assert refused(check, text) == "one of always, never"


@pytest.mark.parametrize("text", ["x", "yes", "1.10", "x" * 200, "Größe × 2", "a: b # c"])
def test_a_text_is_kept_as_it_is(text: str) -> None:
    assert TEXT.read(text) == text


@pytest.mark.parametrize("text", ["", "x" * 201, "a\nb", "a\tb", "\x1b[31m", "\x00", "a\u202eb"])
def test_a_text_is_printable_and_short(text: str) -> None:
    assert refused(TEXT, text) == "a printable text of at most 200 characters"


def test_only_words_may_stand_in_quotes() -> None:
    assert TEXT.quotes
    assert choice("ab").quotes
    assert not COUNT.quotes
    assert not WIDTH.quotes
