"""What can be asked of formulas of memory: roots in bytes of a budget, and derivatives."""

import pytest
import sympy

from mbv2calc.errors import UsageError
from mbv2calc.formulas.formula_set import Sheet
from mbv2calc.formulas.memory import memory_subject
from mbv2calc.formulas.queries import derivative, figure, numbers, wanted
from mbv2calc.formulas.solve import solved
from tests.formula_support import expressions

D, OUT = sympy.symbols("D_F D_G", positive=True, integer=True)
B = sympy.Symbol("b", positive=True)


def roots(symbol: str, equals: str, at: str = "", metric: str | None = None) -> Sheet:
    subject = memory_subject()
    values = numbers(subject, [at] if at else [])
    return solved(subject, values, wanted(subject, symbol, "", values), figure(equals), metric)


def test_how_many_channels_fit() -> None:
    """(320 KiB - 14^2 (64 + 4 64)) / (2 14^2) = 675.92, by hand."""
    sheet = roots("e", "320KiB", "M=64,N=64,D_F=14,b=1,b_acc=4")
    assert [f.expression for f in sheet.formulas] == [sympy.Rational(327680 - 62720, 392)]
    assert "e = 675 gives 327,320" in sheet.notes[-1]


def test_a_root_is_above_1_where_that_is_assumed() -> None:
    (root,) = roots("t", "20480", "M=16,N=16", "whole").formulas
    (condition,) = root.conditions  # 48 D_F^2 b < 20480, at t = 1
    assert [bool(condition.subs({D: 1, B: b})) for b in (426, 427)] == [True, False]
    below = roots("t", "2", "M=1,N=1,D_F=1,b=1", "whole")  # t = 1/2
    assert below.formulas == ()
    assert "breaks the assumption that t > 1" in below.notes[-2]


def test_steps_are_refused_with_what_to_ask_instead() -> None:
    for symbol in ("G", "t"):
        with pytest.raises(UsageError, match="ask for e, the channels held at once"):
            roots(symbol, "320KiB")
    assert roots("b", "1000").formulas[0].conditions != ()  # though e is not differentiated by it
    with pytest.raises(UsageError, match="unknown metric 'madds'; known here: grouped, whole"):
        roots("b", "1000", metric="madds")


def test_the_derivative_by_e_is_what_a_channel_takes() -> None:
    subject = memory_subject()
    sheet = derivative(subject.sheet({}), wanted(subject, "e", "--diff", {}))
    found = expressions(sheet)
    assert found["grouped_bytes_by_e"] == 2 * D**2 * B
    assert sympy.expand(found["strided_grouped_bytes_by_e"] - B * (D**2 + OUT**2)) == 0
    assert [d.symbol for d in sheet.needed(sheet.formulas)] == [OUT]
    with pytest.raises(UsageError, match=r"--diff G: .*; ask for e"):
        derivative(subject.sheet({}), wanted(subject, "G", "--diff", {}))
