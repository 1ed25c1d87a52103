"""The metrics of a grid as columns: each array is filled part by part."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

import numpy as np

from mbv2calc.cost.metrics import FLOAT, Metric
from mbv2calc.grid.arrays import TOO_LARGE, Array, Part, Values, parts_of
from mbv2calc.grid.plan import Grid


def columns_of(
    grid: Grid,
    values: Values,
    metrics: Sequence[Metric],
) -> dict[str, Array]:
    """Metrics of all points of a grid in order, each an array of its type.

    Ints are Python's own where int64 is too small; a missing float is NaN. `values` computes the
    metrics of one network, in the order of `metrics`. Raises SpecError as `parts_of`
    does, TypeError for a metric of ints that gives floats.
    """
    shape = tuple(len(axis.values) for axis in grid.axes)
    columns: dict[str, Array] = {}
    for part, network, run_config in parts_of(grid, values):
        for metric, raw in zip(metrics, values(network, run_config), strict=True):
            name, value = metric.name, _typed(metric, raw)
            if name not in columns and shape and value.shape == shape:
                columns[name] = value  # one part is the whole grid
                continue
            # Not filled: the parts together write every place.
            column = columns[name] if name in columns else np.empty(shape, value.dtype)
            if value.dtype == object and column.dtype != object:
                column = column.astype(object)
            columns[name] = column
            _put(column, part, value)
    return {name: column.reshape(-1) for name, column in columns.items()}


def _typed(metric: Metric, value: Any) -> Array:
    """A value of a metric as an array of its type, which no int64 may wrap or cut to a whole."""
    if metric.type == FLOAT:
        return np.asarray(value, float)  # None becomes NaN
    if not hasattr(value, "dtype"):
        value = np.array(value, np.int64 if -TOO_LARGE <= value < TOO_LARGE else object)
    if value.dtype.kind == "f":
        raise TypeError(f"the metric {metric.name} is of ints, and gave floats; type it FLOAT")
    return value


def _put(column: Array, part: Part, value: Any) -> None:
    """Copy the values of a part into a column, slice by slice: faster than by index arrays."""
    value = np.broadcast_to(value, [len(places) for places in part])
    runs = [_runs(places) for places in part]
    for run in product(*runs):
        column[tuple(slice(first, first + n) for first, _, n in run)] = value[
            tuple(slice(at, at + n) for _, at, n in run)
        ]


def _runs(places: Array) -> list[tuple[int, int, int]]:
    """Runs of consecutive places: (first place, its index in `places`, length)."""
    ends = np.flatnonzero(np.diff(places) != 1) + 1
    starts = [0, *ends.tolist()]
    lengths = np.diff([*starts, len(places)]).tolist()
    return [(int(places[at]), at, n) for at, n in zip(starts, lengths, strict=True)]


def sparse(count: int, known: Iterable[tuple[int, float]]) -> Array:
    """A column of floats with some known values, NaN elsewhere."""
    column = np.full(count, np.nan)
    for place, value in known:
        column[place] = value
    return column


def true_at(condition: Any, count: int) -> Array:
    """The indices of the rows that meet a condition; a single bool answers for all rows."""
    return np.flatnonzero(np.broadcast_to(condition, count))
