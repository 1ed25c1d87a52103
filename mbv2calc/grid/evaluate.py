"""The metrics of a chunk of a grid: one pure function, for this process or another machine."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from mbv2calc.cost.conventions import Convention, find_convention
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.metrics import COLUMNS, COUNTED, METRICS, TOP1
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.cost.tally import network_tally
from mbv2calc.cost.totals import Costs
from mbv2calc.errors import SpecError
from mbv2calc.grid.plan import Grid, Point
from mbv2calc.grid.rows import Rows, is_array
from mbv2calc.grid.top1 import accuracies
from mbv2calc.grid.where.conditions import Where
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Network

SMALL = 5_000
"""Up to so many blocks over all points, ints take less time than loading NumPy does."""


class Asked(NamedTuple):
    """What is asked of every point: metrics by name, and a condition that it has to meet."""

    metrics: tuple[str, ...]
    where: Where | None = None

    @property
    def known(self) -> tuple[str, ...]:
        """The metrics that have to be worked out: those asked for and those of the condition."""
        more = self.where.columns if self.where is not None else ()
        return tuple(dict.fromkeys((*self.metrics, *(n for n in COLUMNS if n in more))))

    @property
    def one_by_one(self) -> tuple[str, ...]:
        """Those of them that take ints."""
        return tuple(name for name in self.known if name in METRICS and METRICS[name].each)


def evaluated(grid: Grid, asked: Asked) -> Rows:
    """The points of a grid that meet a condition, with their metrics.

    The cheap ones come first: what takes ints is worked out for the points that these leave. Small
    grids are lists, others arrays. Raises SpecError, naming the point, where one makes no network.
    """
    each = asked.one_by_one
    cheap = [name for name in asked.known if name not in each]
    small = grid.blocks * grid.alike <= SMALL
    early, late = _parted(asked.where, each)
    rows = Rows(grid, range(grid.size), (_in_ints if small else _in_arrays)(grid, cheap))
    for condition in early:
        rows = _meeting(rows, condition)
    if each:
        rows = rows._replace(columns={**rows.columns, **of_each(rows, each)})
    for condition in late:
        rows = _meeting(rows, condition)
    return rows._replace(columns={name: rows.columns[name] for name in asked.metrics})


def _parted(where: Where | None, late: Collection[str]) -> tuple[list[Where], list[Where]]:
    """The parts of a condition: those without some columns, and those with them."""
    parts = where.conjuncts() if where is not None else ()
    return (
        [part for part in parts if part.columns.isdisjoint(late)],
        [part for part in parts if not part.columns.isdisjoint(late)],
    )


def _meeting(rows: Rows, condition: Where) -> Rows:
    """The rows that meet a condition."""
    if any(map(is_array, (rows.places, *rows.columns.values()))):
        from mbv2calc.grid.arrays import true_at

        return rows.take(true_at(condition.holds(rows.column), len(rows.places)))
    known = [one.__getitem__ for one in rows.comparable()]
    return rows.take([place for place, one in enumerate(known) if condition.holds(one)])


def _in_arrays(grid: Grid, names: Sequence[str]) -> dict[str, Any]:
    """The metrics of all points, a part of one structure at a time."""
    from mbv2calc.grid.arrays import columns_of, sparse

    known = [name for name in names if name != TOP1]
    columns = columns_of(grid, lambda network, running: _metrics(network, running, known), known)
    if TOP1 in names:
        columns[TOP1] = sparse(grid.size, accuracies(grid))
    return columns


def _metrics(network: Network, running: RunConfig, names: Sequence[str]) -> Iterator[Any]:
    """Some metrics of a network, which may be many in arrays."""
    dtype, rule = find_dtype(running.dtype), find_convention(running.convention)
    costs = Costs(network_tally(network, _fields(names, rule)), dtype, rule, running.batch)
    return (METRICS[name].of(network, running, costs) for name in names)


def _fields(names: Collection[str], rule: Convention) -> tuple[str, ...]:
    """The fields of a tally that some metrics count."""
    return ("macs", *rule.operations.fields) if COUNTED in names else ("macs",)


def _in_ints(grid: Grid, names: Sequence[str]) -> dict[str, list[Any]]:
    """The metrics of all points, one by one."""
    known = [name for name in names if name != TOP1]
    rows = list(_one_by_one(grid, grid.architectures(), known))
    columns = dict(zip(known, map(list, zip(*rows, strict=True)), strict=False))
    if TOP1 in names:
        found: list[float | None] = [None] * grid.size
        for place, accuracy in accuracies(grid):
            found[place] = accuracy
        columns[TOP1] = found
    return columns


def of_each(rows: Rows, names: Sequence[str]) -> dict[str, list[Any]]:
    """Metrics that take ints, of the points that are left."""
    points = ((point, rows.grid.at(point)) for point in rows.points())
    found = list(_one_by_one(rows.grid, points, names))
    return {name: [values[i] for values in found] for i, name in enumerate(names)}


def _one_by_one(
    grid: Grid, points: Iterator[tuple[Point, Any]], names: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Metrics of points in ints. A network that stays the same is built once."""
    built = None
    rule = find_convention(grid.running.convention)
    fields = _fields(names, rule)
    for point, architecture in points:
        if built is not architecture:
            built = architecture
            try:
                network = build_network(architecture)
            except SpecError:
                raise grid.fault(point) from None
            tally = network_tally(network, fields)
        running = grid.running_at(point)
        costs = Costs(tally, find_dtype(running.dtype), rule, running.batch)
        yield tuple(METRICS[name].of(network, running, costs) for name in names)
