"""Expressions as texts: SymPy's own notation, pretty Unicode, LaTeX and exact Python."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sympy
from sympy.core.alphabets import greeks
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.pretty_symbology import pretty_use_unicode
from sympy.printing.pretty.stringpict import prettyForm

from mbv2calc.formulas.decimals import grouped, is_short
from mbv2calc.formulas.formula_set import Expr
from mbv2calc.render.formulas.flat import Flat, raised, shown
from mbv2calc.render.formulas.pycode import imports, python

__all__ = [
    "imports",
    "index",
    "latex",
    "pretty",
    "python",
    "relation",
    "text",
]


def text(expression: Expr) -> str:
    """What SymPy reads back as the same expression.

    >>> t, D_F = sympy.symbols("t D_F")
    >>> text(D_F**2 * t)
    'D_F**2*t'
    """
    return str(sympy.sstr(expression))


class _Pretty(PrettyPrinter):  # type: ignore[misc]
    """SymPy's two-dimensional notation, but with a power of what is one line high on its line."""

    def _print_Symbol(self, symbol: Any, bold_name: bool = False) -> Any:  # noqa: N802
        return prettyForm(shown(symbol.name, self._use_unicode))

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
        return prettyForm(Flat(False).doprint(part))

    def _print_Max(self, part: Any) -> Any:  # noqa: N802
        return self._choice("max", part)

    def _print_Min(self, part: Any) -> Any:  # noqa: N802
        return self._choice("min", part)

    def _choice(self, name: str, part: Any) -> Any:
        arguments = self._print_seq(part.args, "(", ")", ", ")
        return prettyForm(*arguments.left(name))


def pretty(expression: Expr, width: int | None = None, *, unicode: bool = True) -> list[str]:
    """The lines of an expression, for people, cut before its terms where they are too long."""
    if expression.is_Rational and is_short(expression):
        return [grouped(expression)]
    settings = {"use_unicode": unicode, "wrap_line": False}
    with _letters(unicode):
        lines = str(_Pretty(settings).doprint(expression)).splitlines()
        flat = lines[0] if len(lines) == 1 else Flat(unicode).doprint(expression)
    if width is None or len(lines[0]) <= width:
        return [line.rstrip() for line in lines]
    lines = _wrapped(_held_together(flat), width)
    return lines if max(map(len, lines)) <= width else _wrapped(_signs_held(flat), width)


def _signs_held(flat: str) -> str:
    """A line that can be cut before its terms, wherever they are."""
    return re.sub(r" ([+-]) ", " \\1\N{NO-BREAK SPACE}", flat)


def _held_together(flat: str) -> str:
    """A line that can be cut before its terms, but in a maximum only between its arguments."""
    choices: list[bool] = []  # of each parenthesis that is open, whether it is a maximum's

    def held(found: re.Match[str]) -> str:
        mark = found[0]
        if mark.endswith("("):
            choices.append(len(mark) > 1)
        elif mark == ")":
            choices.pop()
        elif sum(choices) > (mark == ", "):
            return mark.replace(" ", "\N{NO-BREAK SPACE}")
        return mark

    return _signs_held(re.sub(r"(?:max|min)?\(|\)|, | [+-] ", held, flat))


def _wrapped(glued: str, width: int) -> list[str]:
    pieces = textwrap.wrap(
        glued, width, break_long_words=False, break_on_hyphens=False, subsequent_indent="  "
    )
    return [piece.replace("\N{NO-BREAK SPACE}", " ") for piece in pieces]


def relation(condition: Expr, *, unicode: bool = True) -> str:
    """A condition on one line.

    >>> relation(sympy.Symbol("alpha") <= 1)
    'α ≤ 1'
    """
    with _letters(unicode):
        return str(Flat(unicode).doprint(condition))


@contextmanager
def _letters(unicode: bool) -> Iterator[None]:
    """Greek letters or their names, whatever SymPy found of the screen when it was loaded."""
    before = pretty_use_unicode(unicode)
    try:
        yield
    finally:
        pretty_use_unicode(before)


def latex(expression: Expr) -> str:
    """The expression in LaTeX's mathematics.

    >>> latex(sympy.Symbol("alpha") ** 2)
    '\\\\alpha^{2}'
    """
    names = {symbol: _latex_name(str(symbol)) for symbol in expression.free_symbols}
    return str(sympy.latex(expression, symbol_names=names))


def _latex_name(name: str) -> str:
    r"""A symbol in LaTeX, with its words upright.

    >>> _latex_name("C_24"), _latex_name("channels_at_least")
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


def index(name: str, parameters: Iterable[Expr]) -> Expr:
    """The symbol of a family's general member, by what varies first: C_c, E_C, or D_s.

    >>> index("D", sympy.symbols("r s"))
    D_s
    """
    varying = [p for p in parameters if str(p) in ("c", "C", "s")]
    return sympy.Symbol(f"{name}_{varying[0]}")
