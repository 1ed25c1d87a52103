"""The notations of formulas: one row each, found by the option, its help and its errors."""

import os
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from mbv2calc.errors import UsageError, unknown
from mbv2calc.render.screen import Screen

if TYPE_CHECKING:  # which loads SymPy; the help of the command line does not
    from mbv2calc.formulas.formula_set import FormulaSet


class FormulaFormat(NamedTuple):
    """A notation: its name, the ending of its files, and what writes formulas in it."""

    name: str
    ending: str
    render: "Callable[[FormulaSet, Screen], str]"


def _pretty(formula_set: "FormulaSet", screen: Screen) -> str:
    from mbv2calc.render.formulas import pretty

    return pretty.render(formula_set, screen)


def _without_screen(module: str) -> "Callable[[FormulaSet, Screen], str]":
    """The function of a module here that writes a text for programs, imported when it is called."""

    def render(formula_set: "FormulaSet", screen: Screen) -> str:
        text: str = import_module(f"{__package__}.{module}").render(formula_set)
        return text

    return render


PRETTY = "pretty"
FORMULA_FORMATS = {
    row.name: row
    for row in (
        FormulaFormat(PRETTY, ".txt", _pretty),
        FormulaFormat("latex", ".tex", _without_screen("latex")),
        FormulaFormat("json", ".json", _without_screen("json")),
        FormulaFormat("python", ".py", _without_screen("python")),
    )
}

_SYNONYMS = {"terminal": "pretty", "text": "pretty", "tex": "latex", "py": "python"}
_OTHERS = (".csv", ".md", ".parquet")  # which other commands write


def formula_format(name: str | None, path: str | None) -> FormulaFormat:
    """The format of this name, else that of the file's ending, else `pretty`.

    Raises UsageError for an unknown name, and for the ending of a format that formulas lack.
    """
    if name is not None:
        if name not in FORMULA_FORMATS:
            raise UsageError(f"--format: {unknown('format', name, FORMULA_FORMATS, _SYNONYMS)}")
        return FORMULA_FORMATS[name]
    ending = os.path.splitext(path or "")[1].lower()
    if ending in _OTHERS:
        known = ", ".join(f"{row.name} ({row.ending})" for row in FORMULA_FORMATS.values())
        message = f"formulas have no format for {ending}; known here: {known}"
        raise UsageError(f"--output {path}: {message}; or name one with --format")
    endings = {row.ending: row for row in FORMULA_FORMATS.values()}
    return endings.get(ending, FORMULA_FORMATS[PRETTY])
