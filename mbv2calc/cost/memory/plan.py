"""A plan: how each block of a network of ints runs under one schedule, and what that takes."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mbv2calc.arith import ceil_div, sum_of_products
from mbv2calc.cost.memory.arena import arena_bytes, arena_total_bytes
from mbv2calc.cost.memory.blocks import Block, GroupableBlock, blocks_of
from mbv2calc.cost.memory.liveness import ElementBytes, Moment
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


class LiveTensor(NamedTuple):
    """Something in memory: what made a tensor, its height, width and channels, and its bytes.

    One group has no one shape: it is there before and behind the k x k.
    """

    name: str
    shape: tuple[int, int, int] | None
    bytes: int


class StepPlan(NamedTuple):
    """One step of a plan: an operator, or a whole block in groups."""

    name: str
    operator: str
    held: tuple[LiveTensor, ...]

    @property
    def live_bytes(self) -> int:
        """The sum over what is held."""
        return sum(held.bytes for held in self.held)


class Traffic(NamedTuple):
    """What a grouped block moves, in bytes, beside what it does whole: MAdds do not change.

    X is read G times, Y written G and read G - 1 times as accumulators, against one of each.
    """

    input_again: int  # (G - 1) |X| b
    output: int  # (2 G - 1) |Y| b_acc
    output_whole: int  # |Y| b


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


class Plan(NamedTuple):
    """A network under one schedule. The arena is that of `whole`, else None."""

    schedule: str
    groups: int | None  # as asked for, ONE_CHANNEL for max; None unless the schedule is grouped
    blocks: tuple[BlockPlan, ...]
    peak_bytes: int
    arena_bytes: int | None
    arena_total_bytes: int | None  # an estimate

    @property
    def steps(self) -> tuple[StepPlan, ...]:
        """Its steps, in order."""
        return tuple(step for block in self.blocks for step in block.steps)

    @property
    def persistent_bytes(self) -> int | None:
        """What stands beside the arena, an estimate."""
        if self.arena_total_bytes is None or self.arena_bytes is None:
            return None
        return self.arena_total_bytes - self.arena_bytes

    @property
    def peak(self) -> StepPlan | None:
        """The first step that holds the most; None where nothing runs."""
        return max(self.steps, key=lambda step: step.live_bytes, default=None)


def make_plan(network: Network, schedule: str, run: ElementBytes) -> Plan:
    """The plan of a network under a schedule; `run` says in how many groups, if in any."""
    peak = peak_bytes(network, schedule, run)
    names = {layer.output.id: layer.name for layer in network.steps}
    blocks = blocks_of(network)
    ways = [_auto(b, peak, run) if schedule == AUTO else (schedule, run) for b in blocks]
    arena = arena_bytes(network, run.bytes) if schedule == WHOLE else None
    return Plan(
        schedule,
        run.groups if schedule == GROUPED else None,
        tuple(_block_plan(b, names, *way) for b, way in zip(blocks, ways, strict=True)),
        peak,
        arena,
        None if arena is None else arena_total_bytes(arena, network),
    )


def _auto(block: Block, peak: int, run: ElementBytes) -> tuple[str, ElementBytes]:
    """The first of whole, in place, and the smallest G that keeps a peak that some way reaches.

    G is 2 to E, or the one channel where E = 1.

    A group of e channels fits where e <= (peak - bytes without it) / bytes of a channel, and
    G = ceil(E / e) is the smallest that makes groups of no more.
    """
    for name, schedule in SCHEDULES.items():
        if not schedule.takes_groups and block_bytes(block, name, run) <= peak:
            return name, run
    assert block.groupable is not None, "a block that can only run whole keeps the peak"
    alone = block_bytes(block, GROUPED, one_channel(block, run))
    channel = sum(block.groupable.positions) * run.bytes
    most = 1 + (peak - alone) // channel
    fewest = ceil_div(block.groupable.channels, most)
    return GROUPED, run._replace(groups=max(2, fewest))


def _block_plan(block: Block, names: dict[int, str], schedule: str, run: ElementBytes) -> BlockPlan:
    moments = moments_under(block, schedule, run)
    groupable = block.groupable
    if moments is block.moments:  # also where nothing can be overwritten
        schedule = WHOLE
    inside = groupable if schedule == GROUPED else None
    groups = None if inside is None else min(run.groups, inside.channels)
    return BlockPlan(
        block.name,
        block.place,
        block.layers[0].input,
        block.layers[-1].output,
        schedule,
        groupable.channels if groupable else None,
        groups,
        group_channels(inside, run.groups) if inside else None,
        max(moment.bytes(run) for moment in moments),
        tuple(_step(block, moment, names, run) for moment in moments),
        _traffic(inside, groups, run) if groups and inside else None,
    )


def _step(block: Block, moment: Moment, names: dict[int, str], run: ElementBytes) -> StepPlan:
    layer = moment.layer
    if moment.accumulators is not None:
        return StepPlan(block.name, "in groups", tuple(_held(moment, names, run)))
    return StepPlan(layer.name, layer.role, tuple(_held(moment, names, run)))


def _held(moment: Moment, names: dict[int, str], run: ElementBytes) -> Iterator[LiveTensor]:
    """What a moment holds, by the layers that made it."""
    for tensor in moment.tensors:
        name = names.get(tensor.id, "input")
        if moment.in_place and tensor == moment.layer.input:
            name = f"{moment.layer.name} over {name}"
        yield LiveTensor(name, tensor.shape, tensor.elements * run.bytes)
    if moment.accumulators is not None:
        output = moment.accumulators
        sums = output.elements * run.accumulator_bytes
        yield LiveTensor(f"{names[output.id]} as sums", output.shape, sums)
        yield LiveTensor(
            f"{moment.layer.block} one group", None, sum_of_products(moment.group) * run.bytes
        )


def _traffic(inside: GroupableBlock, groups: int, run: ElementBytes) -> Traffic:
    output = inside.output.elements
    return Traffic(
        (groups - 1) * inside.source.elements * run.bytes,
        (2 * groups - 1) * output * run.accumulator_bytes,
        output * run.bytes,
    )


def traffic_of(blocks: Sequence[BlockPlan]) -> Traffic:
    """The traffic of all grouped blocks together."""
    found = [block.traffic for block in blocks if block.traffic is not None]
    return Traffic(*(sum(column) for column in zip(Traffic(0, 0, 0), *found, strict=True)))
