"""A grid cut into chunks: grids themselves, one behind the other, each worked out by itself."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from mbv2calc.grid.axes import Axis
from mbv2calc.grid.plan import Grid

CHUNK = 2**20
"""The most points of a chunk: some megabytes for each metric."""

NETWORKS = 2**17
"""The most points of a chunk with different channels: the arrays of all their layers are kept."""

MAX_DISCRETE = 16
"""The most values of a discrete axis in a chunk, if all axes before it are discrete, too.

Each value makes a network of its own. Behind an axis of arrays there is no such limit: a smaller
chunk would build each of these networks again for every value of that axis.
"""

ONE_BY_ONE = 2**12
"""The most points of a chunk whose metrics take ints: a few seconds of work."""


class Chunk(NamedTuple):
    """Consecutive points of a grid as a smaller grid; `start` is the place of the first."""

    start: int
    grid: Grid


def chunks(grid: Grid, points: int = CHUNK) -> Iterator[Chunk]:
    """The chunks of a grid, in the order of its points.

    The last axes are whole, the one before them is cut, and those before that have one value.
    """
    if not grid.axes:
        yield Chunk(0, grid)
        return
    cut, each = _cut(grid.axes, points)
    values = [[(value,) for value in axis.values] for axis in grid.axes[:cut]]
    along = grid.axes[cut].values
    values.append([along[i : i + each] for i in range(0, len(along), each)])
    start = 0
    for chosen in product(*values):
        # Not strict: the axes behind the one that is cut keep all their values.
        axes = [a._replace(values=v) for a, v in zip(grid.axes, chosen, strict=False)]
        part = grid._replace(axes=(*axes, *grid.axes[len(chosen) :]))
        yield Chunk(start, part)
        start += part.size


def _cut(axes: Sequence[Axis], points: int) -> tuple[int, int]:
    """The place of the axis that is cut, and how many of its values each chunk has."""
    behind = networks = 1
    for place in reversed(range(len(axes))):
        count = len(axes[place].values)
        most = points // behind
        if not _keeps_channels(axes[place]):
            most = min(most, NETWORKS // networks)
            networks *= count
        if axes[place].discrete and all(a.discrete or len(a.values) == 1 for a in axes[:place]):
            most = min(most, MAX_DISCRETE)
        if count > most:
            return place, max(1, most)
        behind *= count
    return 0, len(axes[0].values)


def _keeps_channels(axis: Axis) -> bool:
    """Whether an axis leaves the channels of all layers as they are."""
    sizes = ("input.height", "input.width")
    return axis.name == "batch" or (bool(axis.paths) and set(axis.paths) <= set(sizes))
