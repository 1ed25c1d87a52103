"""Networks against each other as a document: what they take, where, and whose ends are narrower."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mbv2calc.api.comparison.compare import Compared, Comparison
from mbv2calc.cost.conventions import DEFAULT_CONVENTION
from mbv2calc.plain import entries
from mbv2calc.spec.architecture import Architecture
from mbv2calc.tables.compare_ends import ends_table
from mbv2calc.tables.compare_memory import largest_tables
from mbv2calc.tables.compare_parts import part_tables
from mbv2calc.tables.compare_text import sentences
from mbv2calc.tables.convention_notes import convention_notes, verified_facts
from mbv2calc.tables.neutral import (
    Column,
    Document,
    Fact,
    Field,
    Format,
    Part,
    Prose,
    Record,
    Table,
    table,
)
from mbv2calc.tables.wording import listed

_AS_PAPER = "params count BatchNorm; shares of weights leave it"
_OTHERWISE = "shares of weights leave BatchNorm"
_COUNTED = (
    " and biases out, as the papers' do; 1 MAdd = 2 FLOPs; peak: activations at once, every"
    " operator run whole"
)


class _At(NamedTuple):
    """What a network is compared at: in the heading where all have the same, else a column."""

    key: str
    label: str | None  # in the heading; None: for programs only
    format: Format
    keep: int
    value: Callable[[Compared], Any]


BY = ("kind", "resolution")


def compare_document(
    comparison: Comparison, notes: tuple[str, ...] = (), by: str | None = None
) -> Document:
    """What `mbv2calc compare` says; `notes` are what else is to be known of its networks.

    Without a `by` it shows both groupings of layers; by resolution also the largest tensors.
    """
    told = (*notes, *_settings(comparison), *_convention(comparison))
    parts: tuple[Part, ...] = (
        _heading(comparison),
        _networks(comparison),
        _networks_for_json(comparison),
        *_convention_facts(comparison),
        *part_tables(comparison, by),
        *largest_tables(comparison.largest, shown=by == "resolution"),
        _ratios(comparison),
        ends_table(comparison.ends),
        Prose("sentences", sentences(comparison)),
        Fact("notes", told),
    )
    as_paper = comparison.convention.name == DEFAULT_CONVENTION
    shares = _AS_PAPER if as_paper else _OTHERWISE
    return Document(parts, notes=(*told, f"{shares}{_COUNTED}"))


def _input(one: Compared) -> dict[str, int]:
    size = one.report.network.architecture.input
    return {"height": size.height, "width": size.width, "channels": size.channels}


_PLACES = (
    _At("name", "", "text", 9, lambda n: n.report.network.architecture.name),
    _At("input", "", "shape", 5, _input),
    _At("width", "width", "decimal", 2, lambda n: n.report.network.architecture.width_multiplier),
    _At("t", "t", "number", 3, lambda n: n.report.network.architecture.t),
    _At("batch", "batch", "count", 6, lambda n: n.report.network.batch),
    _At("dtype", "", "text", 7, lambda n: n.report.network.dtype.name),
    _At("classes", "classes", "number", 8, lambda n: n.report.network.architecture.classes),
)


def _alike(comparison: Comparison, at: _At) -> bool:
    first, *others = map(at.value, comparison.networks)
    return all(value == first for value in others)


def _heading(comparison: Comparison) -> Record:
    """Which networks, and what they have in common; no part of the JSON."""
    first, *others = (one.network for one in comparison.networks)
    against = f"{listed(others)} against {first}"
    if len(against) > 60:
        against = f"{len(others)} networks against {first}"
    one = comparison.networks[0]
    shared = (
        at
        for at in _PLACES
        if _alike(comparison, at) and (at.key != "batch" or one.report.network.batch != 1)
    )
    facts = [Fact("", at.value(one), at.label, at.format) for at in shared]
    if comparison.convention.name != DEFAULT_CONVENTION:
        facts.append(Fact("", comparison.convention.name, "convention"))
    return Record("", (Fact("", against, ""), *facts), heading=True)


def _networks(comparison: Comparison) -> Table:
    """One row for each network, for people and CSV."""
    fields: list[Field[Compared]] = [
        Field(Column("network", "network", style="accent"), lambda n: n.network),
        *(
            Field(
                Column(
                    at.key,
                    at.key,
                    at.format,
                    at.keep,
                    audience="machines" if _alike(comparison, at) else "all",
                ),
                at.value,
            )
            for at in _PLACES
        ),
        Field(Column("params", "params", "count"), lambda n: n.totals.params),
        Field(Column("params_ratio", "ratio", "times", keep=1), lambda n: n.ratios.params),
        Field(Column("madds", "MAdds", "count"), lambda n: n.totals.madds),
        Field(Column("madds_ratio", "ratio", "times", keep=1), lambda n: n.ratios.madds),
        Field(Column("flops", "FLOPs", "count", audience="machines"), lambda n: n.totals.flops),
        *_counted(comparison),
        Field(Column("weight_bytes", "weights", "size", keep=4), lambda n: n.totals.weight_bytes),
        Field(
            Column("weight_bytes_ratio", "ratio", "times", keep=4),
            lambda n: n.ratios.weight_bytes,
        ),
        Field(Column("peak_bytes", "peak", "size", keep=2), lambda n: n.totals.peak_bytes),
        Field(Column("peak_bytes_ratio", "ratio", "times", keep=2), lambda n: n.ratios.peak_bytes),
        Field(
            Column("top1", "top-1 %", "number", keep=3),
            lambda n: n.top1.printed if n.top1 else None,
        ),
        Field(
            Column("top1_source", "top-1 of", keep=10),
            lambda n: n.top1.source if n.top1 else None,
        ),
    ]
    return table("networks", fields, comparison.networks, in_json=False)


def _counted(comparison: Comparison) -> tuple[Field[Compared], ...]:
    """Operations under a convention of one's own."""
    convention = comparison.convention
    if convention.name == DEFAULT_CONVENTION:
        return ()
    title = f"{convention.unit} counted"
    return (
        Field(Column("counted", title, "count"), lambda n: n.totals.counted),
        Field(Column("counted_ratio", "ratio", "times", keep=1), lambda n: n.ratios.counted),
    )


def _counted_ratio(comparison: Comparison) -> Iterator[Field[Compared]]:
    if _counted(comparison):
        yield Field(Column("counted", ""), lambda n: n.ratios.counted)


def _convention_facts(comparison: Comparison) -> tuple[Fact, ...]:
    verified = verified_facts(comparison.convention, _architectures(comparison))
    return (Fact("convention", comparison.convention.name), *verified) if verified else ()


def _architectures(comparison: Comparison) -> list[Architecture]:
    return [one.report.network.architecture for one in comparison.networks]


def _convention(comparison: Comparison) -> tuple[str, ...]:
    """What a convention of one's own counts."""
    if comparison.convention.name == DEFAULT_CONVENTION:
        return ()
    return convention_notes(comparison.convention, _architectures(comparison))


def _networks_for_json(comparison: Comparison) -> Table:
    fields: list[Field[Compared]] = [
        Field(Column("network", ""), lambda n: n.network),
        *(Field(Column(at.key, ""), at.value) for at in _PLACES),
        Field(Column("settings", ""), lambda n: n.report.network.architecture.settings),
        Field(Column("totals", ""), lambda n: entries(n.totals)),
        Field(Column("top1", ""), _top1),
    ]
    return table("networks", fields, comparison.networks, shown=False)


def _top1(one: Compared) -> dict[str, Any] | None:
    if one.top1 is None:
        return None
    figure = one.top1
    return {
        "published": figure.printed,
        "source": figure.source,
        "reference": figure.reference,
    }


def _ratios(comparison: Comparison) -> Table:
    """What each later network takes against the first, for JSON."""
    fields: list[Field[Compared]] = [
        Field(Column("network", ""), lambda n: n.network),
        Field(Column("against", ""), lambda _: comparison.networks[0].network),
        Field(Column("params", ""), lambda n: n.ratios.params),
        Field(Column("madds", ""), lambda n: n.ratios.madds),
        *_counted_ratio(comparison),
        Field(Column("weight_bytes", ""), lambda n: n.ratios.weight_bytes),
        Field(Column("peak_bytes", ""), lambda n: n.ratios.peak_bytes),
        Field(Column("top1_difference", ""), lambda n: n.ratios.top1_difference),
    ]
    return table("ratios", fields, comparison.networks[1:], shown=False)


def _settings(comparison: Comparison) -> tuple[str, ...]:
    """What --set laid over which networks."""
    found: dict[str, list[str]] = {}
    for one in comparison.networks:
        if settings := ", ".join(one.report.network.architecture.settings):
            found.setdefault(settings, []).append(one.network)
    return tuple(f"set {settings} in {listed(names)}" for settings, names in found.items())
