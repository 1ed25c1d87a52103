"""The blocks of a network as memory sees them: what is there at each step, what is inside."""

from itertools import groupby
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.memory.liveness import Moment, moments_of
from mbv2calc.model.layers import Layer, Network, Place, Tensor


class GroupableBlock(NamedTuple):
    """A block whose inner channels can be worked off in groups: M to E, k x k by channel, E to N.

    `expand` is None where the block has no first convolution: at t = 1, and in a separable.
    """

    expand: Layer | None
    depthwise: Layer
    output: Tensor  # with a shortcut, the sum

    @property
    def source(self) -> Tensor:
        """What the block reads: X, D_F x D_F x M."""
        return (self.expand or self.depthwise).input

    @property
    def channels(self) -> Number:
        """E = t M; M in a separable."""
        return self.depthwise.output.channels

    @property
    def positions(self) -> tuple[Number, ...]:
        """Where an inner channel is held: on D_F^2 [where the block expands] and on D_G^2."""
        maps = (
            (self.depthwise.output,)
            if self.expand is None
            else (self.source, self.depthwise.output)
        )
        return tuple(of.height * of.width for of in maps)


_SHAPES = (("depthwise", "pointwise"), ("pointwise", "depthwise", "pointwise"))


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
    def groupable(self) -> GroupableBlock | None:
        """What can run in place or in groups; None for a block that can only run whole.

        That is a depthwise convolution followed by a 1x1, after another 1x1 or none; an add may
        end it.
        """
        layers = self.layers
        kinds = tuple(layer.kind for layer in layers if layer.kind != "add")
        if kinds not in _SHAPES:
            return None
        *expands, depthwise, _ = layers[: len(kinds)]
        return GroupableBlock(expands[0] if expands else None, depthwise, layers[-1].output)


def blocks_of(network: Network) -> tuple[Block, ...]:
    """The blocks that run, in order."""
    runs = groupby(moments_of(network), key=lambda moment: moment.layer.place[:2])
    return tuple(Block(tuple(moments)) for _, moments in runs)
