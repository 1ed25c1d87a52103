"""Expressions as Python that stays exact on ints and fractions."""

from collections.abc import Iterable
from typing import Any

import sympy
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pycode import PythonCodePrinter

from mbv2calc.formulas.formula_set import Expr

_ADD, _MUL, _POW = (PRECEDENCE[name] for name in ("Add", "Mul", "Pow"))


class _Python(PythonCodePrinter):  # type: ignore[misc]
    """Prints Python; if `exact`, a division of ints is a Fraction and never a float."""

    def __init__(self, exact: bool) -> None:
        super().__init__({"fully_qualified_modules": False})
        self.exact = exact

    def parenthesize(self, item: Any, level: float, strict: bool = False) -> str:
        """SymPy takes a floor for a call, but here it is a division; a fraction is a call."""
        if isinstance(item, sympy.floor | sympy.ceiling) and level >= _ADD:
            return f"({self._print(item)})"
        if self.exact and item.is_Rational and item > 0:
            return str(self._print(item))
        return str(super().parenthesize(item, level, strict))

    def choice(self, part: Any) -> str:
        """A choice without the parentheses that it needs inside another expression."""
        text = ""
        for value, condition in part.args:
            if condition == sympy.true:
                return text + str(self._print(value))
            text += f"{self._print(value)} if {self._print(condition)} else "
        return f"{text}None"

    def _print_Piecewise(self, part: Any) -> str:  # noqa: N802
        return f"({self.choice(part)})"

    def _print_Rational(self, number: Any) -> str:  # noqa: N802
        if not self.exact:
            return f"{number.p}/{number.q}"
        sign = "-" if number.p < 0 else ""
        return f"{sign}Fraction({abs(number.p)}, {number.q})"

    def _print_Mul(self, product: Any) -> str:  # noqa: N802
        top, bottom = sympy.fraction(product)
        if bottom == 1 or (self.exact and bottom.is_Integer):
            return str(super()._print_Mul(product))
        if top.could_extract_minus_sign() and not top.is_Add:
            return f"-{self._print_Mul(sympy.Mul(-top, 1 / bottom, evaluate=False))}"
        above = f"Fraction({self._print(top)})" if self.exact else ""
        return f"{above or self.parenthesize(top, _MUL, True)}/{self.parenthesize(bottom, _MUL)}"

    def _print_Pow(self, power: Any, rational: bool = False) -> str:  # noqa: N802
        if power.exp.is_Integer and power.exp.is_negative:
            return self._print_Mul(power)
        return str(super()._print_Pow(power, rational=rational))

    def _print_floor(self, part: Any) -> str:
        top, bottom = sympy.fraction(sympy.together(part.args[0]))
        return f"{self.parenthesize(top, _POW, True)}//{self.parenthesize(bottom, _MUL)}"

    def _print_ceiling(self, part: Any) -> str:
        top, bottom = sympy.fraction(sympy.together(part.args[0]))
        return f"-(-{self.parenthesize(top, _POW, True)}//{self.parenthesize(bottom, _MUL)})"

    def _print_Relational(self, relation: Any) -> str:  # noqa: N802
        """A relation, times what makes its coefficients whole."""
        sides = (relation.lhs, relation.rhs)
        terms = (term for side in sides for term in sympy.Add.make_args(side))
        whole = sympy.ilcm(1, 1, *(term.as_coeff_Mul()[0].q for term in terms))
        left, right = (self._print(side * whole) for side in sides)
        return f"{left} {relation.rel_op} {right}"

    def _print_Max(self, part: Any) -> str:  # noqa: N802
        return f"{part.func.__name__.lower()}({', '.join(map(self._print, part.args))})"

    _print_Min = _print_Max  # noqa: N815


def python(expression: Expr) -> str:
    """A Python expression, exact for ints and fractions.

    >>> python(sympy.ceiling(sympy.Symbol("r") / 2))
    '-(-r//2)'
    """
    # A root is a float anyway, so fractions would be exact in vain.
    rooted = any(not power.exp.is_Integer for power in expression.atoms(sympy.Pow))
    printer = _Python(not rooted)
    if isinstance(expression, sympy.Piecewise):
        return printer.choice(expression)
    return str(printer.doprint(expression))


def imports(lines: Iterable[str]) -> tuple[str, ...]:
    """The import lines that lines of Python need."""
    joined = " ".join(lines)
    known = {"Fraction(": "from fractions import Fraction", "sqrt(": "from math import sqrt"}
    return tuple(line for used, line in known.items() if used in joined)
