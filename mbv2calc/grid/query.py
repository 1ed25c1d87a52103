"""What is asked of a sweep, as it is typed: metrics, a condition, a front, an order."""

from collections.abc import Iterable
from typing import NamedTuple

from mbv2calc.arith.quantities import read_top
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.cost.metrics import METRICS, read_metrics
from mbv2calc.errors import UsageError
from mbv2calc.grid.axes import is_non_square
from mbv2calc.grid.evaluate import MetricRequest
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.select import Selection, metric_shown, read_selection
from mbv2calc.grid.where.conditions import Where


class Query(NamedTuple):
    """The metrics of every point, the condition that it has to meet, and which are kept."""

    request: MetricRequest
    selection: Selection

    @property
    def needed(self) -> MetricRequest:
        """What to compute for every point: also the metrics that select it."""
        return self.request._replace(metrics=self.selection.metrics(self.request.metrics))

    @property
    def drops(self) -> bool:
        """Whether some points may be left out."""
        return self.request.where is not None or self.selection.few

    @classmethod
    def read(
        cls,
        grid: Grid,
        *,
        metrics: str | Iterable[str] | None = None,
        where: str | None = None,
        pareto: str | Iterable[str] | None = None,
        sort: str | Iterable[str] | None = None,
        top: int | str | None = None,
        metric: str | None = None,
    ) -> "Query":
        """A query of a grid. `metric` is what a table shows, and the order of `top` without `sort`.

        Raises UsageError for an invalid argument.
        """
        cell = metric_shown(grid, metric)
        names = read_metrics(metrics, grid.run_config.convention)
        selection = read_selection(grid, pareto, sort, read_top(top), cell)
        return cls(MetricRequest(names, read_condition(grid, where)), selection)


def read_condition(grid: Grid, where: str | None) -> Where | None:
    """A condition on the axes and metrics of a grid. Raises UsageError for an invalid text."""
    if where is None:
        return None
    if not isinstance(where, str):
        raise UsageError(f"--where: expected a text such as 'madds < 300M', found {where!r}")
    from mbv2calc.grid.where.parse import read_where  # only who states a condition pays for it

    names = [axis.name for axis in grid.axes]
    words = {name: knob.words() for name, knob in KNOBS.items() if knob.words()}
    words |= {a.name: a.values for a in grid.axes if isinstance(a.values[0], str) and a.paths}
    condition = read_where(where, [*names, *METRICS], {n: words[n] for n in names if n in words})
    for axis in grid.axes:
        if axis.name in condition.columns and any(is_non_square(value) for value in axis.values):
            fix = "only sizes of equal sides can be compared; leave it out of the condition"
            raise UsageError(f"--where: {axis.name} has values such as 160x224; {fix}")
    return condition
