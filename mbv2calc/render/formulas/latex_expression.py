"""Expressions in LaTeX's mathematics."""

import sympy
from sympy.core.alphabets import greeks

from mbv2calc.formulas.formula_set import Expr


def latex(expression: Expr) -> str:
    """The expression in LaTeX's mathematics.

    >>> latex(sympy.Symbol("alpha") ** 2)
    '\\\\alpha^{2}'
    """
    names = {symbol: _name(str(symbol)) for symbol in expression.free_symbols}
    return str(sympy.latex(expression, symbol_names=names))


def _name(name: str) -> str:
    r"""A symbol in LaTeX, with its words upright.

    >>> _name("C_24"), _name("channels_at_least")
    ('C_{24}', '\\mathrm{channels}_{\\mathrm{at\\_least}}')
    """
    stem, *below = name.split("_")
    if stem in greeks:
        stem = f"\\{stem}"
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}"
    words = r"\_".join(below)
    if any(len(part) > 1 and not part.isdecimal() for part in below):
        words = rf"\mathrm{{{words}}}"
    return f"{stem}_{{{words}}}" if below else stem
