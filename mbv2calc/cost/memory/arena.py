"""The tensor arena that TensorFlow Lite Micro allocates for a network run whole, and its total.

Its greedy planner takes tensors by size, the largest first, and puts each at the lowest offset at
which nothing lies that is in memory with it. Source: tflite-micro, greedy_memory_planner.cc.
"""

from collections.abc import Iterable
from typing import TypeAlias

from mbv2calc.arith import ceil_div
from mbv2calc.cost.memory.liveness import lifetimes
from mbv2calc.cost.tally import layer_parameters
from mbv2calc.model.layers import Network

ALIGNMENT = 16

INTERPRETER_BYTES = 746
"""What the interpreter keeps for itself, on a 64-bit host; each operator has its own in its row."""


def arena_bytes(network: Network, element_bytes: int) -> int:
    """The arena of a network of ints. `element_bytes` are those of an activation of all images.

    Sizes are rounded up to 16; of tensors of one size the one made later comes first. Never below
    the peak of live bytes.
    """
    lives = lifetimes(network)
    if not lives:
        return sum(_aligned(tensor.elements * element_bytes) for tensor in network.inputs)
    sized = [(_aligned(life.tensor.elements * element_bytes), life) for life in lives]
    sized.sort(key=lambda one: (-one[0], -one[1].tensor.id))  # ids grow with every tensor made
    at_step: list[list[_Place]] = [[] for _ in network.steps]  # what is placed already
    for size, life in sized:
        steps = at_step[life.first : life.last + 1]
        offset = _first_gap(size, sorted({place for step in steps for place in step}))
        for step in steps:
            step.append((offset, offset + size))
    return max(end for step in at_step for _, end in step)


_Place: TypeAlias = tuple[int, int]
"""Where a tensor begins and ends."""


def _aligned(size: int) -> int:
    return int(ceil_div(size, ALIGNMENT)) * ALIGNMENT


def _first_gap(size: int, placed: Iterable[_Place]) -> int:
    """The lowest offset at which so many bytes are free."""
    free = 0
    for offset, end in placed:
        if offset - free >= size:
            break
        free = max(free, end)
    return free


def arena_total_bytes(arena: int, network: Network) -> int:
    """An estimate of the whole arena: its tensors, and what the interpreter keeps beside them."""
    return arena + persistent_bytes(network)


def persistent_bytes(network: Network) -> int:
    """An estimate of what the interpreter keeps beside the arena.

    For each operator about 245 bytes, and 8 for each output channel of convolutions and
    classifiers: two arrays of 4 bytes, a multiple of 16 each.
    """
    tallies = map(layer_parameters, network.steps)
    channels = (tally.bias + tally.norm_channels for tally in tallies)
    arrays = sum(2 * _aligned(4 * count) for count in channels)
    operators = sum(step.operator.interpreter_bytes for step in network.steps)
    return INTERPRETER_BYTES + arrays + operators
