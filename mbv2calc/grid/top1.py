"""Published top-1 accuracies, at the points of a grid that are exactly what was published."""

from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import product

from mbv2calc.cost.changes import with_knobs
from mbv2calc.cost.families import built_in
from mbv2calc.errors import PathError
from mbv2calc.figures.published import Figure, figures, figures_of
from mbv2calc.grid.axes import Axis, Value
from mbv2calc.grid.plan import Grid
from mbv2calc.spec.paths import value_at


@lru_cache(maxsize=1)
def _ranked() -> tuple[Figure, ...]:
    """All top-1 figures; those of the source with the most figures of a network come first.

    So a series over one network comes from one source, if possible. Among equals papers come first.
    """
    top1 = [figure for figure in figures() if figure.figure == "top1"]
    counts = Counter((figure.network, figure.source) for figure in top1)

    def rank(figure: Figure) -> tuple[int, bool]:
        return -counts[figure.network, figure.source], not figure.is_of_paper

    return tuple(sorted(top1, key=rank))


def accuracies(grid: Grid) -> Iterator[tuple[int, float]]:
    """The published points of a grid: their places in its order, and their top-1 in percent."""
    for place, figure in _published(grid):
        yield place, float(figure.printed)


def sources_at(grid: Grid, places: Collection[int]) -> tuple[str, ...]:
    """The sources of the accuracies at some places of a grid."""
    wanted = set(places) if len(places) < grid.size else range(grid.size)
    sources = (figure.source for place, figure in _published(grid) if place in wanted)
    return tuple(dict.fromkeys(source for source in sources if source))


def _published(grid: Grid) -> Iterator[tuple[int, Figure]]:
    """The place of each published point, and its figure: the first in rank of several."""
    seen: set[tuple[range, ...]] = set()
    for figure in _ranked():
        indices = _indices(grid, figure)
        if indices is None or indices in seen:
            continue
        first = (axis.values[places[0]] for axis, places in zip(grid.axes, indices, strict=True))
        # Its first point stands for all of them: they differ only in how the network runs.
        if figure not in figures_of(grid.at(tuple(first)), [figure]):
            continue
        seen.add(indices)
        for point in product(*indices):
            place = 0
            for index, axis in zip(point, grid.axes, strict=True):
                place = place * len(axis.values) + index
            yield place, figure


def _indices(grid: Grid, figure: Figure) -> tuple[range, ...] | None:
    """On each axis, the indices of the values that a figure is about; None if it is about none."""
    indices = []
    for axis in grid.axes:
        if not axis.paths:  # no figure says how the network runs: it holds for all values
            indices.append(range(len(axis.values)))
            continue
        value = _value(axis, figure)
        if value not in axis.values:
            return None
        index = axis.values.index(value)
        indices.append(range(index, index + 1))
    return tuple(indices)


def _value(axis: Axis, figure: Figure) -> Value:
    """The value of a figure's network on an axis; None if the network lacks the number."""
    known = figure.numbers | {"resolution": (figure.resolution, figure.resolution)}
    if axis.name in known:
        return known[axis.name]
    try:
        network = with_knobs(built_in(figure.network), **figure.knobs)
        return value_at(network, axis.paths[0])
    except PathError:
        return None
