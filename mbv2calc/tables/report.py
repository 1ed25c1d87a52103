"""A Report as a document: heading, the layers (or groups of them), totals, published figures."""

from typing import Any

from mbv2calc.cost import Comparison, GroupCost, LayerCost, Printed, Report
from mbv2calc.model import Layer, Tensor
from mbv2calc.tables.neutral import Column, Document, Fact, Record, Table

_REGIME = {"inverted residual": "inverted", "no expansion": "no expansion"}
_ADDED = "+ the block's input is added to this output"

_LAYERS = (
    Column("name", "layer", audience="machines"),
    Column("block", "block", style="quiet"),
    Column("stage", "stage", audience="machines"),
    Column("kind", "kind", audience="machines"),
    Column("regime", "regime", audience="machines"),
    Column("regime", "regime", keep=2, audience="people", style="accent"),
    Column("operator", "operator", audience="people"),
    Column("input", "input", "shape", keep=8),
    Column("output", "output", "shape", keep=3),
    Column("kernel_size", "k", "count", keep=9),
    Column("stride", "s", "count", keep=5),
    Column("conv_groups", "groups", "count", audience="machines"),
    Column("norm", "norm", audience="machines"),
    Column("activation", "act", keep=4),
    Column("residual", "add", audience="machines"),
    Column("params", "params", "count"),
    Column("madds", "MAdds", "count"),
    Column("share", "share", "bar", keep=1, audience="people"),
    Column("output_bytes", "output B", "bytes", keep=6),
)


def report_document(report: Report, by: str = "layer") -> Document:
    """What `mbv2calc report` says of a network, by layer, block, stage or kind."""
    layers = _layers_table(report, shown=by == "layer")
    groups = () if by == "layer" else (_groups_table(report, by),)
    parts = (
        _heading(report),
        Fact("convention", report.convention.name),
        layers,
        *groups,
        _totals(report),
        _published(report),
    )
    rule = f"convention {report.convention.name}: {report.convention.title}"
    return Document(parts, notes=(f"{rule}; 1 MAdd = 2 FLOPs",))


def _heading(report: Report) -> Record:
    architecture = report.network.architecture
    size = architecture.input
    t = architecture.expansion if architecture.takes_expansion else None
    sides = {"height": size.height, "width": size.width, "channels": size.channels}
    return Record(
        "network",
        (
            Fact("name", architecture.name, ""),
            Fact("input", sides, "", "shape"),
            Fact("width", architecture.width_multiplier, "width", "decimal"),
            Fact("t", t, "t" if t is not None else None),
            Fact("batch", report.batch, "batch" if report.batch != 1 else None, "count"),
            Fact("dtype", report.dtype.name, ""),
            Fact("classes", architecture.classes, "classes"),
            Fact("", report.convention.name, "convention"),
        ),
        heading=True,
    )


def _layers_table(report: Report, *, shown: bool) -> Table:
    whole = report.totals
    rows = tuple(_layer_row(cost, whole.madds) for cost in report.layers)
    footer: list[Any] = [None] * len(_LAYERS)
    places = {column.key: i for i, column in enumerate(_LAYERS)}
    footer[places["block"]] = "total"
    footer[places["params"]], footer[places["madds"]] = whole.params, whole.madds
    added = any(cost.layer.residual for cost in report.layers)
    return Table(
        "layers",
        "",
        _LAYERS,
        rows,
        footer=tuple(footer),
        section="stage",
        once=frozenset({"block", "regime"}),
        notes=(_ADDED,) if added else (),
        shown=shown,
    )


def _layer_row(cost: LayerCost, madds: int) -> tuple[Any, ...]:
    layer = cost.layer
    return (
        layer.name,
        layer.block,
        layer.stage,
        layer.kind,
        layer.regime or None,
        _regime(layer),
        _operator(layer),
        _shape(layer.input),
        _shape(layer.output),
        layer.kernel_size,
        layer.stride,
        layer.conv_groups,
        "batch_norm" if layer.norm else None,
        layer.activation or None,
        layer.residual,
        cost.params,
        cost.madds,
        _share(cost.madds, madds),
        cost.output_bytes,
    )


def _shape(tensor: Tensor) -> tuple[int, int, int]:
    return (tensor.height, tensor.width, tensor.channels)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _regime(layer: Layer) -> str | None:
    """The regime with its t: `inverted t=6`; t = 1 and t = 0 have words of their own."""
    if layer.t is None or layer.t.num in (0, layer.t.den):
        return layer.regime or None
    return f"{_REGIME.get(layer.regime, layer.regime)} t={layer.t}"


def _operator(layer: Layer) -> str:
    k = layer.kernel_size
    window = f" {k}x{k}" if k is not None else ""
    return f"{layer.part}{window}{' +' if layer.residual else ''}"


def _groups_table(report: Report, by: str) -> Table:
    whole = report.totals
    rows = [_group_row(group, by, report) for group in report.by(by)]
    footer = ("total", None, None, None, None, len(report.layers), None, None)
    full = (*footer, whole.params, None, whole.madds, None, None)
    wanted = [i for i, c in enumerate(_GROUPS) if c.key in _OF[by]]
    columns = [_GROUPS[i] for i in wanted]
    columns[0] = columns[0]._replace(key=by, title=by)
    return Table(
        f"{by}s",
        "",
        tuple(columns),
        tuple(tuple(row[i] for i in wanted) for row in rows),
        footer=tuple(full[i] for i in wanted),
    )


_GROUPS = (
    Column("", ""),
    Column("entry", "entry", keep=3, audience="people"),
    Column("kind", "kind", audience="machines"),
    Column("regime", "regime", audience="machines"),
    Column("regime_label", "regime", keep=3, audience="people", style="accent"),
    Column("layers", "layers", "count", keep=5),
    Column("input", "input", "shape", keep=6),
    Column("output", "output", "shape", keep=4),
    Column("params", "params", "count"),
    Column("params_share", "of params", "share", keep=2, audience="people"),
    Column("madds", "MAdds", "count"),
    Column("share", "share", "bar", keep=1, audience="people"),
    Column("output_bytes", "output B", "bytes", keep=7),
)
_COSTS = {"", "layers", "params", "params_share", "madds", "share"}
_OF = {
    "block": _COSTS | {"kind", "regime", "regime_label", "input", "output", "output_bytes"},
    "stage": _COSTS | {"entry", "kind", "regime", "input", "output", "output_bytes"},
    "kind": _COSTS,
}


def _group_row(group: GroupCost, by: str, report: Report) -> tuple[Any, ...]:
    whole = report.totals
    first = group.layers[0].layer
    kind = report.network.architecture.layers[first.stage].block.kind
    return (
        first.stage if by == "stage" else group.label,
        _entry(first, report),
        kind,
        first.regime or None,
        _regime(first),
        len(group.layers),
        _shape(group.input),
        _shape(group.output.layer.output),
        group.params,
        _share(group.params, whole.params),
        group.madds,
        _share(group.madds, whole.madds),
        group.output.output_bytes,
    )


def _entry(layer: Layer, report: Report) -> str:
    """The entry of the file: `bottleneck x3, inverted t=6`."""
    block = report.network.architecture.layers[layer.stage].block
    repeats = getattr(block, "n", 1)
    regime = f", {_regime(layer)}" if layer.regime else ""
    return f"{block.kind}{f' x{repeats}' if repeats > 1 else ''}{regime}"


def _totals(report: Report) -> Record:
    totals = report.totals
    counted = f"{report.convention.unit} counted" if totals.counted != totals.madds else None
    return Record(
        "totals",
        (
            Fact("params", totals.params, "params", "si"),
            Fact("madds", totals.madds, "MAdds", "si"),
            Fact("flops", totals.flops, "FLOPs", "si"),
            Fact("counted", totals.counted, counted, "si"),
            Fact("weight_bytes", totals.weight_bytes, f"weights ({report.dtype.name})", "size"),
            Fact("peak_bytes", totals.peak_bytes),
        ),
    )


def _published(report: Report) -> Table:
    columns = (
        Column("figure", "figure", audience="machines"),
        Column("what", "figure", audience="people"),
        Column("published", "published", "printed"),
        Column("computed", "computed", "count"),
        Column("difference", "difference", audience="machines"),
        Column("relative", "difference", "difference", audience="people"),
        Column("reproduced", "agrees", "agrees", style="agrees"),
        Column("status", "status", keep=4),
        Column("convention", "convention", keep=2),
        Column("rounding", "rounding", keep=3),
        Column("source", "source", keep=1),
        Column("reference", "reference", audience="machines"),
        Column("note", "note", audience="machines"),
    )
    rows = tuple(map(_published_row, sorted(report.published, key=_published_order)))
    notes = tuple(
        f"{c.figure.source}, {c.figure.printed}: {c.figure.note}"
        for c in report.published
        if c.figure.note and not c.reproduced
    )
    title = "published for this network" if rows else ""
    return Table("published", title, columns, rows, notes=notes, shown=bool(rows))


_WHAT = {"params": "params", "activations": "activations", "top1": "top-1 %", "top5": "top-5 %"}


def _published_order(comparison: Comparison) -> tuple[int, str]:
    kinds = ("params", "operations", "activations", "top1", "top5")
    return kinds.index(comparison.figure.figure), comparison.figure.convention


def _published_row(comparison: Comparison) -> tuple[Any, ...]:
    figure = comparison.figure
    difference = comparison.difference
    relative = None
    if difference is not None:
        relative = difference / Printed.parse(figure.printed).value
    return (
        figure.figure,
        _WHAT.get(figure.figure) or figure.unit,
        figure.printed,
        comparison.computed,
        difference,
        relative,
        comparison.reproduced,
        figure.status,
        figure.convention or None,
        figure.rounding or None,
        figure.source,
        figure.reference,
        figure.note,
    )
