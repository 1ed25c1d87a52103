"""The formats of results: one row each, found by the option, its help, its errors and completion.

A format writes a Document, or the rows of a sweep of any size, part by part, or both.
"""

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from mbv2calc.cost.metrics import Type
from mbv2calc.errors import UsageError, unknown
from mbv2calc.registry import Registry
from mbv2calc.render.screen import Screen
from mbv2calc.tables.neutral import Document

Columns: TypeAlias = Mapping[str, Any]
"""Some rows of a table: by name a column, which is a sequence or a NumPy array of one length."""


class Format(NamedTuple):
    """A format of results: one row.

    `render` makes a text of a document for a screen, which formats for programs ignore. `stream`
    makes a text of rows piece by piece, `write` a binary file. A format with neither gets the rows
    of a sweep as a document.
    """

    name: str
    ending: str  # of its files
    render: Callable[[Document, Screen], str] | None = None
    stream: Callable[[Iterable[Columns]], Iterator[str]] | None = None
    write: (
        Callable[[Iterable[Columns], BinaryIO, Mapping[str, Type], Collection[str]], None] | None
    ) = None
    check: Callable[[], None] = lambda: None  # raises UsageError where its library is missing
    rows_only: bool = False  # whether it has the rows of a document, and none of its sentences
    synonyms: tuple[str, ...] = ()

    @property
    def streams(self) -> bool:
        """Whether it takes rows part by part."""
        return self.stream is not None or self.write is not None


# Each format loads its module when it writes: a report in JSON loads no Rich, none loads pyarrow.
def _lazy(module: str, function: str) -> Callable[..., Any]:
    """A function of a module here, which is imported when it is called."""

    def call(*arguments: Any) -> Any:
        return getattr(import_module(f"{__package__}.{module}"), function)(*arguments)

    return call


def _without_screen(module: str) -> Callable[[Document, Screen], str]:
    render = _lazy(module, "render")
    return lambda document, screen: render(document)


TERMINAL = "terminal"
PARQUET = "parquet"

FORMATS = Registry(
    (
        Format(TERMINAL, ".txt", _lazy("terminal", "render"), synonyms=("text", "table")),
        Format(
            "json", ".json", _without_screen("json"), _lazy("json", "stream"), synonyms=("jsonl",)
        ),
        Format("csv", ".csv", _without_screen("csv"), _lazy("csv", "stream"), rows_only=True),
        Format("markdown", ".md", _without_screen("markdown"), synonyms=("gfm",)),
        Format("latex", ".tex", _without_screen("latex")),
        Format(
            PARQUET,
            ".parquet",
            write=_lazy("parquet", "write"),
            check=_lazy("parquet", "check"),
            rows_only=True,
            synonyms=("pq",),
        ),
    )
)
"""Every format. A new one is one row; its ending without the dot is a synonym."""


def document_formats() -> tuple[str, ...]:
    """The names of the formats that every command writes."""
    return tuple(name for name, row in FORMATS.items() if row.render is not None)


def render(document: Document, name: str, screen: Screen | None = None) -> str:
    """The document in a format; without a screen it is for standard output.

    Raises UsageError for an unknown format.
    """
    row = find_document_format(name)
    assert row.render is not None, "find_document_format gives only formats of documents"
    return row.render(document, screen or Screen.of(sys.stdout))


def find_format(name: str, among: Iterable[str] | None = None) -> Format:
    """The format of a name, of all or of some; UsageError for an unknown one."""
    names = tuple(FORMATS if among is None else among)
    if name not in names:
        endings = {row.ending[1:]: row.name for row in FORMATS.values()}
        message = unknown("format", name, names, endings | FORMATS.synonyms())
        raise UsageError(f"--format: {message}")
    return FORMATS[name]


def find_document_format(name: str) -> Format:
    """The format of documents of a name; UsageError for an unknown one."""
    if name in FORMATS and FORMATS[name].render is None:
        known = ", ".join(f"{other} ({FORMATS[other].ending})" for other in document_formats())
        raise UsageError(f"--format {name}: only sweep writes it; known here: {known}")
    return find_format(name, document_formats())


def format_of(path: str) -> str:
    """The name of a file's format by its ending; `terminal` for any other."""
    endings = {row.ending: name for name, row in FORMATS.items()}
    return endings.get(os.path.splitext(path)[1].lower(), TERMINAL)
