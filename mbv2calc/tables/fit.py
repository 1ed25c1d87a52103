"""A Fit as a document: the largest networks that keep budgets, or the one that nearly fits."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from mbv2calc.cost.budgets import BudgetUse, Limit
from mbv2calc.cost.memory.schedules import AUTO, GROUPED, MEANINGS
from mbv2calc.cost.metrics import METRICS, TOP1
from mbv2calc.grid.fit import Fit
from mbv2calc.grid.rows import Rows
from mbv2calc.plain import entries
from mbv2calc.tables.budget_notes import batch_note, compared_note, flash_note, over_text
from mbv2calc.tables.neutral import Column, Document, Fact, Format, Prose, Record, Records, table
from mbv2calc.tables.sweep_columns import fixed, machine_columns, machine_rows, varying
from mbv2calc.tables.sweep_heading import grid_config, grid_facts, swept_numbers
from mbv2calc.tables.sweep_labels import axis_column, size_text, top1_notes


class _Row(NamedTuple):
    """A point as programs read it, and what it uses of each budget."""

    plain: dict[str, Any]
    uses: tuple[BudgetUse, ...]


def fit_document(fit: Fit) -> Document:
    """What `mbv2calc fit` says: the largest points that fit, or the nearest; CSV has no nearest."""
    largest, near = _rows(fit, fit.kept), _rows(fit, fit.near)
    parts = (
        _heading(fit),
        table(_columns(fit), near or largest, title="the nearest" if near else ""),
        Prose(_sentences(fit, near), (fit.fits,)),
    )
    keys = machine_columns(fit.kept, fit.kept.columns)
    return Document(
        parts,
        notes=tuple(_notes(fit)),
        data=_data(fit, largest, near),
        records=Records(tuple(keys), [row.plain for row in largest]),
    )


def broken_sentences(fit: Fit) -> tuple[str, ...]:
    """Where nothing fits: that, and what the nearest point misses by."""
    return () if fit.fits else _sentences(fit, _rows(fit, fit.near))


def _data(fit: Fit, largest: list[_Row], near: list[_Row]) -> dict[str, Any]:
    """What JSON holds: budgets, and the points with the slack of all budgets together."""
    limits = (
        {"budget": one.name, "metric": one.metric, "limit": one.maximum} for one in fit.limits
    )
    network, axes = entries(grid_config(fit.grid)), swept_numbers(fit.grid)
    return {
        "network": {key: value for key, value in network.items() if key not in axes},
        "schedule": fit.grid.running.schedule,
        "points": fit.grid.size,
        "budgets": tuple(limits),
        "fits": tuple(map(_point, largest)),
        "nearest": _point(near[0]) | {"misses": _misses(near[0])} if near else None,
    }


def _point(row: _Row) -> dict[str, Any]:
    """A point for JSON, its slacks before its top-1."""
    slack = {use.limit.name: use.slack for use in row.uses}
    point: dict[str, Any] = {}
    for name, value in row.plain.items():
        if name == TOP1:
            point["slack"] = slack
        if not name.startswith("slack_"):
            point[name] = value
    return point


def _misses(row: _Row) -> dict[str, int]:
    return {use.limit.name: -use.slack for use in row.uses if not use.fits}


def _rows(fit: Fit, rows: Rows | None) -> list[_Row]:
    if rows is None:
        return []
    return [_Row(*row) for row in zip(machine_rows(rows), fit.uses(rows), strict=True)]


def _heading(fit: Fit) -> Record:
    """What does not vary, what it is compared with, and how many points there are."""
    running = fit.grid.running
    adds = running.schedule in (GROUPED, AUTO) and not varying(fit.grid, "dtype")
    groups = None if varying(fit.grid, "groups") else dict(fixed(running))["groups"]
    own = (
        Fact(running.schedule, "schedule"),
        Fact(groups, "groups"),
        Fact(running.sums_in if adds else None, "sums in"),
    )
    more = (
        *(Fact(_counted(one) or one.as_given, f"{one.name} <=") for one in fit.limits),
        Fact(size_text(fit.grid), ""),
    )
    return Record((*grid_facts(fit.grid, own), *more), heading=True)


def _counted(limit: Limit) -> str | None:
    """A limit that was typed without a unit."""
    return limit.amount(limit.maximum) if limit.as_given.isdecimal() else None


def _of(name: str) -> Any:
    return lambda row: row.plain[name]


def _columns(fit: Fit) -> Iterator[Column]:
    """The point, its figures, each followed by its share of a limit, and the limiting budget."""
    for axis in fit.grid.axes:
        yield axis_column(axis)._replace(get=_of(axis.name))
    for name in fit.kept.columns:
        if name in METRICS:
            yield from _metric(fit, name)
        elif name == "binds":
            yield Column("binds", "limit", style="accent", get=_of("binds"))


def _metric(fit: Fit, name: str) -> Iterator[Column]:
    """A metric, and the share that it is of each limit of it."""
    metric = METRICS[name]
    limits = [(number, one) for number, one in enumerate(fit.limits) if one.metric == name]
    keep = _kept(name, limited=bool(limits))
    yield Column(name, metric.heading, metric.format, keep=keep, get=_of(name))
    for number, limit in limits:
        yield _share(number, limit, "percent" if fit.fits else "times")


def _kept(metric: str, *, limited: bool) -> int:
    """Which figures go first: bytes without a budget, those of weights; the parameters go last."""
    if not limited and metric in ("weight_bytes", "peak_bytes"):
        return 8 if metric == "weight_bytes" else 7
    return {"weight_bytes": 6, "params": 1}.get(metric, 0)


def _share(number: int, limit: Limit, format: Format) -> Column:
    """How much of a limit is used."""
    most = limit.amount(limit.maximum) if limit.reserved else _counted(limit)
    of = "flash" if limit.name == "flash" else "of"  # its bytes leave before it
    title = f"{of} {most or limit.as_given.replace(' ', '')}"
    keep = limit.budget.keep
    key = f"used_{limit.name}"
    return Column(key, title, format, keep, get=lambda row: row.uses[number].share)


_ONE = "the largest that fits."
_SEVERAL = (
    "the largest that fit. Every other one that fits has no more MAdds and no more params than one"
    " of them."
)


def _sentences(fit: Fit, near: list[_Row]) -> tuple[str, ...]:
    """Whether anything fits, and what the nearest point misses by."""
    count = fit.grid.size
    if fit.fits and count == 1:
        return ("The network fits.",)
    if len(fit) < fit.total:
        return (f"The first {len(fit):,} of the {fit.total:,} largest that fit, of {count:,}.",)
    if fit.fits and len(fit) == 1:
        return (f"1 of {count:,} networks: {_ONE}",)
    if fit.fits:
        return (f"{len(fit):,} of {count:,} networks: {_SEVERAL}",)
    none = f"None of {count:,} networks fits." if count > 1 else "The network does not fit."
    broken = (use for row in near for use in row.uses if not use.fits)
    return (none, *(f"{use.limit.name}: {over_text(use)}." for use in broken))


def _notes(fit: Fit) -> Iterator[str]:
    """Which memory was compared and what it leaves out, what counts have in them, and sources."""
    grid, names = fit.grid, {limit.name: limit.metric for limit in fit.limits}
    running, memory = grid.running, names.get("memory")
    if memory == "arena_total_bytes":
        yield compared_note(memory, ", an estimate")
    elif memory:
        yield compared_note(memory, f", {MEANINGS[running.schedule]}")
    if varying(grid, "batch"):
        yield f"MAdds: {batch_note(None)}"
    elif running.batch != 1:
        yield f"MAdds: {batch_note(running.batch)}"
    if "flash" in names:
        yield flash_note(None if varying(grid, "dtype") else running.dtype)
    for limit in fit.limits:
        yield from limit.notes
    shown = fit.kept if fit.near is None else fit.near
    yield from top1_notes(grid, shown.places)
