"""A sweep: what the network of each point of a grid costs."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from mbv2calc.arith import Number, Ratio
from mbv2calc.cost import (
    Convention,
    Tally,
    Totals,
    find_convention,
    find_dtype,
    network_totals,
    params_and_macs,
)
from mbv2calc.cost.memory import peak_bytes
from mbv2calc.errors import SpecError
from mbv2calc.grid.axes import plain_of
from mbv2calc.grid.plan import Grid, Point
from mbv2calc.grid.running import Running
from mbv2calc.model import Network, build_network

METRICS = ("params", "madds", "flops", "peak_bytes")
"""What a sweep gives of each point, by its name in Totals."""

SMALL = 5_000
"""Up to so many blocks over all points, ints take less time than loading NumPy does."""


class Sweep(NamedTuple):
    """The metrics of all points of a grid, in the order of its points."""

    grid: Grid
    convention: Convention
    columns: dict[str, Sequence[int]]

    def points(self) -> Iterator[tuple[Point, tuple[int, ...]]]:
        """Each point with its metrics."""
        return zip(self.grid.points(), zip(*self.columns.values(), strict=True), strict=True)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each point as a dict: the value of every axis by its name, then every metric.

        Rationals are decimals; a size is a number, or (height, width) where they differ; groups of
        one channel are "max".
        """
        names = [axis.name for axis in self.grid.axes]
        for point, values in self.points():
            row = dict(zip(names, map(_number, point), strict=True))
            yield row | dict(zip(self.columns, values, strict=True))

    def __repr__(self) -> str:
        axes = " x ".join(f"{len(a.values)} {a.name}" for a in self.grid.axes) or "one point"
        return f"Sweep({self.grid.architecture.name!r}, {axes})"


def _number(value: Any) -> Any:
    if isinstance(value, Ratio):
        return value.num if value.den == 1 else float(value)
    return plain_of(value)


def make_sweep(grid: Grid) -> Sweep:
    """The sweep over a grid: small ones point by point in ints, large ones in arrays.

    Raises SpecError, naming the point, where a point makes no network.
    """
    rule = find_convention()
    columns = _in_ints(grid, rule) if grid.blocks * grid.alike <= SMALL else _in_arrays(grid, rule)
    return Sweep(grid, rule, columns)


def _metrics(
    network: Network, tally: Tally, running: Running, rule: Convention
) -> tuple[Number, ...]:
    """The METRICS of a network, of which the tally is."""
    peak = peak_bytes(network, running.schedule, running.run)
    totals = network_totals(tally, find_dtype(running.dtype), rule, peak, running.batch)
    return _METRICS_OF(totals)


_METRICS_OF: Callable[[Totals], tuple[Number, ...]] = attrgetter(*METRICS)


def _in_ints(grid: Grid, rule: Convention) -> dict[str, Sequence[int]]:
    rows = []
    built = None
    for point, architecture in grid.architectures():
        if built is not architecture:
            built = architecture
            try:
                network = build_network(architecture)
            except SpecError:
                raise grid.fault(point) from None
            tally = params_and_macs(network)
        rows.append(_metrics(network, tally, grid.running_at(point), rule))
    return dict(zip(METRICS, zip(*rows, strict=True), strict=True))


def _in_arrays(grid: Grid, rule: Convention) -> dict[str, Sequence[int]]:
    import numpy as np  # a tenth of a second, which small grids do without

    from mbv2calc.grid.arrays import TOO_LARGE, evaluate

    def _unbounded(value: Any) -> bool:
        dtype = getattr(value, "dtype", None)
        return dtype == np.dtype(object) or (dtype is None and value >= TOO_LARGE)

    columns: dict[str, Any] = {}
    shape = [len(axis.values) for axis in grid.axes]
    for part, network, running in evaluate(grid):
        values = _metrics(network, params_and_macs(network), running, rule)
        for metric, value in zip(METRICS, values, strict=True):
            column = columns.setdefault(metric, np.zeros(shape, np.int64))
            if _unbounded(value):
                column = columns[metric] = column.astype(object)
            column[np.ix_(*part)] = value
    return {metric: column.reshape(-1).tolist() for metric, column in columns.items()}
