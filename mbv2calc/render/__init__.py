"""Documents as texts: one file for each format, which differ in syntax only.

A new format is one file with `render(document) -> str` and one line in FORMATS. Tables too large
for a Document are streamed as columns, part by part: as csv, as json, or as a Parquet file.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, TypeAlias

from mbv2calc.errors import UsageError, unknown
from mbv2calc.tables.neutral import Document

FORMATS = {"terminal": ".txt", "json": ".json", "csv": ".csv", "markdown": ".md", "latex": ".tex"}
"""The formats, each of which is the module of its name here, and the endings of their files."""

STREAMED = {"json": ".json", "csv": ".csv", "parquet": ".parquet"}
"""The formats of columns, however many rows they have; `parquet` is of a sweep alone."""

Columns: TypeAlias = Mapping[str, Any]
"""Some rows of a table: by name a column, which is a sequence or a NumPy array of one length."""

_ALL = FORMATS | STREAMED
_SYNONYMS = {ending[1:]: name for name, ending in _ALL.items()} | {
    "text": "terminal", "table": "terminal", "jsonl": "json", "gfm": "markdown", "pq": "parquet",
}  # fmt: skip


def render(document: Document, name: str) -> str:
    """The document in a format; UsageError for an unknown one."""
    module = import_module(f"mbv2calc.render.{known_document(name)}")
    text: str = module.render(document)
    return text


def known_document(name: str) -> str:
    """The name of a format of documents; UsageError for an unknown one."""
    if name in STREAMED and name not in FORMATS:
        known = ", ".join(f"{name} ({ending})" for name, ending in FORMATS.items())
        raise UsageError(f"--format {name}: only sweep writes it; known here: {known}")
    return known_format(name, FORMATS)


def stream(parts: Iterable[Columns], name: str) -> Iterator[str]:
    """The rows of all parts as a text, piece by piece: `csv` or `json`, as of one Document."""
    pieces: Iterator[str] = import_module(f"mbv2calc.render.{name}").stream(parts)
    return pieces


def known_format(name: str, formats: Iterable[str] = _ALL) -> str:
    """The name of a format, if it is one of these; UsageError for an unknown one."""
    if name not in formats:
        raise UsageError(f"--format: {unknown('format', name, formats, _SYNONYMS)}")
    return name


def format_of(path: str) -> str:
    """The format of a file by its ending; `terminal` for any other."""
    endings = {ending: name for name, ending in _ALL.items()}
    return endings.get(os.path.splitext(path)[1].lower(), "terminal")
