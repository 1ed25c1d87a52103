"""Tables as CSV (RFC 4180, but with bare line feeds); raw values."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from mbv2calc.render.cells import shape
from mbv2calc.render.formats import Columns
from mbv2calc.render.rows import slices
from mbv2calc.tables.neutral import Document


def render(document: Document) -> str:
    """The records of a document, a row each."""
    return "".join(stream([document.records.columns()]))


def stream(parts: Iterable[Columns]) -> Iterator[str]:
    """A header from the first part, then the rows of all parts; None is an empty cell."""
    for number, columns in enumerate(parts):
        if number == 0:
            yield _lines([columns])
        for lists in slices(columns):
            yield _lines(zip(*map(_raw_column, lists), strict=True))


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _raw_column(values: list[Any]) -> list[Any]:
    """The values as CSV holds them; a column of numbers and texts stays as it is, for speed."""
    changed = {bool, tuple, list, dict}
    return values if changed.isdisjoint(map(type, values)) else [*map(_raw, values)]


def _raw(value: Any) -> Any:
    """A cell: names with spaces between them, a size as 160x224, a list of objects as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    # An empty list ends here too, as an empty cell: below, a list has a first item.
    if isinstance(value, tuple | list) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    if isinstance(value, tuple | list) and isinstance(value[0], dict):
        return json.dumps(value)
    return shape(value) if isinstance(value, tuple | list | dict) else value
