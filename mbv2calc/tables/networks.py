"""The shipped networks as a document: what there is, with totals."""

from mbv2calc.api import Model
from mbv2calc.tables.neutral import Column, Document, Table


def networks_document(models: dict[str, Model]) -> Document:
    """What `mbv2calc networks` says: one row for each shipped network."""
    any_model = next(iter(models.values()))
    dtype, batch = any_model.dtype, any_model.batch
    columns = (
        Column("network", "network", style="accent"),
        Column("name", "name", keep=2),
        Column("input", "input", "shape", keep=3),
        Column("width", "width", "decimal", keep=1),
        Column("t", "t", "number", keep=4),
        Column("batch", "batch", "count", audience="all" if batch > 1 else "machines"),
        Column("dtype", "dtype", audience="machines"),
        Column("params", "params", "count"),
        Column("madds", "MAdds", "count"),
        Column("weight_bytes", f"weights ({dtype})", "size", keep=5),
        Column("source", "source", keep=6),
    )
    rows = []
    for key, model in models.items():
        architecture, totals = model.architecture, model.totals()
        size = architecture.input
        rows.append(
            (
                key,
                architecture.name,
                {"height": size.height, "width": size.width, "channels": size.channels},
                architecture.width_multiplier,
                architecture.expansion,
                model.batch,
                model.dtype,
                totals.params,
                totals.madds,
                totals.weight_bytes,
                architecture.source,
            )
        )
    return Document((Table("networks", "", columns, tuple(rows)),))
