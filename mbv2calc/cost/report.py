"""The report of one network: what each layer costs, the totals, and the published figures."""

from collections.abc import Callable
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import Convention, find_convention
from mbv2calc.cost.dtypes import Dtype, weight_bytes
from mbv2calc.cost.memory import WHOLE, Run, peak_bytes
from mbv2calc.cost.published import Comparison, published
from mbv2calc.cost.tally import Tally, layer_tally, total
from mbv2calc.errors import UsageError, unknown
from mbv2calc.model import Layer, Network, Place, Tensor


class LayerCost(NamedTuple):
    """What one layer costs: params, and for the whole batch multiply-adds and output bytes."""

    layer: Layer
    params: Number
    madds: Number
    output_bytes: Number


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


class Costs(NamedTuple):
    """What a network of some tally costs; each is worked out where it is asked for.

    The batch multiplies operations, never parameters.
    """

    tally: Tally
    of: Dtype
    convention: Convention
    batch: Number = 1

    @property
    def params(self) -> Number:
        """Parameters as the convention has them."""
        return self.convention.params.of(self.tally)

    @property
    def madds(self) -> Number:
        """Multiply-adds of convolutions and classifiers, of the whole batch."""
        if type(self.batch) is int and self.batch == 1:
            return self.tally.macs  # over a grid, a pass over all points less
        return self.tally.macs * self.batch

    @property
    def flops(self) -> Number:
        """1 MAdd = 2 FLOPs."""
        return 2 * self.madds

    @property
    def counted(self) -> Number:
        """Operations as the convention has them, of the whole batch."""
        return self.convention.operations.of(self.tally) * self.batch

    @property
    def weight_bytes(self) -> Number:
        """Bytes of the parameters as deployed."""
        return weight_bytes(self.tally, self.of)


class Totals(NamedTuple):
    """Totals of a network. `counted` is the operations under the report's convention.

    `peak_bytes` is the most memory for activations at once, with every operator run whole.
    """

    params: Number
    madds: Number
    flops: Number
    counted: Number
    weight_bytes: Number
    peak_bytes: Number


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


def network_totals(
    tally: Tally, of: Dtype, convention: Convention, peak: Number, batch: Number = 1
) -> Totals:
    """Totals of a network with this tally and peak memory, which is that of the whole batch."""
    costs = Costs(tally, of, convention, batch)
    known = {name: getattr(costs, name) for name in Totals._fields if name != "peak_bytes"}
    return Totals(**known, peak_bytes=peak)


def whole_peak(network: Network, of: Dtype, batch: Number = 1) -> Number:
    """The peak memory of a network of which every operator runs whole, in bytes."""
    return peak_bytes(network, WHOLE, Run.of(of.bytes, of.bytes, batch))


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
