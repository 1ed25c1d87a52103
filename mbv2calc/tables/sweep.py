"""A Sweep as a document: one row a point; on a terminal two axes are a pivot of one metric."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from mbv2calc.cost.memory import AUTO, GROUPED, MEANINGS, WHOLE
from mbv2calc.grid import AS_REPORTED, Axis, Running, Sweep, Swept, plain_of, text_of
from mbv2calc.spec import KNOBS, Architecture, knob_paths
from mbv2calc.tables.neutral import Column, Document, Fact, Field, Format, Pivot, Record, table
from mbv2calc.tables.wording import listed

_TITLES = {"params": "params", "madds": "MAdds", "flops": "FLOPs", "peak_bytes": "peak B"}
_OF_PIVOT: dict[str, tuple[str, Format]] = {"peak_bytes": ("peak bytes", "size")}
"""What a metric is called before its unit, and what unit that is of."""
_FORMATS: dict[str, Format] = {"width": "decimal", "dtype": "text"}
_KEEP = {"flops": 1}  # twice the MAdds


def sweep_document(
    sweep: Sweep, rows: list[Swept], metric: str = "madds", *, pivot: bool = True
) -> Document:
    """What `mbv2calc sweep` says of some points. `pivot` asks for one where there are two axes."""
    axes = sweep.grid.axes
    by = None
    if pivot and len(axes) == 2:
        across, down = sorted(axes, key=lambda axis: len(axis.values))
        marked = next((i for i, row in enumerate(rows) if row.own), None)
        title, format = _OF_PIVOT.get(metric, (_TITLES[metric], "si"))
        by = Pivot(down.name, across.name, metric, title, marked, format)
    fields: list[Field[Swept]] = [
        *map(_axis, range(len(axes)), axes),
        *_fixed(sweep),
        *(_metric(i, name) for i, name in enumerate(sweep.columns)),
        Field(Column("own", "", audience="people"), lambda row: "*" if row.own and axes else None),
    ]
    own = tuple(_own(sweep) for row in rows if row.own and axes)
    points = table("", fields, rows, pivot=by, notes=own)
    return Document(
        (_heading(sweep, len(rows)), points), notes=_notes(sweep, metric if by else None)
    )


def _axis(place: int, axis: Axis) -> Field[Swept]:
    column = Column(axis.name, _title(axis), _FORMATS.get(axis.name, "number"))
    plain = {value: _raw(value) for value in axis.values}
    return Field(column, lambda row: plain[row.point[place]])


def _title(axis: Axis) -> str:
    """A short name: [3].n for layers[3].bottleneck.n, which the heading has in full."""
    return re.sub(r"^layers(\[[0-9]+\])\..*(\.[a-z_]+)$", r"\1\2", axis.name)


def _metric(place: int, name: str) -> Field[Swept]:
    column = Column(name, _TITLES[name], "count", keep=_KEEP.get(name, 0))
    return Field(column, lambda row: row.metrics[place])


def _raw(value: Any) -> Any:
    """A value of an axis: a number, a name, or height x width where they differ."""
    plain = plain_of(value)
    return text_of(plain) if isinstance(plain, tuple) else plain


def _fixed(sweep: Sweep) -> Iterator[Field[Swept]]:
    """What programs read beside the axes: t, width, resolution, groups, and how a network runs
    where that is not one image, whole, in int8.
    """
    grid = sweep.grid
    names = {axis.name for axis in grid.axes}
    for name, of in _KNOBS.items():
        if name not in names:
            yield Field(Column(name, name, audience="machines"), _reader(sweep, name, of))
    running = grid.running
    if "groups" not in names:
        groups = _groups(running)
        yield Field(Column("groups", "groups", audience="machines"), lambda _: groups)
    usual = AS_REPORTED._replace(groups=running.groups)
    if running.schedule == GROUPED:  # which groups tell
        usual = usual._replace(schedule=GROUPED)
    if running.schedule not in (GROUPED, AUTO):  # which alone add up
        usual = usual._replace(accumulator=running.accumulator)
    for name in Running._fields:
        value = getattr(running, name)
        if name not in names and value != getattr(usual, name):
            yield Field(Column(name, name, audience="machines"), _always(value))


def _always(value: Any) -> Callable[[Swept], Any]:
    return lambda _: value


def _groups(running: Running) -> Any:
    """The groups of a schedule that has some, else None."""
    return plain_of(running.groups) if running.schedule == GROUPED else None


_KNOBS: dict[str, Callable[[Architecture], Any]] = {
    "t": lambda of: of.t,
    "width": lambda of: of.width_multiplier,
    "resolution": lambda of: (of.input.height, of.input.width),
}


def _reader(sweep: Sweep, name: str, of: Callable[[Architecture], Any]) -> Callable[[Swept], Any]:
    """How a knob that is no axis comes out of a row: it may vary by the path of a number."""
    grid = sweep.grid
    if _varies(sweep, name):
        return lambda row: _raw(of(grid.at(row.point)))
    value = _raw(of(grid.architecture))
    return lambda _: value


def _varies(sweep: Sweep, knob: str) -> bool:
    """Whether an axis sets what a knob does."""
    grid = sweep.grid
    swept = {name for axis in grid.axes for name in axis.paths or (axis.name,)}
    sets = knob_paths(grid.architecture, knob) if knob in KNOBS else (knob,)
    return not swept.isdisjoint(sets)


def _heading(sweep: Sweep, rows: int) -> Record:
    """What does not vary, then how many values do."""
    grid = sweep.grid
    of, running = grid.architecture, grid.running
    schedule = running.schedule if running.schedule != WHOLE else None
    sides = {"height": of.input.height, "width": of.input.width, "channels": of.input.channels}
    known: tuple[tuple[str, Fact], ...] = (
        ("resolution", Fact("", sides, "", "shape")),
        ("width", Fact("", of.width_multiplier, "width", "decimal")),
        ("t", Fact("", of.t, "t")),
        ("batch", Fact("", running.batch if running.batch != 1 else None, "batch", "count")),
        ("dtype", Fact("", running.dtype, "")),
        ("classes", Fact("", of.classes, "classes")),
        ("", Fact("", sweep.convention.name, "convention")),
        ("", Fact("", schedule, "schedule")),
        ("groups", Fact("", _groups(running), "groups")),
        ("", Fact("", _sums(sweep), "sums in")),
        ("", Fact("", ", ".join(of.settings) or None, "set")),
        ("", Fact("", _size(sweep, rows), "")),
    )
    facts = (fact for name, fact in known if not (name and _varies(sweep, name)))
    return Record("", (Fact("", of.name, ""), *facts), heading=True)


def _sums(sweep: Sweep) -> str | None:
    """What partial sums are held in, for each dtype where these differ; None without groups."""
    grid = sweep.grid
    if grid.running.schedule not in (GROUPED, AUTO):
        return None
    dtypes = next((axis.values for axis in grid.axes if axis.name == "dtype"), None)
    runs = [grid.running._replace(dtype=d) for d in dtypes or (grid.running.dtype,)]
    return listed(list(dict.fromkeys(run.sums_in for run in runs)))


def _size(sweep: Sweep, rows: int) -> str:
    grid = sweep.grid
    points = f"{grid.size:,} point{'s' if grid.size != 1 else ''}"
    axes = " x ".join(f"{len(axis.values)} {axis.name}" for axis in grid.axes)
    whole = f"{axes} = {points}" if len(grid.axes) > 1 else points
    return whole if rows == grid.size else f"{whole}, {rows:,} of them here"


def _own(sweep: Sweep) -> str:
    grid = sweep.grid
    values = (f"{_title(a)} {_shown(a, v)}" for a, v in zip(grid.axes, grid.own, strict=True))
    return f"* the network's own: {', '.join(values)}"


def _shown(axis: Axis, value: Any) -> str:
    text = text_of(value)
    return f"{text}.0" if axis.name == "width" and "." not in text else text


def _notes(sweep: Sweep, shown: str | None) -> tuple[str, ...]:
    """What is to be known of the one metric that a table shows, or of all."""
    convention = sweep.convention
    counted = f"convention {convention.name}: {convention.title}; 1 MAdd = 2 FLOPs"
    peak = f"peak: activations at once, {MEANINGS[sweep.grid.running.schedule]}"
    if shown is None:
        return (f"{counted}; {peak}",)
    return (peak if shown == "peak_bytes" else counted,)
