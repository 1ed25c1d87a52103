"""What the axes, the metrics and the size of a grid are called, in tables of sweeps and of fits."""

import re
from collections.abc import Collection, Iterator

from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.families import family_paths
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.grid.axes import Axis
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.top1 import sources_at
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import put
from mbv2calc.tables.convention_notes import convention_notes
from mbv2calc.tables.neutral import Column


def axis_column(axis: Axis) -> Column:
    """The column of an axis."""
    knob = KNOBS.get(axis.name)
    return Column(axis.name, axis_title(axis), "number" if knob is None else knob.format)


def axis_title(axis: Axis) -> str:
    """The title of a knob, or a short path: [3].n for layers[3].bottleneck.n, which the heading has
    in full.
    """
    if knob := KNOBS.get(axis.name):
        return knob.title or knob.name
    return re.sub(r"^layers(\[[0-9]+\])\..*(\.[a-z_]+)$", r"\1\2", axis.name)


def size_text(grid: Grid, rows: int | None = None) -> str:
    """How many points a grid has, and of which axes: 10 t x 22 width = 220 points.

    `rows` of these are shown; None: all of them.
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
    own = grid.architecture
    known = set(family_paths(own))
    yield own
    for axis in grid.axes:
        for path in set(axis.paths) - known:
            yield from (put(own, path, value) for value in axis.values[:2])


def counted_notes(grid: Grid) -> tuple[str, ...]:
    """What the convention of a grid counts, and what is not sure of that."""
    return convention_notes(find_convention(grid.running.convention), _networks(grid))
