"""The report of one network: what each layer costs, the totals, and the published figures."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import Convention, convention
from mbv2calc.cost.dtypes import DEFAULT_DTYPE, Dtype, dtype, weight_bytes
from mbv2calc.cost.published import Comparison, published
from mbv2calc.cost.tally import Tally, layer_tally, total
from mbv2calc.errors import UsageError
from mbv2calc.model import Layer, Network, Tensor
from mbv2calc.spec.schema import unknown


class LayerCost(NamedTuple):
    """What one layer costs: params, and for the whole batch multiply-adds and output bytes."""

    layer: Layer
    params: Number
    madds: Number
    output_bytes: Number


class GroupCost(NamedTuple):
    """What a block, a stage or a kind of operator costs; `label` says which it is."""

    label: str
    layers: tuple[LayerCost, ...]

    @property
    def params(self) -> Number:
        return sum(cost.params for cost in self.layers)

    @property
    def madds(self) -> Number:
        return sum(cost.madds for cost in self.layers)

    @property
    def input(self) -> Tensor:
        return self.layers[0].layer.input

    @property
    def output(self) -> LayerCost:
        """The layer whose output leaves the group."""
        return self.layers[-1]


class Totals(NamedTuple):
    """Totals of a network. `counted` is the operations under the report's convention."""

    params: Number
    madds: Number
    flops: Number
    counted: Number
    weight_bytes: Number
    peak_bytes: Number | None


class Report(NamedTuple):
    """Everything that `mbv2calc report` shows."""

    network: Network
    batch: int
    dtype: Dtype
    convention: Convention
    layers: tuple[LayerCost, ...]
    totals: Totals
    published: tuple[Comparison, ...]

    def by(self, grouping: str) -> tuple[GroupCost, ...]:
        """The layers summed by block, stage or kind, in order of first appearance.

        Raises UsageError for any other grouping.
        """
        if grouping not in GROUPINGS:
            raise UsageError(f"--by: {unknown('grouping', grouping, ['layer', *GROUPINGS])}")
        label = GROUPINGS[grouping]
        groups: dict[str, list[LayerCost]] = {}
        for cost in self.layers:
            groups.setdefault(label(cost.layer), []).append(cost)
        return tuple(GroupCost(name, tuple(costs)) for name, costs in groups.items())


GROUPINGS: dict[str, Callable[[Layer], str]] = {
    "block": lambda layer: layer.block,
    "stage": lambda layer: str(layer.stage),
    "kind": lambda layer: layer.kind,
}


def network_totals(tally: Tally, of: Dtype, counting: Convention, batch: Number = 1) -> Totals:
    """Totals from a network's tally; the batch multiplies operations, never parameters."""
    madds = tally.macs * batch
    return Totals(
        params=counting.params.of(tally),
        madds=madds,
        flops=2 * madds,
        counted=counting.operations.of(tally) * batch,
        weight_bytes=weight_bytes(tally, of),
        peak_bytes=None,
    )


def make_report(
    network: Network, *, batch: int = 1, dtype_name: str = DEFAULT_DTYPE, counting: str = "paper"
) -> Report:
    """The report of a network of ints. Raises UsageError for an unknown dtype or convention."""
    of, rule = dtype(dtype_name), convention(counting)
    tallies = tuple(map(layer_tally, network.layers))
    tally = total(tallies)
    return Report(
        network=network,
        batch=batch,
        dtype=of,
        convention=rule,
        layers=tuple(_rows(network.layers, tallies, of, rule, batch)),
        totals=network_totals(tally, of, rule, batch),
        published=published(network.architecture, tally),
    )


def _rows(
    layers: Iterable[Layer], tallies: Iterable[Tally], of: Dtype, rule: Convention, batch: int
) -> Iterable[LayerCost]:
    for layer, tally in zip(layers, tallies, strict=True):
        if layer.kind != "add":
            output_bytes = layer.output.elements * of.bytes * batch
            yield LayerCost(layer, rule.params.of(tally), tally.macs * batch, output_bytes)
