"""Budgets of a network: what each is held against, how they are read, and what is left of one."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import NamedTuple

from mbv2calc.arith.quantities import read_count, read_size
from mbv2calc.cost.memory.budget import Budget, compared, read_budget
from mbv2calc.errors import UsageError


class Kind(NamedTuple):
    """A kind of budget: its name, its flag, the metric it is held against, and the unit of that."""

    name: str
    flag: str
    metric: Callable[[str], str]  # under a schedule
    unit: str  # "" for a count, "B" for bytes


KINDS = {
    kind.name: kind
    for kind in (
        Kind("madds", "--max-madds", lambda _: "madds", ""),  # of the whole batch
        Kind("params", "--max-params", lambda _: "params", ""),
        Kind("memory", "--max-memory", compared, "B"),
        Kind("flash", "--max-flash", lambda _: "weight_bytes", "B"),
    )
}
"""Every kind of budget. There is an arena for what runs whole only; the rest has its peak."""


class Limit(NamedTuple):
    """The most that a metric may be: in bytes or a count, without what is reserved."""

    name: str
    metric: str
    most: int
    typed: str  # as it was given, with the reserve: 512KiB - 60KiB
    unit: str

    def amount(self, number: int) -> str:
        """A number of its unit for people: 300,000,000 or 524,288 B."""
        return f"{number:,} {self.unit}".rstrip()


class Given(NamedTuple):
    """A budget as it was given: its kind, the most without what is reserved, and its text."""

    name: str
    most: int
    typed: str


class Budgets(NamedTuple):
    """The budgets that were given, in the order of KINDS, and that of memory with its reserve."""

    given: tuple[Given, ...]
    memory: Budget | None

    def limits_for(self, schedule: str) -> tuple[Limit, ...]:
        """The limits of a network that runs under a schedule, which says what memory is."""
        kinds = ((KINDS[given.name], given) for given in self.given)
        return tuple(
            Limit(kind.name, kind.metric(schedule), given.most, given.typed, kind.unit)
            for kind, given in kinds
        )


def read_budgets(
    *,
    madds: int | str | None = None,
    params: int | str | None = None,
    memory: int | str | None = None,
    reserve: int | str | None = None,
    flash: int | str | None = None,
) -> Budgets:
    """Budgets from numbers, or from texts such as 300M (a count) and 512KiB (a size).

    Raises UsageError for what is neither, for a reserve as read_budget does, and without a budget.

    >>> [limit.most for limit in read_budgets(madds="300M", memory="1k").limits_for("whole")]
    [300000000, 1000]
    """
    budget = read_budget(memory, reserve)
    typed = {"madds": madds, "params": params, "memory": memory, "flash": flash}
    given = [(kind, str(typed[name])) for name, kind in KINDS.items() if typed[name] is not None]
    if not given:
        raise UsageError("give a budget, such as --max-madds 300M or --max-memory 512KiB")
    found = (_given(kind, text.strip(), budget, reserve) for kind, text in given)
    return Budgets(tuple(found), budget)


def _given(kind: Kind, text: str, budget: Budget | None, reserve: int | str | None) -> Given:
    """A budget as it was given; that of memory without the reserve."""
    if kind.name == "memory" and budget is not None and budget.reserve:
        return Given(kind.name, budget.available, f"{text} - {str(reserve).strip()}")
    read = read_size if kind.unit else read_count
    return Given(kind.name, read(text, kind.flag), text)


class Held(NamedTuple):
    """A limit, and what a network uses of it."""

    limit: Limit
    used: int

    @property
    def fits(self) -> bool:
        """Whether what is used is at most the limit."""
        return self.used <= self.limit.most

    @property
    def slack(self) -> int:
        """How much is left; negative: how much there is too much."""
        return self.limit.most - self.used

    @property
    def share(self) -> float | None:
        """used / most, for people; 1 for none of a limit of 0, None for more than that."""
        used, most = self.ratio
        return used / most if most else None

    @property
    def ratio(self) -> tuple[int, int]:
        """used and most, exactly; a limit of 0 of which nothing is used is used up: 1 and 1."""
        return (self.used, self.limit.most) if self.used or self.limit.most else (1, 1)


def binding(held: Iterable[Held]) -> Held:
    """The limit of which the largest share is used: the first of equals. Compared in ints."""

    def larger(one: Held, other: Held) -> Held:
        (used, most), (others, others_most) = one.ratio, other.ratio
        return other if others * most > used * others_most else one

    return reduce(larger, held)
