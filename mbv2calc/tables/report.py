"""A Report as a document: heading, the layers (or sums of them), published figures, totals."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from mbv2calc.api.report import Report, Subtotal
from mbv2calc.cost.totals import LayerCost, Totals
from mbv2calc.figures.printed import Printed
from mbv2calc.figures.published import FigureCheck
from mbv2calc.model.blocks.bottleneck import BOTTLENECK, INVERTED
from mbv2calc.model.layers import Layer, Place
from mbv2calc.plain import entries, keys_of
from mbv2calc.tables.convention_notes import convention_notes
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Column, Document, Fact, Records, Table, table

_SHORT = {INVERTED: "inverted"}
_ADDED = "+ the block's input is added to this output"


def report_document(report: Report, by: str = "layer") -> Document:
    """What `mbv2calc report` says of a network, by layer, block, stage or kind."""
    data: Any = report
    records = Records.of(LayerCost, report.layers)
    rows = _layers(report)
    if by != "layer":
        sums = [{by: sum_.label} | entries(sum_) for sum_ in report.by(by)]
        if by == "kind":  # which has no place in the network
            sums = [{key: sum_[key] for key in (by, *_WITHOUT_PLACE)} for sum_ in sums]
        data = _with_sums(report, f"{by}s", sums)
        keys = _WITHOUT_PLACE if by == "kind" else keys_of(Subtotal) or ()
        records = Records((by, *keys), sums)
        rows = _subtotals(report, by)
    return Document(
        (rows, _published(report)),
        heading=network_facts(report.network, Fact(report.convention.name, "convention")),
        totals=_totals(report),
        notes=_notes(report),
        data=data,
        records=records,
    )


def _with_sums(report: Report, key: str, sums: list[dict[str, Any]]) -> dict[str, Any]:
    """The entries of a report, and sums of its layers behind these."""
    # Rebuilt rather than updated, since the order of the keys is a contract.
    data = {}
    for name, value in entries(report).items():
        data[name] = value
        if name == "layers":
            data[key] = sums
    return data


_WITHOUT_PLACE = ("layers", "params", "madds")


def _layers(report: Report) -> Table:
    columns = (
        Column("block", style="quiet", once=True, total="total"),
        Column("regime", keep=2, style="accent", once=True, get=lambda c: regime_text(_place(c))),
        Column("operator", get=lambda c: _operator(c.layer)),
        Column("input", format="shape", keep=8),
        Column("output", format="shape", keep=3),
        Column("kernel_size", "k", "count", keep=9),
        Column("stride", "s", "count", keep=5),
        Column("activation", "act", keep=4, style="activation"),
        *_costs(report.totals),
    )
    notes = (_ADDED,) if any(cost.residual for cost in report.layers) else ()
    stage, block = attrgetter("stage"), attrgetter("block")
    return table(columns, report.layers, section=stage, block=block, notes=notes)


def _place(cost: LayerCost) -> Place:
    return cost.layer.place


def _costs(totals: Totals) -> tuple[Column, ...]:
    return (
        Column("params", format="count", total=totals.params),
        Column("madds", "MAdds", "count", total=totals.madds),
        Column("share", format="bar", keep=1, get=_share("madds", totals.madds)),
        Column("output_bytes", "output B", "count", keep=7),
    )


def _subtotals(report: Report, by: str) -> Table:
    """The table by block, by stage or by kind of operator."""
    regime = Column("regime", keep=3, style="accent", get=lambda s: regime_text(s.place))
    if by == "stage":
        regime = regime._replace(title="entry", get=lambda s: _entry(s, report))
    params, *costs = _costs(report.totals)
    whole = report.totals.params
    columns = (
        Column("label", by, total="total"),
        regime,
        Column("layers", format="count", keep=5, total=len(report.layers)),
        Column("input", format="shape", keep=6),
        Column("output", format="shape", keep=4),
        params,
        Column("params_share", "of params", "share", 2, get=_share("params", whole)),
        *costs,
    )
    without_place = ("label", "layers", "params", "params_share", "madds", "share")
    if by == "kind":
        columns = tuple(column for column in columns if column.key in without_place)
    return table(columns, report.by(by))


def _share(name: str, whole: int) -> Callable[[Any], float]:
    """What an item has of a whole count."""
    return lambda item: getattr(item, name) / whole if whole else 0.0


def regime_text(place: Place) -> str | None:
    """The regime of a block, with its t where that says more: `inverted t=6`."""
    regime, t = place.regime, place.t
    if regime in (INVERTED, BOTTLENECK):
        return f"{_SHORT.get(regime, regime)} t={t}"
    return regime or None


def _operator(layer: Layer) -> str:
    k = layer.kernel_size
    window = f" {k}x{k}" if k is not None else ""
    return f"{layer.role}{window}{' +' if layer.residual else ''}"


def _entry(subtotal: Subtotal, report: Report) -> str:
    """The entry of the file: `bottleneck x3, inverted t=6`."""
    blocks = report.network.architecture.layers[subtotal.place.stage].block.blocks
    regime = regime_text(subtotal.place)
    repeats = f" x{blocks}" if blocks > 1 else ""
    return f"{subtotal.place.kind}{repeats}{f', {regime}' if regime else ''}"


def _relative(check: FigureCheck) -> float | None:
    """The difference as a share of the printed figure; None for accuracies."""
    if check.difference is None:
        return None
    return check.difference / Printed.read(check.row.printed).value


_FIGURE_TITLES = {"top1": "top-1 %", "top5": "top-5 %"}
_PUBLISHED = (
    Column("figure", get=lambda check: _FIGURE_TITLES.get(check.row.figure, check.row.unit)),
    Column("published", format="number", get=lambda check: check.row.printed),
    Column("computed", format="count"),
    Column("relative", "diff", "difference", keep=2, get=_relative),
    Column("reproduced", "ok", "agrees", style="verdict"),
    Column("row.status", keep=5),
    Column("row.convention", keep=3),
    Column("row.rounding", keep=4),
    Column("row.source", keep=1),
)


def _published(report: Report) -> Table:
    """The figures published for a network beside the computed ones."""
    notes = tuple(
        f"{check.row.source}, {check.row.printed}: {check.note}"
        for check in report.published
        if check.note and not check.reproduced
    )
    # Published figures are of one image, so their computed ones are, whatever the batch.
    title = f"published for this network{', for one image' if report.network.batch > 1 else ''}"
    return table(_PUBLISHED, report.published, title=title, notes=notes)


def _totals(report: Report) -> tuple[Fact, ...]:
    totals, dtype = report.totals, report.network.dtype.name
    counted = totals.counted if totals.counted != totals.madds else None
    return (
        Fact(totals.params, "params", "si"),
        Fact(totals.madds, "MAdds", "si"),
        Fact(totals.flops, "FLOPs", "si"),
        Fact(counted, f"{report.convention.unit} counted", "count"),
        Fact(totals.weight_bytes, f"weights ({dtype})", "size"),
        Fact(totals.peak_bytes, "peak memory", "size"),
    )


def _notes(report: Report) -> tuple[str, ...]:
    notes = convention_notes(report.convention, [report.network.architecture])
    without = report.params_without_norm
    if without == report.totals.params:
        return notes
    return (f"parameters without BatchNorm, as the papers print them: {without:,}", *notes)
