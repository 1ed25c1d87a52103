"""Formulas as texts: for people, as LaTeX, JSON and Python. Computes nothing, knows no SymPy."""

import json
import os
import sys
import textwrap
from collections.abc import Callable, Iterator
from itertools import groupby

from mbv2calc.errors import UsageError, unknown
from mbv2calc.render.screen import Line, Screen
from mbv2calc.tables.formula_functions import FunctionText
from mbv2calc.tables.formulas import FormulaDocument, FormulaText

_WIDTH = 100  # of a line in a file


def pretty(document: FormulaDocument, screen: Screen | None = None) -> str:
    """What a person reads: each formula below what it is, then symbols and assumptions."""
    from mbv2calc.render.terminal import text_of

    screen = screen or Screen.of(sys.stdout)
    return text_of([*_heading(document), *_formulas(document, screen), *_ending(document)], screen)


def _heading(document: FormulaDocument) -> Iterator[Line]:
    yield [(document.title, "bold")]
    if document.at:
        yield [("at " + ", ".join(f"{name} = {text}" for name, text in document.at.items()), "")]


def _formulas(document: FormulaDocument, screen: Screen) -> Iterator[Line]:
    for (title, meaning), group in groupby(document.formulas, key=lambda f: (f.left, f.meaning)):
        yield [("", "")]
        if screen.width is None or len(title) + 2 + len(meaning) <= screen.width:
            yield [(title, "bold"), ("", ""), (f"  {meaning}", "dim")]
        else:
            yield [(title, "bold")]
            yield [(meaning, "dim")]
        for formula in group:
            yield from _formula(formula, screen)
    for family in document.families:
        yield [("", "")]
        yield [(f"where {family.title}", "bold")]
        yield [(family.meaning, "dim")]
        for left, right in family.lines:
            yield from _equation(left, right)


def _formula(formula: FormulaText, screen: Screen) -> Iterator[Line]:
    if formula.condition_shown:
        yield [(f"  for {formula.condition_shown}:", "")]
    about = f"  {'≈' if screen.unicode else '~'} {formula.decimal}" if formula.decimal else ""
    middle = len(formula.lines) // 2
    for number, line in enumerate(formula.lines):
        yield [("    ", ""), (line, "magenta"), (about if number == middle else "", "dim")]


def _equation(left: str, right: tuple[str, ...]) -> Iterator[Line]:
    middle = (len(right) - 1) // 2
    for number, line in enumerate(right):
        before = f"{left} = " if number == middle else " " * (len(left) + 3)
        yield [("    ", ""), (before, ""), (line, "magenta")]


def _ending(document: FormulaDocument) -> Iterator[Line]:
    if document.symbols or document.assumptions or document.notes:
        yield [("", "")]
    width = max((len(symbol.shown) for symbol in document.symbols), default=0)
    for symbol in document.symbols:
        yield [(symbol.shown.ljust(width), "magenta"), ("", ""), (f"  {symbol.meaning}", "")]
    for assumption in document.assumptions:
        yield [(f"assumed: {assumption}", "dim")]
    for note in document.notes:
        yield [(note, "dim")]


def latex(document: FormulaDocument) -> str:
    """An align environment of amsmath, with comments."""
    rows = []
    for formula in document.formulas:
        condition = rf" && \text{{for }} {formula.condition_latex}" if formula.condition else ""
        comment = f"  % {formula.meaning}" + (f" ({formula.source})" if formula.source else "")
        rows.append([comment, f"  {formula.left_latex} &= {formula.latex}{condition}"])
    for family in document.families:
        first = [f"  % {family.latex_title}: {family.meaning}"]
        equations = [f"  {left} &= {right}" for left, right in family.latex]
        rows += [[*first, equations[0]], *([equation] for equation in equations[1:])]
    lines = [r"% needs \usepackage{amsmath}", *(f"% {text}" for text in _facts(document))]
    if rows:
        *before, last = rows
        lines.append(r"\begin{align*}")
        lines += [line for row in before for line in (*row[:-1], rf"{row[-1]} \\")]
        lines += [*last, r"\end{align*}"]
    return "\n".join(lines) + "\n"


def _facts(document: FormulaDocument) -> Iterator[str]:
    """What is to be said besides the formulas, a line each."""
    yield document.title
    if document.at:
        yield "at " + ", ".join(f"{name} = {text}" for name, text in document.at.items())
    yield from (f"{symbol.name}: {symbol.meaning}" for symbol in document.symbols)
    yield from (f"assumed: {assumption}" for assumption in document.assumptions)
    yield from document.notes


def as_json(document: FormulaDocument) -> str:
    """One JSON object in ASCII."""
    return json.dumps(document.plain(), indent=2, allow_nan=False) + "\n"


def python(document: FormulaDocument) -> str:
    """A Python module of one function for each formula."""
    title, *facts = _facts(document)
    lines = [f'"""{title}.']
    if facts:
        lines += ["", *(piece for fact in facts for piece in _filled(fact, 0))]
    lines.append('"""' if facts else "")
    if not facts:
        lines = [f'"""{title}."""']
    if document.imports:
        lines += ["", *document.imports]
    for function in document.functions:
        lines += ["", "", *_function(function)]
    return "\n".join(lines) + "\n"


def _function(function: FunctionText) -> Iterator[str]:
    yield f"def {function.name}({', '.join(function.arguments)}):"
    doc = [piece for text in function.doc for piece in _filled(text, 4)]
    if len(doc) == 1:
        yield f'    """{doc[0]}"""'
    else:
        yield f'    """{doc[0]}'
        yield from (f"    {line}" for line in doc[1:])
        yield '    """'
    yield from (f"    {piece}" for line in function.body for piece in _cut(line))


def _cut(line: str) -> list[str]:
    """A line of Python, in several where it is long."""
    start, returns, value = line.partition("return ")
    if len(line) <= _WIDTH - 4 or not returns:
        return [line]
    pieces = textwrap.wrap(value, _WIDTH - 12, break_long_words=False)
    return [f"{start}return (", *(f"{start}    {piece}" for piece in pieces), f"{start})"]


def _filled(text: str, indent: int) -> list[str]:
    return textwrap.wrap(text, _WIDTH - indent - 8, break_long_words=False)


FORMULA_FORMATS: dict[str, tuple[str, Callable[[FormulaDocument], str]]] = {
    "pretty": (".txt", pretty),
    "latex": (".tex", latex),
    "json": (".json", as_json),
    "python": (".py", python),
}
"""The formats of formulas: the endings of their files, and who writes them."""

_SYNONYMS = {"terminal": "pretty", "text": "pretty", "tex": "latex", "py": "python"}


def formula_format(name: str | None, path: str | None) -> str:
    """The format of this name, else that of the file's ending, else `pretty`.

    Raises UsageError for a name that is none.
    """
    if name is None:
        ending = os.path.splitext(path or "")[1].lower()
        return next((n for n, (end, _) in FORMULA_FORMATS.items() if end == ending), "pretty")
    if name not in FORMULA_FORMATS:
        raise UsageError(f"--format: {unknown('format', name, FORMULA_FORMATS, _SYNONYMS)}")
    return name
