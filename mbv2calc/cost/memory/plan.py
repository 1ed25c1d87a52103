"""A plan: how each block of a network of ints runs under one schedule, and the bytes it needs."""

from collections.abc import Iterator
from typing import NamedTuple

from mbv2calc.arith import ceil_div
from mbv2calc.cost.memory.arena import arena_bytes, arena_total_bytes
from mbv2calc.cost.memory.blocks import Block, GroupableBlock, blocks_of
from mbv2calc.cost.memory.groups import groups_plain
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes, Moment
from mbv2calc.cost.memory.schedules import (
    AUTO,
    GROUPED,
    SCHEDULES,
    WHOLE,
    block_bytes,
    group_channels,
    moments_under,
    one_channel,
    peak_bytes,
)
from mbv2calc.model.layers import Network, Place, Tensor
from mbv2calc.plain import json_keys


class LiveTensor(NamedTuple):
    """Something in memory: the layer that made it, (height, width, channels), and its bytes.

    A group has no shape, as it exists both before and behind the k x k.
    """

    name: str
    shape: tuple[int, int, int] | None
    bytes: int


@json_keys("name", "operator", "live_bytes", "tensors")
class StepPlan(NamedTuple):
    """One step of a plan: an operator, or a whole block in groups."""

    name: str
    operator: str
    tensors: tuple[LiveTensor, ...]

    @property
    def live_bytes(self) -> int:
        """The sum over the tensors in memory."""
        return sum(tensor.bytes for tensor in self.tensors)


class Traffic(NamedTuple):
    """The bytes that a grouped block moves, and a whole one; MAdds are the same.

    In groups, X is read G times, and Y is written G and read G - 1 times as accumulators. Whole, X
    is read once and Y written once.
    """

    input_again: int  # (G - 1) |X| b
    output: int  # (2 G - 1) |Y| b_acc
    output_whole: int  # |Y| b


@json_keys("name", "schedule", "groups", "group_channels", "bytes", "traffic")
class BlockPlan(NamedTuple):
    """How one block runs. `groups` and `group_channels` are None where nothing is grouped."""

    name: str
    place: Place
    input: Tensor
    output: Tensor
    schedule: str
    inner_channels: int | None  # E; None for a block that can only run whole
    groups: int | None
    group_channels: int | None
    bytes: int
    steps: tuple[StepPlan, ...]
    traffic: Traffic | None

    @property
    def regime(self) -> str | None:
        """What its t makes of it; None where no t applies."""
        return self.place.regime or None


@json_keys(
    "name", "schedule", "place.kind", "regime", "place.t", "input=input.shape",
    "output=output.shape", "inner_channels", "groups", "group_channels", "bytes", "traffic",
)  # fmt: skip
class DescribedBlockPlan(BlockPlan):
    """A BlockPlan whose JSON also describes the block, which is the same in every plan."""


@json_keys(
    "schedule", "groups=typed_groups", "peak_bytes", "peak_step=peak.name", "arena_bytes",
    "arena_total_bytes", "madds", "traffic", "blocks",
)  # fmt: skip
class Plan(NamedTuple):
    """A network under one schedule. The arena is that of `whole`, else None."""

    schedule: str
    groups: int | None  # ONE_CHANNEL for max; None unless the schedule is grouped
    blocks: tuple[BlockPlan, ...]
    peak_bytes: int
    arena_bytes: int | None
    arena_total_bytes: int | None  # an estimate
    madds: int  # of the whole batch, the same under every schedule

    @property
    def typed_groups(self) -> int | str | None:
        """Its groups as they are typed: a number, or max."""
        return None if self.groups is None else groups_plain(self.groups)

    @property
    def steps(self) -> tuple[StepPlan, ...]:
        """Its steps, in order."""
        return tuple(step for block in self.blocks for step in block.steps)

    @property
    def persistent_bytes(self) -> int | None:
        """An estimate of what the interpreter keeps beside the arena."""
        if self.arena_total_bytes is None or self.arena_bytes is None:
            return None
        return self.arena_total_bytes - self.arena_bytes

    @property
    def peak(self) -> StepPlan | None:
        """The first of the steps that need most memory; None if nothing runs."""
        return max(self.steps, key=lambda step: step.live_bytes, default=None)

    @property
    def runs_in_groups(self) -> bool:
        """Whether any block runs in groups."""
        return any(block.groups is not None for block in self.blocks)

    @property
    def traffic(self) -> Traffic:
        """The sum over all blocks that run in groups."""
        each = [block.traffic for block in self.blocks if block.traffic is not None]
        return Traffic(*(sum(column) for column in zip(Traffic(0, 0, 0), *each, strict=True)))


def make_plan(
    network: Network, schedule: str, sizes: ElementBytes, madds: int, groups: int = ONE_CHANNEL
) -> Plan:
    """The plan of a network under a schedule, in so many groups where it takes groups."""
    peak = peak_bytes(network, schedule, sizes, groups)
    names = {layer.output.id: layer.name for layer in network.steps}
    blocks = blocks_of(network)
    choices = [
        _auto_choice(b, peak, sizes) if schedule == AUTO else (schedule, groups) for b in blocks
    ]
    arena = arena_bytes(network, sizes.activation) if schedule == WHOLE else None
    return Plan(
        schedule,
        groups if schedule == GROUPED else None,
        tuple(
            _block_plan(b, names, sizes, *choice) for b, choice in zip(blocks, choices, strict=True)
        ),
        peak,
        arena,
        None if arena is None else arena_total_bytes(arena, network),
        madds,
    )


def _auto_choice(block: Block, peak: int, sizes: ElementBytes) -> tuple[str, int]:
    """The schedule and G that `auto` chooses: whole, else in place, else the smallest G.

    Each has to keep the peak, which at least one of them does. G is at least 2. A group of e
    channels keeps it if e <= (peak - bytes without a group) / bytes per channel; the smallest such
    G is ceil(E / e).
    """
    for name, schedule in SCHEDULES.items():
        if not schedule.takes_groups and block_bytes(block, name, sizes) <= peak:
            return name, ONE_CHANNEL
    assert block.groupable is not None, "a block that can only run whole keeps the peak"
    # The moment in groups comes last; with one channel at a time it is as small as it gets.
    *_, in_groups = moments_under(block, GROUPED, one_channel(block))
    alone = in_groups.bytes(sizes)
    channel = sum(block.groupable.positions) * sizes.activation
    most = 1 + (peak - alone) // channel
    fewest = ceil_div(block.groupable.channels, most)
    return GROUPED, max(2, fewest)


def _block_plan(
    block: Block, names: dict[int, str], sizes: ElementBytes, schedule: str, groups: int
) -> BlockPlan:
    moments = moments_under(block, schedule, groups)
    groupable = block.groupable
    if moments is block.moments:  # also if nothing can be overwritten or grouped
        schedule = WHOLE
    inside = groupable if schedule == GROUPED else None
    # No block has more groups than channels, so `max` becomes its number of channels.
    used_groups = None if inside is None else min(groups, inside.channels)
    return BlockPlan(
        block.name,
        block.place,
        block.layers[0].input,
        block.layers[-1].output,
        schedule,
        groupable.channels if groupable else None,
        used_groups,
        group_channels(inside, groups) if inside else None,
        max(moment.bytes(sizes) for moment in moments),
        tuple(_step(block, moment, names, sizes) for moment in moments),
        _traffic(inside, used_groups, sizes) if used_groups and inside else None,
    )


def _step(block: Block, moment: Moment, names: dict[int, str], sizes: ElementBytes) -> StepPlan:
    tensors = tuple(_live_tensors(moment, names, sizes))
    if moment.accumulators is not None:
        return StepPlan(block.name, "in groups", tensors)
    return StepPlan(moment.layer.name, moment.layer.role, tensors)


def _live_tensors(
    moment: Moment, names: dict[int, str], sizes: ElementBytes
) -> Iterator[LiveTensor]:
    """What is in memory at a moment, named by the layers that made it: its products with names."""
    terms = [positions * each for positions, each in moment.products(sizes)]
    # The terms of whole tensors come first; those of a group and of its sums follow.
    for tensor, amount in zip(moment.tensors, terms, strict=False):
        name = names.get(tensor.id, "input")
        if moment.in_place and tensor == moment.layer.input:
            name = f"{moment.layer.name} over {name}"
        yield LiveTensor(name, tensor.shape, amount)
    if moment.accumulators is not None:
        *group, sums = terms[len(moment.tensors) :]
        output = moment.accumulators
        yield LiveTensor(f"{names[output.id]} as sums", output.shape, sums)
        yield LiveTensor(f"{moment.layer.block} one group", None, sum(group))


def _traffic(inside: GroupableBlock, groups: int, sizes: ElementBytes) -> Traffic:
    output = inside.output.elements
    return Traffic(
        (groups - 1) * inside.source.elements * sizes.activation,
        (2 * groups - 1) * output * sizes.accumulator,
        output * sizes.activation,
    )
