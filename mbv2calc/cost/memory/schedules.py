"""Schedules: what is in memory at once while a block runs whole, in place, or in groups.

Each gives the moments of a block; a block needs the bytes of its largest moment. All hold for ints,
arrays and symbols.
"""

from collections.abc import Callable
from typing import NamedTuple

from mbv2calc.arith import Number, ceil_div, largest, largest_sum, least
from mbv2calc.cost.memory.blocks import Block, GroupableBlock, blocks_of
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes, Moment, moments_of
from mbv2calc.model.layers import Network


def whole(block: Block, groups: Number) -> tuple[Moment, ...]:
    """Operator by operator: its inputs, its output, and what later steps read."""
    return block.moments


def in_place(block: Block, groups: Number) -> tuple[Moment, ...]:
    """As whole, but the depthwise output overwrites its input, at any stride.

    It cannot if a later step reads that input, as at t = 1 with a shortcut. The scratch of one
    channel that it needs is not counted.
    """
    if not block.inner:
        return block.moments
    depthwise = block.inner[-1]
    (kept,) = (moment.kept for moment in block.moments if moment.layer is depthwise)
    if depthwise.input.id in (tensor.id for tensor in kept):
        return block.moments
    return tuple(
        moment._replace(tensors=moment.tensors[:-1], in_place=True)
        if moment.layer is depthwise
        else moment
        for moment in block.moments
    )


def grouped(block: Block, groups: Number) -> tuple[Moment, ...]:
    """The inner channels in G groups, each expanded, filtered, projected and added into Y.

    X b + Y b_acc + e (D_F^2 [where it expands] + D_G^2) b, with e = ceil(E / G), in one moment. A
    block without inner channels runs whole. Source: arXiv:1801.04381, section 5.1.
    """
    groupable = block.groupable
    if groupable is None:
        return block.moments
    # The part that is grouped ends with the block; what comes before it runs whole.
    start = len(block.moments) - len(groupable.layers)
    first, last = block.moments[start], block.moments[-1]
    channels = group_channels(groupable, groups)
    group = tuple((positions, channels) for positions in groupable.positions)
    before = first.tensors[:-1]  # X, and what else is in memory before the part
    in_groups = Moment(first.layer, before, last.kept, accumulators=groupable.output, group=group)
    return (*block.moments[:start], in_groups)


def group_channels(block: GroupableBlock, groups: Number) -> Number:
    """The channels of the largest of G balanced groups: e = ceil(E / G); 1 where G > E."""
    return ceil_div(block.channels, groups)


class Schedule(NamedTuple):
    """A way to run a block: its moments, and its meaning in a few words."""

    moments: Callable[[Block, Number], tuple[Moment, ...]]
    meaning: str
    takes_groups: bool = False


WHOLE = "whole"
GROUPED = "grouped"
SCHEDULES = {
    WHOLE: Schedule(whole, "every operator by itself"),
    "in-place": Schedule(in_place, "a depthwise convolution overwrites what it reads"),
    GROUPED: Schedule(grouped, "blocks in groups", takes_groups=True),
}
"""Each way to run all blocks. `auto` tries them in this order."""

AUTO = "auto"
"""The schedule that chooses for each block."""

MEANINGS = {name: schedule.meaning for name, schedule in SCHEDULES.items()}
MEANINGS[AUTO] = "the best schedule for each block"
"""The meaning of each schedule, auto included."""


def block_bytes(
    block: Block, schedule: str, sizes: ElementBytes, groups: Number = ONE_CHANNEL
) -> Number:
    """The bytes a block needs under a schedule, in G groups if the schedule takes groups.

    Under auto it is the least over all schedules, with one channel at a time: a larger G never
    makes a group larger.
    """
    if schedule == AUTO:
        # Not ONE_CHANNEL: ceil(E / E) is 1 also in symbols.
        alone = one_channel(block)
        return least([block_bytes(block, name, sizes, alone) for name in SCHEDULES])
    moments = moments_under(block, schedule, groups)
    return largest_sum([moment.products(sizes) for moment in moments])


def moments_under(block: Block, schedule: str, groups: Number) -> tuple[Moment, ...]:
    """The moments of a block under one of SCHEDULES."""
    return SCHEDULES[schedule].moments(block, groups)


def one_channel(block: Block) -> Number:
    """G = E, one inner channel at a time, also in symbols."""
    return ONE_CHANNEL if block.groupable is None else block.groupable.channels


def peak_bytes(
    network: Network, schedule: str, sizes: ElementBytes, groups: Number = ONE_CHANNEL
) -> Number:
    """The most bytes in memory at once while a network runs; those of its inputs if nothing runs.

    Checked against petewarden/ml_memory_analyser, which counts 1,204,224 bytes for MobileNetV1 and
    1,505,280 for MobileNetV2 whole, at 8 bit.
    """
    moments = moments_of(network)
    if not moments:
        return sum(tensor.elements for tensor in network.inputs) * sizes.activation
    if schedule == AUTO:
        return largest([block_bytes(block, schedule, sizes) for block in blocks_of(network)])
    if schedule != WHOLE:  # whole needs no blocks, which saves a third of its time
        under = (moments_under(block, schedule, groups) for block in blocks_of(network))
        moments = tuple(moment for block in under for moment in block)
    return largest_sum([moment.products(sizes) for moment in moments])
