"""How the networks of a grid run and are counted, which no file says."""

from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import DEFAULT_CONVENTION
from mbv2calc.cost.dtypes import DEFAULT_DTYPE, find_accumulator, find_dtype
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.schedules import GROUPED, WHOLE


class RunConfig(NamedTuple):
    """How a network runs. Batch and groups may be arrays."""

    batch: Number = 1
    dtype: str = DEFAULT_DTYPE
    schedule: str = WHOLE
    groups: Number = ONE_CHANNEL  # G, of the schedule `grouped`
    accumulator: str | None = None  # what sums are held in; None: as the dtype has it
    convention: str = DEFAULT_CONVENTION  # by which params and operations are counted

    @property
    def element_bytes(self) -> ElementBytes:
        """The bytes of one element of all images.

        Raises UsageError where there is no such dtype or accumulator.
        """
        of = find_dtype(self.dtype)
        sums = find_accumulator(self.accumulator, of)
        return ElementBytes.of(of.bytes, sums.bytes, self.batch)

    @property
    def sums_in(self) -> str:
        """What sums are held in."""
        return find_accumulator(self.accumulator, find_dtype(self.dtype)).held_in


AS_REPORTED = RunConfig()
"""One image, int8, whole."""


def groups_asked(schedule: str | None) -> str | None:
    """The groups of a schedule that is asked for without any, as a text; None where it has none."""
    if schedule != GROUPED:
        return None
    from mbv2calc.cost.memory.groups import groups_text
    from mbv2calc.cost.memory.result import DEFAULT_GROUPS

    return ",".join(map(groups_text, DEFAULT_GROUPS))


def schedule_asked(schedule: str | None, groups: tuple[int, ...]) -> str:
    """The schedule of a sweep: groups alone ask for `grouped`, and nothing for whole.

    Raises UsageError for a schedule that is none, and for groups of one that has none.
    """
    if schedule is None and not groups:
        return WHOLE
    from mbv2calc.cost.memory.result import requested_schedules

    return requested_schedules(schedule, groups)[0][0]
