"""The words of every notation: the title, numbers, symbols, assumptions and notes."""

from collections.abc import Iterator

import sympy

from mbv2calc.formulas.formula_set import Expr, FormulaSet, assumptions


def text(expression: Expr) -> str:
    """What SymPy reads back as the same expression.

    >>> t, D_F = sympy.symbols("t D_F")
    >>> text(D_F**2 * t)
    'D_F**2*t'
    """
    return str(sympy.sstr(expression))


def numbers_given(formula_set: FormulaSet) -> str:
    """The numbers in the formulas: `at width = 1, t = 6`; empty without any."""
    numbers = ", ".join(f"{name} = {number}" for name, number in formula_set.at.items())
    return f"at {numbers}" if numbers else ""


def facts(formula_set: FormulaSet) -> Iterator[str]:
    """The title, then a line for each number, symbol, assumption and note."""
    yield formula_set.title
    if formula_set.at:
        yield numbers_given(formula_set)
    yield from (f"{variable.name}: {variable.meaning}" for variable in formula_set.free_variables())
    yield from (f"assumed: {assumption}" for assumption in assumptions(formula_set.assumed))
    yield from formula_set.notes


def on_one_line(words: str) -> str:
    """A text on one line: white space becomes one space, unprintable characters are escaped.

    Titles and notes may quote a network file, and a line break would end a comment.
    """
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii")
        for c in " ".join(words.split())
    )
