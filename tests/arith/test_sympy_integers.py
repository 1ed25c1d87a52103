"""SymPy says of no fraction that it is an integer, or that it is none, where nobody can know."""

import pytest
import sympy

from mbv2calc.arith import Ratio, ceil_div
from mbv2calc.arith.sympy_integers import correct
from mbv2calc.spec.rounding import half_up

correct(sympy)
ALPHA = sympy.Symbol("alpha", positive=True)
EVEN = sympy.Max(8, 8 * sympy.floor(2 * ALPHA + sympy.Rational(1, 2)))  # 16 channels, rounded


@pytest.mark.parametrize("denominator", range(1, 41))
def test_floors_and_ceilings_of_even_numbers_stay(denominator: int) -> None:
    for width in ("0.5", "0.83", "1.4", "3"):
        at = {ALPHA: sympy.Rational(width)}
        even = int(EVEN.subs(at))
        assert (3 * EVEN // denominator).subs(at) == 3 * even // denominator
        assert ceil_div(3 * EVEN, denominator).subs(at) == -(-3 * even // denominator)
        t = Ratio(11, denominator)
        assert half_up(EVEN, t).subs(at) == half_up(even, t)


def test_what_is_known_stays_known() -> None:
    assert (EVEN / 2).is_integer
    assert (3 * EVEN / 2).is_integer
    assert (EVEN / 10).is_integer is None
    assert (EVEN / 5).is_integer is None
