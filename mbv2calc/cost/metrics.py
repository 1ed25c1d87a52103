"""What a sweep gives of each point: one row a metric."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.conventions import DEFAULT_CONVENTION
from mbv2calc.cost.memory.arena import arena_bytes, arena_total_bytes
from mbv2calc.cost.memory.schedules import WHOLE, peak_bytes
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.cost.totals import Costs
from mbv2calc.errors import UsageError, unknown
from mbv2calc.model.layers import Network


class Metric(NamedTuple):
    """How a number comes of a network, of how it runs, and of its costs.

    `each` says that it takes ints: it is worked out point by point, after all others. None stands
    for what a schedule has none of.
    """

    of: Callable[[Network, RunConfig, Costs], Number | None]
    each: bool = False


def _arena(network: Network, running: RunConfig, costs: Costs) -> int | None:
    return arena_bytes(network, running.run.bytes) if running.schedule == WHOLE else None


def _arena_total(network: Network, running: RunConfig, costs: Costs) -> int | None:
    arena = _arena(network, running, costs)
    return None if arena is None else arena_total_bytes(arena, network)


COUNTED = "counted"
"""The operations under a convention, where madds are always multiply-adds."""

METRICS = {
    "params": Metric(lambda network, running, costs: costs.params),
    "madds": Metric(lambda network, running, costs: costs.madds),
    "flops": Metric(lambda network, running, costs: costs.flops),
    COUNTED: Metric(lambda network, running, costs: costs.counted),
    "weight_bytes": Metric(lambda network, running, costs: costs.weight_bytes),
    "peak_bytes": Metric(
        lambda network, running, costs: peak_bytes(network, running.schedule, running.run)
    ),
    "arena_bytes": Metric(_arena, each=True),
    "arena_total_bytes": Metric(_arena_total, each=True),
}
"""By name. A new one is one row, and its title in the tables."""

TOP1 = "top1"
"""The published top-1 accuracy of a point that is exactly a published network; no computed one."""

COLUMNS = (*METRICS, TOP1)
DEFAULT_METRICS = ("params", "madds", "flops", "peak_bytes", TOP1)
"""What a sweep gives where nothing is asked for."""

CONVENTION_METRICS = ("params", "madds", "flops", COUNTED, "peak_bytes", TOP1)
"""What it gives then under a convention of one's own."""

MEANT = {
    "macs": "madds", "mult_adds": "madds", "memory": "peak_bytes", "flash": "weight_bytes",
    "size": "weight_bytes", "accuracy": TOP1, "parameters": "params", "peak": "peak_bytes",
    "arena": "arena_bytes",
    "gmacs": "madds", "operations": COUNTED, "ops": COUNTED,
}  # fmt: skip
"""What others call them."""


def read_names(flag: str, typed: str | Iterable[str]) -> list[str]:
    """The names in a text with commas, or of an iterable. Raises UsageError for anything else."""
    if isinstance(typed, str):
        return typed.split(",")
    names = list(typed) if isinstance(typed, Iterable) else [typed]
    if not all(isinstance(name, str) for name in names):
        raise UsageError(f"{flag}: expected names such as 'madds,params', found {typed!r}")
    return names


def read_metrics(
    typed: str | Iterable[str] | None, convention: str = DEFAULT_CONVENTION
) -> tuple[str, ...]:
    """The metrics of a text such as params,madds, or of an iterable; the default ones of None.

    Raises UsageError for a name that is none, and for no names.
    """
    if typed is None:
        return DEFAULT_METRICS if convention == DEFAULT_CONVENTION else CONVENTION_METRICS
    names = read_names("--metrics", typed)
    found = tuple(dict.fromkeys(name.strip() for name in names))
    for name in found:
        if name not in COLUMNS:
            raise UsageError(f"--metrics: {unknown('metric', name, COLUMNS, MEANT)}")
    if not found:
        raise UsageError(f"--metrics: expected some of {', '.join(COLUMNS)}, found none")
    return found
