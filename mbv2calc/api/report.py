"""The report of one network: what each layer costs, the totals, and the published figures."""

from collections.abc import Callable
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import Convention, find_convention
from mbv2calc.cost.dtypes import Dtype
from mbv2calc.cost.tally import Tally, layer_tally, total
from mbv2calc.cost.totals import LayerCost, Totals, network_totals, whole_peak
from mbv2calc.errors import UsageError, unknown
from mbv2calc.figures.published import Comparison, published
from mbv2calc.model.layers import Layer, Network, Place, Tensor


class Subtotal(NamedTuple):
    """What a block, a stage or a kind of operator costs; `label` says which it is."""

    label: str
    layers: tuple[LayerCost, ...]

    @property
    def params(self) -> Number:
        """The sum over its layers."""
        return sum(cost.params for cost in self.layers)

    @property
    def madds(self) -> Number:
        """The sum over its layers, for the whole batch."""
        return sum(cost.madds for cost in self.layers)

    @property
    def input(self) -> Tensor:
        """What its first layer reads."""
        return self.layers[0].layer.input

    @property
    def output(self) -> Tensor:
        """What its last layer gives."""
        return self.layers[-1].layer.output

    @property
    def place(self) -> Place:
        """Where its first layer stands."""
        return self.layers[0].layer.place


class Report(NamedTuple):
    """Everything that `mbv2calc report` shows."""

    network: Network
    batch: int
    dtype: Dtype
    convention: Convention
    layers: tuple[LayerCost, ...]
    tally: Tally  # of one image
    totals: Totals
    published: tuple[Comparison, ...]

    @property
    def params_without_norm(self) -> Number:
        """Weights and biases alone, which is what the papers print."""
        return find_convention("no-norm").params.of(self.tally)

    def by(self, what: str) -> tuple[Subtotal, ...]:
        """The layers summed by block, stage or kind, in order of first appearance.

        Raises UsageError for anything else.
        """
        if what not in SUBTOTALS:
            raise UsageError(f"--by: {unknown('grouping', what, ['layer', *SUBTOTALS])}")
        label = SUBTOTALS[what]
        found: dict[str, list[LayerCost]] = {}
        for cost in self.layers:
            found.setdefault(label(cost.layer), []).append(cost)
        return tuple(Subtotal(name, tuple(costs)) for name, costs in found.items())

    def __repr__(self) -> str:
        name, totals = self.network.architecture.name, self.totals
        return f"Report({name!r}, {totals.params} params, {totals.madds} MAdds)"


SUBTOTALS: dict[str, Callable[[Layer], str]] = {
    "block": lambda layer: layer.block,
    "stage": lambda layer: str(layer.place.stage),
    "kind": lambda layer: layer.kind,
}
"""What layers can be summed by."""


def make_report(network: Network, of: Dtype, convention: Convention, batch: int = 1) -> Report:
    """The report of a network of ints, in a dtype and under a convention."""
    tallies = tuple(map(layer_tally, network.layers))
    tally = total(tallies)
    return Report(
        network=network,
        batch=batch,
        dtype=of,
        convention=convention,
        layers=tuple(
            LayerCost(
                layer=layer,
                params=convention.params.of(part),
                madds=part.macs * batch,
                output_bytes=layer.output.elements * of.bytes * batch,
            )
            for layer, part in zip(network.layers, tallies, strict=True)
            if layer.is_row
        ),
        tally=tally,
        totals=network_totals(tally, of, convention, whole_peak(network, of, batch), batch),
        published=published(network.architecture, tally),
    )
