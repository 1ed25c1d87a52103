"""Published top-1 accuracies, at the points of a grid that are exactly what was published."""

from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from mbv2calc.cost.changes import with_knobs
from mbv2calc.cost.families import built_in
from mbv2calc.errors import PathError
from mbv2calc.figures.published import Figure, figures, figures_of
from mbv2calc.grid.axes import Axis, Value
from mbv2calc.grid.plan import Grid
from mbv2calc.spec.paths import value_at


class _Spot(NamedTuple):
    """The points of a grid that a figure speaks of: of each axis the place of a value, or all."""

    places: tuple[int | slice, ...]
    figure: Figure


@lru_cache(maxsize=1)
def _ranked() -> tuple[Figure, ...]:
    """All top-1 figures, those of the source that has the most of a network first.

    So a series of one network comes from one source as far as that goes; then papers come first.
    """
    top1 = [figure for figure in figures() if figure.figure == "top1"]
    counts = Counter((figure.network, figure.source) for figure in top1)

    def rank(figure: Figure) -> tuple[int, bool]:
        return -counts[figure.network, figure.source], not figure.is_of_paper

    return tuple(sorted(top1, key=rank))


def _spots(grid: Grid) -> Iterator[_Spot]:
    """Where published accuracies stand on a grid; of several of one point the first counts."""
    taken = set()
    for figure in _ranked():
        places = _places(grid, figure)
        if places is None or str(places) in taken:
            continue
        values = (
            axis.values[0 if isinstance(place, slice) else place]
            for axis, place in zip(grid.axes, places, strict=True)
        )
        if figure in figures_of(grid.at(tuple(values)), [figure]):
            taken.add(str(places))
            yield _Spot(places, figure)


def accuracies(grid: Grid) -> Iterator[tuple[int, float]]:
    """The places of such points in the order of the grid, each with its top-1 in percent."""
    for place, figure in _each(grid):
        yield place, float(figure.printed)


def sources_at(grid: Grid, places: Collection[int]) -> tuple[str, ...]:
    """The sources of the accuracies at some places of a grid."""
    among = set(places) if len(places) < grid.size else range(grid.size)
    sources = (figure.source for place, figure in _each(grid) if place in among)
    return tuple(dict.fromkeys(source for source in sources if source))


def _each(grid: Grid) -> Iterator[tuple[int, Figure]]:
    counts = [len(axis.values) for axis in grid.axes]
    for spot in _spots(grid):
        every = (
            range(count) if isinstance(place, slice) else (place,)
            for place, count in zip(spot.places, counts, strict=True)
        )
        for point in product(*every):
            place = 0
            for index, count in zip(point, counts, strict=True):
                place = place * count + index
            yield place, spot.figure


def _places(grid: Grid, figure: Figure) -> tuple[int | slice, ...] | None:
    """Where the numbers of a figure are on each axis; None where one of them is not."""
    places: list[int | slice] = []
    for axis in grid.axes:
        if not axis.paths:  # how it runs, of which no figure speaks
            places.append(slice(None))
            continue
        value = _value(axis, figure)
        if value not in axis.values:
            return None
        places.append(axis.values.index(value))
    return tuple(places)


def _value(axis: Axis, figure: Figure) -> Value:
    """What the network of a figure has on an axis; None where it lacks the number."""
    known = figure.numbers | {"resolution": (figure.resolution, figure.resolution)}
    if axis.name in known:
        return known[axis.name]
    try:
        network = with_knobs(built_in(figure.network), **figure.knobs)
        return value_at(network, axis.paths[0])
    except PathError:
        return None
