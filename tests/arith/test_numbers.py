"""arith: every function gives the same in all three number systems, and Ratio is exact."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.arith import (
    Ratio,
    ceil_div,
    equal,
    exact_div,
    largest,
    least,
    maximum,
    not_refuted,
    where,
)
from mbv2calc.errors import NotWholeError

NUMBERS = st.integers(1, 10**6)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8)


def clamp(left: Any, right: Any) -> Any:
    return where(left < right, left + 1, right * 2)


TWO_ARGUMENTS = [
    ceil_div,
    maximum,
    clamp,
    lambda a, b: exact_div(a * b, b),
    lambda a, b: largest([a, b, 2 * a]),
    lambda a, b: least([a, b + 1, 2 * a]),
    lambda a, b: largest([least([a, 2 * b]), least([b, 3 * a]), largest([5, a])]),
]


@pytest.mark.parametrize("function", TWO_ARGUMENTS)
@given(pairs=PAIRS)
def test_arrays_equal_ints(
    function: Callable[[Any, Any], Any], pairs: list[tuple[int, int]]
) -> None:
    left, right = (np.array(column) for column in zip(*pairs, strict=True))
    assert function(left, right).tolist() == [function(a, b) for a, b in pairs]


@pytest.mark.parametrize("function", TWO_ARGUMENTS)
@given(a=NUMBERS, b=NUMBERS)
def test_symbols_equal_ints(function: Callable[[Any, Any], Any], a: int, b: int) -> None:
    x, y = sympy.symbols("x y", positive=True, integer=True)
    assert function(x, y).subs({x: a, y: b}) == function(a, b)


def test_mixed_arguments_take_the_richer_system() -> None:
    x = sympy.Symbol("x", positive=True)
    assert maximum(8, np.array([3, 9])).tolist() == [8, 9]
    assert maximum(8, x).subs(x, 9) == 9
    assert equal(x, 3) == sympy.Eq(x, 3)


@given(NUMBERS, st.integers(1, 1000))
def test_ceil_div_is_the_least_number_of_parts(total: int, part: int) -> None:
    parts = ceil_div(total, part)
    assert (parts - 1) * part < total <= parts * part


@pytest.mark.parametrize("seven", [7, np.array([6, 7])])
def test_exact_div_refuses_a_rest(seven: Any) -> None:
    with pytest.raises(NotWholeError, match="is not whole"):
        exact_div(seven, 2)


def test_holds_means_no_counterexample() -> None:
    x = sympy.Symbol("x", positive=True)
    assert not_refuted(True)
    assert not not_refuted(False)
    assert not_refuted(np.array([True, True]))
    assert not not_refuted(np.array([True, False]))
    assert not_refuted(x > 3)
    assert not not_refuted(x < 0)


@given(st.integers(0, 10**6), st.integers(0, 8))
def test_ratio_reads_and_writes_decimals_exactly(digits: int, places: int) -> None:
    text = f"{digits // 10**places}.{digits % 10**places:0{places}d}" if places else str(digits)
    ratio = Ratio.parse(text)
    assert Fraction(ratio.num, ratio.den) == Fraction(text)
    assert Ratio.parse(str(ratio)) == ratio


@pytest.mark.parametrize("digits", [18, 19, 40, 1000])
def test_ratio_reads_as_many_digits_as_there_are(digits: int) -> None:
    whole, part = "7" * digits, "3" * digits
    assert Ratio.parse(whole) == Ratio(int(whole))
    ratio = Ratio.parse(f"{whole}.{part}")
    assert Fraction(ratio.num, ratio.den) == int(whole) + Fraction(int(part), 10**digits)


def test_ratio_is_not_the_float() -> None:
    assert Ratio.parse("0.35") == Ratio(7, 20)
    assert Fraction(0.35) != Fraction(7, 20)
    assert Ratio.parse("1.40") == Ratio.parse("1.4")


@pytest.mark.parametrize(
    "text", ["", "-1", "010", "00.5", "+1", "1e3", ".", "nan", "inf", "1/3", "٣"]
)
def test_ratio_refuses_what_is_no_plain_decimal(text: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        Ratio.parse(text)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("text", "ratio"), [(".5", Ratio(1, 2)), ("6.", Ratio(6)), ("0.", Ratio(0))]
)
def test_a_side_of_the_point_may_be_left_out(text: str, ratio: Ratio) -> None:
    assert Ratio.parse(text) == ratio


def test_what_another_is_never_below_is_left_out() -> None:
    x, y = sympy.symbols("x y", positive=True)
    assert largest([x, 2 * x, x + y, x]) == sympy.Max(2 * x, x + y)
    assert least([x, 2 * x, x + y]) == x
    assert largest([largest([x, y]), 2 * x]) == sympy.Max(2 * x, y)
    assert largest([2 * x, least([x, y])]) == 2 * x  # the least is at most x
    assert largest([least([2 * x, y + 1]), least([x, y])]) == least([2 * x, y + 1])
    assert set(largest([x, least([2 * x, y])]).args) == {x, least([2 * x, y])}
