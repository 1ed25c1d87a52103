"""Networks against each other as a document: what they take, where, and whose ends are narrower."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mbv2calc.api.comparison.compare import Compared, Contrast
from mbv2calc.cost.conventions import DEFAULT_CONVENTION
from mbv2calc.spec.architecture import Architecture
from mbv2calc.tables.compare_ends import ends_table
from mbv2calc.tables.compare_memory import largest_tables
from mbv2calc.tables.compare_parts import part_tables
from mbv2calc.tables.compare_text import sentences
from mbv2calc.tables.convention_text import convention_notes, verified_facts
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
    contrast: Contrast, notes: tuple[str, ...] = (), by: str | None = None
) -> Document:
    """What `mbv2calc compare` says; `notes` are what else is to be known of its networks.

    Without a `by` it shows both groupings of layers; by resolution also the largest tensors.
    """
    told = (*notes, *_settings(contrast), *_convention(contrast))
    parts: tuple[Part, ...] = (
        _heading(contrast),
        _networks(contrast),
        _networks_for_json(contrast),
        *_convention_facts(contrast),
        *part_tables(contrast, by),
        *largest_tables(contrast.largest, shown=by == "resolution"),
        _ratios(contrast),
        ends_table(contrast.ends),
        Prose("sentences", sentences(contrast)),
        Fact("notes", told),
    )
    as_paper = contrast.convention.name == DEFAULT_CONVENTION
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
    _At("batch", "batch", "count", 6, lambda n: n.report.batch),
    _At("dtype", "", "text", 7, lambda n: n.report.dtype.name),
    _At("classes", "classes", "number", 8, lambda n: n.report.network.architecture.classes),
)


def _alike(contrast: Contrast, at: _At) -> bool:
    first, *others = map(at.value, contrast.networks)
    return all(value == first for value in others)


def _heading(contrast: Contrast) -> Record:
    """Which networks, and what they have in common; no part of the JSON."""
    first, *others = (one.network for one in contrast.networks)
    against = f"{listed(others)} against {first}"
    if len(against) > 60:
        against = f"{len(others)} networks against {first}"
    one = contrast.networks[0]
    shared = (
        at
        for at in _PLACES
        if _alike(contrast, at) and (at.key != "batch" or one.report.batch != 1)
    )
    facts = [Fact("", at.value(one), at.label, at.format) for at in shared]
    if contrast.convention.name != DEFAULT_CONVENTION:
        facts.append(Fact("", contrast.convention.name, "convention"))
    return Record("", (Fact("", against, ""), *facts), heading=True)


def _networks(contrast: Contrast) -> Table:
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
                    audience="machines" if _alike(contrast, at) else "all",
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
        *_counted(contrast),
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
    return table("networks", fields, contrast.networks, in_json=False)


def _counted(contrast: Contrast) -> tuple[Field[Compared], ...]:
    """Operations under a convention of one's own."""
    convention = contrast.convention
    if convention.name == DEFAULT_CONVENTION:
        return ()
    title = f"{convention.unit} counted"
    return (
        Field(Column("counted", title, "count"), lambda n: n.totals.counted),
        Field(Column("counted_ratio", "ratio", "times", keep=1), lambda n: n.ratios.counted),
    )


def _counted_ratio(contrast: Contrast) -> Iterator[Field[Compared]]:
    if _counted(contrast):
        yield Field(Column("counted", ""), lambda n: n.ratios.counted)


def _convention_facts(contrast: Contrast) -> tuple[Fact, ...]:
    verified = verified_facts(contrast.convention, _architectures(contrast))
    return (Fact("convention", contrast.convention.name), *verified) if verified else ()


def _architectures(contrast: Contrast) -> list[Architecture]:
    return [one.report.network.architecture for one in contrast.networks]


def _convention(contrast: Contrast) -> tuple[str, ...]:
    """What a convention of one's own counts."""
    if contrast.convention.name == DEFAULT_CONVENTION:
        return ()
    return convention_notes(contrast.convention, _architectures(contrast))


def _networks_for_json(contrast: Contrast) -> Table:
    fields: list[Field[Compared]] = [
        Field(Column("network", ""), lambda n: n.network),
        *(Field(Column(at.key, ""), at.value) for at in _PLACES),
        Field(Column("settings", ""), lambda n: n.report.network.architecture.settings),
        Field(Column("totals", ""), lambda n: n.totals._asdict()),
        Field(Column("top1", ""), _top1),
    ]
    return table("networks", fields, contrast.networks, shown=False)


def _top1(one: Compared) -> dict[str, Any] | None:
    if one.top1 is None:
        return None
    figure = one.top1
    return {
        "published": figure.printed,
        "source": figure.source,
        "reference": figure.reference,
    }


def _ratios(contrast: Contrast) -> Table:
    """What each later network takes against the first, for JSON."""
    fields: list[Field[Compared]] = [
        Field(Column("network", ""), lambda n: n.network),
        Field(Column("against", ""), lambda _: contrast.networks[0].network),
        Field(Column("params", ""), lambda n: n.ratios.params),
        Field(Column("madds", ""), lambda n: n.ratios.madds),
        *_counted_ratio(contrast),
        Field(Column("weight_bytes", ""), lambda n: n.ratios.weight_bytes),
        Field(Column("peak_bytes", ""), lambda n: n.ratios.peak_bytes),
        Field(Column("top1_difference", ""), lambda n: n.ratios.top1_difference),
    ]
    return table("ratios", fields, contrast.networks[1:], shown=False)


def _settings(contrast: Contrast) -> tuple[str, ...]:
    """What --set laid over which networks."""
    found: dict[str, list[str]] = {}
    for one in contrast.networks:
        if settings := ", ".join(one.report.network.architecture.settings):
            found.setdefault(settings, []).append(one.network)
    return tuple(f"set {settings} in {listed(names)}" for settings, names in found.items())
