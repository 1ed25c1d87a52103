"""Conditions of roots: in their simplest form, never impossible, and each root once."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.formulas.blocks import block_source
from mbv2calc.formulas.conditions import together
from tests.formula_support import source_of
from tests.formulas.test_queries import roots

X, Y = sympy.symbols("x y", positive=True)
K = sympy.Symbol("k", positive=True, integer=True)
HALVES = st.integers(-6, 12).map(lambda n: sympy.Rational(n, 2))
RELATIONS = st.builds(
    lambda relation, slope, constant: relation(slope * X + constant, 0),
    st.sampled_from((sympy.Gt, sympy.Ge, sympy.Lt, sympy.Le)),
    st.sampled_from((-2, -1, 1, 3)),
    HALVES,
)


@given(st.lists(RELATIONS, max_size=4), st.integers(1, 40))
def test_what_is_left_of_conditions_holds_where_they_hold(
    conditions: list[sympy.Basic], quarters: int
) -> None:
    value = sympy.Rational(quarters, 4)
    before = all(condition.subs(X, value) == sympy.true for condition in conditions)
    found = together(conditions)
    after = found is not None and all(c.subs(X, value) == sympy.true for c in found)
    assert before == after
    assert len(found or ()) <= 2


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([20000 - 20000 * X > 0], (X < 1,)),
        ([X >= 1, X < 1], None),
        ([X <= 1, X >= 1], (sympy.Eq(X, 1),)),
        ([X > 0, X + 1 > 0], ()),
        ([X < 0], None),
        ([K < 1], None),
        ([2 * K > 3, 3 * K < 5], None),  # 1.5 to 1.7 holds no whole number
        ([2 * K < 3], (sympy.Lt(K, sympy.Rational(3, 2)),)),
        ([X <= 1, 4 - X**2 > 0], (X <= 1,)),
        ([X >= 1, 1 - 2 * X**2 > 0], None),
        ([X >= 1, 4 - X**2 > 0], (X >= 1, 4 - X**2 > 0)),
        ([X * Y > 4], (X * Y > 4,)),
        ([X >= 1, Y >= 1, 1 - X * Y > 0], None),  # 0 at the lowest, and falling
        ([X >= 1, Y >= 1, 2 - X * Y > 0], (X >= 1, Y >= 1, 2 - X * Y > 0)),
        ([sympy.false], None),
        ([sympy.true], ()),
    ],
)
def test_conditions_in_their_simplest_form(
    conditions: list[sympy.Basic], expected: tuple[sympy.Basic, ...] | None
) -> None:
    assert together(conditions) == expected


@pytest.mark.parametrize(
    ("symbol", "figure"), [("t", "0"), ("t", "1000"), ("resolution", "1M"), ("resolution", "0")]
)
def test_an_impossible_root_of_a_network_is_left_out(symbol: str, figure: str) -> None:
    formula_set = roots(source_of(), symbol, figure)
    assert formula_set.formulas == ()
    assert sum(note.startswith("no root for alpha") for note in formula_set.notes) == 2


def test_an_impossible_root_of_a_block_is_left_out() -> None:
    formula_set = roots(block_source("ratio"), "N", "1", "t=6")
    assert formula_set.formulas == ()
    assert "left out: a root that is not positive" in formula_set.notes


def test_a_root_on_the_border_of_both_regions_is_there_once() -> None:
    (root,) = roots(source_of(), "width", "300774272", "t=6,resolution=224").formulas
    assert (root.name, root.expression, root.conditions) == ("alpha", 1, ())
