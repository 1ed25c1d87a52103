"""Points with their metrics as people hold them: a sequence of dicts, and columns by name."""

import operator
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.cost.metrics import FLOAT, INT, METRICS, TEXT, Type
from mbv2calc.grid.rows import Rows, as_array, plain_values

Row = dict[str, Any]


class Points(Sequence[Row]):
    """Points of a grid with their metrics, as a sequence of rows; a part of it is a tuple of these.

    A row is a dict: the value of every axis by its name, then every metric. Rationals are decimals;
    a size is a number, or (height, width) where they differ; groups of one channel are "max"; a
    missing value is None.
    """

    kept: Rows

    @property
    def columns(self) -> Mapping[str, Any]:
        """The value of every axis by its name, then every metric, as NumPy arrays.

        Each is made when it is asked for. Rationals are floats; a size is a number where all are
        square, else a text such as 160x224; groups are texts if one of them is "max". A
        missing value is NaN.
        """
        return Columns(self.kept)

    def rows(self) -> Iterator[Row]:
        """The rows, one by one."""
        return self.kept.rows()

    def __iter__(self) -> Iterator[Row]:
        return self.rows()

    def __len__(self) -> int:
        return len(self.kept.places)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(place, slice):
            return tuple(self.kept.take(place).rows())
        number = operator.index(place)
        if not -len(self) <= number < len(self):
            raise IndexError(f"there is no row {number}: there are {len(self):,}")
        start = number % len(self)
        return next(self.kept.take(slice(start, start + 1)).rows())

    def axes_text(self) -> str:
        """The axes of the grid, each with how many values it has."""
        axes = self.kept.grid.axes
        return " x ".join(f"{len(a.values)} {a.name}" for a in axes) or "one point"


class Columns(Mapping[str, Any]):
    """The axes and metrics of some rows by their names, each as an array when it is asked for."""

    def __init__(self, rows: Rows, types: Mapping[str, Type] | None = None) -> None:
        """The columns of some rows. `types` are for columns that are no metrics, else ints."""
        self._rows = rows
        self._types = types or {}
        self._axes = [axis.name for axis in rows.grid.axes]

    def __getitem__(self, name: str) -> Any:
        if name not in self._axes:
            column = self._rows.columns[name]
            return as_array(column) if len(column) else self._empty(name)
        place = self._axes.index(name)
        values = plain_values(self._rows.grid.axes[place].values)
        return as_array(values)[as_array(self._rows.indices(place))]

    def _empty(self, name: str) -> Any:
        """A column of no rows, of the type that it would have with rows."""
        import numpy as np

        # The arena is known under `whole` alone, and a column of missing ints is one of floats.
        is_missing = (
            name in METRICS
            and METRICS[name].scalar_only
            and self._rows.grid.run_config.schedule != WHOLE
        )
        kind = METRICS[name].type if name in METRICS else self._types.get(name, INT)
        return np.array([], float if is_missing or kind == FLOAT else str if kind == TEXT else int)

    def __iter__(self) -> Iterator[str]:
        yield from self._axes
        yield from self._rows.columns

    def __len__(self) -> int:
        return len(self._axes) + len(self._rows.columns)

    def __repr__(self) -> str:
        return f"Columns({', '.join(self)})"
