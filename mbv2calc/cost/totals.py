"""What a network costs as a whole: params, multiply-adds, bytes, each from its tally."""

from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import Convention
from mbv2calc.cost.dtypes import Dtype, weight_bytes
from mbv2calc.cost.memory.liveness import ElementBytes
from mbv2calc.cost.memory.schedules import WHOLE, peak_bytes
from mbv2calc.cost.tally import Tally
from mbv2calc.model.layers import Layer, Network


class LayerCost(NamedTuple):
    """What one layer costs: params, and for the whole batch multiply-adds and output bytes."""

    layer: Layer
    params: Number
    madds: Number
    output_bytes: Number


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


def network_totals(
    tally: Tally, of: Dtype, convention: Convention, peak: Number, batch: Number = 1
) -> Totals:
    """Totals of a network with this tally and peak memory, which is that of the whole batch."""
    costs = Costs(tally, of, convention, batch)
    known = {name: getattr(costs, name) for name in Totals._fields if name != "peak_bytes"}
    return Totals(**known, peak_bytes=peak)


def whole_peak(network: Network, of: Dtype, batch: Number = 1) -> Number:
    """The peak memory of a network of which every operator runs whole, in bytes."""
    return peak_bytes(network, WHOLE, ElementBytes.of(of.bytes, of.bytes, batch))
