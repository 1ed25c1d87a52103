"""Expressions on one line, where there is no room for two dimensions."""

from typing import Any

import sympy
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pretty.pretty_symbology import pretty_symbol
from sympy.printing.str import StrPrinter

from mbv2calc.formulas.formula_set import Expr

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}


def symbol_text(name: str, unicode: bool) -> str:
    """A symbol on a screen: k₃; words stay as they are, since few letters have a subscript.

    >>> [symbol_text(name, True) for name in ("k_3", "rho_height", "channels_at_least")]
    ['k₃', 'ρ_height', 'channels_at_least']
    """
    stem, *below = name.split("_")
    if not unicode:
        return name
    if any(len(part) > 1 and not part.isdecimal() for part in below):
        return "_".join((pretty_symbol(stem), *below))
    return str(pretty_symbol(name))


def raised(exponent: Expr, unicode: bool) -> str:
    """An exponent behind its base: x², or x**2 without Unicode."""
    return str(exponent).translate(_RAISED) if unicode else f"**{exponent}"


class OneLine(StrPrinter):  # type: ignore[misc]
    """SymPy's order, with the signs of mathematics where the screen has them."""

    def __init__(self, unicode: bool) -> None:
        super().__init__()
        self.unicode = unicode

    def _print_Symbol(self, symbol: Any) -> str:  # noqa: N802
        return symbol_text(symbol.name, self.unicode)

    def _print_Mul(self, product: Any) -> str:  # noqa: N802
        number, rest = product.as_coeff_Mul()
        halves = (abs(number).p, abs(number).q), sympy.fraction(rest, exact=True)
        above, below = (
            [factor for part in half for factor in sympy.sympify(part).as_ordered_factors()]
            for half in zip(*halves, strict=True)
        )
        level, sign = PRECEDENCE["Mul"], "-" if number.is_negative else ""
        top, bottom = (
            ("⋅" if self.unicode else "*").join(
                self.parenthesize(factor, level, strict=True) for factor in half if factor != 1
            )
            for half in (above, below)
        )
        if len([factor for factor in below if factor != 1]) > 1:
            bottom = f"({bottom})"
        return f"{sign}{top or 1}" + (f"/{bottom}" if bottom else "")

    def _print_Pow(self, power: Any, rational: bool = False) -> str:  # noqa: N802
        base, exponent = power.args
        if exponent.is_Rational and exponent.is_negative:
            return self._print_Mul(power)
        if exponent == sympy.S.Half:
            return f"{'√' if self.unicode else 'sqrt'}({self._print(base)})"
        if exponent.is_Integer:
            below = self.parenthesize(base, PRECEDENCE["Pow"])
            return f"{below}{raised(exponent, self.unicode)}"
        return str(super()._print_Pow(power, rational=rational))

    def _print_floor(self, part: Any) -> str:
        inside = self._print(part.args[0])
        return f"⌊{inside}⌋" if self.unicode else f"floor({inside})"

    def _print_ceiling(self, part: Any) -> str:
        inside = self._print(part.args[0])
        return f"⌈{inside}⌉" if self.unicode else f"ceiling({inside})"

    def _print_Max(self, part: Any) -> str:  # noqa: N802
        return f"{part.func.__name__.lower()}({', '.join(map(self._print, part.args))})"

    _print_Min = _print_Max  # noqa: N815

    def _print_Piecewise(self, part: Any) -> str:  # noqa: N802
        cases = [
            f"{self._print(value)} " + ("otherwise" if c == sympy.true else f"for {self._print(c)}")
            for value, c in part.args
        ]
        return f"({'; '.join(cases)})"

    def _print_Relational(self, relation: Any) -> str:  # noqa: N802
        sign = _SIGNS.get(relation.rel_op, relation.rel_op) if self.unicode else relation.rel_op
        return f"{self._print(relation.lhs)} {sign} {self._print(relation.rhs)}"
