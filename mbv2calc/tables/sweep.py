"""A Sweep as a document: one row a point; on a terminal two axes are a pivot of one metric."""

from typing import Any, NamedTuple

from mbv2calc.cost.memory.schedules import AUTO, GROUPED, MEANINGS, WHOLE
from mbv2calc.cost.metrics import INT, METRICS, TOP1, Metric
from mbv2calc.grid.axes import Axis, plain_of, text_of
from mbv2calc.grid.plan import Point
from mbv2calc.grid.sweep import Sweep
from mbv2calc.tables.neutral import (
    Column,
    Document,
    Fact,
    Format,
    Pivot,
    Prose,
    Record,
    Records,
    table,
)
from mbv2calc.tables.sweep_columns import fixed, machine_rows, varying
from mbv2calc.tables.sweep_heading import grid_facts
from mbv2calc.tables.sweep_labels import (
    axis_column,
    axis_title,
    counted_notes,
    size_text,
    top1_notes,
)
from mbv2calc.tables.wording import listed


class Swept(NamedTuple):
    """One point of a sweep with its metrics; `own` marks the network itself."""

    point: Point
    metrics: tuple[Any, ...]
    own: bool


def sweep_document(sweep: Sweep, cell: str | None = None) -> Document:
    """What `mbv2calc sweep` shows a person of its points; `cell` asks for two axes as a pivot."""
    axes = sweep.grid.axes
    rows = _swept(sweep)
    by = None
    if cell is not None and len(axes) == 2:
        across, down = sorted(axes, key=lambda axis: len(axis.values))
        marked = next((i for i, row in enumerate(rows) if row.own), None)
        by = _pivot(down, across, METRICS[cell], marked)
    metrics = list(sweep.kept.columns)
    columns = (
        *map(_axis, range(len(axes)), axes),
        *map(_metric, range(len(metrics)), metrics),
        Column("own", "", get=lambda row: "*" if row.own and axes else None),
    )
    own = tuple(_own(sweep) for row in rows if row.own and axes)
    points = table(columns, rows, pivot=by, notes=own)
    heading = _heading(sweep, len(rows))
    if not rows:
        return Document((heading, Prose(("No point meets the condition.",))))
    plain = machine_rows(sweep.kept)
    return Document(
        (heading, points),
        notes=_notes(sweep, cell if by else None),
        data=plain,
        records=Records(tuple(plain[0]), plain),
    )


def _pivot(down: Axis, across: Axis, metric: Metric, marked: int | None) -> Pivot:
    """Two axes and a metric in the cells: bytes in KiB and more, counts in thousands and more."""
    title = metric.heading
    format: Format = metric.format
    if metric.unit == "B":
        title, format = f"{metric.title} bytes", "size"
    elif metric.type == INT:
        format = "si"
    return Pivot(down.name, across.name, metric.name, title, marked, format)


def _swept(sweep: Sweep) -> list[Swept]:
    """The points as rows."""
    rows = (tuple(row.values())[len(sweep.grid.axes) :] for row in sweep.rows())
    points = sweep.points()
    return [Swept(p, m, p == sweep.grid.own) for p, m in zip(points, rows, strict=True)]


def _axis(place: int, axis: Axis) -> Column:
    plain = {value: _raw(value) for value in axis.values}
    return axis_column(axis)._replace(get=lambda row: plain[row.point[place]])


def _metric(place: int, name: str) -> Column:
    metric = METRICS[name]
    return Column(
        name, metric.heading, metric.format, metric.keep, get=lambda row: row.metrics[place]
    )


def _raw(value: Any) -> Any:
    """A value of an axis: a number, a name, or height x width where they differ."""
    plain = plain_of(value)
    return text_of(plain) if isinstance(plain, tuple) else plain


def _heading(sweep: Sweep, rows: int) -> Record:
    """What does not vary, then how many values do."""
    grid = sweep.grid
    running = grid.running
    groups = None if varying(grid, "groups") else dict(fixed(running))["groups"]
    own = (
        Fact(sweep.convention.name, "convention"),
        Fact(running.schedule if running.schedule != WHOLE else None, "schedule"),
        Fact(groups, "groups"),
        Fact(_sums(sweep), "sums in"),
    )
    return Record((*grid_facts(grid, own), Fact(size_text(grid, rows))), heading=True)


def _sums(sweep: Sweep) -> str | None:
    """What partial sums are held in, for each dtype where these differ; None without groups."""
    grid = sweep.grid
    if grid.running.schedule not in (GROUPED, AUTO):
        return None
    dtypes = next((axis.values for axis in grid.axes if axis.name == "dtype"), None)
    runs = [grid.running._replace(dtype=d) for d in dtypes or (grid.running.dtype,)]
    return listed(list(dict.fromkeys(run.sums_in for run in runs)))


def _own(sweep: Sweep) -> str:
    grid = sweep.grid
    own = zip(grid.axes, grid.own, strict=True)
    values = (f"{axis_title(axis)} {_value_text(axis, value)}" for axis, value in own)
    return f"* this network's setting: {', '.join(values)}"


def _value_text(axis: Axis, value: Any) -> str:
    text = text_of(value)
    return f"{text}.0" if axis.name == "width" and "." not in text else text


def _notes(sweep: Sweep, cell: str | None) -> tuple[str, ...]:
    """What is to be known of the metrics that a table shows."""
    shown = [cell] if cell is not None else list(sweep.kept.columns)
    told: list[str] = []
    doubts: list[str] = []
    if not {"params", "madds", "flops", "counted"}.isdisjoint(shown):
        rule, *doubts = counted_notes(sweep.grid)
        told.append(rule)
    if "peak_bytes" in shown:
        told.append(f"peak: activations at once, {MEANINGS[sweep.grid.running.schedule]}")
    if "arena_total_bytes" in shown:
        told.append("arena total: an estimate for tflite-micro, without stack and buffers")
    notes = ["; ".join(told), *doubts] if told else []
    if TOP1 in shown:
        notes += top1_notes(sweep.grid, sweep.kept.places)
    return tuple(notes)
