"""A network against its budgets: how much it uses of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from mbv2calc.cost.budgets import BudgetUse, Limit, memory_limit, tightest
from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.cost.memory.result import Memory, make_memory, requested_schedules
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.cost.metrics import METRICS, costs_for
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.errors import UsageError
from mbv2calc.model.layers import Network
from mbv2calc.plain import json_keys


@json_keys("network", "schedule", "groups=memory.plan.typed_groups", "fits", "budgets=uses")
@dataclass(frozen=True, repr=False)
class Checked:
    """How much of each budget a network uses under one schedule."""

    network: NetworkConfig
    schedule: str
    groups: int | None  # of the schedule grouped: ONE_CHANNEL for max; None without groups
    uses: tuple[BudgetUse, ...]  # in the order of BUDGETS
    memory: Memory  # with a verdict if there is a memory budget

    @property
    def fits(self) -> bool:
        """Whether the network is within every budget."""
        return all(use.fits for use in self.uses)

    @property
    def tightest(self) -> BudgetUse:
        """The use with the largest share of its limit."""
        return tightest(self.uses)

    def __repr__(self) -> str:
        uses = ", ".join(f"{u.limit.name} {u.used} of {u.limit.maximum}" for u in self.uses)
        verdict = "fits" if self.fits else "does not fit"
        return f"Checked({self.network.name!r}, {verdict}: {uses})"


def make_check(
    network: Network,
    config: NetworkConfig,
    budgets: Sequence[Limit],
    *,
    schedule: str | None = None,
    groups: Sequence[int] = (),
    accumulator: str | None = None,
) -> Checked:
    """Check a network of ints against budgets, under whole unless a schedule or groups are given.

    The numbers equal those of a Report and a Memory. Raises UsageError for an unknown schedule or
    accumulator, and for the schedule grouped without exactly one number of groups.
    """
    name, number = _one_schedule(schedule, tuple(dict.fromkeys(groups)))
    memory = make_memory(
        network,
        config,
        schedule=name,
        groups=() if number is None else (number,),
        accumulator=accumulator,
        budget=memory_limit(budgets),
    )
    run = RunConfig(config.batch, config.dtype.name, name, number or ONE_CHANNEL, accumulator)
    # Under `whole` a memory budget limits the arena, under the other schedules the peak.
    limits = [limit.under(name) for limit in budgets]
    metrics = [METRICS[limit.metric] for limit in limits]
    costs = costs_for(network, run, metrics)
    values = (metric.scalar(network, run, costs) for metric in metrics)
    uses = tuple(map(BudgetUse, limits, values))
    return Checked(config, name, number, uses, memory)


def _one_schedule(schedule: str | None, groups: tuple[int, ...]) -> tuple[str, int | None]:
    """The schedule, and its number of groups; None without groups."""
    (name, number), *others = requested_schedules(schedule or (None if groups else WHOLE), groups)
    if not others:
        return name, number if groups else None
    if not groups:
        raise UsageError("--groups: grouped needs a number of groups here, such as --groups 4")
    fix = "`mbv2calc sweep` and `mbv2calc fit` take several"
    raise UsageError(f"--groups: expected one number of groups, found {len(groups):,}; {fix}")
