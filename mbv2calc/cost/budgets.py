"""Budgets of a network: one row a kind, how they are read, and what a network uses of one."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, Literal, NamedTuple

from mbv2calc.arith.quantities import bytes_note, read_count, read_size
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.errors import UsageError
from mbv2calc.plain import json_keys
from mbv2calc.registry import Registry


class Budget(NamedTuple):
    """A kind of budget: the most that a metric may be. One row."""

    name: str  # the option is --max-NAME, the argument in Python max_NAME
    help: str
    metric: Callable[[str], str]  # under a schedule
    unit: Literal["", "B"] = ""  # "" for a count
    reserve: str = ""  # the argument of what is kept from it for other things; "": nothing is
    reserve_help: str = ""
    keep: int = 6  # how soon its share leaves a narrow terminal: the highest go first

    @property
    def argument(self) -> str:
        """The argument in Python, and of the option."""
        return f"max_{self.name}"

    @property
    def flag(self) -> str:
        """The option as it is typed."""
        return flag_of(self.argument)

    def read(self, text: str) -> int:
        """A count or a size. Raises UsageError for what is neither."""
        return (read_size if self.unit else read_count)(text, self.flag)


def flag_of(argument: str) -> str:
    """The option of an argument: --max-madds of max_madds."""
    return f"--{argument.replace('_', '-')}"


def _memory_metric(schedule: str) -> str:
    """There is an arena for what runs whole only; the rest has its peak."""
    return "arena_total_bytes" if schedule == WHOLE else "peak_bytes"


BUDGETS = Registry(
    (
        Budget(
            "madds",
            "Multiply-adds of the batch at most, such as 300M.",
            lambda schedule: "madds",
            keep=4,
        ),
        Budget("params", "Parameters at most, such as 3.5M.", lambda schedule: "params", keep=5),
        Budget(
            "memory",
            "Memory at most, such as 512KiB: the total of the arena under whole, else the peak.",
            _memory_metric,
            "B",
            reserve="reserve",
            reserve_help="Bytes of --max-memory kept for a stack and buffers.",
            keep=2,
        ),
        Budget(
            "flash",
            "Bytes of weights at most, such as 4MiB.",
            lambda schedule: "weight_bytes",
            "B",
            keep=3,
        ),
    )
)
"""Every kind of budget. A new one is one row."""


class Limit(NamedTuple):
    """The most that a metric may be: in bytes or a count, without what is reserved."""

    name: str
    metric: str
    maximum: int
    as_given: str  # with what is reserved: 512KiB - 60KiB
    unit: str
    reserved: int = 0

    @property
    def whole(self) -> int:
        """The most with what is reserved."""
        return self.maximum + self.reserved

    @property
    def notes(self) -> tuple[str, ...]:
        """That a small size without a unit means bytes: of the budget, and of what is reserved."""
        budget = BUDGETS[self.name]
        flags = (budget.flag, flag_of(budget.reserve)) if budget.unit else ()
        texts = self.as_given.split(" - ")
        notes = (bytes_note(text, flag) for text, flag in zip(texts, flags, strict=False))
        return tuple(filter(None, notes))

    def amount(self, number: float) -> str:
        """A number of its unit for people: 300,000,000 or 524,288 B."""
        digits = f"{number:,}" if isinstance(number, int) else f"{number:,.6g}"
        return f"{digits} {self.unit}".rstrip()


class ParsedBudget(NamedTuple):
    """A budget as it was given: its kind, the most without what is reserved, and its text."""

    name: str  # of BUDGETS
    maximum: int
    as_given: str
    reserved: int = 0

    @property
    def budget(self) -> Budget:
        """Its kind."""
        return BUDGETS[self.name]

    def limit(self, schedule: str) -> Limit:
        """The limit of a network that runs under a schedule, which says what memory is."""
        metric, unit = self.budget.metric(schedule), self.budget.unit
        return Limit(self.name, metric, self.maximum, self.as_given, unit, self.reserved)


class Budgets(NamedTuple):
    """The budgets that were given, in the order of BUDGETS."""

    given: tuple[ParsedBudget, ...]

    @property
    def memory(self) -> ParsedBudget | None:
        """That of memory, if it was given."""
        return next((one for one in self.given if one.name == "memory"), None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of them as they were typed."""
        return tuple(note for limit in self.limits_for(WHOLE) for note in limit.notes)

    def limits_for(self, schedule: str) -> tuple[Limit, ...]:
        """The limits of a network that runs under a schedule."""
        return tuple(one.limit(schedule) for one in self.given)


def budget_arguments() -> tuple[str, ...]:
    """The arguments of all budgets and of what is kept from them: max_madds, reserve and so on."""
    names = (name for row in BUDGETS.values() for name in (row.argument, row.reserve))
    return tuple(filter(None, names))


def parse_budgets(**typed: int | str | None) -> Budgets:
    """Those of the budgets that are given: numbers, or texts such as 300M and 512KiB.

    The arguments are those of budget_arguments. Raises UsageError for what is
    no count or size, and for a reserve without a budget or larger than it; TypeError for an
    argument that is none.
    """
    texts = {name: str(value).strip() for name, value in typed.items() if value is not None}
    known = budget_arguments()
    if strangers := [name for name in typed if name not in known]:
        raise TypeError(f"expected {', '.join(known)}, found {', '.join(strangers)}")
    parsed = (_parsed(row, texts) for row in BUDGETS.values())
    return Budgets(tuple(one for one in parsed if one is not None))


def read_budgets(**typed: int | str | None) -> Budgets:
    """As parse_budgets. Raises UsageError without a budget, too.

    >>> given = read_budgets(max_madds="300M", max_memory="1k").limits_for("whole")
    >>> [limit.maximum for limit in given]
    [300000000, 1000]
    """
    budgets = parse_budgets(**typed)
    if not budgets.given:
        raise UsageError("give a budget, such as --max-madds 300M or --max-memory 512KiB")
    return budgets


def _parsed(row: Budget, texts: dict[str, str]) -> ParsedBudget | None:
    """A budget without what is reserved; None where it was not given."""
    reserve = texts.get(row.reserve, "0")
    flag = flag_of(row.reserve)
    reserved = read_size(reserve, flag) if row.reserve else 0
    if row.argument not in texts:
        if reserved:
            fix = f"give one, such as {row.flag} 320KiB"
            raise UsageError(f"{flag}: there is no budget to keep it from; {fix}")
        return None
    text = texts[row.argument]
    whole = row.read(text)
    if reserved > whole:
        message = f"expected at most the {whole:,} bytes of {row.flag}"
        raise UsageError(f"{flag}: {message}, found {reserved:,}; lower it")
    as_given = f"{text} - {reserve}" if reserved else text
    return ParsedBudget(row.name, whole - reserved, as_given, reserved)


@json_keys(
    "budget=limit.name", "limit.metric", "used", "limit=limit.maximum", "slack", "share", "fits"
)
class BudgetUse(NamedTuple):
    """A limit, and what a network uses of it: ints, or a float where the metric is a ratio."""

    limit: Limit
    used: Any

    @property
    def fits(self) -> bool:
        """Whether what is used is at most the limit."""
        return bool(self.used <= self.limit.maximum)

    @property
    def slack(self) -> Any:
        """How much is left; negative: how much there is too much."""
        return self.limit.maximum - self.used

    @property
    def share(self) -> float | None:
        """used / maximum, for people; 1 for none of a limit of 0, None for more than that."""
        used, maximum = self.ratio
        return used / maximum if maximum else None

    @property
    def ratio(self) -> tuple[Any, int]:
        """used and the maximum, exactly; a limit of 0 of which nothing is used is used up: 1, 1."""
        return (self.used, self.limit.maximum) if self.used or self.limit.maximum else (1, 1)


def tightest(uses: Iterable[BudgetUse]) -> BudgetUse:
    """The one whose limit is used by the largest share: the first of equals. Compared in ints."""

    def larger(one: BudgetUse, other: BudgetUse) -> BudgetUse:
        (used, maximum), (others, others_maximum) = one.ratio, other.ratio
        return other if others * maximum > used * others_maximum else one

    return reduce(larger, uses)
