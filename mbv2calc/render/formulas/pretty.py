"""Formulas as texts: for people, as LaTeX, JSON and Python. Computes nothing, knows no SymPy."""

import json
import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from mbv2calc.errors import UsageError, unknown
from mbv2calc.render.formulas.document import FormulaDocument, FormulaText
from mbv2calc.render.formulas.functions import FunctionText
from mbv2calc.render.formulas.latex import printable, rows_of
from mbv2calc.render.screen import Line, Screen

_WIDTH = 100  # of a line in a file


def pretty(document: FormulaDocument, screen: Screen | None = None) -> str:
    """What a person reads: each formula below what it is, then symbols and assumptions."""
    from mbv2calc.render.terminal import text_of

    screen = screen or Screen.of(sys.stdout)
    document = _named(document, screen)
    formulas, ending = _formulas(document, screen), _ending(document, screen.width)
    return text_of([*_heading(document), *formulas, *ending], screen)


_GREEK = {"alpha": "α", "beta": "β", "rho": "ρ"}
_SIGNS = {" <= ": " ≤ ", " >= ": " ≥ "}


def _named(document: FormulaDocument, screen: Screen) -> FormulaDocument:
    """The document with the names of its symbols as the screen shows them, also within sentences.

    Only a screen with Unicode has other names; what could be typed, as behind --, stays.
    """
    if not screen.unicode:
        return document
    shown = {symbol.name: symbol.shown for symbol in document.symbols}
    shown |= {formula.name: formula.left for formula in document.formulas if formula.name in _GREEK}
    shown = _GREEK | {name: text for name, text in shown.items() if name != text}
    names = "|".join(map(re.escape, sorted(shown, key=len, reverse=True)))
    shown |= _SIGNS
    pattern = rf"`[^`]*`|--\S+(?: \S+)?|(?<![\w.])({names})(?!\w|=|\.\w|\[)| [<>]= "

    def swapped(text: str) -> str:
        return re.sub(pattern, lambda found: shown.get(found[0], found[0]), text)

    return document._replace(
        symbols=tuple(s._replace(meaning=swapped(s.meaning)) for s in document.symbols),
        assumptions=tuple(map(swapped, document.assumptions)),
        notes=tuple(map(swapped, document.notes)),
    )


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
    inexact = formula.decimal and formula.lines != (formula.decimal,)
    about = f"  {'≈' if screen.unicode else '~'} {formula.decimal}" if inexact else ""
    middle = len(formula.lines) // 2
    for number, line in enumerate(formula.lines):
        yield [("    ", ""), (line, "magenta"), (about if number == middle else "", "dim")]


def _equation(left: str, right: tuple[str, ...]) -> Iterator[Line]:
    middle = (len(right) - 1) // 2
    for number, line in enumerate(right):
        before = f"{left} = " if number == middle else " " * (len(left) + 3)
        yield [("    ", ""), (before, ""), (line, "magenta")]


def _ending(document: FormulaDocument, room: int | None) -> Iterator[Line]:
    if document.symbols or document.assumptions or document.notes:
        yield [("", "")]
    width = max((len(symbol.shown) for symbol in document.symbols), default=0)
    for symbol in document.symbols:
        for name, meaning in _hanging(symbol.shown, symbol.meaning, width, room):
            yield [(name.ljust(width), "magenta"), ("", ""), (f"  {meaning}", "")]
    for assumption in document.assumptions:
        yield [(f"assumed: {assumption}", "dim")]
    for note in document.notes:
        yield [(note, "dim")]


def _hanging(name: str, text: str, width: int, room: int | None) -> Iterator[tuple[str, str]]:
    """A text beside a name, cut at the room that is left; its further lines have no name."""
    if room is None:
        yield name, text
        return
    for line in textwrap.wrap(text, max(20, room - width - 2), break_long_words=False):
        yield name, line
        name = ""


def latex(document: FormulaDocument) -> str:
    """An align* environment of amsmath, behind comments."""
    facts = "".join(f"% {printable(fact)}\n" for fact in _facts(document))
    return f"% needs \\usepackage{{amsmath}}\n{facts}{rows_of(document)}"


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
    lines = _docstring([f"{title}.", *facts], 0)
    if document.imports:
        lines += ["", *document.imports]
    for function in document.functions:
        lines += ["", "", *_function(function)]
    return "\n".join(lines) + "\n"


def _function(function: FunctionText) -> Iterator[str]:
    yield f"def {function.name}({', '.join(function.arguments)}):"
    yield from _docstring(function.doc, 4)
    yield from (f"    {piece}" for line in function.body for piece in _cut(line))


def _docstring(texts: Iterable[str], indent: int) -> list[str]:
    """A docstring that shows these texts, whatever they hold: a summary, then the rest."""
    first, *rest = (_filled(_literal(text), indent) for text in texts)
    blank = " " * indent
    if not rest and len(first) == 1:
        return [f'{blank}"""{first[0]}"""']
    pieces = [piece for text in rest for piece in text]
    lines = [*first, *(["", *pieces] if pieces else [])]
    return [f'{blank}"""{lines[0]}', *((blank + x).rstrip() for x in lines[1:]), f'{blank}"""']


def _literal(text: str) -> str:
    """A text as it has to stand inside a string of Python."""
    return printable(text.replace("\\", "\\\\").replace('"', '\\"'))


def _cut(line: str) -> list[str]:
    """A line of Python, in several where it is long, each after the first with its operator."""
    start, returns, value = line.partition("return ")
    if len(line) <= _WIDTH - 4 or not returns:
        return [line]
    glued = " ".join(_glued(term, _WIDTH - 12) for term in _terms(value))
    pieces = _wrapped(glued, _WIDTH - 12)
    lines = [f"{start}    {piece}".replace("\N{NO-BREAK SPACE}", " ") for piece in pieces]
    return [f"{start}return (", *lines, f"{start})"]


def _terms(sum_: str) -> Iterator[str]:
    """The terms of a sum, each behind its sign."""
    start = depth = 0
    for place, character in enumerate(sum_):
        depth += (character == "(") - (character == ")")
        if depth == 0 and sum_[place : place + 3] in (" + ", " - "):
            yield sum_[start:place]
            start = place + 1
    yield sum_[start:]


def _glued(term: str, width: int) -> str:
    """A term that is cut nowhere, or, where it is longer than a line, before those inside of it."""
    pattern = " " if len(term) <= width else r"(?<![^ ])([+-]|if|else) "
    return re.sub(pattern, lambda found: found[0][:-1] + "\N{NO-BREAK SPACE}", term)


def _filled(text: str, indent: int) -> list[str]:
    return _wrapped(text, _WIDTH - indent - 8)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


FORMULA_FORMATS: dict[str, tuple[str, Callable[[FormulaDocument], str]]] = {
    "pretty": (".txt", pretty),
    "latex": (".tex", latex),
    "json": (".json", as_json),
    "python": (".py", python),
}
"""The formats of formulas: the endings of their files, and who writes them."""

_SYNONYMS = {"terminal": "pretty", "text": "pretty", "tex": "latex", "py": "python"}


_LACKING = (".csv", ".md", ".parquet")  # other commands have these


def formula_format(name: str | None, path: str | None) -> str:
    """The format of this name, else that of the file's ending, else `pretty`.

    Raises UsageError for a name that is none, and for an ending of a format that formulas lack.
    """
    if name is None:
        ending = os.path.splitext(path or "")[1].lower()
        if ending in _LACKING:
            known = ", ".join(f"{n} ({end})" for n, (end, _) in FORMULA_FORMATS.items())
            message = f"formulas have no format for {ending}; known here: {known}"
            raise UsageError(f"--output {path}: {message}; or name one with --format")
        return next((n for n, (end, _) in FORMULA_FORMATS.items() if end == ending), "pretty")
    if name not in FORMULA_FORMATS:
        raise UsageError(f"--format: {unknown('format', name, FORMULA_FORMATS, _SYNONYMS)}")
    return name
