"""Formulas as texts in every notation, which the formats put together. Loads SymPy."""

import re
from itertools import groupby
from typing import Any, NamedTuple

from mbv2calc.formulas.decimals import decimal
from mbv2calc.formulas.formula_set import Definition, Formula, FormulaSet, assumptions
from mbv2calc.render.formulas import notation
from mbv2calc.render.formulas.functions import FunctionText, functions


class FormulaText(NamedTuple):
    """One formula: the expression as text for SymPy, in LaTeX, as Python, and for a screen."""

    name: str
    title: str
    meaning: str
    condition: str | None
    expression: str
    latex: str
    python: str
    value: int | float | None  # of an expression without symbols
    source: str
    left: str
    left_latex: str
    lines: tuple[str, ...]
    condition_shown: str
    condition_latex: str
    decimal: str  # of a value that is not whole


class SymbolText(NamedTuple):
    """A symbol in each notation, and what it means."""

    name: str
    shown: str
    latex: str
    meaning: str


class DefinitionText(NamedTuple):
    """A named part of formulas."""

    name: str
    meaning: str
    expression: str
    latex: str
    python: str


class FamilyText(NamedTuple):
    """Definitions of one form: their symbols, the form for a screen and in LaTeX."""

    title: str
    latex_title: str
    meaning: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]  # a left side, and the lines of its right side
    latex: tuple[tuple[str, str], ...]


class FormulaDocument(NamedTuple):
    """What `mbv2calc formula` says."""

    topic: str
    network: str | None
    title: str
    at: dict[str, str]
    asked: dict[str, Any]
    formulas: tuple[FormulaText, ...]
    families: tuple[FamilyText, ...]
    definitions: tuple[DefinitionText, ...]
    symbols: tuple[SymbolText, ...]
    assumptions: tuple[str, ...]
    notes: tuple[str, ...]
    functions: tuple[FunctionText, ...]
    imports: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """The whole as dicts and lists, for JSON."""
        return {
            "topic": self.topic,
            "network": self.network,
            "title": self.title,
            "at": self.at,
            **{key: self.asked.get(key) for key in ("diff", "solve", "equals", "metric")},
            "formulas": list(map(self._plain_formula, self.formulas)),
            "definitions": [d._asdict() for d in self.definitions],
            "symbols": {s.name: s.meaning for s in self.symbols},
            "assumptions": list(self.assumptions),
            "notes": list(self.notes),
        }

    def _plain_formula(self, formula: FormulaText) -> dict[str, Any]:
        """A formula for programs: its expression holds no name of a definition."""
        plain = dict(list(formula._asdict().items())[:9])
        return plain | {
            "expression": self._whole(formula.expression),
            "source": formula.source or None,
        }

    def _whole(self, text: str) -> str:
        """An expression with each definition in the place of its name.

        Texts are put together, since SymPy would compare every maximum with every other.
        """
        for definition in reversed(self.definitions):
            text = re.sub(rf"\b{definition.name}\b", f"({definition.expression})", text)
        return text


def formula_document(
    formula_set: FormulaSet, width: int | None = None, *, unicode: bool = True
) -> FormulaDocument:
    """The texts of formulas; for people in a window of this width, with or without Unicode."""
    texts = _Texts(width, unicode)
    definitions = formula_set.needed(formula_set.formulas)
    stated = {formula.symbol for formula in formula_set.formulas}
    unsaid = [d for d in definitions if d.symbol not in stated]
    families = [
        texts.family(list(group)) for _, group in groupby(unsaid, key=lambda d: d.family.name)
    ]
    made = tuple(functions(formula_set))
    return FormulaDocument(
        topic=formula_set.topic,
        network=formula_set.network,
        title=formula_set.title,
        at=dict(formula_set.at),
        asked=dict(formula_set.question),
        formulas=tuple(map(texts.formula, formula_set.formulas)),
        families=tuple(families),
        definitions=tuple(map(_definition, definitions)),
        symbols=tuple(texts.symbol(v.symbol, v.meaning) for v in formula_set.free_variables()),
        assumptions=assumptions(formula_set.assumed),
        notes=formula_set.notes,
        functions=made,
        imports=notation.imports(line for f in made for line in f.body),
    )


class _Texts:
    """The notation of one screen."""

    def __init__(self, width: int | None, unicode: bool) -> None:
        self.width = width
        self.unicode = unicode

    def lines(self, expression: Any, less: int) -> tuple[str, ...]:
        """The lines of an expression that stands behind `less` places."""
        room = None if self.width is None else max(20, self.width - less)
        return tuple(notation.pretty(expression, room, unicode=self.unicode))

    def formula(self, formula: Formula) -> FormulaText:
        expression, root = formula.expression, formula.symbol
        number = expression.is_number
        value = (int if expression.is_Integer else float)(expression) if number else None
        return FormulaText(
            name=formula.name,
            title=formula.title,
            meaning=formula.meaning,
            condition=" and ".join(map(notation.text, formula.conditions)) or None,
            expression=notation.text(expression),
            latex=notation.latex(expression),
            python=notation.python(expression),
            value=value,
            source=formula.source,
            left=formula.title if root is None else self.lines(root, 0)[0],
            left_latex=rf"\text{{{formula.title}}}" if root is None else notation.latex(root),
            lines=self.lines(expression, 4),
            condition_shown=" and ".join(
                notation.relation(c, unicode=self.unicode) for c in formula.conditions
            ),
            condition_latex=r",\ ".join(map(notation.latex, formula.conditions)),
            decimal=decimal(expression) if isinstance(value, float) else "",
        )

    def symbol(self, symbol: Any, meaning: str) -> SymbolText:
        (shown,) = self.lines(symbol, 0)
        return SymbolText(str(symbol), shown, notation.latex(symbol), meaning)

    def family(self, members: list[Definition]) -> FamilyText:
        """What several definitions have in common."""
        family, symbols = members[0].family, [d.symbol for d in members]
        general = family.symbol or notation.index(family.name, family.parameters)
        parts = [*family.before, (general, family.expression)]
        rows = []
        for left, right in parts:
            shown = self.lines(left, 0)[0]
            rows.append((shown, self.lines(right, 7 + len(shown))))
        return FamilyText(
            title=", ".join(self.lines(symbol, 0)[0] for symbol in symbols),
            latex_title=", ".join(map(notation.latex, symbols)),
            meaning=family.meaning,
            lines=tuple(rows),
            latex=tuple((notation.latex(left), notation.latex(right)) for left, right in parts),
        )


def _definition(definition: Definition) -> DefinitionText:
    expression = definition.expression
    return DefinitionText(
        name=str(definition.symbol),
        meaning=definition.family.meaning,
        expression=notation.text(expression),
        latex=notation.latex(expression),
        python=notation.python(expression),
    )
