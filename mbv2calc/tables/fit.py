"""A Fit as a document: the largest networks that keep budgets, or the one that nearly does."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from mbv2calc.cost.budgets import Held, Limit
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.memory.schedules import AUTO, GROUPED, MEANINGS
from mbv2calc.cost.metrics import METRICS, TOP1
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.grid.fit import Fit
from mbv2calc.grid.rows import Rows
from mbv2calc.tables.budget_text import batch_text, compared_text, flash_text, over_text
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import (
    Column,
    Document,
    Fact,
    Field,
    Format,
    Part,
    Prose,
    Record,
    table,
)
from mbv2calc.tables.sweep_columns import fixed, machine_columns, varying
from mbv2calc.tables.sweep_words import axis_column, size_text, top1_notes

_KEEP = {"memory": 2, "flash": 3, "madds": 4, "params": 5}
"""Which budgets' shares go first on a narrow terminal: those whose figure people know by heart."""


class _Row(NamedTuple):
    """A point as programs read it, and what it uses of each budget."""

    plain: dict[str, Any]
    held: tuple[Held, ...]


def fit_document(fit: Fit, *, nearest: bool = True) -> Document:
    """What `mbv2calc fit` says. Without `nearest` its first table has the points that fit alone."""
    largest, near = _rows(fit, fit.kept), _rows(fit, fit.near)
    shown = near if near and nearest else largest
    title = "the nearest" if near and nearest else ""
    parts: tuple[Part, ...] = (
        _heading(fit),
        Fact("schedule", fit.grid.running.schedule),
        Fact("points", fit.grid.size),
        table("budgets", _LIMITS, fit.limits, shown=False),
        table("fits", list(_for_json(fit)), largest, shown=False),
        _nearest(fit, near),
        table("", list(_fields(fit)), shown, title=title, in_json=False),
        Prose("", _sentences(fit, near), (fit.fits,)),
    )
    return Document(parts, notes=tuple(_notes(fit)))


def broken_sentences(fit: Fit) -> tuple[str, ...]:
    """Where nothing fits: that, and what the nearest point misses by."""
    return () if fit.fits else _sentences(fit, _rows(fit, fit.near))


_LIMITS: list[Field[Limit]] = [
    Field(Column("budget", ""), lambda limit: limit.name),
    Field(Column("metric", ""), lambda limit: limit.metric),
    Field(Column("limit", ""), lambda limit: limit.most),
]


def _rows(fit: Fit, rows: Rows | None) -> list[_Row]:
    if rows is None:
        return []
    columns = machine_columns(rows, list(rows.columns))
    plain = (
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    )
    return [_Row(*row) for row in zip(plain, fit.held(rows), strict=True)]


def _heading(fit: Fit) -> Record:
    """What does not vary, what it is held against, and how many points there are."""
    grid, running = fit.grid, fit.grid.running
    adds = running.schedule in (GROUPED, AUTO) and not varying(grid, "dtype")
    groups = None if varying(grid, "groups") else dict(fixed(running))["groups"]
    own = (
        Fact("", running.schedule, "schedule"),
        Fact("", groups, "groups"),
        Fact("", running.sums_in if adds else None, "sums in"),
    )
    facts = network_facts(
        NetworkConfig(grid.architecture, running.batch, find_dtype(running.dtype)), own
    )
    more = (
        *(Fact("", _counted(limit) or limit.typed, f"{limit.name} <=") for limit in fit.limits),
        Fact("", size_text(grid), ""),
    )
    kept = (f for f in facts if not varying(grid, {"input": "resolution"}.get(f.key, f.key)))
    return Record("network", (*kept, *more), heading=True)


def _counted(limit: Limit) -> str | None:
    """A limit that was typed without a unit."""
    return limit.amount(limit.most) if limit.typed.isdecimal() else None


def _of(name: str) -> Any:
    return lambda row: row.plain[name]


def _fields(fit: Fit) -> Iterator[Field[_Row]]:
    """The point, its figures, each followed by the share that it is of its limit, and what binds.

    What is left of each budget is for programs; people read the shares.
    """
    metrics = list(fit.kept.columns)
    axes = {axis.name: axis for axis in fit.grid.axes}
    limits = {limit.metric: place for place, limit in enumerate(fit.limits)}
    for name in machine_columns(fit.kept, ()):
        hidden = Column(name, "", audience="machines")
        yield Field(axis_column(axes[name]) if name in axes else hidden, _of(name))
    for name in metrics:
        if name in METRICS:
            place = limits.get(name)
            metric = METRICS[name]
            column = Column(name, metric.heading, metric.format, keep=_kept(name, place))
            yield Field(column, _of(name))
            if place is not None:
                yield _share(place, fit.limits[place], "percent" if fit.fits else "times")
        elif name == "binds":
            yield Field(Column("binds", "binds", style="accent"), _of("binds"))
        else:
            yield Field(Column(name, "", audience="machines"), _of(name))


def _kept(metric: str, place: int | None) -> int:
    """Which figures go first: bytes without a budget, those of weights; the parameters go last."""
    if place is None and metric in ("weight_bytes", "peak_bytes"):
        return 8 if metric == "weight_bytes" else 7
    return {"weight_bytes": 6, "params": 1}.get(metric, 0)


def _share(place: int, limit: Limit, format: Format) -> Field[_Row]:
    """How much of a limit is used."""
    without_reserve = limit.amount(limit.most) if " - " in limit.typed else None
    most = without_reserve or _counted(limit) or limit.typed.replace(" ", "")
    of = "flash" if limit.name == "flash" else "of"  # its bytes leave before it
    column = Column(
        f"used_{limit.name}",
        f"{of} {most}",
        format,
        keep=_KEEP.get(limit.name, 6),
        audience="people",
    )
    return Field(column, lambda row: row.held[place].share)


def _for_json(fit: Fit) -> Iterator[Field[_Row]]:
    """The same for JSON, the slack of all budgets together."""
    for name in machine_columns(fit.kept, list(fit.kept.columns)):
        if name == TOP1:
            yield Field(Column("slack", ""), _slack)
        if not name.startswith("slack_"):
            yield Field(Column(name, ""), _of(name))


def _slack(row: _Row) -> dict[str, int]:
    return {held.limit.name: held.slack for held in row.held}


def _nearest(fit: Fit, near: list[_Row]) -> Fact:
    """The nearest point for JSON, with what it misses by."""
    if not near:
        return Fact("nearest", None)
    (row,) = near
    plain = {field.column.key: field.value(row) for field in _for_json(fit)}
    misses = {held.limit.name: -held.slack for held in row.held if not held.fits}
    return Fact("nearest", plain | {"misses": misses})


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
    if len(fit) < fit.found:
        return (f"The first {len(fit):,} of the {fit.found:,} largest that fit, of {count:,}.",)
    if fit.fits and len(fit) == 1:
        return (f"1 of {count:,} networks: {_ONE}",)
    if fit.fits:
        return (f"{len(fit):,} of {count:,} networks: {_SEVERAL}",)
    none = f"None of {count:,} networks fits." if count > 1 else "The network does not fit."
    broken = (held for row in near for held in row.held if not held.fits)
    return (none, *(f"{held.limit.name}: {over_text(held)}." for held in broken))


def _notes(fit: Fit) -> Iterator[str]:
    """Which memory was compared and what it leaves out, what counts have in them, and sources."""
    grid, names = fit.grid, {limit.name: limit.metric for limit in fit.limits}
    running, memory = grid.running, names.get("memory")
    if memory == "arena_total_bytes":
        yield compared_text(memory, ", an estimate")
    elif memory:
        yield compared_text(memory, f", {MEANINGS[running.schedule]}")
    if varying(grid, "batch"):
        yield f"MAdds: {batch_text(None)}"
    elif running.batch != 1:
        yield f"MAdds: {batch_text(running.batch)}"
    if "flash" in names:
        yield flash_text(None if varying(grid, "dtype") else running.dtype)
    shown = fit.kept if fit.near is None else fit.near
    yield from top1_notes(grid, shown.places)
