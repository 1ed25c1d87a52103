"""Budgets of a network: one row per kind, how they are read, and how much a network uses."""

from collections.abc import Iterable
from functools import reduce
from typing import Any, Literal, NamedTuple

from mbv2calc.arith.quantities import bytes_note, read_count, read_size
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.errors import UsageError
from mbv2calc.plain import json_keys
from mbv2calc.registry import Registry


class Budget(NamedTuple):
    """A kind of budget: the maximum of a metric. One row."""

    name: str  # the option is --max-NAME, the argument in Python max_NAME
    help: str
    metric: str
    unit: Literal["", "B"] = ""  # "" for a count
    whole_metric: str = ""  # the metric under the schedule `whole`; "": the same
    reserve: str = ""  # the argument that takes a part of it away for other things; "": none does
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

    def metric_under(self, schedule: str) -> str:
        """The metric of a network that runs under a schedule."""
        return (self.whole_metric or self.metric) if schedule == WHOLE else self.metric

    def read(self, text: str) -> int:
        """A count, or a size in bytes. Raises UsageError for any other text."""
        return (read_size if self.unit else read_count)(text, self.flag)


def flag_of(argument: str) -> str:
    """The option of an argument: --max-madds of max_madds."""
    return f"--{argument.replace('_', '-')}"


BUDGETS = Registry(
    (
        Budget("madds", "Multiply-adds of the batch at most, such as 300M.", "madds", keep=4),
        Budget("params", "Parameters at most, such as 3.5M.", "params", keep=5),
        # Only whole operators have an arena; the other schedules have no allocator to model.
        Budget("memory",
               "Memory at most, such as 512KiB: the total of the arena under whole, else the peak.",
               "peak_bytes", "B", whole_metric="arena_total_bytes", reserve="reserve",
               reserve_help="Bytes of --max-memory kept for a stack and buffers.", keep=2),
        Budget("flash", "Bytes of weights at most, such as 4MiB.", "weight_bytes", "B", keep=3),
    )
)  # fmt: skip
"""Every kind of budget. A new one is one row."""


class Limit(NamedTuple):
    """A budget as it was given: its maximum, a count or bytes, without the reserved part."""

    budget: Budget
    maximum: int
    as_given: str  # with the reserved part: 512KiB - 60KiB
    reserved: int = 0
    schedule: str = WHOLE

    @property
    def name(self) -> str:
        """The name of its budget."""
        return self.budget.name

    @property
    def metric(self) -> str:
        """The metric that it limits."""
        return self.budget.metric_under(self.schedule)

    @property
    def whole(self) -> int:
        """The maximum with the reserved part."""
        return self.maximum + self.reserved

    @property
    def notes(self) -> tuple[str, ...]:
        """That a small size without a unit means bytes: of the budget, and of its reserve."""
        flags = (self.budget.flag, flag_of(self.budget.reserve)) if self.budget.unit else ()
        # Without a reserve there is one text, and `zip` leaves its flag out.
        texts = self.as_given.split(" - ")
        notes = (bytes_note(text, flag) for text, flag in zip(texts, flags, strict=False))
        return tuple(filter(None, notes))

    def under(self, schedule: str) -> "Limit":
        """The limit of a network that runs under a schedule, which decides what memory means."""
        return self._replace(schedule=schedule)

    def amount(self, number: float) -> str:
        """A number of its unit for people: 300,000,000 or 524,288 B."""
        digits = f"{number:,}" if isinstance(number, int) else f"{number:,.6g}"
        return f"{digits} {self.budget.unit}".rstrip()


def memory_limit(limits: Iterable[Limit]) -> Limit | None:
    """The limit of memory among some; None without one."""
    return next((limit for limit in limits if limit.name == "memory"), None)


def budget_arguments() -> tuple[str, ...]:
    """The arguments of all budgets and of their reserves: max_madds, reserve and so on."""
    names = (name for row in BUDGETS.values() for name in (row.argument, row.reserve))
    return tuple(filter(None, names))


def parse_budgets(**typed: int | str | None) -> tuple[Limit, ...]:
    """The limits of the budgets that are given, in the order of BUDGETS, for the schedule `whole`.

    Arguments are those of budget_arguments; values are numbers, or texts such as 300M and 512KiB.
    Raises UsageError for a value that is no count or size, for a reserve without a budget and for
    one larger than its budget; TypeError for an unknown argument.
    """
    texts = {name: str(value).strip() for name, value in typed.items() if value is not None}
    known = budget_arguments()
    if strangers := [name for name in typed if name not in known]:
        raise TypeError(f"expected {', '.join(known)}, found {', '.join(strangers)}")
    limits = (_limit(budget, texts) for budget in BUDGETS.values())
    return tuple(limit for limit in limits if limit is not None)


def read_budgets(**typed: int | str | None) -> tuple[Limit, ...]:
    """The limits as `parse_budgets` reads them. Raises UsageError without a budget, too.

    >>> [limit.maximum for limit in read_budgets(max_madds="300M", max_memory="1k")]
    [300000000, 1000]
    """
    limits = parse_budgets(**typed)
    if not limits:
        raise UsageError("give a budget, such as --max-madds 300M or --max-memory 512KiB")
    return limits


def _limit(budget: Budget, texts: dict[str, str]) -> Limit | None:
    """The limit of a budget without its reserve; None where the budget is not given."""
    reserve = texts.get(budget.reserve, "0")
    flag = flag_of(budget.reserve)
    reserved = read_size(reserve, flag) if budget.reserve else 0
    if budget.argument not in texts:
        if reserved:
            fix = f"give one, such as {budget.flag} 320KiB"
            raise UsageError(f"{flag}: there is no budget to keep it from; {fix}")
        return None
    text = texts[budget.argument]
    whole = budget.read(text)
    if reserved > whole:
        message = f"expected at most the {whole:,} bytes of {budget.flag}"
        raise UsageError(f"{flag}: {message}, found {reserved:,}; lower it")
    as_given = f"{text} - {reserve}" if reserved else text
    return Limit(budget, whole - reserved, as_given, reserved)


@json_keys(
    "budget=limit.name", "limit.metric", "used", "limit=limit.maximum", "slack", "share", "fits"
)
class BudgetUse(NamedTuple):
    """A limit, and how much of it a network uses: an int, or a float of a ratio."""

    limit: Limit
    used: Any

    @property
    def fits(self) -> bool:
        """Whether the network uses at most the limit."""
        return bool(self.used <= self.limit.maximum)

    @property
    def slack(self) -> Any:
        """The limit less what is used: negative where the limit is exceeded."""
        return self.limit.maximum - self.used

    @property
    def share(self) -> float | None:
        """used / maximum, for people: 1 for none of a limit of 0, None for more than that."""
        used, maximum = self.ratio
        return used / maximum if maximum else None

    @property
    def ratio(self) -> tuple[Any, int]:
        """(used, maximum), to compare exactly; (1, 1) where both are 0: the limit is used up."""
        return (self.used, self.limit.maximum) if self.used or self.limit.maximum else (1, 1)


def tightest(uses: Iterable[BudgetUse]) -> BudgetUse:
    """The use with the largest share of its limit: the first of equals.

    Shares are compared crosswise in ints, as floats would round large ones.
    """

    def larger(use: BudgetUse, other: BudgetUse) -> BudgetUse:
        (used, maximum), (other_used, other_maximum) = use.ratio, other.ratio
        return other if other_used * maximum > used * other_maximum else use

    return reduce(larger, uses)
