"""A Sweep as a document: one row a point; on a terminal two axes are a pivot of one metric."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from mbv2calc.grid import Axis, Sweep, Swept, text_of
from mbv2calc.spec import Architecture, knob_paths
from mbv2calc.tables.neutral import Column, Document, Fact, Field, Format, Pivot, Record, table

_TITLES = {"params": "params", "madds": "MAdds", "flops": "FLOPs"}
_FORMATS: dict[str, Format] = {"width": "decimal"}
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
        by = Pivot(down.name, across.name, metric, _TITLES[metric], marked)
    fields: list[Field[Swept]] = [
        *map(_axis, range(len(axes)), axes),
        *_fixed(sweep),
        *(_metric(i, name) for i, name in enumerate(sweep.columns)),
        Field(Column("own", "", audience="people"), lambda row: "*" if row.own and axes else None),
    ]
    own = tuple(_own(sweep) for row in rows if row.own and axes)
    points = table("", fields, rows, pivot=by, notes=own)
    return Document((_heading(sweep, len(rows)), points), notes=_notes(sweep))


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
    """A value of an axis: a number, or height x width where they differ."""
    text = text_of(value)
    if isinstance(value, tuple):
        return int(text) if text.isdecimal() else text
    return value


def _fixed(sweep: Sweep) -> Iterator[Field[Swept]]:
    """What programs read beside the axes: t, width and resolution; a batch that is not 1."""
    grid = sweep.grid
    names = {axis.name for axis in grid.axes}
    for name, of in _KNOBS.items():
        if name not in names:
            yield Field(Column(name, name, audience="machines"), _reader(sweep, name, of))
    if "batch" not in names and grid.batch != 1:
        yield Field(Column("batch", "batch", audience="machines"), lambda _: grid.batch)


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
    swept = {path for axis in sweep.grid.axes for path in axis.paths}
    return bool(swept & set(knob_paths(sweep.grid.architecture, knob)))


def _heading(sweep: Sweep, rows: int) -> Record:
    """What does not vary, then how many values do."""
    grid = sweep.grid
    of, t = grid.architecture, grid.architecture.t
    batch = grid.batch if all(axis.paths for axis in grid.axes) else 1
    sides = {"height": of.input.height, "width": of.input.width, "channels": of.input.channels}
    known: tuple[tuple[str, Fact], ...] = (
        ("resolution", Fact("", sides, "", "shape")),
        ("width", Fact("", of.width_multiplier, "width", "decimal")),
        ("t", Fact("", t, "t")),
        ("", Fact("", batch if batch != 1 else None, "batch", "count")),
        ("", Fact("", grid.dtype, "")),
        ("classes", Fact("", of.classes, "classes")),
        ("", Fact("", sweep.convention.name, "convention")),
        ("", Fact("", ", ".join(of.settings) or None, "set")),
        ("", Fact("", _size(sweep, rows), "")),
    )
    facts = (fact for knob, fact in known if not (knob and _varies(sweep, knob)))
    return Record("", (Fact("", of.name, ""), *facts), heading=True)


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


def _notes(sweep: Sweep) -> tuple[str, ...]:
    convention = sweep.convention
    return (f"convention {convention.name}: {convention.title}; 1 MAdd = 2 FLOPs",)
