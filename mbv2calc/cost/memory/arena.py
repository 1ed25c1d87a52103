"""The tensor arena that TensorFlow Lite Micro allocates for a network run whole, and its total.

Its greedy planner places tensors by size, the largest first, each at the lowest offset that is free
while the tensor lives. Source: tflite-micro, greedy_memory_planner.cc.
"""

from collections.abc import Iterable
from typing import TypeAlias

from mbv2calc.arith import ceil_div
from mbv2calc.cost.memory.liveness import lifetimes
from mbv2calc.cost.tally import layer_parameters
from mbv2calc.model.layers import Network

ALIGNMENT = 16

INTERPRETER_BYTES = 746
"""What the interpreter keeps for itself on a 64-bit host, beside what each operator takes."""


def arena_bytes(network: Network, element_bytes: int) -> int:
    """The arena of a network of ints; `element_bytes` are the bytes of one activation x batch.

    Sizes are rounded up to 16 bytes. Of tensors of one size, the planner takes the one made later
    first. The arena is never smaller than the peak of live bytes.
    """
    lives = lifetimes(network)
    if not lives:
        return sum(_aligned(tensor.elements * element_bytes) for tensor in network.inputs)
    sized_lives = [(_aligned(life.tensor.elements * element_bytes), life) for life in lives]
    # A tensor made later has a higher id.
    sized_lives.sort(key=lambda sized: (-sized[0], -sized[1].tensor.id))
    # Only what shares a step with a tensor can be in its way, so places are kept by step.
    at_step: list[list[_Place]] = [[] for _ in network.steps]
    for size, life in sized_lives:
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
    """The lowest offset with `size` free bytes; `placed` is sorted."""
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
