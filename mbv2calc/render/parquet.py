"""Columns as Parquet: a row group a part, of one schema that does not depend on the values."""

import io
from collections.abc import Collection, Iterable, Mapping
from types import NoneType
from typing import Any, BinaryIO

from mbv2calc.cost.metrics import FLOAT, INT, TEXT, Type
from mbv2calc.errors import OutputError, UsageError
from mbv2calc.render.formats import Columns

_TAKEN = {INT: {int, NoneType}, FLOAT: {float, NoneType}, TEXT: {str, NoneType}}
"""The types of values that are written as they are."""


def check() -> None:
    """Raises UsageError if pyarrow is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        fix = "pip install 'mbv2calc[parquet]'"
        raise UsageError(f"--format parquet: needs pyarrow; {fix}") from None


def write(
    parts: Iterable[Columns],
    file: BinaryIO,
    kinds: Mapping[str, Type],
    repeated: Collection[str] = (),
) -> None:
    """Write the rows of all parts, each part as one row group.

    `kinds` are the names of the columns, in order, with what each holds: int, float or text.
    Columns that are `repeated` take few values, as those of axes do; texts always do. Raises
    OutputError for an integer that no column of 64 bits holds, UsageError without pyarrow.
    """
    check()
    from pyarrow import parquet

    # A dictionary of values makes columns of few values small; others it would only slow down.
    few = [name for name, kind in kinds.items() if kind == TEXT or name in repeated]
    with parquet.ParquetWriter(
        file, _schema(kinds), compression="zstd", use_dictionary=few
    ) as writer:
        for columns in parts:
            table = _table(columns, kinds)
            # At least 1, since a part may be empty.
            writer.write_table(table, row_group_size=max(table.num_rows, 1))


def encoded(columns: Columns, kinds: Mapping[str, Type], repeated: Collection[str] = ()) -> bytes:
    """One part as a whole Parquet file. Raises what `write` does."""
    file = io.BytesIO()
    write([columns], file, kinds, repeated)
    return file.getvalue()


def _schema(kinds: Mapping[str, Type]) -> Any:
    import pyarrow

    types = {INT: pyarrow.int64(), FLOAT: pyarrow.float64(), TEXT: pyarrow.string()}
    return pyarrow.schema([(name, types[kind]) for name, kind in kinds.items()])


def _table(columns: Columns, kinds: Mapping[str, Type]) -> Any:
    import pyarrow

    schema = _schema(kinds)
    arrays = [_array(columns[name], name, kinds[name], schema.field(name).type) for name in kinds]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, name: str, kind: Type, arrow: Any) -> Any:
    """A column as an Arrow array; None and NaN are missing values."""
    import pyarrow

    # Arrays of ints and floats go to Arrow as they are; all else becomes a list of plain values.
    if kind == TEXT or getattr(getattr(values, "dtype", None), "kind", "O") not in "if":
        values = getattr(values, "tolist", lambda: values)()
        if not _TAKEN[kind].issuperset(map(type, values)):
            values = [_cell(value, kind) for value in values]
    try:
        # from_pandas makes NaN a missing value; by default it stays a number.
        return pyarrow.array(values, arrow, from_pandas=True)
    except OverflowError:
        message = f"{name} has values that no 64-bit integer holds; write csv or json"
        raise OutputError(f"--format parquet: {message}") from None


def _cell(value: Any, kind: Type) -> Any:
    """A plain value as a column of this kind holds it; NaN alone differs from itself."""
    if value is None or value != value:
        return None
    if kind == INT:
        return value
    return str(value) if kind == TEXT else float(value)
