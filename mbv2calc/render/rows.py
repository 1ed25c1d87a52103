"""Columns as lists of plain values, of some thousands of rows at a time."""

from collections.abc import Iterator
from typing import Any

from mbv2calc.render.formats import Columns

_ROWS = 10_000  # a megabyte of text: large enough to be fast, and small whatever a part holds


def slices(columns: Columns) -> Iterator[list[list[Any]]]:
    """The values of each column for the next rows; what is not a number is None.

    Raises ValueError where columns differ in length.
    """
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns of different lengths: {sorted(lengths)}")
    for start in range(0, max(lengths, default=0), _ROWS):
        yield [_plain(column[start : start + _ROWS]) for column in columns.values()]


def _plain(values: Any) -> list[Any]:
    """A list of plain values. NaN alone differs from itself."""
    plain = values.tolist() if hasattr(values, "tolist") else list(values)
    if any(type(value) is float and value != value for value in plain):
        return [None if value != value else value for value in plain]
    return plain
