"""How a network runs and is counted: what no network file states."""

from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import DEFAULT_CONVENTION
from mbv2calc.cost.dtypes import DEFAULT_DTYPE, find_accumulator, find_dtype
from mbv2calc.cost.memory.groups import groups_text
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.schedules import GROUPED, WHOLE


class RunConfig(NamedTuple):
    """How a network runs and is counted. Batch and groups may be arrays."""

    batch: Number = 1
    dtype: str = DEFAULT_DTYPE
    schedule: str = WHOLE
    groups: Number = ONE_CHANNEL  # G, of the schedule `grouped`
    accumulator: str | None = None  # the type of partial sums; None: the dtype's
    convention: str = DEFAULT_CONVENTION  # of params and operations

    @property
    def element_bytes(self) -> ElementBytes:
        """The bytes of one element in all images. Raises UsageError for an unknown type."""
        dtype = find_dtype(self.dtype)
        sums = find_accumulator(self.accumulator, dtype)
        return ElementBytes.of(dtype.bytes, sums.bytes, self.batch)

    @property
    def sums_in(self) -> str:
        """The type that partial sums have in memory."""
        return find_accumulator(self.accumulator, find_dtype(self.dtype)).held_in


AS_REPORTED = RunConfig()
"""One image, int8, whole."""


def groups_asked(schedule: str | None) -> str | None:
    """The default groups of a schedule as a text, such as 2,4,8; None if it has no groups."""
    if schedule != GROUPED:
        return None
    # Not at the top: each dataclass in that module would slow the start of every command.
    from mbv2calc.cost.memory.result import DEFAULT_GROUPS

    return ",".join(map(groups_text, DEFAULT_GROUPS))


def schedule_asked(schedule: str | None, groups: tuple[int, ...]) -> str:
    """The schedule of a sweep: by default `grouped` if there are groups, else `whole`.

    Raises UsageError for an unknown schedule, and for groups of a schedule without groups.
    """
    if schedule is None and not groups:
        return WHOLE
    from mbv2calc.cost.memory.result import requested_schedules  # here for the same reason

    return requested_schedules(schedule, groups)[0][0]
