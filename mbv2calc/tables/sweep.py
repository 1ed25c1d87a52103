"""A Sweep as a document: one row a point; on a terminal two axes are a pivot of one metric."""

from typing import Any

from mbv2calc.cost.memory.schedules import MEANINGS, WHOLE
from mbv2calc.cost.metrics import INT, METRICS, TOP1, Metric
from mbv2calc.grid.axes import Axis, text_of
from mbv2calc.grid.sweep import Sweep
from mbv2calc.tables.neutral import Column, Document, Fact, Format, Pivot, Records, table
from mbv2calc.tables.sweep_columns import machine_rows
from mbv2calc.tables.sweep_labels import (
    axis_column,
    axis_title,
    counted_notes,
    grid_facts,
    metric_column,
    point_rows,
    size_text,
    top1_notes,
)


def sweep_document(sweep: Sweep, cell: str | None = None) -> Document:
    """What `mbv2calc sweep` shows a person of its points; `cell` asks for two axes as a pivot."""
    grid, rows = sweep.grid, point_rows(sweep.kept)
    heading = _heading(sweep, len(rows))
    if not rows:
        return Document(heading=heading, sentences=("No point meets the condition.",))
    points = enumerate(sweep.points() if grid.axes else ())
    marked = next((place for place, point in points if point == grid.own), None)
    by = None
    if cell is not None and len(grid.axes) == 2:
        # The axis with fewer values goes across: windows scroll down, not sideways.
        across, down = sorted(grid.axes, key=lambda axis: len(axis.values))
        by = _pivot(down, across, METRICS[cell], marked)
    marked_row = None if marked is None else rows[marked]
    columns = (
        *map(axis_column, grid.axes),
        *map(metric_column, sweep.kept.columns),
        Column("own", "", get=lambda row: "*" if row is marked_row else None),
    )
    notes = () if marked is None else (_setting(sweep),)
    plain = machine_rows(sweep.kept)
    return Document(
        (table(columns, rows, pivot=by, notes=notes),),
        heading=heading,
        notes=_notes(sweep, cell if by else None),
        data=plain,
        records=Records(tuple(plain[0]), plain, whole_keys=True),
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


def _heading(sweep: Sweep, rows: int) -> tuple[Fact, ...]:
    """What does not vary, then how many values do."""
    grid, schedule = sweep.grid, sweep.grid.run_config.schedule
    convention = Fact(sweep.convention.name, "convention")
    runs = Fact(schedule if schedule != WHOLE else None, "schedule")
    return (*grid_facts(grid, convention, runs), Fact(size_text(grid, rows)))


def _setting(sweep: Sweep) -> str:
    setting = zip(sweep.grid.axes, sweep.grid.own, strict=True)
    values = (f"{axis_title(axis)} {_value_text(axis, value)}" for axis, value in setting)
    return f"* this network's setting: {', '.join(values)}"


def _value_text(axis: Axis, value: Any) -> str:
    text = text_of(value)
    return f"{text}.0" if axis.name == "width" and "." not in text else text


def _notes(sweep: Sweep, cell: str | None) -> tuple[str, ...]:
    """What the metrics of a table mean, and what is not sure of them."""
    metrics = [cell] if cell is not None else list(sweep.kept.columns)
    meanings: list[str] = []
    doubts: list[str] = []
    if not {"params", "madds", "flops", "counted"}.isdisjoint(metrics):
        rule, *doubts = counted_notes(sweep.grid)
        meanings.append(rule)
    if "peak_bytes" in metrics:
        meanings.append(f"peak: activations at once, {MEANINGS[sweep.grid.run_config.schedule]}")
    if "arena_total_bytes" in metrics:
        meanings.append("arena total: an estimate for tflite-micro, without stack and buffers")
    notes = ["; ".join(meanings), *doubts] if meanings else []
    if TOP1 in metrics:
        notes += top1_notes(sweep.grid, sweep.kept.places)
    return tuple(notes)
