"""Whether a plan fits into the memory of a device, and what breaks it where it does not."""

from typing import NamedTuple

from mbv2calc.arith.quantities import read_size
from mbv2calc.cost.memory.plan import Plan
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.errors import UsageError
from mbv2calc.plain import json_keys


class Budget(NamedTuple):
    """The memory of a device, and how much of it is for other things, in bytes."""

    max_memory: int
    reserve: int = 0

    @property
    def available(self) -> int:
        """The budget without the reserve."""
        return self.max_memory - self.reserve


def read_budget(max_memory: int | str | None, reserve: int | str | None) -> Budget | None:
    """A budget from bytes or texts such as 320KiB; None where there is none.

    Raises UsageError for what is no size, and for a reserve without a budget or larger than it.
    """
    kept = 0 if reserve is None else read_size(str(reserve), "--reserve")
    if max_memory is None:
        if kept:
            fix = "give one, such as --max-memory 320KiB"
            raise UsageError(f"--reserve: there is no budget to keep it from; {fix}")
        return None
    budget = Budget(read_size(str(max_memory), "--max-memory"), kept)
    if budget.available < 0:
        message = f"expected at most the {budget.max_memory:,} bytes of --max-memory"
        raise UsageError(f"--reserve: {message}, found {kept:,}; lower it")
    return budget


@json_keys(
    "plan.schedule", "groups=plan.typed_groups", "compared", "bytes", "budget.max_memory",
    "budget.reserve", "fits", "over_by", "step=plan.peak.name",
    "step_live_bytes=plan.peak.live_bytes",
)  # fmt: skip
class Verdict(NamedTuple):
    """A plan against a budget. `compared` is arena_total_bytes, or peak_bytes."""

    plan: Plan
    compared: str
    bytes: int
    budget: Budget

    @property
    def fits(self) -> bool:
        """Whether what is compared is at most what is available."""
        return self.bytes <= self.budget.available

    @property
    def slack(self) -> int:
        """How much is left; negative: how much there is too much."""
        return self.budget.available - self.bytes

    @property
    def over_by(self) -> int:
        """How much there is too much; 0 where it fits."""
        return max(0, -self.slack)


def compared(schedule: str) -> str:
    """What a budget of memory is held against: there is an arena for what runs whole only."""
    return "arena_total_bytes" if schedule == WHOLE else "peak_bytes"


def judge(plan: Plan, budget: Budget) -> Verdict:
    """The estimated total of the arena is compared where the plan has one, else the peak."""
    metric = compared(plan.schedule)
    return Verdict(plan, metric, getattr(plan, metric), budget)
