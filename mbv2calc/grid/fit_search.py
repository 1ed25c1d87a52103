"""The search of a fit: which points of a grid keep limits, and which one nearly fits.

Cheap metrics of all points come chunk by chunk, in arrays. The arena is slow, as it takes ints: it
is computed only if its lower bound, the peak, fits and no larger network is known to fit.
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
    """The cheap lower bound of a slow metric; any other metric itself."""
    return METRICS[metric].at_least or metric


def deferred_metrics(limits: Sequence[Limit]) -> tuple[str, ...]:
    """The slow metrics of limits: at first only their bounds are known."""
    return tuple(m for m in (limit.metric for limit in limits) if bound_of(m) != m)


def cheap_metrics(limits: Sequence[Limit]) -> tuple[str, ...]:
    """The metrics computed for all points: those that sort them, and those of all budgets.

    A budget that was not given adds its column, too, unless its metric takes ints.
    """
    known = {row.metric_under(name) for row in BUDGETS.values() for name in (*SCHEDULES, AUTO)}
    cheap = {name for name in map(bound_of, known) if not METRICS[name].scalar_only}
    given = {bound_of(limit.metric) for limit in limits}
    return tuple(name for name in METRICS if name in {"params", "madds"} | cheap | given)


def final_metrics(limits: Sequence[Limit]) -> tuple[str, ...]:
    """The columns of the result: each slow metric in place of its bound."""
    deferred, asked = deferred_metrics(limits), [limit.metric for limit in limits]
    names: list[str] = []
    for name in cheap_metrics(limits):
        exact = [other for other in deferred if bound_of(other) == name]
        names += [*([name] if name in asked or not exact else []), *exact]
    return tuple(names)


class Candidate(NamedTuple):
    """A point by its place in the grid, with its metrics."""

    place: int
    figures: Mapping[str, Any]  # by metric: the cheap ones, and slow ones once computed

    def used(self, limit: Limit) -> Any:
        """What it uses of a limit; the lower bound while the metric is not yet computed.

        A missing value fits no limit.
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
        """The sort key: most MAdds first, then most parameters."""
        return -self.figures["madds"], -self.params, self.place


def largest_within(grid: Grid, limits: Sequence[Limit], chunks: Chunks) -> list[Candidate]:
    """The points within limits that no other such point exceeds, in order."""
    deferred = deferred_metrics(limits)
    largest: list[Candidate] = []
    for chunk, rows in chunks:
        rows = rows.in_grid(grid, chunk.start).take(_within(rows, limits))
        # Not by bounds: a point that fits by its bound alone could rule out one that does fit.
        if not deferred and is_array(rows.columns["madds"]):
            rows = Selection(pareto=LARGEST).reduced(rows)
        candidates = _candidates(Selection(sort=LARGEST).ordered(rows))
        ordered = merge(largest, candidates, key=lambda candidate: candidate.order)
        largest = list(_front(grid, limits, ordered))
    return largest


def _front(
    grid: Grid, limits: Sequence[Limit], ordered: Iterable[Candidate]
) -> Iterator[Candidate]:
    """The sorted candidates that fit and that no candidate before them exceeds.

    None after them can, as these have fewer MAdds. The last one that fits has the most parameters
    of all so far, so it alone needs to be compared.
    """
    deferred = deferred_metrics(limits)
    last: Candidate | None = None
    for candidate in ordered:
        # Points equal in both numbers are all kept.
        if last and candidate.params <= last.params and candidate.order[:2] != last.order[:2]:
            continue
        exact = _measured(grid, candidate, deferred)
        if all(exact.used(limit) <= limit.maximum for limit in limits):
            last = exact
            yield exact


def nearest_to(grid: Grid, limits: Sequence[Limit], chunks: Chunks) -> Candidate:
    """The point whose largest share of a limit is least, the first of equals.

    Candidates are measured in the order of their lower bounds, until a bound exceeds the best.
    """
    # Shares as ints over one denominator: equal shares are equal, so that the first point wins.
    common = math.lcm(*(limit.maximum for limit in limits if limit.maximum))

    def misses(candidate: Candidate) -> tuple[int, int]:
        """(what is used of limits of 0, the largest share of the others), in ints.

        A limit of 0 has no share. Missing it is worse than missing any other.
        """
        of_nothing = (candidate.used(limit) for limit in limits if not limit.maximum)
        shares = (
            candidate.used(limit) * (common // limit.maximum) for limit in limits if limit.maximum
        )
        return max(of_nothing, default=0), max(shares, default=0)

    deferred = deferred_metrics(limits)
    best: tuple[tuple[int, int], int, Candidate] | None = None
    for chunk, rows in chunks:
        candidates = _candidates(rows.in_grid(grid, chunk.start))
        # No two places are equal, so no two candidates are ever compared themselves.
        for bound in sorted((misses(each), each.place, each) for each in candidates):
            if best and bound[:2] > best[:2]:
                break
            exact = _measured(grid, bound[2], deferred)
            new = (misses(exact), exact.place, exact)
            best = new if best is None or new[:2] < best[:2] else best
    assert best is not None, "a grid has points"
    return best[2]


def _within(rows: Rows, limits: Sequence[Limit]) -> Any:
    """The indices of the rows that keep all limits, slow metrics judged by their bounds."""
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


def _measured(grid: Grid, candidate: Candidate, deferred: Sequence[str]) -> Candidate:
    """A candidate with slow metrics computed, too."""
    missing = [name for name in deferred if name not in candidate.figures]
    if not missing:
        return candidate
    columns = scalar_columns(Rows(grid, [candidate.place], {}), missing)
    return candidate._replace(
        figures={**candidate.figures, **{name: columns[name][0] for name in missing}}
    )
