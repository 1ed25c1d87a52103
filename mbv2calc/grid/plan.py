"""A grid: an architecture, and the axes over which its numbers range."""

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from mbv2calc.cost import DEFAULT_DTYPE
from mbv2calc.errors import Fault, SpecError
from mbv2calc.grid.axes import KNOB_AXES, Axis, Value, read_axis, text_of
from mbv2calc.grid.ranges import MAX_POINTS
from mbv2calc.model import build_network
from mbv2calc.spec import Architecture, knob_paths, put, with_knobs
from mbv2calc.spec.knobs import pairs, value_at

DEFAULT_AXES = {"t": "1..10", "width": "0.35..1.4"}
"""What is swept where nothing is said."""

MAX_BLOCKS = 250_000
"""How many blocks may be built for all values of n and s: each choice of layers is a network."""

Point = tuple[Value, ...]
"""One value for each axis of a grid."""


class Grid(NamedTuple):
    """All points of the axes, the last axis changing fastest."""

    architecture: Architecture  # with the numbers that do not vary
    batch: int
    dtype: str
    axes: tuple[Axis, ...]
    own: tuple[Value, ...]  # what the network itself has on each axis

    @property
    def size(self) -> int:
        """How many points it has."""
        return math.prod(len(axis.values) for axis in self.axes)

    @property
    def alike(self) -> int:
        """How many points there are for each choice of n and s, which decide the layers."""
        return math.prod(len(axis.values) for axis in self.axes if not axis.shapes)

    @property
    def blocks(self) -> int:
        """How many blocks there are for all choices of n and s together."""
        choices = self.size // self.alike
        base = _blocks(self.architecture)
        more = 0
        for axis in self.axes:
            if axis.shapes:
                each = (_blocks(put(self.architecture, axis.paths[0], v)) for v in axis.values)
                more += sum(blocks - base for blocks in each) * choices // len(axis.values)
        return base * choices + more

    def points(self) -> Iterator[Point]:
        """Its points, in order."""
        return product(*(axis.values for axis in self.axes))

    def batch_at(self, point: Point) -> Any:
        """The batch at a point."""
        return next((v for a, v in zip(self.axes, point, strict=True) if not a.paths), self.batch)

    def at(self, point: Point) -> Architecture:
        """The architecture at a point of values, arrays or symbols."""
        architecture = self.architecture
        for axis, value in zip(self.axes, point, strict=True):
            for path, laid in zip(axis.paths, axis.laid(value), strict=True):
                architecture = put(architecture, path, laid)
        return architecture

    def fault(self, point: Point) -> SpecError:
        """Why the ints of a point make no network, naming the point."""
        values = {a.name: text_of(v) for a, v in zip(self.axes, point, strict=True) if a.paths}
        place = ", ".join(f"{a.name} {text_of(v)}" for a, v in zip(self.axes, point, strict=True))
        knobs = {name: values.pop(name) for name in KNOB_AXES if name in values}
        try:
            build_network(with_knobs(self.architecture, **knobs, settings=values))
        except SpecError as error:
            if {f.message for f in error.faults} <= self._own_faults():
                return error
            return SpecError(f._replace(origin=_within(place, f.origin)) for f in error.faults)
        raise AssertionError(f"{place} is a network")

    def _own_faults(self) -> set[str]:
        """What is wrong with the network whatever the point."""
        try:
            build_network(self.architecture)
        except SpecError as error:
            return {fault.message for fault in error.faults}
        return set()


def make_grid(
    architecture: Architecture,
    ranges: Mapping[str, Any],
    settings: Any = (),
    *,
    batch: int = 1,
    dtype: str = DEFAULT_DTYPE,
) -> Grid:
    """The grid of some ranges: by knob (t, width, resolution, batch, classes), and by path.

    A range of one value is a number at which the whole grid stands. Where no range has several,
    those of DEFAULT_AXES are swept that are not stated and that the network has. Raises SpecError
    with every fault.
    """
    faults: list[Fault] = []
    stated = {name: typed for name in KNOB_AXES if (typed := ranges.get(name)) is not None}
    typed = [*stated.items(), *pairs(settings, faults)]
    read = [read_axis(architecture, name, text, faults) for name, text in typed]
    axes = [axis for axis in read if axis is not None]
    if not faults and all(len(axis.values) == 1 for axis in axes):
        defaults = ((n, t) for n, t in DEFAULT_AXES.items() if n not in stated)
        had = ((n, t) for n, t in defaults if knob_paths(architecture, n))
        axes += (axis for n, t in had if (axis := read_axis(architecture, n, t, faults)))
    faults += _clashes(axes)
    if faults:
        raise SpecError(faults)
    swept = tuple(axis for axis in axes if len(axis.values) > 1)
    grid = Grid(
        _fixed(architecture, [axis for axis in axes if len(axis.values) == 1]),
        next((axis.values[0] for axis in axes if axis.name == "batch"), batch),
        dtype,
        swept,
        tuple(_own(architecture, batch, axis) for axis in swept),
    )
    _check_size(grid)
    return grid


def _check_size(grid: Grid) -> None:
    """Refuse a grid that would take minutes, or more memory than people have."""
    if grid.size > MAX_POINTS:
        flags = ", ".join(axis.flag for axis in grid.axes)
        message = f"expected at most {MAX_POINTS:,} points, found {grid.size:,}; use wider steps"
        raise SpecError([Fault(flags, "", message)])
    if grid.blocks > MAX_BLOCKS:
        flags = ", ".join(axis.flag for axis in grid.axes if axis.shapes)
        message = f"expected at most {MAX_BLOCKS:,} blocks over all their values, found"
        raise SpecError([Fault(flags, "", f"{message} {grid.blocks:,}; use fewer values")])


def _blocks(architecture: Architecture) -> int:
    return sum(entry.block.blocks for entry in architecture.layers)


def _fixed(architecture: Architecture, axes: Iterable[Axis]) -> Architecture:
    """The architecture at the values of axes that have one."""
    texts = {axis.name: text_of(axis.values[0]) for axis in axes if axis.paths}
    knobs = {name: texts.pop(name) for name in KNOB_AXES if name in texts}
    return with_knobs(architecture, **knobs, settings=texts)


def _clashes(axes: Iterable[Axis]) -> Iterator[Fault]:
    """Numbers that two ranges set: points of one would be points of the other."""
    seen: dict[str, Axis] = {}
    for axis in axes:
        for path in axis.paths or (axis.name,):
            other = seen.setdefault(path, axis)
            if other is not axis and len(other.values) * len(axis.values) > 1:
                yield Fault(axis.flag, "", f"{other.flag} sets {path} too; leave one of them out")


def _within(place: str, origin: str) -> str:
    """Where a fault of one point stands."""
    return f"at {place}: {origin}" if origin else f"at {place}"


def _own(architecture: Architecture, batch: int, axis: Axis) -> Value:
    """The network's own value on an axis."""
    if not axis.paths:
        return batch
    values = tuple(value_at(architecture, path) for path in axis.paths)
    return values if axis.name == "resolution" else values[0]
