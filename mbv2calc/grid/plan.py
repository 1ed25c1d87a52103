"""A grid: an architecture, and the axes over which its numbers range."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from mbv2calc.cost.changes import with_knobs
from mbv2calc.cost.dtypes import find_accumulator, find_dtype
from mbv2calc.cost.knobs import KNOBS, file_knobs, knob_paths
from mbv2calc.cost.run_config import AS_REPORTED, RunConfig, groups_asked, schedule_asked
from mbv2calc.errors import Fault, SpecError
from mbv2calc.grid.axes import Axis, Value, read_axis, text_of
from mbv2calc.model.builder import build_network
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import pairs, put, value_at

MAX_POINTS = 10**12
"""How many points a grid may have: hours of work on many machines."""

MAX_BLOCKS = 10_000_000
"""How many blocks may be built for all values of n and s: each choice of layers is a network."""

Point = tuple[Value, ...]
"""One value for each axis of a grid."""


class Grid(NamedTuple):
    """All points of the axes, the last axis changing fastest."""

    architecture: Architecture  # with the numbers that do not vary
    run_config: RunConfig  # likewise
    axes: tuple[Axis, ...]
    own: tuple[Value, ...]  # what the network itself has on each axis; of groups, None

    @property
    def size(self) -> int:
        """How many points it has."""
        return math.prod(len(axis.values) for axis in self.axes)

    @property
    def points_per_structure(self) -> int:
        """How many points share each choice of the discrete axes: n, s, dtype."""
        return math.prod(len(axis.values) for axis in self.axes if not axis.discrete)

    @property
    def blocks(self) -> int:
        """How many blocks all these choices have together."""
        choices = self.size // self.points_per_structure
        base = _blocks(self.architecture)
        more = 0
        for axis in self.axes:
            if axis.discrete and axis.paths:
                each = (_blocks(put(self.architecture, axis.paths[0], v)) for v in axis.values)
                # A value adds the same blocks in every choice of the other axes.
                more += sum(blocks - base for blocks in each) * choices // len(axis.values)
        return base * choices + more

    def points(self) -> Iterator[Point]:
        """Its points, in order."""
        return product(*(axis.values for axis in self.axes))

    def run_config_at(self, point: Point) -> RunConfig:
        """How the network runs at a point of values or arrays."""
        pairs = zip(self.axes, point, strict=True)
        return self.run_config._replace(**{axis.name: v for axis, v in pairs if not axis.paths})

    def at(self, point: Point) -> Architecture:
        """The architecture at a point of values, arrays or symbols."""
        architecture = self.architecture
        for axis, value in zip(self.axes, point, strict=True):
            architecture = _set(architecture, axis, value)
        return architecture

    def architectures(self) -> Iterator[tuple[Point, Architecture]]:
        """Its points, in order, each with its architecture.

        Where only the run config changes, that is the same object as before: callers compare it by
        identity, so as to build a network once.
        """
        return _architectures(self.architecture, self.axes)

    def fault(self, point: Point) -> SpecError:
        """Why the ints of a point make no network, naming the point."""
        values = {a.name: text_of(v) for a, v in zip(self.axes, point, strict=True) if a.paths}
        place = ", ".join(f"{a.name} {text_of(v)}" for a, v in zip(self.axes, point, strict=True))
        # Built again from texts, so that faults name the flags that a person would type.
        knobs = {name: values.pop(name) for name in file_knobs() if name in values}
        try:
            build_network(with_knobs(self.architecture, **knobs, settings=values))
        except SpecError as error:
            # The network has these faults at its own numbers, too: no point is to blame.
            if {f.message for f in error.faults} <= self._own_faults():
                return error
            return SpecError(
                f._replace(origin=f"at {place}: {f.origin}".removesuffix(": "))
                for f in error.faults
            )
        raise AssertionError(f"{place} is a network")

    def _own_faults(self) -> set[str]:
        """What is wrong with the network whatever the point."""
        try:
            build_network(self.architecture)
        except SpecError as error:
            return {fault.message for fault in error.faults}
        return set()


def _set(architecture: Architecture, axis: Axis, value: Value) -> Architecture:
    """The architecture at a value of an axis."""
    for path, number in zip(axis.paths, axis.path_values(value), strict=True):
        architecture = put(architecture, path, number)
    return architecture


def _architectures(
    architecture: Architecture, axes: tuple[Axis, ...]
) -> Iterator[tuple[Point, Architecture]]:
    """Every point of some axes: each value of an axis is set once for all points behind it."""
    if not axes:
        yield (), architecture
        return
    for value in axes[0].values:
        for point, changed in _architectures(_set(architecture, axes[0], value), axes[1:]):
            yield (value, *point), changed


def make_grid(
    architecture: Architecture,
    ranges: Mapping[str, Any],
    settings: Any = (),
    *,
    run_config: RunConfig = AS_REPORTED,
    schedule: str | None = None,
    defaults: Mapping[str, str] | None = None,
) -> Grid:
    """The grid of some ranges: by knob (KNOBS), and by path.

    A range of one value is set in the whole grid, and is no axis. If no range has several values,
    `defaults` (None: the ranges of the knobs themselves) are swept, where the network has the knob
    and no range states it. `run_config` holds wherever no range says otherwise. Raises SpecError
    with every fault, UsageError for an unknown schedule or accumulator and for groups of a schedule
    that takes none.
    """
    faults: list[Fault] = []
    given = dict(ranges)
    if given.get("groups") is None:
        given["groups"] = groups_asked(schedule)
    stated = {name: given[name] for name in KNOBS if given.get(name) is not None}
    named = [*stated.items(), *pairs(settings, faults)]
    read = [read_axis(architecture, name, text, faults) for name, text in named]
    axes = [axis for axis in read if axis is not None]
    if not faults and all(len(axis.values) == 1 for axis in axes):
        if defaults is None:
            defaults = {name: knob.sweep_range for name, knob in KNOBS.items() if knob.sweep_range}
        axes += _default_axes(architecture, defaults, stated, faults)
    faults += _clashes(axes)
    if faults:
        raise SpecError(faults)
    swept = tuple(axis for axis in axes if len(axis.values) > 1)
    grid = Grid(
        _fixed(architecture, [axis for axis in axes if len(axis.values) == 1]),
        _run_config(run_config, schedule, axes),
        swept,
        tuple(_own(architecture, run_config, axis) for axis in swept),
    )
    _check_size(grid)
    return grid


def _default_axes(
    architecture: Architecture,
    defaults: Mapping[str, str],
    stated: Collection[str],
    faults: list[Fault],
) -> Iterator[Axis]:
    """The default axes that the network has and nobody stated."""
    for name, text in defaults.items():
        if name not in stated and knob_paths(architecture, name):
            axis = read_axis(architecture, name, text, faults)
            if axis is not None:
                yield axis


def _run_config(run_config: RunConfig, schedule: str | None, axes: Iterable[Axis]) -> RunConfig:
    """How the networks run where no axis says otherwise. Raises UsageError."""
    known = {axis.name: axis.values for axis in axes if not axis.paths}
    single = {name: values[0] for name, values in known.items() if len(values) == 1}
    schedule = schedule_asked(schedule, known.get("groups", ()))
    config = run_config._replace(**single, schedule=schedule)
    for dtype in known.get("dtype", (config.dtype,)):
        find_accumulator(config.accumulator, find_dtype(dtype))
    return config


def _check_size(grid: Grid) -> None:
    """Refuse a grid that would take days."""
    if grid.size > MAX_POINTS:
        flags = ", ".join(axis.flag for axis in grid.axes)
        message = f"expected at most {MAX_POINTS:,} points, found {grid.size:,}; use wider steps"
        raise SpecError([Fault(flags, "", message)])
    if grid.blocks > MAX_BLOCKS:
        flags = ", ".join(axis.flag for axis in grid.axes if axis.discrete)
        message = f"expected at most {MAX_BLOCKS:,} blocks over all their values, found"
        raise SpecError([Fault(flags, "", f"{message} {grid.blocks:,}; use fewer values")])


def _blocks(architecture: Architecture) -> int:
    return sum(entry.block.blocks for entry in architecture.layers)


def _fixed(architecture: Architecture, axes: Iterable[Axis]) -> Architecture:
    """The architecture at the values of axes that have one."""
    texts = {axis.name: text_of(axis.values[0]) for axis in axes if axis.paths}
    knobs = {name: texts.pop(name) for name in file_knobs() if name in texts}
    return with_knobs(architecture, **knobs, settings=texts)


def _clashes(axes: Iterable[Axis]) -> Iterator[Fault]:
    """A fault for each number that two ranges set: points of one would be points of the other."""
    seen: dict[str, Axis] = {}
    for axis in axes:
        for path in axis.paths or (axis.name,):
            other = seen.setdefault(path, axis)
            if other is not axis and len(other.values) * len(axis.values) > 1:
                yield Fault(axis.flag, "", f"{other.flag} sets {path} too; leave one of them out")


def _own(architecture: Architecture, run_config: RunConfig, axis: Axis) -> Value:
    """The network's own value on an axis; None for groups: a network has no number of its own."""
    if not axis.paths:
        return None if axis.name == "groups" else getattr(run_config, axis.name)
    values = tuple(value_at(architecture, path) for path in axis.paths)
    return values if isinstance(axis.values[0], tuple) else values[0]
