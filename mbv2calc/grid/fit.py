"""Budgets turned round: the largest networks of a grid that fit, or the one that nearly does.

Cheap metrics of all points come chunk by chunk, in arrays. The arena takes ints and time: it is
worked out only where its bound, the peak, fits, and where no larger network is known to fit.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from heapq import merge
from operator import and_
from typing import Any, NamedTuple

from mbv2calc.arith.quantities import read_top
from mbv2calc.cost.budgets import KINDS, Budgets, Held, Limit, binding
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.cost.memory.schedules import AUTO, SCHEDULES
from mbv2calc.cost.metrics import METRICS, TEXT, TOP1
from mbv2calc.grid.chunks import CHUNK
from mbv2calc.grid.evaluate import MetricRequest, scalar_columns
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.rows import Columns, Rows, is_array
from mbv2calc.grid.select import Key, Selection
from mbv2calc.grid.sweep import Found, streamed
from mbv2calc.grid.top1 import accuracies
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import pairs


def bound_of(metric: str) -> str:
    """What stands for a metric that takes time while it is not known: what it is at least."""
    return METRICS[metric].at_least or metric


def first_metrics(limits: Sequence[Limit]) -> tuple[str, ...]:
    """What is worked out of all points: what they are sorted by, and what budgets are held against.

    Those of budgets that nobody gave are columns of a fit too, but for what takes ints.
    """
    known = {kind.metric(name) for kind in KINDS.values() for name in (*SCHEDULES, AUTO)}
    cheap = {name for name in map(bound_of, known) if not METRICS[name].scalar_only}
    given = {bound_of(limit.metric) for limit in limits}
    return tuple(name for name in METRICS if name in {"params", "madds"} | cheap | given)


FEW = 2**14
"""The most points of a chunk that are then looked at one by one."""

LARGEST = (Key("madds", largest=True), Key("params", largest=True))


class Candidate(NamedTuple):
    """A point by its place in the grid, with what budgets are held against."""

    place: int
    figures: Mapping[str, Any]  # by metric: the cheap ones, and what of the others is known

    def used(self, limit: Limit) -> Any:
        """What it uses of a limit, at least: the bound in the place of what is not yet known."""
        name = limit.metric
        return self.figures[name if name in self.figures else bound_of(name)]

    @property
    def params(self) -> int:
        """Its parameters."""
        return int(self.figures["params"])

    @property
    def order(self) -> tuple[int, int, int]:
        """What candidates are sorted by: the most MAdds first, then the most parameters."""
        return -self.figures["madds"], -self.params, self.place


class Fit(NamedTuple):
    """The largest points of a grid that keep all budgets, those of most MAdds first.

    Every other point that keeps them has no more MAdds and no more parameters than one of these.
    """

    grid: Grid
    limits: tuple[Limit, ...]
    kept: Rows
    near: Rows | None  # where none fits: the point that misses by the least share
    found: int  # how many such points there are, of which `top` keeps the first

    @property
    def fits(self) -> bool:
        """Whether any point fits."""
        return self.near is None

    @property
    def columns(self) -> Mapping[str, Any]:
        """The axes, the metrics, `binds` and the slack of each budget by name, as NumPy arrays.

        They are as those of a Sweep; `slack_madds` is what is left of the budget of MAdds.
        """
        return Columns(self.kept, {"binds": TEXT})

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each point as a dict of the same, top1 None where nothing is published."""
        return self.kept.rows()

    @property
    def nearest(self) -> dict[str, Any] | None:
        """Where nothing fits, the point whose worst share of a budget is least; None elsewhere.

        A slack below 0 is what it misses by.
        """
        return None if self.near is None else next(self.near.rows())

    def held(self, rows: Rows) -> list[tuple[Held, ...]]:
        """What each of some rows uses of every budget."""
        return [
            tuple(Held(limit, rows.columns[limit.metric][i]) for limit in self.limits)
            for i in range(len(rows.places))
        ]

    def __len__(self) -> int:
        return len(self.kept.places)

    def __repr__(self) -> str:
        axes = " x ".join(f"{len(a.values)} {a.name}" for a in self.grid.axes) or "one point"
        return f"Fit({self.grid.architecture.name!r}, {axes}, the {len(self):,} largest that fit)"


def fit_ranges(architecture: Architecture, ranges: Mapping[str, Any]) -> dict[str, Any]:
    """Ranges, by knob and as `settings`, and what a fit tries where none of them sets that."""
    settings = ranges.get("settings") or ()
    if not isinstance(settings, Mapping | str):
        settings = tuple(settings)  # which is read twice
    stated = {path for path, _ in pairs(settings, [])}
    asked = {**ranges, "settings": settings}
    for name, knob in KNOBS.items():
        paths = knob.paths(architecture)
        if knob.fit_range and asked.get(name) is None and paths and stated.isdisjoint(paths):
            asked[name] = knob.fit_range
    return asked


def make_fit(
    grid: Grid,
    budgets: Budgets,
    *,
    top: int | str | None = None,
    watch: Callable[[Found], Found] = iter,
) -> Fit:
    """The largest points of a grid within budgets, the first few of them; else the nearest.

    `watch` passes the chunks on and may tell a person how far they are. Raises SpecError, naming
    the point, where a point makes no network; UsageError for a `top` that is no count.
    """
    most = read_top(top)
    limits = budgets.limits_for(grid.running.schedule)
    request = MetricRequest(first_metrics(limits))
    chunks = watch(streamed(grid, request, points=FEW if _late(limits) else CHUNK))
    largest = _largest(grid, limits, chunks)
    near = None
    if not largest:
        chunks = watch(streamed(grid, request, points=FEW))
        near = _told(grid, limits, [_nearest(grid, limits, chunks)])
    return Fit(grid, limits, _told(grid, limits, largest[:most]), near, len(largest))


def _late(limits: Sequence[Limit]) -> tuple[str, ...]:
    """The metrics of limits of which a bound alone is known at first."""
    return tuple(m for m in (limit.metric for limit in limits) if bound_of(m) != m)


def _largest(grid: Grid, limits: Sequence[Limit], found: Found) -> list[Candidate]:
    """The points within limits that none within them exceeds, in order."""
    late = _late(limits)
    largest: list[Candidate] = []
    for chunk, rows in found:
        rows = rows.within(grid, chunk.start).take(_within(rows, limits))
        if not late and is_array(rows.columns["madds"]):
            rows = Selection(pareto=LARGEST).reduced(rows)
        candidates = _candidates(Selection(sort=LARGEST).ordered(rows))
        ordered = merge(largest, candidates, key=lambda one: one.order)
        largest = list(_front(grid, limits, ordered))
    return largest


def _front(
    grid: Grid, limits: Sequence[Limit], ordered: Iterable[Candidate]
) -> Iterator[Candidate]:
    """Of candidates in their order those that fit and that none before them exceeds.

    None behind them does, and the last one that fits has the most parameters of all before.
    """
    late = _late(limits)
    last: Candidate | None = None
    for one in ordered:
        if last and one.params <= last.params and one.order[:2] != last.order[:2]:
            continue
        exact = _measured(grid, one, late)
        if all(exact.used(limit) <= limit.most for limit in limits):
            last = exact
            yield exact


def _nearest(grid: Grid, limits: Sequence[Limit], found: Found) -> Candidate:
    """The point whose largest share of a limit is least, the first of equals.

    Candidates are measured in the order of what they use at least, up to where that is too much.
    """
    common = math.lcm(*(limit.most for limit in limits if limit.most))

    def misses(one: Candidate) -> tuple[int, int]:
        """The largest share in ints: of nothing there is no share, so by amount, which is worse."""
        of_nothing = (one.used(limit) for limit in limits if not limit.most)
        shares = (one.used(limit) * (common // limit.most) for limit in limits if limit.most)
        return max(of_nothing, default=0), max(shares, default=0)

    late = _late(limits)
    best: tuple[tuple[int, int], int, Candidate] | None = None
    for chunk, rows in found:
        some = _candidates(rows.within(grid, chunk.start))
        for bound in sorted((misses(one), one.place, one) for one in some):
            if best and bound[:2] > best[:2]:
                break
            exact = _measured(grid, bound[2], late)
            new = (misses(exact), exact.place, exact)
            best = new if best is None or new[:2] < best[:2] else best
    assert best is not None, "a grid has points"
    return best[2]


def _within(rows: Rows, limits: Sequence[Limit]) -> Any:
    """Which of some rows keep all limits, if what is not yet known is as small as its bound."""
    columns: list[tuple[Any, int]] = [
        (rows.columns[bound_of(limit.metric)], limit.most) for limit in limits
    ]
    if any(is_array(column) for column, _ in columns):
        from mbv2calc.grid.arrays import true_at

        kept = reduce(and_, (column <= most for column, most in columns))
        return true_at(kept, len(rows.places))
    count = len(rows.places)
    return [i for i in range(count) if all(column[i] <= most for column, most in columns)]


def _candidates(rows: Rows) -> Iterator[Candidate]:
    columns = (rows.places, *rows.columns.values())
    plain = (column.tolist() if is_array(column) else column for column in columns)
    for place, *values in zip(*plain, strict=True):
        yield Candidate(place, dict(zip(rows.columns, values, strict=True)))


def _measured(grid: Grid, one: Candidate, late: Sequence[str]) -> Candidate:
    """A candidate with these metrics too."""
    missing = [name for name in late if name not in one.figures]
    if not missing:
        return one
    columns = scalar_columns(Rows(grid, [one.place], {}), missing)
    return one._replace(figures={**one.figures, **{name: columns[name][0] for name in missing}})


def _known_of(limits: Sequence[Limit]) -> list[str]:
    """The metrics that are told of a point: what takes time instead of what bounds it."""
    late, asked = _late(limits), [limit.metric for limit in limits]
    names: list[str] = []
    for name in first_metrics(limits):
        exact = [other for other in late if bound_of(other) == name]
        names += [*([name] if name in asked or not exact else []), *exact]
    return names


def _told(grid: Grid, limits: Sequence[Limit], found: Sequence[Candidate]) -> Rows:
    """Candidates as rows: what they cost, what binds, what is left of each budget, their top-1."""
    places = [one.place for one in found]
    names = _known_of(limits)
    columns: dict[str, list[Any]] = {name: [one.figures[name] for one in found] for name in names}
    held = [[Held(limit, one.used(limit)) for limit in limits] for one in found]
    columns["binds"] = [binding(some).limit.name for some in held]
    for place, limit in enumerate(limits):
        columns[f"slack_{limit.name}"] = [some[place].slack for some in held]
    asked = set(places)
    known = dict(spot for spot in accuracies(grid) if spot[0] in asked)
    columns[TOP1] = [known.get(place) for place in places]
    return Rows(grid, places, columns)
