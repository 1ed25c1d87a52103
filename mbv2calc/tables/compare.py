"""Networks against each other as a document: what they take, and where."""

from collections.abc import Iterator

from mbv2calc.api.comparison.result import Comparison, Ratios
from mbv2calc.cost.conventions import DEFAULT_CONVENTION
from mbv2calc.plain import entries
from mbv2calc.tables.compare_parts import largest_table, part_tables
from mbv2calc.tables.compare_sentences import sentences
from mbv2calc.tables.compare_widths import widths_table
from mbv2calc.tables.convention_notes import convention_notes
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Column, Document, Fact, Records, Table, table
from mbv2calc.tables.wording import grouped, listed

_AS_PAPER = "params count BatchNorm; shares of weights leave it"
_OTHERWISE = "shares of weights leave BatchNorm"
_COUNTED = (
    " and biases out, as the papers' do; 1 MAdd = 2 FLOPs; peak: activations at once, every"
    " operator run whole"
)

BY = ("kind", "resolution")


def compare_document(
    comparison: Comparison, notes: tuple[str, ...] = (), by: str | None = None
) -> Document:
    """What `mbv2calc compare` says; `notes` are more notes on its networks.

    Without a `by` it shows both groupings of layers; by resolution also the largest tensors.
    """
    findings = sentences(comparison)
    notes = (*notes, *_settings(comparison), *_convention(comparison))
    shares = _OTHERWISE if _by_convention(comparison) else _AS_PAPER
    return Document(
        (
            _networks(comparison),
            *part_tables(comparison, by),
            *((largest_table(comparison.largest_tensors),) if by == "resolution" else ()),
            *((widths_table(comparison.block_widths),) if comparison.block_widths else ()),
        ),
        heading=_heading(comparison),
        sentences=findings,
        notes=(*notes, f"{shares}{_COUNTED}"),
        data=entries(comparison) | {"sentences": findings, "notes": notes},
        records=_records(comparison),
    )


_AT = (
    Column("report.network.name", keep=9),
    Column("report.network.input", format="shape", keep=5),
    Column("report.network.width", format="decimal", keep=2),
    Column("report.network.t", format="number", keep=3),
    Column("report.network.batch", format="count", keep=6),
    Column("report.network.dtype", keep=7, get=lambda compared: compared.report.network.dtype.name),
    Column("report.network.classes", format="number", keep=8),
)
"""What networks are compared at: in the heading where all have the same, else a column."""


def _alike(comparison: Comparison, column: Column) -> bool:
    first, *others = map(column.value, comparison.networks)
    return all(value == first for value in others)


def _by_convention(comparison: Comparison) -> bool:
    """Whether they are counted under a convention of one's own."""
    return comparison.convention.name != DEFAULT_CONVENTION


def _heading(comparison: Comparison) -> tuple[Fact, ...]:
    """Which networks, and what they have in common."""
    first, *others = (compared.network for compared in comparison.networks)
    against = f"{listed(others)} against {first}"
    # Longer names would push the numbers off the first line of 80 columns.
    if len(against) > 60:
        against = f"{len(others)} networks against {first}"
    varying = [column.heading for column in _AT if not _alike(comparison, column)]
    convention = comparison.convention.name if _by_convention(comparison) else None
    network = comparison.networks[0].report.network
    counted_by = Fact(convention, "convention")
    # --set may change some of the networks only: a note says which.
    return Fact(against), *network_facts(network, counted_by, without=(*varying, "settings"))


def _networks(comparison: Comparison) -> Table:
    """One row for each network."""
    counted = Column("totals.counted", f"{comparison.convention.unit} counted", "count")
    columns = (
        Column("network", style="accent"),
        *(column for column in _AT if not _alike(comparison, column)),
        Column("totals.params", format="count"),
        _ratio("params", 1),
        Column("totals.madds", "MAdds", "count"),
        _ratio("madds", 1),
        *((counted, _ratio("counted", 1)) if _by_convention(comparison) else ()),
        Column("totals.weight_bytes", "weights", "size", keep=4),
        _ratio("weight_bytes", 4),
        Column("totals.peak_bytes", "peak", "size", keep=2),
        _ratio("peak_bytes", 2),
        Column("top1.published", "top-1 %", "number", keep=3),
        Column("top1.source", "top-1 of", keep=10),
    )
    return table(columns, comparison.networks)


def _ratio(what: str, keep: int) -> Column:
    """What a network takes against the first."""
    return Column(f"ratios.{what}", "ratio", "times", keep)


def _records(comparison: Comparison) -> Records:
    """The rows of CSV: one for each network."""
    counted = ("counted",) if _by_convention(comparison) else ()
    keys = ["network", *(column.key for column in _AT)]
    for count in ("params", "madds", "flops", *counted, "weight_bytes", "peak_bytes"):
        keys.append(f"totals.{count}")
        if count in Ratios._fields:
            keys.append(f"{count}_ratio=ratios.{count}")
    return Records((*keys, "top1=top1.published", "top1_source=top1.source"), comparison.networks)


def _convention(comparison: Comparison) -> tuple[str, ...]:
    """What a convention of one's own counts."""
    if not _by_convention(comparison):
        return ()
    architectures = [compared.report.network.architecture for compared in comparison.networks]
    return convention_notes(comparison.convention, architectures)


def _settings(comparison: Comparison) -> Iterator[str]:
    """What --set changed in which networks."""
    settings_of = (
        (compared.report.network.architecture.settings, compared.network)
        for compared in comparison.networks
    )
    names_of = grouped((settings, name) for settings, name in settings_of if settings)
    return (f"set {', '.join(settings)} in {listed(names)}" for settings, names in names_of.items())
