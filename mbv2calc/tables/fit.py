"""A Fit as a document: the largest networks that keep budgets, or the one that nearly fits."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from mbv2calc.cost.budgets import BudgetUse, Limit
from mbv2calc.cost.memory.schedules import MEANINGS
from mbv2calc.cost.metrics import METRICS, TOP1
from mbv2calc.grid.fit import Fit
from mbv2calc.grid.rows import Rows
from mbv2calc.plain import entries
from mbv2calc.tables.budget_notes import batch_note, compared_note, flash_note, over_text
from mbv2calc.tables.neutral import Column, Document, Fact, Format, Records, table
from mbv2calc.tables.sweep_columns import machine_columns, machine_rows, varying
from mbv2calc.tables.sweep_labels import (
    axis_column,
    grid_config,
    grid_facts,
    metric_column,
    point_rows,
    size_text,
    swept_numbers,
    top1_notes,
)


def fit_document(fit: Fit) -> Document:
    """What `mbv2calc fit` says: the largest points that fit, or the nearest; CSV has no nearest."""
    rows = fit.kept if fit.near is None else fit.near
    items = [
        row | {"uses": uses} for row, uses in zip(point_rows(rows), fit.uses(rows), strict=True)
    ]
    names = tuple(machine_columns(fit.kept, fit.kept.columns))
    return Document(
        (table(_columns(fit), items, title="the nearest" if fit.near else ""),),
        heading=_heading(fit),
        sentences=_sentences(fit),
        verdicts=(fit.fits,),
        notes=tuple(_notes(fit)),
        data=_data(fit),
        records=Records(names, machine_rows(fit.kept), whole_keys=True),
    )


def broken_sentences(fit: Fit) -> tuple[str, ...]:
    """Where nothing fits: that, and what the nearest point misses by."""
    return () if fit.fits else _sentences(fit)


def _data(fit: Fit) -> dict[str, Any]:
    """What JSON holds: budgets, and the points with the slack of all budgets together."""
    limits = (
        {"budget": limit.name, "metric": limit.metric, "limit": limit.maximum}
        for limit in fit.limits
    )
    network, axes = entries(grid_config(fit.grid)), swept_numbers(fit.grid)
    nearest = None
    if fit.near is not None:
        misses = {use.limit.name: -use.slack for use in _broken(fit)}
        nearest = _points(fit, fit.near)[0] | {"misses": misses}
    return {
        "network": {key: value for key, value in network.items() if key not in axes},
        "schedule": fit.grid.run_config.schedule,
        "points": fit.grid.size,
        "budgets": tuple(limits),
        "fits": _points(fit, fit.kept),
        "nearest": nearest,
    }


def _points(fit: Fit, rows: Rows) -> list[dict[str, Any]]:
    """Points for JSON, each with its slacks as one object before its top-1."""
    points = []
    for row, uses in zip(machine_rows(rows), fit.uses(rows), strict=True):
        point = {name: value for name, value in row.items() if not name.startswith("slack_")}
        top1 = point.pop(TOP1)  # put back last: the order of the keys is a contract
        slack = {use.limit.name: use.slack for use in uses}
        points.append(point | {"slack": slack, TOP1: top1})
    return points


def _broken(fit: Fit) -> list[BudgetUse]:
    """The budgets that the nearest point breaks."""
    uses = [] if fit.near is None else fit.uses(fit.near)
    return [use for point_uses in uses for use in point_uses if not use.fits]


def _heading(fit: Fit) -> tuple[Fact, ...]:
    """What does not vary, what it is compared with, and how many points there are."""
    return (
        *grid_facts(fit.grid, Fact(fit.grid.run_config.schedule, "schedule")),
        *(Fact(_counted(limit) or limit.as_given, f"{limit.name} <=") for limit in fit.limits),
        Fact(size_text(fit.grid)),
    )


def _counted(limit: Limit) -> str | None:
    """A limit that was typed without a unit."""
    return limit.amount(limit.maximum) if limit.as_given.isdecimal() else None


def _columns(fit: Fit) -> Iterator[Column]:
    """The axes, the metrics, each with the shares of its limits behind it, the limiting budget."""
    yield from map(axis_column, fit.grid.axes)
    for name in fit.kept.columns:
        if name in METRICS:
            places = (i for i, limit in enumerate(fit.limits) if limit.metric == name)
            shares = [_share(fit, place) for place in places]
            yield metric_column(name)._replace(keep=_kept(name, limited=bool(shares)))
            yield from shares
        elif name == "binds":
            yield Column("binds", "limit", style="accent", get=itemgetter("binds"))


def _kept(metric: str, *, limited: bool) -> int:
    """The `keep` of a figure: bytes without a budget go first, then weights, parameters last."""
    if not limited and metric in ("weight_bytes", "peak_bytes"):
        return 8 if metric == "weight_bytes" else 7
    return {"weight_bytes": 6, "params": 1}.get(metric, 0)


def _share(fit: Fit, place: int) -> Column:
    """How much of one of the limits is used."""
    limit = fit.limits[place]
    most = limit.amount(limit.maximum) if limit.reserved else _counted(limit)
    label = "flash" if limit.name == "flash" else "of"  # its bytes leave a narrow table first
    title = f"{label} {most or limit.as_given.replace(' ', '')}"
    format: Format = "percent" if fit.fits else "times"
    key, keep = f"used_{limit.name}", limit.budget.keep
    return Column(key, title, format, keep, get=lambda row: row["uses"][place].share)


_LARGEST = (
    "the largest that fit. Every other one that fits has no more MAdds and no more params than one"
    " of them."
)


def _sentences(fit: Fit) -> tuple[str, ...]:
    """Whether anything fits, and what the nearest point misses by."""
    count = fit.grid.size
    if fit.fits and count == 1:
        return ("The network fits.",)
    if len(fit) < fit.total:
        return (f"The first {len(fit):,} of the {fit.total:,} largest that fit, of {count:,}.",)
    if fit.fits and len(fit) == 1:
        return (f"1 of {count:,} networks: the largest that fits.",)
    if fit.fits:
        return (f"{len(fit):,} of {count:,} networks: {_LARGEST}",)
    none = f"None of {count:,} networks fits." if count > 1 else "The network does not fit."
    return (none, *(f"{use.limit.name}: {over_text(use)}." for use in _broken(fit)))


def _notes(fit: Fit) -> Iterator[str]:
    """The memory that was compared and what it leaves out, what counts include, and sources."""
    grid, names = fit.grid, {limit.name: limit.metric for limit in fit.limits}
    run_config, memory = grid.run_config, names.get("memory")
    if memory == "arena_total_bytes":
        yield compared_note(memory, ", an estimate")
    elif memory:
        yield compared_note(memory, f", {MEANINGS[run_config.schedule]}")
    if varying(grid, "batch"):
        yield f"MAdds: {batch_note(None)}"
    elif run_config.batch != 1:
        yield f"MAdds: {batch_note(run_config.batch)}"
    if "flash" in names:
        yield flash_note(None if varying(grid, "dtype") else run_config.dtype)
    for limit in fit.limits:
        yield from limit.notes
    rows = fit.kept if fit.near is None else fit.near
    yield from top1_notes(grid, rows.places)
