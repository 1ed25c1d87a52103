"""What the tables of sweeps and of fits share: their headings, columns, rows and notes."""

import re
from collections.abc import Collection, Iterator
from operator import itemgetter
from typing import Any

from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.families import family_paths
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.cost.memory.schedules import AUTO, GROUPED
from mbv2calc.cost.metrics import METRICS
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.grid.axes import Axis, plain_of, text_of
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.rows import Rows
from mbv2calc.grid.top1 import sources_at
from mbv2calc.plain import keys_of
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import put
from mbv2calc.tables.convention_notes import convention_notes
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Column, Fact
from mbv2calc.tables.sweep_columns import fixed, varying
from mbv2calc.tables.wording import listed


def grid_config(grid: Grid) -> NetworkConfig:
    """The network that a grid starts from."""
    run_config = grid.run_config
    return NetworkConfig(grid.architecture, run_config.batch, find_dtype(run_config.dtype))


def swept_numbers(grid: Grid) -> tuple[str, ...]:
    """The numbers of that network that the grid varies."""
    knobs = {name: name for name in keys_of(NetworkConfig) or ()} | {"input": "resolution"}
    return tuple(name for name, knob in knobs.items() if varying(grid, knob))


def grid_facts(grid: Grid, *result_facts: Fact) -> tuple[Fact, ...]:
    """What the networks of a grid have in common, with facts of the result."""
    groups = None if varying(grid, "groups") else dict(fixed(grid.run_config))["groups"]
    facts = (*result_facts, Fact(groups, "groups"), Fact(_sums(grid), "sums in"))
    return network_facts(grid_config(grid), *facts, without=swept_numbers(grid))


def _sums(grid: Grid) -> str | None:
    """What partial sums are held in, for each dtype where these differ; None without groups."""
    if grid.run_config.schedule not in (GROUPED, AUTO):
        return None
    dtypes = next((axis.values for axis in grid.axes if axis.name == "dtype"), None)
    runs = [grid.run_config._replace(dtype=d) for d in dtypes or (grid.run_config.dtype,)]
    return listed(list(dict.fromkeys(run.sums_in for run in runs)))


def axis_column(axis: Axis) -> Column:
    """The column of an axis."""
    format = KNOBS[axis.name].format if axis.name in KNOBS else "number"
    return Column(axis.name, axis_title(axis), format, get=itemgetter(axis.name))


def metric_column(name: str) -> Column:
    """The column of a metric."""
    metric = METRICS[name]
    return Column(name, metric.heading, metric.format, metric.keep, get=itemgetter(name))


def point_rows(rows: Rows) -> list[dict[str, Any]]:
    """The axes and metrics of each point by name, with axes as people read them."""
    names = [axis.name for axis in rows.grid.axes]
    return [
        row | dict(zip(names, map(_axis_value, point), strict=True))
        for row, point in zip(rows.rows(), rows.points(), strict=True)
    ]


def _axis_value(value: Any) -> Any:
    """A number, a name, or height x width where they differ."""
    plain = plain_of(value)
    return text_of(plain) if isinstance(plain, tuple) else plain


def axis_title(axis: Axis) -> str:
    """The title of a knob, or a short path.

    [3].n is short for layers[3].bottleneck.n, which the heading has in full.
    """
    if knob := KNOBS.get(axis.name):
        return knob.title or knob.name
    return re.sub(r"^layers(\[[0-9]+\])\..*(\.[a-z_]+)$", r"\1\2", axis.name)


def size_text(grid: Grid, rows: int | None = None) -> str:
    """The axes and the number of points of a grid: 10 t x 22 width = 220 points.

    `rows` is how many of them are shown; None: all.
    """
    axes = " x ".join(f"{len(axis.values)} {axis.name}" for axis in grid.axes)
    points = f"{grid.size:,} point{'s' if grid.size != 1 else ''}"
    if rows is not None and rows != grid.size:
        points = f"{rows:,} of {points} shown"
        return f"{axes}, {points}" if len(grid.axes) > 1 else points
    return f"{axes} = {points}" if len(grid.axes) > 1 else points


def top1_notes(grid: Grid, places: Collection[int]) -> Iterator[str]:
    """Where the top-1 accuracies of some points were published, if any of them were."""
    if sources := sources_at(grid, places):
        yield f"top-1: published, {'; '.join(sources)}"


def _networks(grid: Grid) -> Iterator[Architecture]:
    """The network of a grid, and some others where it sweeps a number that makes another one."""
    architecture = grid.architecture
    known = set(family_paths(architecture))
    yield architecture
    for axis in grid.axes:
        for path in set(axis.paths) - known:
            # Two values: at least one of them is not the network's own.
            yield from (put(architecture, path, value) for value in axis.values[:2])


def counted_notes(grid: Grid) -> tuple[str, ...]:
    """What the convention of a grid counts, and what is not sure of that."""
    return convention_notes(find_convention(grid.run_config.convention), _networks(grid))
