"""What can be asked of formulas of memory: roots in bytes of a budget, and derivatives."""

import pytest
import sympy

from mbv2calc.errors import UsageError
from mbv2calc.formulas.formula_set import FormulaSet
from mbv2calc.formulas.memory import memory_source
from mbv2calc.formulas.queries import derivative, figure, numbers, resolve_symbol
from mbv2calc.formulas.solve import solved
from tests.formula_support import expressions

D, OUT = sympy.symbols("D_F D_G", positive=True, integer=True)
B = sympy.Symbol("b", positive=True)


def roots(symbol: str, equals: str, at: str = "", metric: str | None = None) -> FormulaSet:
    source = memory_source()
    values = numbers(source, [at] if at else [])
    return solved(
        source, values, resolve_symbol(source, symbol, "", values), figure(equals), metric
    )


def test_how_many_channels_fit() -> None:
    """(320 KiB - 14^2 (64 + 4 64)) / (2 14^2) = 675.92, by hand."""
    formula_set = roots("e", "320KiB", "M=64,N=64,D_F=14,b=1,b_acc=4")
    assert [f.expression for f in formula_set.formulas] == [sympy.Rational(327680 - 62720, 392)]
    assert "e = 675 gives 327,320" in formula_set.notes[-1]


def test_a_root_is_above_1_where_that_is_assumed() -> None:
    (root,) = roots("t", "20480", "M=16,N=16", "whole").formulas
    (condition,) = root.conditions  # 48 D_F^2 b < 20480, at t = 1
    assert [bool(condition.subs({D: 1, B: b})) for b in (426, 427)] == [True, False]
    below = roots("t", "2", "M=1,N=1,D_F=1,b=1", "whole")  # t = 1/2
    assert below.formulas == ()
    assert "breaks the assumption that t > 1" in below.notes[-2]


@pytest.mark.slow
def test_steps_are_refused_with_what_to_ask_instead() -> None:
    for symbol in ("G", "t"):
        with pytest.raises(UsageError, match="use e, the channels in memory at once"):
            roots(symbol, "320KiB")
    assert roots("b", "1000").formulas[0].conditions != ()  # though e is not differentiated by it
    with pytest.raises(UsageError, match="unknown metric 'madds'; known here: grouped, whole"):
        roots("b", "1000", metric="madds")


def test_the_derivative_by_e_is_what_a_channel_takes() -> None:
    source = memory_source()
    formula_set = derivative(source.at({}), resolve_symbol(source, "e", "--diff", {}))
    found = expressions(formula_set)
    assert found["grouped_bytes_by_e"] == 2 * D**2 * B
    assert sympy.expand(found["strided_grouped_bytes_by_e"] - B * (D**2 + OUT**2)) == 0
    assert [d.symbol for d in formula_set.needed(formula_set.formulas)] == [OUT]
    with pytest.raises(UsageError, match=r"--diff G: .*; use e"):
        derivative(source.at({}), resolve_symbol(source, "G", "--diff", {}))
