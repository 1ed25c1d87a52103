"""Where results go: standard output in one piece, or a file that appears whole or not at all."""

import contextlib
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import typer

from mbv2calc.cli.files import is_standard_output, part_name, whole_file, whole_folder
from mbv2calc.cli.streams import print_error, put_out
from mbv2calc.cost.metrics import Type
from mbv2calc.errors import OutputError
from mbv2calc.render.formats import (
    PARQUET,
    TERMINAL,
    Columns,
    find_document_format,
    find_format,
    format_of,
    render,
)
from mbv2calc.render.screen import Screen
from mbv2calc.tables.neutral import Document

OVER_BUDGET = 1
"""The exit code if a budget or a verification failed."""


def format_name(name: str | None, path: str | None) -> str:
    """The format that was named, else that of the file's extension, else `terminal`."""
    return format_of(path or "") if name is None else name


def screen_for(path: str | None) -> Screen:
    """The window and the colours of standard output; neither for a file."""
    return Screen.of(sys.stdout) if is_standard_output(path) else Screen()


def deliver(document: Document, name: str | None, path: str | None) -> None:
    """Write a document in a format, which `format_name` chooses.

    Raises UsageError for an unknown format, OutputError if the document cannot be written.
    """
    name = format_name(name, path)
    deliver_text(render(document, name, screen_for(path)), path, lossy=name == TERMINAL)


def deliver_verdict(
    document: Document, name: str | None, path: str | None, broken: Sequence[str]
) -> None:
    """Write a document that checks something; exit with 1 if `broken` says what failed.

    These sentences go to standard error if the person sees no document that holds them.
    """
    deliver(document, name, path)
    if broken:
        row = find_document_format(format_name(name, path))
        # Who sees the document has read these sentences in it; rows have no place for them.
        if not is_standard_output(path) or row.rows_only:
            print_error("\n".join(broken))
        raise typer.Exit(OVER_BUDGET)


def deliver_text(text: str, path: str | None, *, lossy: bool = False) -> None:
    """Write a text as it is; `lossy` is that of `put_out`, files are UTF-8."""
    deliver_stream([text], path, lossy=lossy)


def deliver_stream(parts: Iterable[str], path: str | None, *, lossy: bool = False) -> None:
    """Write the parts of a text as they come; a file appears once it has all of them."""
    with _ended(parts):
        if path is None or is_standard_output(path):
            for part in parts:
                put_out(part, lossy=lossy)
        else:
            with whole_file(path) as file:
                for part in parts:
                    file.write(part.encode())


def deliver_columns(
    parts: Iterable[Columns],
    name: str,
    path: str | None,
    kinds: Mapping[str, Type],
    repeated: Collection[str] = (),
) -> None:
    """Write the rows of a large table as they come, in a format that streams.

    `kinds` and `repeated` are those of `parquet.write`. Raises OutputError if the rows cannot be
    written, UsageError if the library of the format is not installed.
    """
    row = find_format(name)
    with _ended(parts):
        if row.stream is not None:
            deliver_stream(row.stream(parts), path)
            return
        assert row.write is not None, f"{name} takes no rows part by part"
        if path is None or is_standard_output(path):
            raise OutputError(f"standard output: {name} is not text; name a file with -o")
        row.check()  # before a file is begun, so that the error comes at once
        with whole_file(path) as file:
            row.write(parts, file, kinds, repeated)


def deliver_parts(files: Iterable[bytes], path: str | None) -> None:
    """Write Parquet files as the parts of a folder, which appears once it has all of them."""
    find_format(PARQUET).check()
    with _ended(files), whole_folder(path or "") as folder:
        for number, content in enumerate(files):
            with open(os.path.join(folder, part_name(number)), "wb") as file:
                file.write(content)


@contextlib.contextmanager
def _ended(parts: Iterable[Any]) -> Iterator[None]:
    """Close a generator at the end, so that it cleans up before an error is printed."""
    try:
        yield
    finally:
        if (close := getattr(parts, "close", None)) is not None:
            close()
