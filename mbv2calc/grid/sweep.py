"""A sweep: what the network of each point of a grid costs."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost import Convention, find_convention, find_dtype, network_totals, params_and_macs
from mbv2calc.cost.tally import Tally
from mbv2calc.errors import SpecError
from mbv2calc.grid.plan import Grid, Point
from mbv2calc.model import build_network

METRICS = ("params", "madds", "flops")
"""What a sweep gives of each point, by its name in Totals."""

SMALL = 400
"""Up to so many points, ints take less time than loading NumPy does."""


class Sweep(NamedTuple):
    """The metrics of all points of a grid, in the order of its points."""

    grid: Grid
    convention: Convention
    columns: dict[str, Sequence[int]]

    def points(self) -> Iterator[tuple[Point, tuple[int, ...]]]:
        """Each point with its metrics."""
        return zip(self.grid.points(), zip(*self.columns.values(), strict=True), strict=True)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each point as a dict: the value of every axis by its name, then every metric."""
        names = [axis.name for axis in self.grid.axes]
        for point, values in self.points():
            yield dict(zip(names, point, strict=True)) | dict(
                zip(self.columns, values, strict=True)
            )

    def __repr__(self) -> str:
        axes = " x ".join(f"{len(a.values)} {a.name}" for a in self.grid.axes) or "one point"
        return f"Sweep({self.grid.architecture.name!r}, {axes})"


def make_sweep(grid: Grid) -> Sweep:
    """The sweep over a grid: small ones point by point in ints, large ones in arrays.

    Raises SpecError, naming the point, where a point makes no network.
    """
    rule = find_convention()
    columns = _in_ints(grid, rule) if grid.size <= SMALL else _in_arrays(grid, rule)
    return Sweep(grid, rule, columns)


def _metrics(grid: Grid, rule: Convention, tally: Tally, batch: Number) -> dict[str, Number]:
    totals = network_totals(tally, find_dtype(grid.dtype), rule, batch)
    return {metric: getattr(totals, metric) for metric in METRICS}


def _in_ints(grid: Grid, rule: Convention) -> dict[str, Sequence[int]]:
    columns: dict[str, list[int]] = {metric: [] for metric in METRICS}
    for point in grid.points():
        try:
            tally = params_and_macs(build_network(grid.at(point)))
        except SpecError:
            raise grid.fault(point) from None
        for metric, value in _metrics(grid, rule, tally, grid.batch_at(point)).items():
            columns[metric].append(value)
    return dict(columns)


def _in_arrays(grid: Grid, rule: Convention) -> dict[str, Sequence[int]]:
    import numpy as np  # a fifth of a second, which small grids do without

    from mbv2calc.grid.arrays import evaluate

    columns: dict[str, Any] = {}
    shape = [len(axis.values) for axis in grid.axes]
    for part, tally, batch in evaluate(grid):
        for metric, value in _metrics(grid, rule, tally, batch).items():
            column = columns.setdefault(metric, np.zeros(shape, np.int64))
            if getattr(value, "dtype", None) == np.dtype(object):
                column = columns[metric] = column.astype(object)
            column[np.ix_(*part)] = value
    return {metric: column.reshape(-1).tolist() for metric, column in columns.items()}
