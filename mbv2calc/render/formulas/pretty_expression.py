"""Expressions for people, in the signs of their screen, cut to its width."""

import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sympy
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.pretty_symbology import pretty_use_unicode
from sympy.printing.pretty.stringpict import prettyForm

from mbv2calc.arith.decimals import is_short, write_exact
from mbv2calc.formulas.formula_set import Expr
from mbv2calc.render.formulas.one_line import OneLine, raised, symbol_text


class _Pretty(PrettyPrinter):  # type: ignore[misc]
    """SymPy's two-dimensional notation, but x² instead of an exponent on a line of its own."""

    def _print_Symbol(self, symbol: Any, bold_name: bool = False) -> Any:  # noqa: N802
        return prettyForm(symbol_text(symbol.name, self._use_unicode))

    def _print_Mul(self, product: Any) -> Any:  # noqa: N802
        """As SymPy's own, which looks for physical units and takes as long to load them as to print
        ten formulas.
        """
        first, *others = product.args
        if first == 1 or any(factor.is_Number for factor in others):
            return super()._print_Mul(product)  # not evaluated: each factor stays where it is
        above, below = [], []
        for factor in product.as_ordered_factors():
            if factor.is_Pow and factor.exp.is_Rational and factor.exp.is_negative:
                below.append(sympy.Pow(factor.base, -factor.exp, evaluate=factor.exp == -1))
            elif factor.is_Rational:
                above += [sympy.Integer(factor.p)] if factor.p != 1 else []
                below += [sympy.Integer(factor.q)] if factor.q != 1 else []
            else:
                above.append(factor)
        form = prettyForm.__mul__(*map(self._print, above or [sympy.S.One]))
        return form / prettyForm.__mul__(*map(self._print, below)) if below else form

    def _print_Pow(self, power: Any) -> Any:  # noqa: N802
        base, exponent = power.as_base_exp()
        if not (exponent.is_Integer and exponent > 1):
            return super()._print_Pow(power)
        form = self._print(base)
        if self._use_unicode and form.height() > 1:
            return super()._print_Pow(power)
        if not (
            base.is_Atom or isinstance(base, sympy.floor | sympy.ceiling | sympy.Max | sympy.Min)
        ):
            form = prettyForm(*form.parens())
        return prettyForm(*form.right(raised(exponent, self._use_unicode)))

    def _print_floor(self, part: Any) -> Any:
        """In ASCII as a call on a line, since a word with high parentheses cannot be read."""
        return super()._print_floor(part) if self._use_unicode else self._on_a_line(part)

    def _print_ceiling(self, part: Any) -> Any:
        return super()._print_ceiling(part) if self._use_unicode else self._on_a_line(part)

    def _on_a_line(self, part: Any) -> Any:
        return prettyForm(OneLine(False).doprint(part))

    def _print_Max(self, part: Any) -> Any:  # noqa: N802
        arguments = self._print_seq(part.args, "(", ")", ", ")
        return prettyForm(*arguments.left(part.func.__name__.lower()))

    _print_Min = _print_Max  # noqa: N815


def pretty(expression: Expr, width: int | None = None, *, unicode: bool = True) -> list[str]:
    """The lines of an expression for people, broken before its terms to fit the width."""
    if expression.is_Rational and is_short(expression):
        return [write_exact(expression)]
    settings = {"use_unicode": unicode, "wrap_line": False}
    with _greek_letters(unicode):
        lines = str(_Pretty(settings).doprint(expression)).splitlines()
        flat = lines[0] if len(lines) == 1 else OneLine(unicode).doprint(expression)
    if width is None or len(lines[0]) <= width:
        return [line.rstrip() for line in lines]
    lines = _wrapped(_breaking_arguments(flat), width)
    # Maxima are kept together where that fits; else any term may begin a line.
    return lines if max(map(len, lines)) <= width else _wrapped(_breaking_terms(flat), width)


def _breaking_terms(flat: str) -> str:
    """A line that can be broken before each of its terms."""
    return re.sub(r" ([+-]) ", " \\1\N{NO-BREAK SPACE}", flat)


def _breaking_arguments(flat: str) -> str:
    """A line that can be broken before its terms, but inside a maximum only between arguments."""
    choices: list[bool] = []  # of each parenthesis that is open, whether it is a maximum's

    def kept_together(match: re.Match[str]) -> str:
        mark = match[0]
        if mark.endswith("("):
            choices.append(len(mark) > 1)
        elif mark == ")":
            choices.pop()
        elif sum(choices) > (mark == ", "):
            return mark.replace(" ", "\N{NO-BREAK SPACE}")
        return mark

    return _breaking_terms(re.sub(r"(?:max|min)?\(|\)|, | [+-] ", kept_together, flat))


def _wrapped(glued: str, width: int) -> list[str]:
    # `textwrap` breaks at no no-break space, which holds a sign and its term together.
    pieces = textwrap.wrap(
        glued, width, break_long_words=False, break_on_hyphens=False, subsequent_indent="  "
    )
    return [piece.replace("\N{NO-BREAK SPACE}", " ") for piece in pieces]


def relation(condition: Expr, *, unicode: bool = True) -> str:
    """A condition on one line.

    >>> relation(sympy.Symbol("alpha") <= 1)
    'α ≤ 1'
    """
    with _greek_letters(unicode):
        return str(OneLine(unicode).doprint(condition))


@contextmanager
def _greek_letters(unicode: bool) -> Iterator[None]:
    """Greek letters or their names, whatever SymPy saw of the screen when it was loaded."""
    before = pretty_use_unicode(unicode)
    try:
        yield
    finally:
        pretty_use_unicode(before)
