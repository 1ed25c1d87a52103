"""What is in memory while each step of a network runs.

A tensor lives from the step that makes it to the last that reads it. The network's inputs live from
the first step, its outputs to the last.
"""

from typing import NamedTuple

from mbv2calc.arith import Number, Products, sum_of_products
from mbv2calc.model.layers import Layer, Network, Tensor

ONE_CHANNEL = 2**62
"""More groups than any block has channels inside: one channel at a time, `max` as it is typed."""


class ElementBytes(NamedTuple):
    """The bytes of one element x batch."""

    activation: Number  # b
    accumulator: Number  # b_acc, of an element of Y while groups are added into it

    @classmethod
    def of(cls, activation: int, accumulator: int, batch: Number) -> "ElementBytes":
        """The element bytes of a batch, from the bytes of one activation and of one partial sum."""
        return cls(activation * batch, accumulator * batch)


class Moment(NamedTuple):
    """What is in memory while one operator runs, or while a block runs in groups.

    In groups, `accumulators` is Y, and `group` has (positions, channels) of one group before and
    behind the k x k.
    """

    layer: Layer  # of a block in groups, its first
    tensors: tuple[Tensor, ...]  # at b bytes an element; the output of the layer stands last
    kept: tuple[Tensor, ...]  # those that a later step or the caller reads
    in_place: bool = False  # whether the output overwrites the input, and is not among `tensors`
    accumulators: Tensor | None = None
    group: Products = ()

    def bytes(self, sizes: ElementBytes) -> Number:
        """The sum over what is in memory: (tensors + group) b + Y b_acc."""
        return sum_of_products(self.products(sizes))

    def products(self, sizes: ElementBytes) -> Products:
        """The terms of that sum: positions x bytes of all channels at one of them."""
        each = sizes.activation  # unpacked tensors are faster than their names, over many networks
        terms = [(on_map.positions, channels * each) for _, on_map, channels in self.tensors]
        if self.accumulators is not None:
            terms += [(positions, channels * each) for positions, channels in self.group]
            _, on_map, channels = self.accumulators
            terms.append((on_map.positions, channels * sizes.accumulator))
        return terms


def moments_of(network: Network) -> tuple[Moment, ...]:
    """The steps of a network in order, each with its live tensors; empty if nothing runs."""
    steps = network.steps
    last = [0] * len(network.tensors)  # by the id of a tensor, the last step that reads it
    for number, layer in enumerate(steps):
        for tensor in layer.inputs:
            last[tensor.id] = number
    for tensor in network.outputs:
        last[tensor.id] = len(steps)  # after the last step: for the caller
    live = network.inputs
    moments = []
    for number, layer in enumerate(steps):
        live = (*live, layer.output)
        # A list is faster here than a generator, which counts over many networks.
        kept = tuple([tensor for tensor in live if last[tensor.id] > number])
        moments.append(Moment(layer, live, kept))
        live = kept
    return tuple(moments)


class Life(NamedTuple):
    """A tensor, and the numbers of the first and the last step at which it is in memory."""

    tensor: Tensor
    first: int
    last: int


def lifetimes(network: Network) -> tuple[Life, ...]:
    """The lives of all tensors that are ever in memory, in the order in which they are made."""
    lives: dict[int, Life] = {}
    for number, moment in enumerate(moments_of(network)):
        for tensor in moment.tensors:
            first = lives[tensor.id].first if tensor.id in lives else number
            lives[tensor.id] = Life(tensor, first, number)
    return tuple(lives.values())
