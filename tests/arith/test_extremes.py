"""Which expression is never below another: sound, and nothing that SymPy knows is lost."""

from importlib import import_module
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.arith import largest, least
from mbv2calc.arith.extremes import _is_nonnegative

X, Y = sympy.symbols("x y", positive=True)
Z = sympy.Symbol("z", nonnegative=True)
N, M = sympy.symbols("n m", integer=True, positive=True)
FREE = sympy.Symbol("u", real=True)
PRODUCTS = [sympy.Integer(1), X, Y, Z, N, M, X * Y, X * Z**2, N * M, N**2, N * X, M * X * Y]
COEFFICIENTS = [-3, -1, 0, 1, 2, sympy.Rational(1, 2), sympy.Rational(-2, 3)]


def polynomials(products: list[Any]) -> st.SearchStrategy[Any]:
    terms = st.tuples(st.sampled_from(COEFFICIENTS), st.sampled_from(products))
    return st.lists(terms, max_size=4).map(lambda found: sympy.Add(*(c * p for c, p in found)))


@given(polynomials(PRODUCTS), polynomials(PRODUCTS))
def test_nothing_that_sympy_knows_is_lost(left: Any, right: Any) -> None:
    if (left - right).is_nonnegative:
        assert _is_nonnegative(left, right)


POINTS = [
    dict(zip((X, Y, Z, N, M), numbers, strict=True))
    for numbers in ((1, 1, 0, 1, 1), (sympy.Rational(1, 9), 7, 3, 2, 1), (50, 1, 1, 1, 9))
]


@given(polynomials(PRODUCTS), polynomials(PRODUCTS))
def test_what_is_known_holds_at_every_point(left: Any, right: Any) -> None:
    if _is_nonnegative(left, right):
        assert all((left - right).subs(point) >= 0 for point in POINTS)


@pytest.mark.parametrize(
    ("left", "right", "known"),
    [
        (2 * X * Y, X * Y, True),
        (X * Y, 2 * X * Y, False),
        (X + Z, X, True),
        (X, Z, False),
        (X, X, True),
        (N, sympy.Integer(1), True),
        (N, sympy.Integer(2), False),
        (X, sympy.Integer(1), False),
        (FREE**2, sympy.Integer(0), True),  # no polynomial of what is never negative: SymPy says
        (FREE, sympy.Integer(0), False),
        (sympy.sqrt(2) * X, sympy.Integer(0), True),
        (sympy.ceiling(X), sympy.Integer(0), True),
        (X / Y, sympy.Integer(0), True),
    ],
)
def test_what_is_known_of_two(left: Any, right: Any, known: bool) -> None:
    assert _is_nonnegative(left, right) is known


def test_polynomials_are_compared_without_sympy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Max of many takes minutes where each two are asked of SymPy, and milliseconds so."""
    asked: list[Any] = []

    def counted(fact: str, expression: Any) -> Any:
        asked.extend([expression] if isinstance(expression, sympy.Add) else [])
        return known(fact, expression)

    assumptions = import_module("sympy.core.assumptions")  # the name is that of a function, too
    known = assumptions._ask
    monkeypatch.setattr(assumptions, "_ask", counted)
    sums = [sympy.expand((X + k) * (Y + 9 - k) + k * Z) for k in range(30)]
    assert len(largest(sums).args) > 1
    assert len(least(sums).args) > 1
    assert asked == []
