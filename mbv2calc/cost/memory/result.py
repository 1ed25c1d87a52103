"""Everything that `mbv2calc memory` shows of one network."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mbv2calc.cost.dtypes import Accumulator, Dtype, find_accumulator, weight_bytes
from mbv2calc.cost.memory.blocks import blocks_of
from mbv2calc.cost.memory.budget import Budget, Verdict, judge
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.plan import BlockPlan, Plan, StepPlan, make_plan
from mbv2calc.cost.memory.schedules import AUTO, GROUPED, SCHEDULES, WHOLE
from mbv2calc.cost.memory.training import Training, training_cost
from mbv2calc.cost.tally import network_tally
from mbv2calc.errors import UsageError, unknown
from mbv2calc.model.layers import Network

ALL_SCHEDULES = (*SCHEDULES, AUTO)
SIDE_BY_SIDE = (WHOLE, "in-place", AUTO)
"""What is shown where no schedule is asked for."""
MAX_BLOCKS = 50_000
"""Of all plans together: they are made in seconds."""
DEFAULT_GROUPS = (2, 4, 8, ONE_CHANNEL)
"""What `grouped` shows where no number of groups is asked for."""


class MemoryTotals(NamedTuple):
    """Totals of one plan, in bytes; those of the arena are None unless it runs whole."""

    peak_bytes: int
    arena_bytes: int | None
    arena_total_bytes: int | None  # an estimate
    weight_bytes: int


class Memory(NamedTuple):
    """A network under one schedule or several; the first of the plans is the one asked for."""

    network: Network
    batch: int
    dtype: Dtype
    accumulator: Accumulator
    plans: tuple[Plan, ...]
    whole: Plan  # what others are held against
    weight_bytes: int
    madds: int  # of the whole batch, under every schedule
    training: Training | None
    training_dtype: Dtype | None
    verdicts: tuple[Verdict, ...]
    ways_out: tuple[Verdict, ...]  # of a broken budget: schedules not compared that save something

    @property
    def totals(self) -> MemoryTotals:
        """The totals of the first plan."""
        plan = self.plans[0]
        arena = plan.arena_bytes, plan.arena_total_bytes
        return MemoryTotals(plan.peak_bytes, *arena, self.weight_bytes)

    @property
    def blocks(self) -> tuple[BlockPlan, ...]:
        """How the first plan runs each block."""
        return self.plans[0].blocks

    @property
    def steps(self) -> tuple[StepPlan, ...]:
        """The steps of the first plan."""
        return self.plans[0].steps

    @property
    def beside(self) -> tuple[Plan, ...]:
        """The plans to show together: whole stands first among others."""
        alone = self.plans[0].schedule == self.whole.schedule
        return self.plans if alone else (self.whole, *self.plans)

    @property
    def fits(self) -> bool:
        """Whether every plan that was held against a budget fits; True without one."""
        return all(verdict.fits for verdict in self.verdicts)

    def __repr__(self) -> str:
        plans = ", ".join(f"{plan.schedule} {plan.peak_bytes}" for plan in self.plans)
        return f"Memory({self.network.name!r}, peak bytes: {plans})"


def chosen(schedule: str | None, groups: Sequence[int]) -> list[tuple[str, int]]:
    """The schedules to show, each with its groups.

    Groups alone ask for `grouped`. Raises UsageError for a schedule that is none, and for groups
    of one that has none.
    """
    if schedule is None and not groups:
        return [(name, ONE_CHANNEL) for name in SIDE_BY_SIDE]
    if schedule is not None and str(schedule) not in ALL_SCHEDULES:
        raise UsageError(f"--schedule: {unknown('schedule', str(schedule), ALL_SCHEDULES, _MEANT)}")
    if schedule in (None, GROUPED):
        return [(GROUPED, number) for number in groups or DEFAULT_GROUPS]
    if groups:
        fix = "leave --groups out, or ask for --schedule grouped"
        raise UsageError(f"--groups: the schedule {schedule} takes none; {fix}")
    return [(str(schedule), ONE_CHANNEL)]


def _check_size(network: Network, plans: int) -> None:
    """Refuse what would take minutes."""
    most = max(len(SIDE_BY_SIDE), MAX_BLOCKS // max(1, len(blocks_of(network))))
    if plans > most:
        message = f"expected at most {most:,} numbers of groups for so many blocks"
        fix = "`mbv2calc sweep --groups` takes more"
        raise UsageError(f"--groups: {message}, found {plans:,}; {fix}")


_MEANT = {"inplace": "in-place", "in_place": "in-place", "group": "grouped", "groups": "grouped",
          "best": "auto"}  # fmt: skip


def make_memory(
    network: Network,
    dtype: Dtype,
    batch: int = 1,
    *,
    schedule: str | None = None,
    groups: Sequence[int] = (),
    accumulator: str | None = None,
    training: Dtype | None = None,
    budget: Budget | None = None,
) -> Memory:
    """The memory of a network of ints: its plans, training in a dtype, and the budget, if any.

    Without a schedule whole, in-place and auto stand side by side, and whole alone is held against
    the budget. Raises UsageError for a schedule, groups or an accumulator that there are not.
    """
    sums = find_accumulator(accumulator, dtype)
    ways = chosen(schedule, tuple(dict.fromkeys(groups)))
    _check_size(network, len(ways))
    plain = ElementBytes.of(dtype.bytes, sums.bytes, batch)
    plans = tuple(make_plan(network, way, plain._replace(groups=g)) for way, g in ways)
    asked: Iterable[Plan] = plans if schedule is not None or groups else plans[:1]
    tally = network_tally(network, ("macs",))
    verdicts = () if budget is None else tuple(judge(plan, budget) for plan in asked)
    whole = plans[0] if ways[0][0] == WHOLE else make_plan(network, WHOLE, plain)
    return Memory(
        network,
        batch,
        dtype,
        sums,
        plans,
        whole,
        weight_bytes(tally, dtype),
        tally.macs * batch,
        training_cost(network, training.bytes * batch, batch) if training else None,
        training,
        verdicts,
        tuple(_ways_out(network, plain, verdicts, whole)),
    )


def _ways_out(
    network: Network, run: ElementBytes, verdicts: Sequence[Verdict], whole: Plan
) -> Iterator[Verdict]:
    """Whole, and what has a lower peak, where they were not compared and something is broken."""
    if all(verdict.fits for verdict in verdicts):
        return
    compared = {verdict.plan.schedule for verdict in verdicts}
    for name in SIDE_BY_SIDE:
        if name not in compared:
            plan = whole if name == WHOLE else make_plan(network, name, run)
            if plan is whole or plan.peak_bytes < whole.peak_bytes:
                yield judge(plan, verdicts[0].budget)
