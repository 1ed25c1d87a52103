"""The metrics: what a sweep computes at each point. One row per metric."""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, TypeAlias

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import DEFAULT_CONVENTION, Convention, find_convention
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.memory.arena import arena_bytes, arena_total_bytes
from mbv2calc.cost.memory.schedules import WHOLE, peak_bytes
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.cost.tally import network_tally
from mbv2calc.cost.totals import Costs
from mbv2calc.errors import UsageError, unknown
from mbv2calc.model.layers import Network
from mbv2calc.registry import Registry

Type: TypeAlias = Literal["int", "float", "text"]
INT: Type = "int"
FLOAT: Type = "float"
TEXT: Type = "text"
"""The type of a column: ints of any size, floats of 64 bits, or texts. Any value may be None."""


class Metric(NamedTuple):
    """A number computed from a network, how it runs, and its costs.

    `of` is one formula for ints, arrays and symbols; a ratio takes `arith.quotient`, and its type
    is FLOAT. It gives None where a network has no such number.
    """

    name: str  # as it is asked for; also the key and the column in files
    title: str  # the heading of its column, without the unit
    of: Callable[[Network, RunConfig, Costs], Number | None] | None  # None: looked up in tables
    unit: str = ""
    type: Type = INT
    format: Literal["count", "number", "ratio"] = "count"  # how tables for people show it
    scalar_only: bool = False  # takes ints only: computed point by point, after all others
    at_least: str | None = None  # a cheap metric (not scalar_only) that is a lower bound
    fields: Callable[[Convention], tuple[str, ...]] = lambda convention: ()  # of the tally
    default: Literal["always", "by convention", "never"] = "never"  # if no metric is asked for
    keep: int = 0  # how soon it leaves a narrow terminal: the highest go first, 0 never
    synonyms: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The heading of its column, with the unit."""
        return f"{self.title} {self.unit}".rstrip()

    def scalar(self, network: Network, config: RunConfig, costs: Costs) -> int | float | None:
        """Its value for a network of ints. Raises TypeError if the value is not of its type."""
        assert self.of is not None, f"{self.name} is looked up"
        value = self.of(network, config, costs)
        if value is None:
            return None
        if self.type == FLOAT:
            return float(value)
        if not isinstance(value, int):
            raise TypeError(f"the metric {self.name} is of ints, and gave {value!r}; type it FLOAT")
        return value


def costs_for(network: Network, config: RunConfig, metrics: Iterable[Metric]) -> Costs:
    """The costs of a network, with the fields of the tally that some metrics read."""
    rule = find_convention(config.convention)
    fields = ("macs", *(field for metric in metrics for field in metric.fields(rule)))
    return Costs(network_tally(network, fields), find_dtype(config.dtype), rule, config.batch)


def _arena(network: Network, config: RunConfig, costs: Costs) -> int | None:
    if config.schedule != WHOLE:
        return None
    return arena_bytes(network, config.element_bytes.activation)


def _arena_total(network: Network, config: RunConfig, costs: Costs) -> int | None:
    arena = _arena(network, config, costs)
    return None if arena is None else arena_total_bytes(arena, network)


COUNTED = "counted"
"""The metric of operations under a convention; `madds` are multiply-adds under any."""

TOP1 = "top1"
"""The metric of published top-1 accuracy; only points that are published networks have it."""

METRICS = Registry(
    (
        Metric("params", "params", lambda network, config, costs: costs.params, default="always",
               synonyms=("parameters",)),
        Metric("madds", "MAdds", lambda network, config, costs: costs.madds, default="always",
               synonyms=("macs", "mult_adds", "gmacs")),
        # FLOPs are twice the MAdds, so they are the first to leave a narrow terminal.
        Metric("flops", "FLOPs", lambda network, config, costs: costs.flops, default="always",
               keep=1),
        Metric(COUNTED, "counted", lambda network, config, costs: costs.counted,
               fields=lambda convention: convention.operations.fields, default="by convention",
               synonyms=("operations", "ops")),
        Metric("weight_bytes", "weight", lambda network, config, costs: costs.weight_bytes, "B",
               synonyms=("flash", "size")),
        Metric("peak_bytes", "peak",
               lambda network, config, costs: peak_bytes(network, config.schedule,
                                                         config.element_bytes, config.groups), "B",
               default="always", synonyms=("memory", "peak")),
        Metric("arena_bytes", "arena", _arena, "B", scalar_only=True, at_least="peak_bytes",
               synonyms=("arena",)),
        Metric("arena_total_bytes", "arena total", _arena_total, "B", scalar_only=True,
               at_least="peak_bytes"),
        Metric(TOP1, "top-1", None, "%", FLOAT, "number", default="always",
               synonyms=("accuracy",)),
    )
)  # fmt: skip
"""Every metric, in the order of a sweep's columns. A new one is one row."""


def default_metrics(convention: str = DEFAULT_CONVENTION) -> tuple[str, ...]:
    """The metrics of a sweep under a convention if none are asked for."""
    default = ("always",) if convention == DEFAULT_CONVENTION else ("always", "by convention")
    return tuple(name for name, metric in METRICS.items() if metric.default in default)


def read_names(flag: str, typed: str | Iterable[str]) -> list[str]:
    """The names in a text with commas, or in an iterable. Raises UsageError for anything else."""
    if isinstance(typed, str):
        return typed.split(",")
    names = list(typed) if isinstance(typed, Iterable) else [typed]
    if not all(isinstance(name, str) for name in names):
        raise UsageError(f"{flag}: expected names such as 'madds,params', found {typed!r}")
    return names


def check_metric(flag: str, name: str) -> None:
    """Raises UsageError for an unknown metric; `flag` is where it was named."""
    if name not in METRICS:
        raise UsageError(f"{flag}: {unknown('metric', name, METRICS, METRICS.synonyms())}")


def read_metrics(
    typed: str | Iterable[str] | None, convention: str = DEFAULT_CONVENTION
) -> tuple[str, ...]:
    """The metrics in a text such as "params,madds", or in an iterable; the default ones for None.

    Raises UsageError for an unknown name, and for no names.
    """
    if typed is None:
        return default_metrics(convention)
    names = tuple(dict.fromkeys(name.strip() for name in read_names("--metrics", typed)))
    for name in names:
        check_metric("--metrics", name)
    if not names:
        raise UsageError(f"--metrics: expected some of {', '.join(METRICS)}, found none")
    return names
