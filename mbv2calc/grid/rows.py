"""Some points of a grid with what they cost, as columns."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from mbv2calc.arith import Ratio
from mbv2calc.grid.axes import order_of, over_one_denominator, plain_of, text_of
from mbv2calc.grid.plan import Grid, Point


class Rows(NamedTuple):
    """Some points of a grid, and their metrics.

    Columns are lists for small grids, else NumPy arrays. A missing value is None in a list and NaN
    in an array of floats.
    """

    grid: Grid
    places: Any  # of each point, its place in the order of the grid: a range, a list or an array
    columns: Mapping[str, Sequence[Any]]  # by metric

    def in_grid(self, grid: Grid, start: int) -> "Rows":
        """Points of a chunk as points of the whole grid, in which the chunk begins at `start`."""
        if isinstance(self.places, range):
            along = range(start + self.places.start, start + self.places.stop)
            return Rows(grid, along, self.columns)
        places = self.places
        moved = places + start if is_array(places) else [place + start for place in places]
        return Rows(grid, moved, self.columns)

    @classmethod
    def joined(cls, parts: Sequence["Rows"]) -> "Rows":
        """The rows of several parts of one grid, concatenated."""
        if len(parts) == 1:
            return parts[0]
        first = parts[0]
        columns = {name: _joined([rows.columns[name] for rows in parts]) for name in first.columns}
        return cls(first.grid, _joined([rows.places for rows in parts]), columns)

    def take(self, chosen: Any) -> "Rows":
        """Some of these rows: `chosen` is a slice, ints, or an array of ints."""
        columns = {name: _taken(column, chosen) for name, column in self.columns.items()}
        return Rows(self.grid, _taken(self.places, chosen), columns)

    def indices(self, axis: int) -> Any:
        """For each point, the index of its value on an axis."""
        axes = self.grid.axes
        behind = math.prod(len(a.values) for a in axes[axis + 1 :])
        # A range is neither a list nor an array: the columns say which of them these rows are.
        in_arrays = isinstance(self.places, range) and any(map(is_array, self.columns.values()))
        places = as_array(self.places) if in_arrays else self.places
        count = len(axes[axis].values)
        if is_array(places):
            return places // behind % count
        return [place // behind % count for place in places]

    def points(self) -> Iterator[Point]:
        """The value of every axis at each point."""
        if len(self.places) == self.grid.size and isinstance(self.places, range):
            return self.grid.points()
        axes = self.grid.axes
        if not axes:
            return iter([()] * len(self.places))
        columns = (
            [axis.values[i] for i in _plain(self.indices(place))] for place, axis in enumerate(axes)
        )
        return zip(*columns, strict=True)

    def comparable(self) -> Iterator[dict[str, Any]]:
        """For each point the values that a condition compares, by name; a size is its height."""
        names = [axis.name for axis in self.grid.axes]
        metrics = list(zip(*map(_plain, self.columns.values()), strict=True))
        for point, values in zip(self.points(), metrics or [()] * len(self.places), strict=True):
            heights = (value[0] if isinstance(value, tuple) else value for value in point)
            yield dict(zip((*names, *self.columns), (*heights, *values), strict=True))

    def column(self, name: str) -> Any:
        """A metric or an axis as an array: sizes as heights, ratios as a Ratio of an array."""
        import numpy as np

        if name in self.columns:
            return as_array(self.columns[name])
        place = [axis.name for axis in self.grid.axes].index(name)
        axis = self.grid.axes[place]
        chosen = np.asarray(self.indices(place), np.int64)
        if isinstance(axis.values[0], Ratio):
            nums, den = over_one_denominator(axis.values)
            return Ratio(as_array(nums)[chosen], den)
        values = [v[0] if isinstance(v, tuple) else v for v in axis.values]
        return as_array(values)[chosen]

    def ranks(self, axis: int) -> Any:
        """What the points are sorted by along an axis."""
        values = self.grid.axes[axis].values
        order = sorted(range(len(values)), key=lambda i: order_of(values[i]))
        rank = {place: number for number, place in enumerate(order)}
        return looked_up([rank[i] for i in range(len(values))], self.indices(axis))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each point as a dict: the value of every axis by its name, then every metric.

        Rationals are decimals; a size is a number, or (height, width) where they differ; groups of
        one channel are "max"; a missing value is None.
        """
        names = [axis.name for axis in self.grid.axes]
        columns = [_plain(column) for column in self.columns.values()]
        metrics = zip(*columns, strict=True) if columns else iter([()] * len(self.places))
        for point, values in zip(self.points(), metrics, strict=True):
            row = dict(zip(names, map(number_of, point), strict=True))
            yield row | dict(zip(self.columns, map(none_if_nan, values), strict=True))


def number_of(value: Any) -> Any:
    """A value of an axis as a program reads it: a ratio as a decimal."""
    if isinstance(value, Ratio):
        return value.num if value.den == 1 else float(value)
    return plain_of(value)


def none_if_nan(value: Any) -> Any:
    """A value; None for NaN."""
    return None if value != value else value  # NaN alone is not itself


def is_array(column: Any) -> bool:
    """Whether a column is a NumPy array."""
    return hasattr(column, "dtype")


def plain_values(values: Sequence[Any]) -> list[Any]:
    """The values of an axis as one kind: all numbers, or all texts as they are typed."""
    plain = [number_of(value) for value in values]
    if any(isinstance(value, tuple | str) for value in plain):
        return [text_of(value) for value in values]
    if any(isinstance(value, float) for value in plain) or isinstance(values[0], Ratio):
        return [float(value) for value in plain]
    return plain


def _joined(columns: Sequence[Any]) -> Any:
    """Columns concatenated: adjacent ranges as one range, lists as a list, others as an array."""
    columns = [column for column in columns if len(column)] or columns[:1]  # [] is of no kind
    ranges = [column for column in columns if isinstance(column, range)]
    if len(ranges) == len(columns) and all(a.stop == b.start for a, b in pairwise(ranges)):
        return range(ranges[0].start, ranges[-1].stop)
    if not ranges and not any(map(is_array, columns)):
        return [value for column in columns for value in column]
    import numpy as np

    arrays = [as_array(column) for column in columns]
    if any(array.dtype == object for array in arrays):
        arrays = [array.astype(object) for array in arrays]
    return np.concatenate(arrays)


def _taken(column: Any, chosen: Any) -> Any:
    if isinstance(chosen, slice) or is_array(column):
        return column[chosen]
    if is_array(chosen):
        return as_array(column)[chosen]
    return [column[i] for i in chosen]


def looked_up(values: Sequence[Any], indices: Any) -> Any:
    """The values at some indices; an array for numbers of one type at an array of indices."""
    if not is_array(indices):
        return [values[i] for i in indices]
    if len({type(value) for value in values}) == 1 and isinstance(values[0], int | float):
        return as_array(values)[indices]
    return [values[i] for i in indices.tolist()]


def _plain(column: Any) -> Any:
    return column.tolist() if is_array(column) else column


def as_array(column: Any) -> Any:
    """A column as an array: int64, or Python's ints if one needs more bits; floats; names."""
    import numpy as np

    if is_array(column):
        return column
    if isinstance(column, range):
        return np.arange(column.start, column.stop, column.step)
    try:
        if None in column:
            return np.array([math.nan if value is None else value for value in column], float)
        if all(isinstance(value, int) for value in column):
            return np.array(column, np.int64)
    except OverflowError:
        return np.array(column, object)
    return np.array(column)
