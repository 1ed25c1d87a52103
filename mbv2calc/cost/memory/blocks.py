"""The blocks of a network for memory: the moments of each, and the part that can be grouped."""

from itertools import groupby
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.memory.liveness import Moment, moments_of
from mbv2calc.model.layers import Layer, Network, Place, Tensor


class GroupableBlock(NamedTuple):
    """The part of a block whose inner channels can be processed in groups.

    M to E, k x k by channel, E to N: the layer behind the inner layers sums up the groups.
    """

    layers: tuple[Layer, ...]  # from the first that makes inner channels to the block's last
    inner: tuple[Layer, ...]  # those that make inner channels: [expand], depthwise

    @property
    def output(self) -> Tensor:
        """The output of the block, Y; with a shortcut, the sum."""
        return self.layers[-1].output

    @property
    def source(self) -> Tensor:
        """The input of the part, X: D_F x D_F x M."""
        return self.inner[0].input

    @property
    def channels(self) -> Number:
        """E = t M; M in a separable."""
        return self.inner[-1].output.channels

    @property
    def positions(self) -> tuple[Number, ...]:
        """The positions of one inner channel: D_F^2 [if the block expands] and D_G^2."""
        return tuple(layer.output.map.positions for layer in self.inner)


class Block(NamedTuple):
    """One repeat of an entry, as the moments in which it runs whole."""

    moments: tuple[Moment, ...]

    @property
    def place(self) -> Place:
        """Which repeat of which entry of the file."""
        return self.moments[0].layer.place

    @property
    def name(self) -> str:
        """`{entry}.{repeat}`, as in a report."""
        return self.moments[0].layer.block

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Its operators in order."""
        return tuple(moment.layer for moment in self.moments)

    @property
    def inner(self) -> tuple[Layer, ...]:
        """The layers that the block declares to be groupable, in order."""
        return tuple(layer for layer in self.layers if layer.groupable)

    @property
    def groupable(self) -> GroupableBlock | None:
        """The part that can be processed in groups; None for a block that can only run whole.

        A block can only run whole if it declares no groupable layers, or if a later block reads a
        tensor inside the part, which in groups never exists as a whole.
        """
        layers, inner = self.layers, self.inner
        if not inner or layers[-1].groupable:
            return None
        layers = layers[[layer.groupable for layer in layers].index(True) :]
        inside = {layer.output.id for layer in layers[:-1]}
        if any(tensor.id in inside for tensor in self.moments[-1].kept):
            return None
        return GroupableBlock(layers, inner)


def blocks_of(network: Network) -> tuple[Block, ...]:
    """The blocks that run, in order."""
    # By stage and repeat: the rest of a place is the same all over a block.
    runs = groupby(moments_of(network), key=lambda moment: moment.layer.place[:2])
    return tuple(Block(tuple(moments)) for _, moments in runs)
