"""The report of one network: what each layer costs, the totals, and the published figures."""

from dataclasses import dataclass
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import DEFAULT_CONVENTION, Convention, find_convention
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.cost.tally import Tally, layer_tally, total
from mbv2calc.cost.totals import LayerCost, Totals, network_totals
from mbv2calc.errors import UsageError, unknown
from mbv2calc.figures.published import FigureCheck, published
from mbv2calc.model.layers import Network, Place
from mbv2calc.plain import json_keys


@json_keys(
    "entry", "regime", "layers", "input", "output", "params", "madds", "output_bytes",
)  # fmt: skip
class Subtotal(NamedTuple):
    """The cost of a block, a stage or a kind of operator: sums over its layers."""

    label: str | int  # the block's name, the stage's number, or the kind
    costs: tuple[LayerCost, ...]

    @property
    def layers(self) -> int:
        """The number of its layers."""
        return len(self.costs)

    @property
    def params(self) -> Number:
        """Parameters under the report's convention."""
        return sum(cost.params for cost in self.costs)

    @property
    def madds(self) -> Number:
        """Multiply-adds for the whole batch."""
        return sum(cost.madds for cost in self.costs)

    @property
    def input(self) -> tuple[Number, Number, Number]:
        """(height, width, channels) of its first layer's input."""
        return self.costs[0].input

    @property
    def output(self) -> tuple[Number, Number, Number]:
        """(height, width, channels) of its last layer's output."""
        return self.costs[-1].output

    @property
    def output_bytes(self) -> Number:
        """The bytes of its last layer's output, for the whole batch."""
        return self.costs[-1].output_bytes

    @property
    def place(self) -> Place:
        """The place of its first layer in the file."""
        return self.costs[0].layer.place

    @property
    def entry(self) -> str:
        """The kind of its entry in the file, such as `bottleneck`."""
        return self.place.kind

    @property
    def regime(self) -> str | None:
        """How t shapes it, such as `inverted residual`; None if no t applies."""
        return self.place.regime or None


@dataclass(frozen=True, repr=False)
class Report:
    """The cost of one network: of every layer and in all, with the figures published for it."""

    network: NetworkConfig  # its name and numbers
    graph: Network  # its layers and tensors
    convention: Convention
    layers: tuple[LayerCost, ...]
    tally: Tally  # of one image
    totals: Totals
    published: tuple[FigureCheck, ...]

    @property
    def json_keys(self) -> tuple[str, ...]:
        """Under a convention other than the default, `verified` too."""
        verified = () if self.convention.name == DEFAULT_CONVENTION else ("verified",)
        return ("network", "convention", *verified, "layers", "totals", "published")

    @property
    def verified(self) -> bool:
        """Whether the convention's numbers were compared for such a network."""
        return self.convention.is_verified_on(self.network.architecture)

    @property
    def params_without_norm(self) -> Number:
        """Weights and biases without BatchNorm, as the papers print them."""
        return find_convention("no-norm").params.of(self.tally)

    def by(self, what: str) -> tuple[Subtotal, ...]:
        """The layers summed by "block", "stage" or "kind", in order of first appearance.

        Raises UsageError for any other word.
        """
        if what not in SUBTOTALS:
            raise UsageError(f"--by: {unknown('grouping', what, ['layer', *SUBTOTALS])}")
        costs_by_label: dict[str | int, list[LayerCost]] = {}
        for cost in self.layers:
            costs_by_label.setdefault(getattr(cost, what), []).append(cost)
        return tuple(Subtotal(label, tuple(costs)) for label, costs in costs_by_label.items())

    def __repr__(self) -> str:
        name, totals = self.network.name, self.totals
        return f"Report({name!r}, {totals.params} params, {totals.madds} MAdds)"


SUBTOTALS = ("block", "stage", "kind")
"""What layers can be summed by: attributes of a LayerCost."""


def make_report(graph: Network, network: NetworkConfig, convention: Convention) -> Report:
    """The report of a network of ints under a convention."""
    batch, dtype = network.batch, network.dtype
    tallies = tuple(map(layer_tally, graph.layers))
    tally = total(tallies)
    return Report(
        network=network,
        graph=graph,
        convention=convention,
        layers=tuple(
            LayerCost(
                layer=layer,
                params=convention.params.of(part),
                madds=part.macs * batch,
                output_bytes=layer.output.elements * dtype.bytes * batch,
            )
            for layer, part in zip(graph.layers, tallies, strict=True)
            if layer.operator.is_row
        ),
        tally=tally,
        totals=network_totals(graph, tally, dtype, convention, batch),
        published=published(network.architecture, tally),
    )
