"""A network against its budgets: what it uses of each."""

from collections.abc import Sequence
from typing import NamedTuple

from mbv2calc.cost.budgets import Budgets, Held, binding
from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.dtypes import Dtype
from mbv2calc.cost.memory.result import Memory, chosen, make_memory
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.cost.tally import network_tally
from mbv2calc.cost.totals import Costs
from mbv2calc.errors import UsageError
from mbv2calc.model.layers import Network


class Checked(NamedTuple):
    """A network that runs in one way, and what it uses of each budget."""

    network: Network
    batch: int
    dtype: Dtype
    schedule: str
    groups: int | None  # of the schedule grouped, ONE_CHANNEL for max
    held: tuple[Held, ...]
    memory: Memory  # whose verdict is that of the memory budget, if there is one

    @property
    def fits(self) -> bool:
        """Whether every budget holds."""
        return all(held.fits for held in self.held)

    @property
    def binding(self) -> Held:
        """The budget of which the largest share is used."""
        return binding(self.held)

    def __repr__(self) -> str:
        name = self.network.name
        told = ", ".join(f"{h.limit.name} {h.used} of {h.limit.most}" for h in self.held)
        return f"Checked({name!r}, {'fits' if self.fits else 'does not fit'}: {told})"


def make_check(
    network: Network,
    dtype: Dtype,
    batch: int,
    budgets: Budgets,
    *,
    schedule: str | None = None,
    groups: Sequence[int] = (),
    accumulator: str | None = None,
) -> Checked:
    """A network of ints against budgets, whole unless a schedule or a number of groups is given.

    The figures are those of a report and of a Memory. Raises UsageError for a schedule or an
    accumulator that is none, and for grouped without one number of groups.
    """
    name, number = _one_way(schedule, tuple(dict.fromkeys(groups)))
    memory = make_memory(
        network,
        NetworkConfig.of(network, batch, dtype),
        schedule=name,
        groups=() if number is None else (number,),
        accumulator=accumulator,
        budget=budgets.memory,
    )
    costs = Costs(network_tally(network, ("macs",)), dtype, find_convention(), batch)
    totals = memory.totals._asdict()  # under the schedule
    limits = budgets.limits_for(name)
    metrics = (limit.metric for limit in limits)
    used = (totals[m] if m in totals else getattr(costs, m) for m in metrics)
    held = map(Held, limits, used)
    return Checked(network, batch, dtype, name, number, tuple(held), memory)


def _one_way(schedule: str | None, groups: tuple[int, ...]) -> tuple[str, int | None]:
    """The schedule asked for, and its number of groups, if it has one."""
    (name, number), *others = chosen(schedule or (None if groups else WHOLE), groups)
    if not others:
        return name, number if groups else None
    if not groups:
        raise UsageError("--groups: grouped needs a number of groups here, such as --groups 4")
    fix = "`mbv2calc sweep` and `mbv2calc fit` take several"
    raise UsageError(f"--groups: expected one number of groups, found {len(groups):,}; {fix}")
