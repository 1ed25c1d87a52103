"""From budgets to networks that fit: the largest of a grid, or the one that nearly fits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mbv2calc.arith.quantities import read_top
from mbv2calc.cost.budgets import BudgetUse, Limit, tightest
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.cost.metrics import TEXT, TOP1
from mbv2calc.grid.chunks import CHUNK
from mbv2calc.grid.evaluate import MetricRequest
from mbv2calc.grid.fit_search import (
    Candidate,
    cheap_metrics,
    deferred_metrics,
    final_metrics,
    largest_within,
    nearest_to,
)
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.points import Columns, Points
from mbv2calc.grid.rows import Rows
from mbv2calc.grid.sweep import Chunks, streamed
from mbv2calc.grid.top1 import accuracies
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import pairs

FEW = 2**14
"""The most points of a chunk whose candidates are compared one by one."""


@dataclass(frozen=True, repr=False, eq=False)
class Fit(Points):
    """The largest points of a grid that keep all budgets. The point with the most MAdds is first.

    Every other point that keeps them has no more MAdds and no more parameters than one of these.
    A Fit is true where some point fits, which is what `fits` says.
    """

    grid: Grid
    limits: tuple[Limit, ...]
    kept: Rows
    near: Rows | None  # where none fits: the point that misses by the least share
    total: int  # how many points are the largest; `top` keeps the first of them

    @property
    def fits(self) -> bool:
        """Whether any point fits."""
        return self.near is None

    def __bool__(self) -> bool:
        return self.fits

    @property
    def columns(self) -> Mapping[str, Any]:
        """The axes, the metrics, `binds` and the slack of each budget by name, as NumPy arrays.

        The arrays are as in a Sweep. `binds` is the budget with the largest share used;
        `slack_madds` is what is left of the budget of MAdds.
        """
        return Columns(self.kept, {"binds": TEXT})

    @property
    def nearest(self) -> dict[str, Any] | None:
        """The point that comes nearest to the budgets; None if any point fits.

        It has the least worst share of a budget. A slack below 0 is what it is over by.
        """
        return None if self.near is None else next(self.near.rows())

    def uses(self, rows: Rows) -> list[tuple[BudgetUse, ...]]:
        """What each of some rows uses of every budget."""
        return [
            tuple(BudgetUse(limit, rows.columns[limit.metric][i]) for limit in self.limits)
            for i in range(len(rows.places))
        ]

    def __repr__(self) -> str:
        name, axes = self.grid.architecture.name, self.axes_text()
        fits = f"the {len(self):,} largest that fit" if self.fits else "none fits"
        return f"Fit({name!r}, {axes}, {fits})"


def fit_ranges(architecture: Architecture, ranges: Mapping[str, Any]) -> dict[str, Any]:
    """The given ranges, by knob and as `settings`, with the default ranges of a fit added."""
    settings = ranges.get("settings") or ()
    if not isinstance(settings, Mapping | str):
        settings = tuple(settings)  # which is read twice
    stated = {path for path, _ in pairs(settings, [])}
    complete = {**ranges, "settings": settings}
    for name, knob in KNOBS.items():
        paths = knob.paths(architecture)
        if knob.fit_range and complete.get(name) is None and paths and stated.isdisjoint(paths):
            complete[name] = knob.fit_range
    return complete


def make_fit(
    grid: Grid,
    budgets: Sequence[Limit],
    *,
    top: int | str | None = None,
    watch: Callable[[Chunks], Chunks] = iter,
) -> Fit:
    """The largest points of a grid within budgets, the first few of them; else the nearest.

    `watch` passes the chunks on and may show progress. Raises SpecError, naming
    the point, where a point makes no network; UsageError for a `top` that is no count.
    """
    most = read_top(top)
    limits = tuple(limit.under(grid.run_config.schedule) for limit in budgets)
    request = MetricRequest(cheap_metrics(limits))
    chunks = watch(streamed(grid, request, points=FEW if deferred_metrics(limits) else CHUNK))
    largest = largest_within(grid, limits, chunks)
    near = None
    if not largest:
        # The grid a second time: to keep all points in case none fits would fill the memory.
        chunks = watch(streamed(grid, request, points=FEW))
        near = _rows(grid, limits, [nearest_to(grid, limits, chunks)])
    kept = _rows(grid, limits, largest[:most])
    return Fit(grid, limits, kept, near, len(largest))


def _rows(grid: Grid, limits: Sequence[Limit], candidates: Sequence[Candidate]) -> Rows:
    """Candidates as rows: metrics, the limiting budget, the slack of each budget, top-1."""
    columns: dict[str, list[Any]] = {
        name: [candidate.figures[name] for candidate in candidates]
        for name in final_metrics(limits)
    }
    uses = [[BudgetUse(limit, point.used(limit)) for limit in limits] for point in candidates]
    columns["binds"] = [tightest(point_uses).limit.name for point_uses in uses]
    for number, limit in enumerate(limits):
        columns[f"slack_{limit.name}"] = [point_uses[number].slack for point_uses in uses]
    places = [candidate.place for candidate in candidates]
    kept = set(places)
    published = {place: top1 for place, top1 in accuracies(grid) if place in kept}
    columns[TOP1] = [published.get(place) for place in places]
    return Rows(grid, places, columns)
