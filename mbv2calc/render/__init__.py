"""Documents as texts: one file for each format, which differ in syntax only.

A new format is one file with `render(document) -> str` and one line in FORMATS.
"""

import os
from importlib import import_module

from mbv2calc.errors import UsageError, unknown
from mbv2calc.tables import Document

FORMATS = {"terminal": ".txt", "json": ".json", "csv": ".csv", "markdown": ".md", "latex": ".tex"}
"""The formats, each of which is the module of its name here, and the endings of their files."""

_SYNONYMS = {ending[1:]: name for name, ending in FORMATS.items()} | {
    "text": "terminal", "table": "terminal", "jsonl": "json", "gfm": "markdown",
}  # fmt: skip


def render(document: Document, name: str) -> str:
    """The document in a format; UsageError for an unknown one."""
    if name not in FORMATS:
        raise UsageError(f"--format: {unknown('format', name, FORMATS, _SYNONYMS)}")
    text: str = import_module(f"mbv2calc.render.{name}").render(document)
    return text


def format_of(path: str) -> str:
    """The format of a file by its ending; `terminal` for any other."""
    endings = {ending: name for name, ending in FORMATS.items()}
    return endings.get(os.path.splitext(path)[1].lower(), "terminal")
