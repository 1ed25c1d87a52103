"""The columns of a sweep for programs: some points at a time, for files of any size."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from mbv2calc.arith import Ratio
from mbv2calc.cost.knobs import KNOBS, file_knobs, knob_paths
from mbv2calc.cost.memory.schedules import AUTO, GROUPED
from mbv2calc.cost.metrics import FLOAT, INT, METRICS, TEXT, Type
from mbv2calc.cost.run_config import AS_REPORTED, RunConfig
from mbv2calc.grid.axes import text_of
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.rows import Rows, looked_up, number_of, plain_values
from mbv2calc.spec.paths import value_at


class Source(NamedTuple):
    """A column, what it holds, and the axes that it varies with.

    `values` are those of every combination of these axes, the last one changing fastest.
    """

    name: str
    kind: Type
    axes: tuple[int, ...] = ()
    values: tuple[Any, ...] = ()

    def of(self, rows: Rows) -> Any:
        """Its values at some points: an array where all are numbers and the points are many."""
        if not self.values:  # a metric
            return rows.columns[self.name]
        if not self.axes:
            return self.values * len(rows.places)
        first, *others = self.axes
        places = rows.indices(first)
        for axis in others:
            places = _combined(places, rows.indices(axis), len(rows.grid.axes[axis].values))
        return looked_up(self.values, places)


def _combined(places: Any, indices: Any, values: int) -> Any:
    """Places in all combinations so far with one more axis of so many values: lists or arrays."""
    # Each axis is a digit of the place, in a base of its own: the last one changes fastest.
    if isinstance(places, list):
        return [place * values + index for place, index in zip(places, indices, strict=True)]
    return places * values + indices


def machine_columns(rows: Rows, metrics: Iterable[str], *, typed: bool = False) -> dict[str, Any]:
    """The columns of some points by name: axes, then knobs and how networks run, then metrics.

    A whole ratio is an int, any other a float; `typed` makes all of a column floats instead.
    """
    return {source.name: source.of(rows) for source in sources(rows.grid, metrics, typed=typed)}


def machine_rows(rows: Rows) -> list[dict[str, Any]]:
    """A dict for each point with all of these columns, every metric among them."""
    columns = machine_columns(rows, rows.columns)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def column_kinds(grid: Grid, metrics: Iterable[str]) -> dict[str, Type]:
    """The type of each column, the same for every chunk."""
    return {source.name: source.kind for source in sources(grid, metrics)}


def sources(grid: Grid, metrics: Iterable[str], *, typed: bool = False) -> Iterator[Source]:
    """The columns of a grid, in order."""
    names = {axis.name for axis in grid.axes}
    for place, axis in enumerate(grid.axes):
        values = _written(axis.values, typed=typed)
        yield Source(axis.name, _kind(axis.values), (place,), values)
    for knob in KNOBS.values():
        if knob.every_row and knob.name not in names:
            yield _knob(grid, knob.name, typed=typed)
    for name, value in fixed(grid.run_config):
        if name not in names:
            yield Source(name, TEXT if isinstance(value, str) else INT, (), (value,))
    for metric in metrics:
        # The columns that only a fit has have no type of their own: no typed file holds a fit.
        yield Source(metric, METRICS[metric].type if metric in METRICS else INT)


def _written(values: Sequence[Any], *, typed: bool) -> tuple[Any, ...]:
    """The values of an axis as they are written."""
    if typed:
        return tuple(plain_values(values))
    plain = (number_of(value) for value in values)
    return tuple(text_of(value) if isinstance(value, tuple) else value for value in plain)


def _kind(values: Sequence[Any]) -> Type:
    if isinstance(values[0], Ratio):
        return FLOAT
    return TEXT if isinstance(plain_values(values)[0], str) else INT


def fixed(run_config: RunConfig) -> Iterator[tuple[str, Any]]:
    """What programs read of how all networks run: groups, and what is not one image, whole, int8.

    A schedule is left out if the groups imply it, and an accumulator if nothing is summed.
    """
    groups = text_of(run_config.groups) if run_config.schedule == GROUPED else None
    yield "groups", int(groups) if groups is not None and groups.isdecimal() else groups
    usual = AS_REPORTED._replace(groups=run_config.groups)
    if run_config.schedule == GROUPED:
        usual = usual._replace(schedule=GROUPED)
    if run_config.schedule not in (GROUPED, AUTO):
        usual = usual._replace(accumulator=run_config.accumulator)
    for name in RunConfig._fields:
        if (value := getattr(run_config, name)) != getattr(usual, name):
            yield name, value


def _knob(grid: Grid, name: str, *, typed: bool) -> Source:
    """A knob that is not an axis itself, but may vary with axes that set its paths.

    Its values combine those of its own paths alone: two axes of sizes have many pairs.
    """
    axes = varying(grid, name)
    numbers = {
        path: value_at(grid.architecture, path) for path in knob_paths(grid.architecture, name)
    }
    if not numbers:  # the network has no such knob
        return Source(name, FLOAT, (), (None,))
    values = []
    for point in product(*(grid.axes[axis].values for axis in axes)):
        changed = {grid.axes[axis].paths[0]: v for axis, v in zip(axes, point, strict=True)}
        combined = tuple((numbers | changed).values())
        values.append(combined if len(numbers) > 1 else combined[0])
    return Source(name, _kind(values), axes, _written(values, typed=typed))


def varying(grid: Grid, knob: str) -> tuple[int, ...]:
    """The places of the axes that change a knob."""
    sets = set(knob_paths(grid.architecture, knob) if knob in file_knobs() else (knob,))
    return tuple(
        place
        for place, axis in enumerate(grid.axes)
        if not sets.isdisjoint(axis.paths or (axis.name,))
    )


def pieces(rows: Rows, points: int) -> Iterator[Rows]:
    """Rows in pieces of so many points; one empty piece if there are none."""
    for start in range(0, max(1, len(rows.places)), points):
        yield rows.take(slice(start, start + points))
