"""The notations of formulas: one row each, from which the option, its help and errors are made."""

import os
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from mbv2calc.errors import UsageError, unknown
from mbv2calc.registry import Registry
from mbv2calc.render.screen import Screen

if TYPE_CHECKING:  # which loads SymPy; the help of the command line does not
    from mbv2calc.formulas.formula_set import FormulaSet


class FormulaFormat(NamedTuple):
    """A notation: its name, which is its module here, and the extension of its files."""

    name: str
    extension: str

    def render(self, formula_set: "FormulaSet", screen: Screen) -> str:
        """The text of formulas; `pretty` fits it to a screen, the others are for programs."""
        # Only the notation that is asked for is loaded: each loads printers of SymPy.
        module = import_module(f"{__package__}.{self.name}")
        arguments = (formula_set, screen) if self.name == PRETTY else (formula_set,)
        text: str = module.render(*arguments)
        return text


PRETTY = "pretty"
FORMULA_FORMATS = Registry(
    (
        FormulaFormat(PRETTY, ".txt"),
        FormulaFormat("latex", ".tex"),
        FormulaFormat("json", ".json"),
        FormulaFormat("python", ".py"),
    )
)

_SYNONYMS = {"terminal": "pretty", "text": "pretty", "tex": "latex", "py": "python"}
_OTHERS = (".csv", ".md", ".parquet")  # which other commands write


def formula_format(name: str | None, path: str | None) -> FormulaFormat:
    """The format of this name, else of the file's extension, else `pretty`.

    Raises UsageError for an unknown name, and for the extension of a format that formulas lack.
    """
    if name is not None:
        if name not in FORMULA_FORMATS:
            raise UsageError(f"--format: {unknown('format', name, FORMULA_FORMATS, _SYNONYMS)}")
        return FORMULA_FORMATS[name]
    extension = os.path.splitext(path or "")[1].lower()
    if extension in _OTHERS:
        known = ", ".join(f"{row.name} ({row.extension})" for row in FORMULA_FORMATS.values())
        message = f"formulas have no format for {extension}; known here: {known}"
        raise UsageError(f"--output {path}: {message}; or name one with --format")
    rows = {row.extension: row for row in FORMULA_FORMATS.values()}
    return rows.get(extension, FORMULA_FORMATS[PRETTY])
