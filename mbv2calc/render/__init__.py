"""Documents as texts: one file for each format, which differ in syntax only.

A new format is one file with `render(document) -> str` and one line in FORMATS.
"""

from importlib import import_module

from mbv2calc.errors import UsageError
from mbv2calc.tables import Document

FORMATS = {
    "terminal": "mbv2calc.render.terminal",
    "json": "mbv2calc.render.json",
    "csv": "mbv2calc.render.csv",
    "markdown": "mbv2calc.render.markdown",
    "latex": "mbv2calc.render.latex",
}
ENDINGS = {".json": "json", ".csv": "csv", ".md": "markdown", ".tex": "latex"}
"""The format of an output file by its ending, where no format is named."""


def render(document: Document, name: str) -> str:
    """The document in a format; UsageError for an unknown one."""
    if name not in FORMATS:
        raise UsageError(f"--format: expected one of {', '.join(FORMATS)}, found {name!r}")
    text: str = import_module(FORMATS[name]).render(document)
    return text
