"""The main table of a document as CSV (RFC 4180, but with bare line feeds); raw values."""

import csv
import io
from typing import Any

from mbv2calc.render.cells import shape
from mbv2calc.tables import Document


def render(document: Document) -> str:
    """The first table that a person would see, in the columns that programs read."""
    table = document.tables()[0]
    places = table.for_machines()
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([table.columns[i].key for i in places])
    for row in table.rows:
        writer.writerow([_raw(row[i]) for i in places])
    return stream.getvalue()


def _raw(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return shape(value) if isinstance(value, tuple | dict) else value
