"""What a layer and a whole network cost: params, multiply-adds and bytes, from their tallies."""

from dataclasses import dataclass
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import Convention
from mbv2calc.cost.dtypes import Dtype, weight_bytes
from mbv2calc.cost.memory.liveness import ElementBytes
from mbv2calc.cost.memory.schedules import WHOLE, peak_bytes
from mbv2calc.cost.tally import Tally
from mbv2calc.model.layers import Layer, Network
from mbv2calc.plain import json_keys


@json_keys(
    "name", "block", "stage", "kind", "regime", "input", "output", "kernel_size", "stride",
    "conv_groups", "norm", "activation", "residual", "params", "madds", "output_bytes",
)  # fmt: skip
class LayerCost(NamedTuple):
    """What one layer costs: params, and for the whole batch multiply-adds and output bytes."""

    layer: Layer
    params: Number
    madds: Number
    output_bytes: Number

    @property
    def name(self) -> str:
        """`{entry}.{repeat}.{role}`, unique in its network."""
        return self.layer.name

    @property
    def block(self) -> str:
        """`{entry}.{repeat}`."""
        return self.layer.block

    @property
    def stage(self) -> int:
        """The entry of the file, from 0."""
        return self.layer.place.stage

    @property
    def kind(self) -> str:
        """The operator."""
        return self.layer.kind

    @property
    def regime(self) -> str | None:
        """How t shapes its block, such as `inverted residual`; None if no t applies."""
        return self.layer.place.regime or None

    @property
    def input(self) -> tuple[Number, Number, Number]:
        """(height, width, channels) of its first input."""
        return self.layer.input.shape

    @property
    def output(self) -> tuple[Number, Number, Number]:
        """(height, width, channels) of its output."""
        return self.layer.output.shape

    @property
    def kernel_size(self) -> Number | None:
        """The side of its window; None without one."""
        return self.layer.kernel_size

    @property
    def stride(self) -> int:
        """The stride of its window."""
        return self.layer.stride

    @property
    def conv_groups(self) -> Number:
        """The groups of a convolution, its channels if it is depthwise; 1 otherwise."""
        return self.layer.conv_groups

    @property
    def norm(self) -> str | None:
        """The normalization that follows: batch_norm, or None."""
        return "batch_norm" if self.layer.norm else None

    @property
    def activation(self) -> str | None:
        """The non-linearity that follows, `linear` after weights without one, else None."""
        return self.layer.activation or None

    @property
    def residual(self) -> bool:
        """Whether a shortcut is added to its output."""
        return self.layer.residual


class Costs(NamedTuple):
    """The costs of a network, each computed from its tally when it is read.

    The batch multiplies operations, never parameters.
    """

    tally: Tally  # of one image
    dtype: Dtype
    convention: Convention
    batch: Number = 1

    @property
    def params(self) -> Number:
        """Parameters under the convention."""
        return self.convention.params.of(self.tally)

    @property
    def madds(self) -> Number:
        """Multiply-adds of convolutions and classifiers, of the whole batch."""
        if type(self.batch) is int and self.batch == 1:
            return self.tally.macs  # spares a grid one pass over all points
        return self.tally.macs * self.batch

    @property
    def flops(self) -> Number:
        """1 MAdd = 2 FLOPs."""
        return 2 * self.madds

    @property
    def counted(self) -> Number:
        """Operations under the convention, of the whole batch."""
        return self.convention.operations.of(self.tally) * self.batch

    @property
    def weight_bytes(self) -> Number:
        """Bytes of the parameters as deployed, with BatchNorm folded."""
        return weight_bytes(self.tally, self.dtype)


@dataclass(frozen=True)
class Totals:
    """Totals of a network; all but parameters and their bytes are for the whole batch."""

    params: int  # under the report's convention
    madds: int  # multiply-adds of convolutions and classifiers
    flops: int  # 1 MAdd = 2 FLOPs
    counted: int  # operations under the report's convention
    weight_bytes: int  # as deployed, with BatchNorm folded
    peak_bytes: int  # of activations at once, with every operator run whole


def network_totals(
    network: Network, tally: Tally, dtype: Dtype, convention: Convention, batch: Number = 1
) -> Totals:
    """The totals of a network with this tally of one image."""
    costs = Costs(tally, dtype, convention, batch)
    return Totals(
        params=costs.params,
        madds=costs.madds,
        flops=costs.flops,
        counted=costs.counted,
        weight_bytes=costs.weight_bytes,
        peak_bytes=peak_bytes(network, WHOLE, ElementBytes.of(dtype.bytes, dtype.bytes, batch)),
    )
