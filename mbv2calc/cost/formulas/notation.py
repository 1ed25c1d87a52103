"""Expressions as texts: SymPy's own notation, pretty Unicode, LaTeX and exact Python."""

import textwrap
from collections.abc import Iterable
from typing import Any

import sympy
from sympy.core.alphabets import greeks
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.pretty_symbology import pretty_use_unicode
from sympy.printing.pretty.stringpict import prettyForm
from sympy.printing.pycode import PythonCodePrinter

from mbv2calc.cost.formulas.sheet import Expr
from mbv2calc.cost.formulas.solve import decimal, grouped

__all__ = [
    "decimal",
    "grouped",
    "imports",
    "index",
    "latex",
    "pretty",
    "python",
    "relation",
    "text",
]

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def text(expression: Expr) -> str:
    """What SymPy reads back as the same expression.

    >>> t, D_F = sympy.symbols("t D_F")
    >>> text(D_F**2 * t)
    'D_F**2*t'
    """
    return str(sympy.sstr(expression))


class _Pretty(PrettyPrinter):  # type: ignore[misc]
    """SymPy's two-dimensional notation, but with a small power of a symbol on its line."""

    def _print_Pow(self, power: Any) -> Any:  # noqa: N802
        base, exponent = power.as_base_exp()
        raised = exponent.is_Integer and exponent > 1 and self._use_unicode
        if raised and base.is_Symbol:
            return prettyForm(str(self._print(base)) + str(exponent).translate(_RAISED))
        return super()._print_Pow(power)

    def _print_Max(self, part: Any) -> Any:  # noqa: N802
        arguments = self._print_seq(part.args, "(", ")", ", ")
        return prettyForm(*arguments.left("max"))


def pretty(expression: Expr, width: int | None = None, *, unicode: bool = True) -> list[str]:
    """The lines of an expression, for people, cut between its terms where they are too long."""
    if expression.is_Integer:
        return [grouped(expression)]
    settings = {"use_unicode": unicode, "wrap_line": False}
    before = pretty_use_unicode(unicode)
    try:
        lines = str(_Pretty(settings).doprint(expression)).splitlines()
    finally:
        pretty_use_unicode(before)
    if width is None or len(lines[0]) <= width:
        return [line.rstrip() for line in lines]
    flat = lines[0] if len(lines) == 1 else text(expression)  # no room for two dimensions
    return textwrap.wrap(flat, width, break_long_words=False, subsequent_indent="  ")


def relation(condition: Expr, *, unicode: bool = True) -> str:
    """A condition on one line.

    >>> relation(sympy.Symbol("alpha") <= 1)
    'α ≤ 1'
    """
    lines = pretty(condition, unicode=unicode)
    return lines[0] if len(lines) == 1 and unicode else text(condition)


def latex(expression: Expr) -> str:
    """The expression in LaTeX's mathematics.

    >>> latex(sympy.Symbol("alpha") ** 2)
    '\\\\alpha^{2}'
    """
    names = {}
    for symbol in expression.free_symbols:
        stem, _, below = str(symbol).partition("_")
        if len(stem) > 1 and stem not in greeks:
            index = rf"_{{\mathrm{{{below}}}}}" if below else ""
            names[symbol] = rf"\mathrm{{{stem}}}{index}"
    return str(sympy.latex(expression, symbol_names=names))


class _Python(PythonCodePrinter):  # type: ignore[misc]
    """Python that stays exact on ints and fractions: no division makes a float of them."""

    def __init__(self, exact: bool) -> None:
        super().__init__({"fully_qualified_modules": False})
        self.exact = exact

    def _print_Rational(self, number: Any) -> str:  # noqa: N802
        return f"Fraction({number.p}, {number.q})"

    def _print_Mul(self, product: Any) -> str:  # noqa: N802
        top, bottom = sympy.fraction(product)
        if bottom == 1:
            return str(super()._print_Mul(product))
        above = self._print(top)
        above = f"Fraction({above})" if self.exact else self.parenthesize(top, 50)
        return f"{above}/{self.parenthesize(bottom, 61)}"

    def _print_Pow(self, power: Any, rational: bool = False) -> str:  # noqa: N802
        if power.exp.is_Integer and power.exp.is_negative:
            return self._print_Mul(power)
        return str(super()._print_Pow(power, rational=rational))

    def _print_floor(self, part: Any) -> str:
        top, bottom = sympy.fraction(sympy.together(part.args[0]))
        return f"(({self._print(top)})//{self.parenthesize(bottom, 61)})"

    def _print_ceiling(self, part: Any) -> str:
        top, bottom = sympy.fraction(sympy.together(part.args[0]))
        return f"(-(-({self._print(top)})//{self.parenthesize(bottom, 61)}))"

    def _print_Relational(self, relation: Any) -> str:  # noqa: N802
        return f"{self._print(relation.lhs)} {relation.rel_op} {self._print(relation.rhs)}"

    def _print_Max(self, part: Any) -> str:  # noqa: N802
        return f"max({', '.join(self._print(argument) for argument in part.args)})"


def python(expression: Expr) -> str:
    """A Python expression, exact for ints and fractions.

    >>> python(sympy.ceiling(sympy.Symbol("r") / 2))
    '(-(-(r)//2))'
    """
    rooted = any(not power.exp.is_Integer for power in expression.atoms(sympy.Pow))
    return str(_Python(not rooted).doprint(expression))


def imports(lines: Iterable[str]) -> tuple[str, ...]:
    """The import lines that lines of Python need."""
    joined = " ".join(lines)
    known = {"Fraction(": "from fractions import Fraction", "sqrt(": "from math import sqrt"}
    return tuple(line for used, line in known.items() if used in joined)


def index(name: str, parameters: Iterable[Expr]) -> Expr:
    """The symbol of a family's general member, by what varies first: C_c, E_C, or D_s.

    >>> index("D", sympy.symbols("r s"))
    D_s
    """
    varying = [p for p in parameters if str(p) in ("c", "C", "s")]
    return sympy.Symbol(f"{name}_{varying[0]}")
