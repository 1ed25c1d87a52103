"""The blocks of a network as memory sees them: what is there at each step, what is inside."""

from itertools import groupby
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.memory.liveness import Moment, moments_of
from mbv2calc.model.layers import Layer, Network, Place, Tensor


class GroupableBlock(NamedTuple):
    """The part of a block whose inner channels can be processed in groups.

    M to E, k x k by channel, E to N: what follows the inner layers adds groups up.
    """

    layers: tuple[Layer, ...]  # from the first that makes inner channels to the block's last
    inner: tuple[Layer, ...]  # those that make inner channels: [expand], depthwise

    @property
    def output(self) -> Tensor:
        """What the block makes, Y: with a shortcut, the sum."""
        return self.layers[-1].output

    @property
    def source(self) -> Tensor:
        """What the part reads: X, D_F x D_F x M."""
        return self.inner[0].input

    @property
    def channels(self) -> Number:
        """E = t M; M in a separable."""
        return self.inner[-1].output.channels

    @property
    def positions(self) -> tuple[Number, ...]:
        """Where an inner channel is in memory: on D_F^2 [where the block expands] and on D_G^2."""
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
        """What can be processed in groups; None for a block that can only run whole.

        That is a block which declares such layers, unless something behind it reads a tensor that
        would be there in groups only, or not at all.
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
    runs = groupby(moments_of(network), key=lambda moment: moment.layer.place[:2])
    return tuple(Block(tuple(moments)) for _, moments in runs)
