"""A Report as a document: heading, the layers (or sums of them), published figures, totals."""

from mbv2calc.api.report import Report, Subtotal
from mbv2calc.cost.dtypes import Dtype
from mbv2calc.cost.totals import LayerCost
from mbv2calc.model.blocks.bottleneck import BOTTLENECK, INVERTED
from mbv2calc.model.layers import Layer, Place
from mbv2calc.spec.architecture import Architecture
from mbv2calc.tables.convention_text import convention_notes, verified_facts
from mbv2calc.tables.neutral import Column, Document, Fact, Field, Record, Table, table
from mbv2calc.tables.published import published_table

_SHORT = {INVERTED: "inverted"}
_ADDED = "+ the block's input is added to this output"


def report_document(report: Report, by: str = "layer") -> Document:
    """What `mbv2calc report` says of a network, by layer, block, stage or kind."""
    parts = (
        _heading(report),
        Fact("convention", report.convention.name),
        *verified_facts(report.convention, [report.network.architecture]),
        _layers(report, shown=by == "layer"),
        *(() if by == "layer" else (_subtotals(report, by),)),
        _totals(report),
        published_table(report),
    )
    return Document(parts, notes=_notes(report))


def _heading(report: Report) -> Record:
    own = (Fact("", report.convention.name, "convention"),)
    architecture = report.network.architecture
    facts = network_facts(architecture, report.batch, report.dtype, own)
    return Record("network", facts, heading=True)


def network_facts(
    architecture: Architecture, batch: int, dtype: Dtype, own: tuple[Fact, ...] = ()
) -> tuple[Fact, ...]:
    """What a network is reported at; `own` are what else a heading has to say of a result."""
    size = architecture.input
    t = architecture.t
    sides = {"height": size.height, "width": size.width, "channels": size.channels}
    return (
        Fact("name", architecture.name, ""),
        Fact("input", sides, "", "shape"),
        Fact("width", architecture.width_multiplier, "width", "decimal"),
        Fact("t", t, "t" if t is not None else None),
        Fact("batch", batch, "batch" if batch != 1 else None, "count"),
        Fact("dtype", dtype.name, ""),
        Fact("classes", architecture.classes, "classes"),
        *own,
        Fact("", ", ".join(architecture.settings) or None, "set"),
    )


def _layers(report: Report, *, shown: bool) -> Table:
    whole = report.totals
    fields: list[Field[LayerCost]] = [
        Field(Column("name", "layer", audience="machines"), lambda c: c.layer.name),
        Field(Column("block", "block", style="quiet", once=True), lambda c: c.layer.block, "total"),
        Field(Column("stage", "stage", audience="machines"), lambda c: c.layer.place.stage),
        Field(Column("kind", "kind", audience="machines"), lambda c: c.layer.kind),
        Field(
            Column("regime", "regime", audience="machines"),
            lambda c: c.layer.place.regime or None,
        ),
        Field(
            Column("label", "regime", keep=2, audience="people", style="accent", once=True),
            lambda c: regime_text(c.layer.place),
        ),
        Field(Column("operator", "operator", audience="people"), lambda c: _operator(c.layer)),
        Field(Column("input", "input", "shape", keep=8), lambda c: c.layer.input.shape),
        Field(Column("output", "output", "shape", keep=3), lambda c: c.layer.output.shape),
        Field(Column("kernel_size", "k", "count", keep=9), lambda c: c.layer.kernel_size),
        Field(Column("stride", "s", "count", keep=5), lambda c: c.layer.stride),
        Field(
            Column("conv_groups", "groups", "count", audience="machines"),
            lambda c: c.layer.conv_groups,
        ),
        Field(
            Column("norm", "norm", audience="machines"),
            lambda c: "batch_norm" if c.layer.norm else None,
        ),
        Field(
            Column("activation", "act", keep=4, style="activation"),
            lambda c: c.layer.activation or None,
        ),
        Field(Column("residual", "add", audience="machines"), lambda c: c.layer.residual),
        Field(Column("params", "params", "count"), lambda c: c.params, whole.params),
        Field(Column("madds", "MAdds", "count"), lambda c: c.madds, whole.madds),
        Field(
            Column("share", "share", "bar", keep=1, audience="people"),
            lambda c: _share(c.madds, whole.madds),
        ),
        Field(Column("output_bytes", "output B", "count", keep=6), lambda c: c.output_bytes),
    ]
    added = any(cost.layer.residual for cost in report.layers)
    notes = (_ADDED,) if added else ()
    return table(
        "layers",
        fields,
        report.layers,
        section="stage",
        block="block",
        notes=notes,
        shown=shown,
    )


def _subtotals(report: Report, by: str) -> Table:
    """The table by block, by stage or by kind of operator, which has no place in the network."""
    whole = report.totals
    title = "entry" if by == "stage" else "regime"
    label: list[Field[Subtotal]] = [Field(Column(by, by), lambda s: s.label, "total")]
    if by == "stage":
        label = [Field(Column(by, by), lambda s: s.place.stage, "total")]
    place: list[Field[Subtotal]] = [
        Field(Column("entry", "entry", audience="machines"), lambda s: s.place.kind),
        Field(Column("regime", "regime", audience="machines"), lambda s: s.place.regime or None),
        Field(
            Column("label", title, keep=3, audience="people", style="accent"),
            lambda s: _entry(s, report) if by == "stage" else regime_text(s.place),
        ),
    ]
    shapes: list[Field[Subtotal]] = [
        Field(Column("input", "input", "shape", keep=6), lambda s: s.input.shape),
        Field(Column("output", "output", "shape", keep=4), lambda s: s.output.shape),
    ]
    costs: list[Field[Subtotal]] = [
        Field(Column("params", "params", "count"), lambda s: s.params, whole.params),
        Field(
            Column("params_share", "of params", "share", keep=2, audience="people"),
            lambda s: _share(s.params, whole.params),
        ),
        Field(Column("madds", "MAdds", "count"), lambda s: s.madds, whole.madds),
        Field(
            Column("share", "share", "bar", keep=1, audience="people"),
            lambda s: _share(s.madds, whole.madds),
        ),
    ]
    size: Field[Subtotal] = Field(
        Column("output_bytes", "output B", "count", keep=7), lambda s: s.layers[-1].output_bytes
    )
    layers: Field[Subtotal] = Field(
        Column("layers", "layers", "count", keep=5), lambda s: len(s.layers), len(report.layers)
    )
    fields = [*label, layers, *costs]
    if by != "kind":
        fields = [*label, *place, layers, *shapes, *costs, size]
    return table(f"{by}s", fields, report.by(by))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


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


def _totals(report: Report) -> Record:
    totals = report.totals
    counted = f"{report.convention.unit} counted" if totals.counted != totals.madds else None
    return Record(
        "totals",
        (
            Fact("params", totals.params, "params", "si"),
            Fact("madds", totals.madds, "MAdds", "si"),
            Fact("flops", totals.flops, "FLOPs", "si"),
            Fact("counted", totals.counted, counted, "count"),
            Fact("weight_bytes", totals.weight_bytes, f"weights ({report.dtype.name})", "size"),
            Fact("peak_bytes", totals.peak_bytes, "peak memory", "size"),
        ),
    )


def _notes(report: Report) -> tuple[str, ...]:
    notes = convention_notes(report.convention, [report.network.architecture])
    without = report.params_without_norm
    if without == report.totals.params:
        return notes
    return (f"parameters without BatchNorm, as the papers print them: {without:,}", *notes)
