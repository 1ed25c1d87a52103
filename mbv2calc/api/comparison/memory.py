"""The largest tensor at each output size, as arXiv:1801.04381, Table 3, sets networks side by side.

The paper counts activations of 16 bits for one image, one tensor at a time.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mbv2calc.cost.memory.blocks import blocks_of
from mbv2calc.model.layers import Layer, Network

BYTES = 2
"""Of an activation of 16 bits."""


class Largest(NamedTuple):
    """The largest tensor of a size: what makes it, its channels, and its bytes at 16 bit."""

    layer: str
    channels: int
    bytes: int


class LargestAt(NamedTuple):
    """What a network has at an output size, in height and width; None where it has nothing.

    `between` leaves out what is inside blocks, as it is there in groups only.
    """

    output: tuple[int, int]
    network: str
    tensor: Largest | None
    between: Largest | None


def largest_tensors(named: Iterable[tuple[str, Network]]) -> tuple[LargestAt, ...]:
    """For each output size of any network, the largest first, one for each network."""
    tensors = [(name, _by_size(n, inside=True), _by_size(n, inside=False)) for name, n in named]
    sizes = {size for _, everywhere, _ in tensors for size in everywhere}
    return tuple(
        LargestAt(size, name, everywhere.get(size), between.get(size))
        for size in sorted(sizes, key=lambda size: (size[0] * size[1], size), reverse=True)
        for name, everywhere, between in tensors
    )


def _by_size(network: Network, *, inside: bool) -> dict[tuple[int, int], Largest]:
    """The first tensor of the most channels that a step makes, at each size."""
    largest: dict[tuple[int, int], Largest] = {}
    for layer in _makers(network, inside=inside):
        size = layer.output.height, layer.output.width
        if size not in largest or layer.output.channels > largest[size].channels:
            channels, elements = layer.output.channels, layer.output.elements
            largest[size] = Largest(layer.name, channels, elements * BYTES)
    return largest


def _makers(network: Network, *, inside: bool) -> Iterator[Layer]:
    """All steps, or the last one of each block."""
    for block in blocks_of(network):
        yield from block.layers if inside else block.layers[-1:]
