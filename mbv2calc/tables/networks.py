"""The shipped networks as a document: what there is, with totals."""

from typing import NamedTuple

from mbv2calc.cost.dtypes import DEFAULT_DTYPE
from mbv2calc.cost.totals import Totals
from mbv2calc.spec.architecture import Architecture
from mbv2calc.tables.neutral import Audience, Column, Document, Field, table


class Shipped(NamedTuple):
    """A shipped network at the numbers of the knobs, and its totals."""

    key: str
    architecture: Architecture
    totals: Totals


def networks_document(
    networks: list[Shipped], batch: int = 1, dtype: str = DEFAULT_DTYPE
) -> Document:
    """What `mbv2calc networks` says: one row for each shipped network."""
    many: Audience = "all" if batch > 1 else "machines"
    fields: list[Field[Shipped]] = [
        Field(Column("network", "network", style="accent"), lambda n: n.key),
        Field(Column("name", "name", keep=2), lambda n: n.architecture.name),
        Field(Column("input", "input", "shape", keep=3), lambda n: _sides(n.architecture)),
        Field(
            Column("width", "width", "decimal", keep=1), lambda n: n.architecture.width_multiplier
        ),
        Field(Column("t", "t", "number", keep=4), lambda n: n.architecture.t),
        Field(Column("batch", "batch", "count", audience=many), lambda _: batch),
        Field(Column("dtype", "dtype", audience="machines"), lambda _: dtype),
        Field(Column("params", "params", "count"), lambda n: n.totals.params),
        Field(Column("madds", "MAdds", "count"), lambda n: n.totals.madds),
        Field(
            Column("weight_bytes", f"weights ({dtype})", "size", keep=5),
            lambda n: n.totals.weight_bytes,
        ),
        Field(Column("peak_bytes", "peak", "size", keep=6), lambda n: n.totals.peak_bytes),
        Field(Column("source", "source", keep=7), lambda n: n.architecture.source),
    ]
    return Document((table("networks", fields, networks),))


def _sides(architecture: Architecture) -> dict[str, int]:
    size = architecture.input
    return {"height": size.height, "width": size.width, "channels": size.channels}
