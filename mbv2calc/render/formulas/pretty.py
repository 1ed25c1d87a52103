"""Formulas for people: each below its title, then the symbols and the assumptions."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from mbv2calc.arith.decimals import write_about
from mbv2calc.formulas.formula_set import Definition, Expr, Formula, FormulaSet, assumptions
from mbv2calc.render.formulas.pretty_expression import pretty, relation
from mbv2calc.render.formulas.sentences import numbers_given
from mbv2calc.render.screen import Line, Screen
from mbv2calc.render.terminal import text_of

_GREEK = {"alpha": "α", "beta": "β", "rho": "ρ"}
_SIGNS = {" <= ": " ≤ ", " >= ": " ≥ "}
_MIN_WIDTH = 20  # letters of an expression or a meaning, however narrow the screen is


def render(formula_set: FormulaSet, screen: Screen) -> str:
    """The formulas in the signs, the width and the colours of a screen."""
    return text_of(_Page(formula_set, screen).lines(), screen)


class _Page(NamedTuple):
    """Formulas on a screen."""

    formula_set: FormulaSet
    screen: Screen

    def lines(self) -> Iterator[Line]:
        """All lines, from the title to the notes."""
        yield [(self.formula_set.title, "bold")]
        if self.formula_set.at:
            yield [(numbers_given(self.formula_set), "")]
        by_words = groupby(self.formula_set.formulas, key=lambda f: (self.left(f), f.meaning))
        for (left, meaning), group in by_words:
            yield from self.heading(left, meaning)
            for formula in group:
                yield from self.formula(formula)
        for members in self.formula_set.unstated_families():
            yield from self.family(members)
        yield from self.footer()

    def expression(self, expression: Expr, indent: int) -> list[str]:
        """The lines of an expression at an indent."""
        width = self.screen.width
        room = None if width is None else max(_MIN_WIDTH, width - indent)
        return pretty(expression, room, unicode=self.screen.unicode)

    def symbol(self, symbol: Expr) -> str:
        """A symbol as the screen shows it."""
        (line,) = pretty(symbol, unicode=self.screen.unicode)
        return line

    def left(self, formula: Formula) -> str:
        """The left side of an equation: a symbol, or what the formula is."""
        return formula.title if formula.symbol is None else self.symbol(formula.symbol)

    def heading(self, left: str, meaning: str) -> Iterator[Line]:
        """What a formula is, on one line where there is room."""
        yield [("", "")]
        if self.screen.width is None or len(left) + 2 + len(meaning) <= self.screen.width:
            yield [(left, "bold"), ("", ""), (f"  {meaning}", "dim")]
        else:
            yield [(left, "bold")]
            yield [(meaning, "dim")]

    def formula(self, formula: Formula) -> Iterator[Line]:
        """The condition of an expression, the expression, and the decimals of a number."""
        if formula.conditions:
            unicode = self.screen.unicode
            conditions = " and ".join(relation(c, unicode=unicode) for c in formula.conditions)
            yield [(f"  for {conditions}:", "")]
        lines = self.expression(formula.expression, 4)
        about = ""
        if isinstance(formula.value, float):
            number = write_about(formula.expression)
            sign = "≈" if self.screen.unicode else "~"
            about = f"  {sign} {number}" if lines != [number] else ""
        for place, line in enumerate(lines):
            # Beside the middle line, where the bar of a fraction is.
            beside = about if place == len(lines) // 2 else ""
            yield [("    ", ""), (line, "magenta"), (beside, "dim")]

    def family(self, members: tuple[Definition, ...]) -> Iterator[Line]:
        """What the names of a family stand for: the general form."""
        family = members[0].family
        yield [("", "")]
        yield [(f"where {', '.join(self.symbol(d.symbol) for d in members)}", "bold")]
        yield [(family.meaning, "dim")]
        for symbol, expression in family.equations():
            left = f"{self.symbol(symbol)} = "
            right = self.expression(expression, 4 + len(left))
            for place, line in enumerate(right):
                before = left if place == (len(right) - 1) // 2 else " " * len(left)
                yield [("    ", ""), (before, ""), (line, "magenta")]

    def footer(self) -> Iterator[Line]:
        """The symbols, the assumptions and the notes."""
        variables = self.formula_set.free_variables()
        assumed = assumptions(self.formula_set.assumed)
        if variables or assumed or self.formula_set.notes:
            yield [("", "")]
        symbols = [self.symbol(v.symbol) for v in variables]
        width = max(map(len, symbols), default=0)
        for symbol, variable in zip(symbols, variables, strict=True):
            for name, words in self.hanging(symbol, self.with_symbols(variable.meaning), width):
                yield [(name.ljust(width), "magenta"), ("", ""), (f"  {words}", "")]
        for assumption in assumed:
            yield [(f"assumed: {self.with_symbols(assumption)}", "dim")]
        for note in self.formula_set.notes:
            yield [(self.with_symbols(note), "dim")]

    def hanging(self, name: str, words: str, width: int) -> Iterable[tuple[str, str]]:
        """Words beside a name, wrapped at the remaining width; further lines have no name."""
        if self.screen.width is None:
            return [(name, words)]
        room = max(_MIN_WIDTH, self.screen.width - width - 2)
        lines = textwrap.wrap(words, room, break_long_words=False)
        return zip([name, *[""] * len(lines)], lines, strict=False)

    def with_symbols(self, sentence: str) -> str:
        """A sentence whose symbols look as they do in the formulas.

        Text that a person may type, such as a name after `--at`, stays as it is.
        """
        if not self.screen.unicode:
            return sentence
        names = {v.name: self.symbol(v.symbol) for v in self.formula_set.free_variables()}
        names = _GREEK | {name: shape for name, shape in names.items() if name != shape}
        # The longest first: a pattern takes the first name that fits, as rho in rho_height.
        either = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        pattern = rf"`[^`]*`|--\S+(?: \S+)?|(?<![\w.])({either})(?!\w|=|\.\w|\[)| [<>]= "
        names |= _SIGNS
        return re.sub(pattern, lambda match: names.get(match[0], match[0]), sentence)
