"""Documents and columns as JSON; the keys are a contract."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from mbv2calc.render.formats import Columns
from mbv2calc.render.rows import slices
from mbv2calc.tables.neutral import Document


def render(document: Document) -> str:
    """The document as one JSON value, in ASCII, so that it survives every encoding."""
    return json.dumps(document.plain(), indent=2, allow_nan=False) + "\n"


def stream(parts: Iterable[Columns]) -> Iterator[str]:
    """The rows of all parts as a list, an object a line; their values are numbers and texts."""
    return _list(_objects(columns, lists) for columns in parts for lists in slices(columns))


def _objects(names: Iterable[str], lists: list[list[Any]]) -> Iterator[str]:
    """Each row as an object. A column is encoded at once, which takes a third of the time."""
    # Encoded JSON never has a line break inside a value, so one can separate the values.
    encode = json.JSONEncoder(allow_nan=False, separators=("\n", ": ")).encode
    texts = (encode(values)[1:-1].split("\n") for values in lists)
    # The keys become part of a format string, in which % is special.
    keys = (json.dumps(name).replace("%", "%%") for name in names)
    row = f"{{{', '.join(f'{key}: %s' for key in keys)}}}"
    return map(row.__mod__, zip(*texts, strict=True))


def _list(parts: Iterable[Iterable[str]]) -> Iterator[str]:
    """The encoded rows of all parts as a list, one a line; an empty list is `[]`."""
    before = "[\n"
    for rows in parts:
        if text := ",\n".join(rows):
            yield before + text
            before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
