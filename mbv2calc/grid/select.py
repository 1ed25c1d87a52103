"""Which points of a sweep are shown, and in what order."""

from collections.abc import Callable
from typing import Any, NamedTuple

from mbv2calc.cost.memory import WHOLE
from mbv2calc.errors import UsageError, unknown
from mbv2calc.grid.axes import order_of
from mbv2calc.grid.plan import Grid, Point
from mbv2calc.grid.sweep import METRICS, Sweep


class Swept(NamedTuple):
    """One point of a sweep, its metrics, and whether the network itself stands there."""

    point: Point
    metrics: tuple[int, ...]
    own: bool


def metric_shown(grid: Grid, asked: str | None) -> str:
    """What a table of a grid shows where nothing was asked for.

    That is the MAdds, or the peak where a schedule or several dtypes are swept: it alone depends on
    these.
    """
    if asked is not None:
        return asked
    memory = any(axis.name in ("groups", "dtype") for axis in grid.axes)
    return "peak_bytes" if memory or grid.running.schedule != WHOLE else "madds"


def check_columns(grid: Grid, sort: str | None, metric: str) -> None:
    """Raise UsageError for a metric or a column to sort by that a sweep of a grid lacks."""
    if metric not in METRICS:
        raise UsageError(f"--metric: {unknown('metric', metric, METRICS)}")
    for key in sort.split(",") if sort is not None else ():
        _value(grid, key.strip().removeprefix("-"))


def select(sweep: Sweep, sort: str | None, top: int | None, metric: str) -> list[Swept]:
    """The points of a sweep in an order, and the first `top` of them.

    `sort` names axes and metrics, `-name` from the largest down, several with commas; without it
    the points keep their order, but where `top` asks for a few: those have the most of `metric`.
    Raises UsageError for a name that the sweep does not have.
    """
    rows = [Swept(point, values, point == sweep.grid.own) for point, values in sweep.points()]
    keys = sort.split(",") if sort is not None else [f"-{metric}"] if top is not None else []
    for key in reversed(keys):
        value = _value(sweep.grid, key.strip().removeprefix("-"))
        rows.sort(key=value, reverse=key.strip().startswith("-"))
    return rows[:top]


def _value(grid: Grid, name: str) -> Callable[[Swept], Any]:
    """What a row is sorted by."""
    axes = [axis.name for axis in grid.axes]
    if name in axes:
        place = axes.index(name)
        return lambda row: order_of(row.point[place])
    if name in METRICS:
        place = METRICS.index(name)
        return lambda row: row.metrics[place]
    raise UsageError(f"--sort: {unknown('column', name, [*axes, *METRICS])}")
