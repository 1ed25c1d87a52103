"""The metrics of a chunk of a grid: one pure function, for this process or another machine."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.metrics import METRICS, Metric, costs_for
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.errors import SpecError
from mbv2calc.grid.plan import Grid, Point
from mbv2calc.grid.rows import Rows, is_array
from mbv2calc.grid.top1 import accuracies
from mbv2calc.grid.where.conditions import Where
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture

SMALL = 5_000
"""A grid of at most so many blocks over all points is done in ints before NumPy is loaded."""


class MetricRequest(NamedTuple):
    """What is asked of every point: metrics by name, and a condition that the point has to meet."""

    metrics: tuple[str, ...]
    where: Where | None = None

    @property
    def computed(self) -> tuple[str, ...]:
        """The metrics to compute: those asked for and those in the condition."""
        more = self.where.columns if self.where is not None else ()
        return tuple(dict.fromkeys((*self.metrics, *(n for n in METRICS if n in more))))

    @property
    def scalar_only(self) -> tuple[str, ...]:
        """The metrics among these that are computed in ints only."""
        return tuple(name for name in self.computed if METRICS[name].scalar_only)


def evaluated(grid: Grid, request: MetricRequest) -> Rows:
    """The points of a grid that meet a condition, with their metrics.

    Cheap metrics come first. Metrics that take ints are computed only for the points that the
    conditions on cheap ones leave. Small grids are lists, others arrays. Raises SpecError, naming
    the point, where one makes no network.
    """
    late = request.scalar_only
    cheap = [name for name in request.computed if name not in late]
    small = grid.blocks * grid.points_per_structure <= SMALL
    conditions = request.where.conjuncts() if request.where is not None else ()
    rows = Rows(grid, range(grid.size), (_in_ints if small else _in_arrays)(grid, cheap))
    for condition in conditions:
        if condition.columns.isdisjoint(late):
            rows = _meeting(rows, condition)
    if late:
        rows = rows._replace(columns={**rows.columns, **scalar_columns(rows, late)})
        for condition in conditions:
            if not condition.columns.isdisjoint(late):
                rows = _meeting(rows, condition)
    return rows._replace(columns={name: rows.columns[name] for name in request.metrics})


def _meeting(rows: Rows, condition: Where) -> Rows:
    """The rows that meet a condition."""
    if any(map(is_array, (rows.places, *rows.columns.values()))):
        from mbv2calc.grid.columns import true_at

        return rows.take(true_at(condition.holds(rows.column), len(rows.places)))
    points = enumerate(rows.comparable())
    return rows.take([i for i, values in points if condition.holds(values.__getitem__)])


def _in_arrays(grid: Grid, names: Sequence[str]) -> dict[str, Any]:
    """The metrics of all points, a part of one structure at a time."""
    from mbv2calc.grid.columns import columns_of, sparse

    computed = [METRICS[name] for name in names if METRICS[name].of is not None]
    columns = columns_of(grid, lambda network, config: _values(network, config, computed), computed)
    for name in _looked_up(names):
        columns[name] = sparse(grid.size, accuracies(grid))
    return columns


def _looked_up(names: Iterable[str]) -> list[str]:
    """The metrics without a formula: published accuracies."""
    return [name for name in names if METRICS[name].of is None]


def _values(network: Network, config: RunConfig, metrics: Sequence[Metric]) -> Iterator[Any]:
    """Metrics of a network, in ints or arrays."""
    costs = costs_for(network, config, metrics)
    return (metric.of(network, config, costs) for metric in metrics if metric.of is not None)


def _in_ints(grid: Grid, names: Sequence[str]) -> dict[str, list[Any]]:
    """The metrics of all points, one by one."""
    computed = [name for name in names if METRICS[name].of is not None]
    columns = _scalars(grid, grid.architectures(), computed)
    for name in _looked_up(names):
        column: list[float | None] = [None] * grid.size
        for place, accuracy in accuracies(grid):
            column[place] = accuracy
        columns[name] = column
    return columns


def scalar_columns(rows: Rows, names: Sequence[str]) -> dict[str, list[Any]]:
    """Metrics in ints of some points, computed one by one."""
    points = ((point, rows.grid.at(point)) for point in rows.points())
    return _scalars(rows.grid, points, names)


def _scalars(
    grid: Grid, points: Iterator[tuple[Point, Architecture]], names: Sequence[str]
) -> dict[str, list[Any]]:
    """The metrics of each point in ints. Points that share an architecture share a network."""
    built = None
    metrics = [METRICS[name] for name in names]
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for point, architecture in points:
        # `Grid.architectures` gives the same object while only the run config changes.
        if built is not architecture:
            built = architecture
            try:
                network = build_network(architecture)
            except SpecError:
                raise grid.fault(point) from None
            # Counted once for all its points: batch and dtype do not change the tally.
            counted = costs_for(network, grid.run_config_at(point), metrics)
        run_config = grid.run_config_at(point)
        costs = counted._replace(dtype=find_dtype(run_config.dtype), batch=run_config.batch)
        for metric in metrics:
            columns[metric.name].append(metric.scalar(network, run_config, costs))
    return columns
