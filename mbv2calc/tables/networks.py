"""The built-in networks as a document: their names and totals."""

from collections.abc import Sequence
from typing import NamedTuple

from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.cost.totals import Totals
from mbv2calc.plain import json_keys
from mbv2calc.tables.neutral import Column, Document, Records, table


@json_keys(
    "network", "config.name", "config.input", "config.width", "config.t", "config.batch",
    "config.dtype", "totals.params", "totals.madds", "totals.weight_bytes",
    "totals.peak_bytes", "config.architecture.source",
)  # fmt: skip
class BuiltIn(NamedTuple):
    """A built-in network at the numbers of the knobs, and its totals."""

    network: str
    config: NetworkConfig
    totals: Totals


def networks_document(networks: Sequence[BuiltIn], notes: tuple[str, ...] = ()) -> Document:
    """What `mbv2calc networks` says: a row for each built-in network."""
    config = networks[0].config  # batch and dtype are knobs, the same for all
    batch = (Column("config.batch", format="count"),) if config.batch > 1 else ()
    columns = (
        Column("network", style="accent"),
        Column("config.name", keep=2),
        Column("config.input", format="shape", keep=3),
        Column("config.width", format="decimal", keep=1),
        Column("config.t", format="number", keep=4),
        *batch,
        Column("totals.params", format="count"),
        Column("totals.madds", "MAdds", "count"),
        Column("totals.weight_bytes", f"weights ({config.dtype.name})", "size", keep=5),
        Column("totals.peak_bytes", "peak", "size", keep=6),
        Column("config.architecture.source", keep=7),
    )
    return Document(
        (table(columns, networks),),
        notes=notes,
        data={"networks": networks},
        records=Records.of(BuiltIn, networks),
    )
