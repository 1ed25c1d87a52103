"""The largest tensor at each output size, which arXiv:1801.04381, Table 3, compares.

The paper counts activations of 16 bits for one image, one tensor at a time.
"""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from mbv2calc.cost.memory.blocks import blocks_of
from mbv2calc.model.layers import Network

BYTES = 2
"""Bytes of an activation of 16 bits."""


class Largest(NamedTuple):
    """The largest tensor of a size: the layer that makes it, its channels, its bytes at 16 bits."""

    layer: str
    channels: int
    bytes: int


class LargestAt(NamedTuple):
    """The largest tensors of a network at an output size; None if it has none there."""

    output: tuple[int, int]  # height and width in pixels
    network: str
    tensor: Largest | None
    between: Largest | None  # between blocks only: in groups, the inner ones never exist whole


def largest_tensors(named: Iterable[tuple[str, Network]]) -> tuple[LargestAt, ...]:
    """The largest tensors at each output size of any network, the largest size first."""
    tensors = [(name, _by_size(n, inside=True), _by_size(n, inside=False)) for name, n in named]
    sizes = {size for _, everywhere, _ in tensors for size in everywhere}
    return tuple(
        LargestAt(size, name, everywhere.get(size), between.get(size))
        for size in largest_first(sizes)
        for name, everywhere, between in tensors
    )


def largest_first(sizes: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Output sizes by falling number of pixels; of equal ones the higher first."""
    return sorted(sizes, key=lambda size: (size[0] * size[1], size), reverse=True)


def _by_size(network: Network, *, inside: bool) -> dict[tuple[int, int], Largest]:
    """The first tensor with the most channels at each size."""
    largest: dict[tuple[int, int], Largest] = {}
    layers = (block.layers if inside else block.layers[-1:] for block in blocks_of(network))
    for layer in chain.from_iterable(layers):
        size = layer.output.height, layer.output.width
        if size not in largest or layer.output.channels > largest[size].channels:
            channels, elements = layer.output.channels, layer.output.elements
            largest[size] = Largest(layer.name, channels, elements * BYTES)
    return largest
