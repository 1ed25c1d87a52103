"""Everything that `mbv2calc memory` shows of one network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mbv2calc.cost.budgets import BudgetUse, Limit
from mbv2calc.cost.dtypes import Accumulator, Dtype, find_accumulator, weight_bytes
from mbv2calc.cost.memory.blocks import blocks_of
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.plan import BlockPlan, DescribedBlockPlan, Plan, StepPlan, make_plan
from mbv2calc.cost.memory.schedules import AUTO, GROUPED, SCHEDULES, WHOLE
from mbv2calc.cost.memory.training import training_cost
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.cost.tally import network_tally
from mbv2calc.errors import UsageError, unknown
from mbv2calc.model.layers import Network
from mbv2calc.plain import json_keys

ALL_SCHEDULES = (*SCHEDULES, AUTO)
DEFAULT_SCHEDULES = (WHOLE, "in-place", AUTO)
"""The schedules shown if none is asked for."""
MAX_BLOCKS = 50_000
"""The most blocks of all plans together: some seconds of work."""
DEFAULT_GROUPS = (2, 4, 8, ONE_CHANNEL)
"""The numbers of groups that `grouped` shows if none is asked for."""


class MemoryTotals(NamedTuple):
    """Totals of one plan, in bytes; those of the arena are None unless it runs whole."""

    peak_bytes: int
    arena_bytes: int | None
    arena_total_bytes: int | None  # an estimate
    weight_bytes: int


@json_keys(
    "plan.schedule", "groups=plan.typed_groups", "compared=use.limit.metric", "bytes=use.used",
    "max_memory=use.limit.whole", "reserve=use.limit.reserved", "fits", "over_by",
    "step=plan.peak.name", "step_live_bytes=plan.peak.live_bytes",
)  # fmt: skip
class Verdict(NamedTuple):
    """A plan, and how much of the memory budget it uses."""

    plan: Plan
    use: BudgetUse

    @property
    def fits(self) -> bool:
        """Whether the plan keeps the budget."""
        return self.use.fits

    @property
    def over_by(self) -> int:
        """The bytes over the budget; 0 if it fits."""
        return max(0, -int(self.use.slack))


def judge(plan: Plan, budget: Limit) -> Verdict:
    """The verdict on a plan, by its estimated arena total; by its peak if it has no arena."""
    limit = budget.under(plan.schedule)
    return Verdict(plan, BudgetUse(limit, getattr(plan, limit.metric)))


class Training(NamedTuple):
    """The cost of a step of training in a dtype.

    `saved_bytes` are those of the first plan's schedule: grouped, else whole.
    """

    dtype: Dtype
    saved_bytes: int
    whole_saved_bytes: int
    grouped_saved_bytes: int
    extra_madds: int
    slowdown: float


@json_keys(
    "network", "plan.schedule", "groups=plan.typed_groups", "network.dtype", "accumulator", "steps",
    "blocks", "schedules=plans", "training", "budget", "totals",
)  # fmt: skip
@dataclass(frozen=True, repr=False)
class Memory:
    """A network under one schedule or several; the first of the plans is the one asked for."""

    network: NetworkConfig
    graph: Network
    accumulator: Accumulator
    plans: tuple[Plan, ...]
    whole: Plan  # what the others are compared with
    weight_bytes: int
    training: Training | None
    verdicts: tuple[Verdict, ...]
    alternatives: tuple[Verdict, ...]  # if a budget is broken: other schedules that need less

    @property
    def plan(self) -> Plan:
        """The first of the plans."""
        return self.plans[0]

    @property
    def totals(self) -> MemoryTotals:
        """The totals of the first plan."""
        arena = self.plan.arena_bytes, self.plan.arena_total_bytes
        return MemoryTotals(self.plan.peak_bytes, *arena, self.weight_bytes)

    @property
    def blocks(self) -> tuple[BlockPlan, ...]:
        """The blocks of the first plan, each with a description."""
        return tuple(DescribedBlockPlan(*block) for block in self.plan.blocks)

    @property
    def steps(self) -> tuple[StepPlan, ...]:
        """The steps of the first plan."""
        return self.plan.steps

    @property
    def madds(self) -> int:
        """Multiply-adds of the whole batch, under every schedule."""
        return self.whole.madds

    @property
    def budget(self) -> tuple[Verdict, ...] | None:
        """The verdicts; None without a budget."""
        return self.verdicts or None

    @property
    def plans_with_whole(self) -> tuple[Plan, ...]:
        """The plans, with whole in front unless it is the only one asked for."""
        alone = self.plan.schedule == self.whole.schedule
        return self.plans if alone else (self.whole, *self.plans)

    @property
    def fits(self) -> bool:
        """Whether every plan that was compared with a budget fits; True without one."""
        return all(verdict.fits for verdict in self.verdicts)

    def __repr__(self) -> str:
        plans = ", ".join(f"{plan.schedule} {plan.peak_bytes}" for plan in self.plans)
        return f"Memory({self.network.name!r}, peak bytes: {plans})"


def requested_schedules(schedule: str | None, groups: Sequence[int]) -> list[tuple[str, int]]:
    """The schedules to show, each with its groups.

    Groups alone ask for `grouped`. Raises UsageError for a schedule that is none, and for groups
    of one that has none.
    """
    if schedule is None and not groups:
        return [(name, ONE_CHANNEL) for name in DEFAULT_SCHEDULES]
    if schedule is not None and str(schedule) not in ALL_SCHEDULES:
        raise UsageError(
            f"--schedule: {unknown('schedule', str(schedule), ALL_SCHEDULES, _SYNONYMS)}"
        )
    if schedule in (None, GROUPED):
        return [(GROUPED, number) for number in groups or DEFAULT_GROUPS]
    if groups:
        fix = "leave --groups out, or ask for --schedule grouped"
        raise UsageError(f"--groups: the schedule {schedule} takes none; {fix}")
    return [(str(schedule), ONE_CHANNEL)]


def _check_size(graph: Network, plans: int) -> None:
    """Refuse so many plans that they would take minutes."""
    most = max(len(DEFAULT_SCHEDULES), MAX_BLOCKS // max(1, len(blocks_of(graph))))
    if plans > most:
        message = f"expected at most {most:,} numbers of groups for so many blocks"
        fix = "`mbv2calc sweep --groups` takes more"
        raise UsageError(f"--groups: {message}, found {plans:,}; {fix}")


_SYNONYMS = {"inplace": "in-place", "in_place": "in-place", "group": "grouped", "groups": "grouped",
          "best": "auto"}  # fmt: skip


def make_memory(
    graph: Network,
    network: NetworkConfig,
    *,
    schedule: str | None = None,
    groups: Sequence[int] = (),
    accumulator: str | None = None,
    training: Dtype | None = None,
    budget: Limit | None = None,
) -> Memory:
    """The memory of a network of ints: its plans, training in a dtype, and the budget, if any.

    Without a schedule whole, in-place and auto stand side by side, and whole alone is compared with
    the budget. Raises UsageError for an unknown schedule or accumulator, and for wrong groups.
    """
    batch, dtype = network.batch, network.dtype
    sums = find_accumulator(accumulator, dtype)
    requested = requested_schedules(schedule, tuple(dict.fromkeys(groups)))
    _check_size(graph, len(requested))
    sizes = ElementBytes.of(dtype.bytes, sums.bytes, batch)
    tally = network_tally(graph, ("macs",))
    madds = tally.macs * batch
    plans = tuple(make_plan(graph, name, sizes, madds, g) for name, g in requested)
    # Side by side, only whole is judged: the other plans then stand among the alternatives.
    judged = plans if schedule is not None or groups else plans[:1]
    verdicts = () if budget is None else tuple(judge(plan, budget) for plan in judged)
    whole = plans[0] if requested[0][0] == WHOLE else make_plan(graph, WHOLE, sizes, madds)
    return Memory(
        network=network,
        graph=graph,
        accumulator=sums,
        plans=plans,
        whole=whole,
        weight_bytes=weight_bytes(tally, dtype),
        training=training and _training(graph, training, batch, plans[0].schedule),
        verdicts=verdicts,
        alternatives=tuple(_alternatives(graph, sizes, verdicts, whole, budget)),
    )


def _training(graph: Network, dtype: Dtype, batch: int, schedule: str) -> Training:
    cost = training_cost(graph, dtype.bytes * batch, batch)
    saved = cost.grouped_saved_bytes if schedule == GROUPED else cost.whole_saved_bytes
    return Training(dtype, saved, *cost)


def _alternatives(
    graph: Network,
    sizes: ElementBytes,
    verdicts: Sequence[Verdict],
    whole: Plan,
    budget: Limit | None,
) -> Iterator[Verdict]:
    """If a budget is broken: of the schedules not yet judged, whole and those with a lower peak."""
    if budget is None or all(verdict.fits for verdict in verdicts):
        return
    compared = {verdict.plan.schedule for verdict in verdicts}
    for name in DEFAULT_SCHEDULES:
        if name not in compared:
            plan = whole if name == WHOLE else make_plan(graph, name, sizes, whole.madds)
            if plan is whole or plan.peak_bytes < whole.peak_bytes:
                yield judge(plan, budget)
