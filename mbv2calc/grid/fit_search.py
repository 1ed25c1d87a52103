"""The search of a fit: which points of a grid keep limits, and which one nearly fits.

Cheap metrics of all points come chunk by chunk, in arrays. The arena takes ints and time: it is
worked out only where its bound, the peak, fits, and where no larger network is known to fit.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from heapq import merge
from operator import and_
from typing import Any, NamedTuple

from mbv2calc.cost.budgets import BUDGETS, Limit
from mbv2calc.cost.memory.schedules import AUTO, SCHEDULES
from mbv2calc.cost.metrics import METRICS
from mbv2calc.grid.evaluate import scalar_columns
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.rows import Rows, as_array, is_array
from mbv2calc.grid.select import Key, Selection
from mbv2calc.grid.sweep import Chunks

LARGEST = (Key("madds", largest=True), Key("params", largest=True))


def bound_of(metric: str) -> str:
    """What stands for a metric that takes time while it is not known: what it is at least."""
    return METRICS[metric].at_least or metric


def late_metrics(limits: Sequence[Limit]) -> tuple[str, ...]:
    """The metrics of limits of which a bound alone is known at first."""
    return tuple(m for m in (limit.metric for limit in limits) if bound_of(m) != m)


def first_metrics(limits: Sequence[Limit]) -> tuple[str, ...]:
    """What is worked out of all points: what sorts them, and what budgets are compared with.

    Those of budgets that nobody gave are columns of a fit too, but for what takes ints.
    """
    known = {row.metric_under(name) for row in BUDGETS.values() for name in (*SCHEDULES, AUTO)}
    cheap = {name for name in map(bound_of, known) if not METRICS[name].scalar_only}
    given = {bound_of(limit.metric) for limit in limits}
    return tuple(name for name in METRICS if name in {"params", "madds"} | cheap | given)


def last_metrics(limits: Sequence[Limit]) -> tuple[str, ...]:
    """What is told of a point in the end: what takes time in the place of its bound."""
    late, asked = late_metrics(limits), [limit.metric for limit in limits]
    names: list[str] = []
    for name in first_metrics(limits):
        exact = [other for other in late if bound_of(other) == name]
        names += [*([name] if name in asked or not exact else []), *exact]
    return tuple(names)


class Candidate(NamedTuple):
    """A point by its place in the grid, with what budgets are compared with."""

    place: int
    figures: Mapping[str, Any]  # by metric: the cheap ones, and what of the others is known

    def used(self, limit: Limit) -> Any:
        """What it uses of a limit, at least: the bound in the place of what is not yet known.

        What there is none of fits in no limit.
        """
        name = limit.metric
        value = self.figures[name if name in self.figures else bound_of(name)]
        return math.inf if value is None or value != value else value

    @property
    def params(self) -> int:
        """Its parameters."""
        return int(self.figures["params"])

    @property
    def order(self) -> tuple[int, int, int]:
        """What candidates are sorted by: the most MAdds first, then the most parameters."""
        return -self.figures["madds"], -self.params, self.place


def largest_within(grid: Grid, limits: Sequence[Limit], chunks: Chunks) -> list[Candidate]:
    """The points within limits that none within them exceeds, in order."""
    late = late_metrics(limits)
    largest: list[Candidate] = []
    for chunk, rows in chunks:
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
    late = late_metrics(limits)
    last: Candidate | None = None
    for one in ordered:
        if last and one.params <= last.params and one.order[:2] != last.order[:2]:
            continue
        exact = _measured(grid, one, late)
        if all(exact.used(limit) <= limit.maximum for limit in limits):
            last = exact
            yield exact


def nearest_to(grid: Grid, limits: Sequence[Limit], chunks: Chunks) -> Candidate:
    """The point whose largest share of a limit is least, the first of equals.

    Candidates are measured in the order of what they use at least, up to where that is too much.
    """
    common = math.lcm(*(limit.maximum for limit in limits if limit.maximum))

    def misses(one: Candidate) -> tuple[int, int]:
        """The largest share in ints: of nothing there is no share, so by amount, which is worse."""
        of_nothing = (one.used(limit) for limit in limits if not limit.maximum)
        shares = (one.used(limit) * (common // limit.maximum) for limit in limits if limit.maximum)
        return max(of_nothing, default=0), max(shares, default=0)

    late = late_metrics(limits)
    best: tuple[tuple[int, int], int, Candidate] | None = None
    for chunk, rows in chunks:
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
        (rows.columns[bound_of(limit.metric)], limit.maximum) for limit in limits
    ]
    if any(is_array(column) for column, _ in columns):
        from mbv2calc.grid.columns import true_at

        kept = reduce(and_, (as_array(column) <= maximum for column, maximum in columns))
        return true_at(kept, len(rows.places))
    count = len(rows.places)
    return [i for i in range(count) if all(_keeps(column[i], most) for column, most in columns)]


def _keeps(value: Any, maximum: int) -> bool:
    return value is not None and bool(value <= maximum)


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
