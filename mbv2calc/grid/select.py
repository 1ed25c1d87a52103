"""Which points of a sweep are kept, and in what order."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.cost.metrics import COUNTED, METRICS, check_metric, read_names
from mbv2calc.errors import UsageError, unknown
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.rows import Rows, as_array, is_array


class Key(NamedTuple):
    """A column to order or to compare by, and whether its largest values come first."""

    name: str
    largest: bool = False


class Selection(NamedTuple):
    """Which points are kept: those on a Pareto front, sorted, and the first few of them."""

    pareto: tuple[Key, ...] = ()
    sort: tuple[Key, ...] = ()
    top: int | None = None

    @property
    def few(self) -> bool:
        """Whether a part of the points can rule out others."""
        return bool(self.pareto) or self.top is not None

    @property
    def chooses(self) -> bool:
        """Whether all points have to be known before the first is shown."""
        return self.few or bool(self.sort)

    def metrics(self, asked: Sequence[str]) -> tuple[str, ...]:
        """The metrics asked for, and those that the selection compares."""
        names = (key.name for key in (*self.pareto, *self.sort) if key.name in METRICS)
        return tuple(dict.fromkeys((*asked, *names)))

    def reduced(self, rows: Rows) -> Rows:
        """The rows of a part that may still be selected from the whole."""
        if self.pareto:
            from mbv2calc.grid.pareto import front

            rows = rows.take(front([_signed(rows, key) for key in self.pareto]))
        return self.ordered(rows) if self.top is not None else rows

    def ordered(self, rows: Rows) -> Rows:
        """The first few rows in the order asked for; a front is sorted by its first objective."""
        order = self.sort or self.pareto[:1]
        ordered = rows.take(_order(rows, order)) if order else rows
        return ordered if self.top is None else ordered.take(slice(self.top))


EVERY = Selection()
"""All points, in their order."""


def read_selection(
    grid: Grid,
    pareto: str | Iterable[str] | None,
    sort: str | Iterable[str] | None,
    top: int | None,
    metric: str,
) -> Selection:
    """A selection of columns as they are typed: `-name` sorts from the largest down, `+name` is
    maximised on a front.

    Without an order a few points are those with the most of `metric`. Raises UsageError for a
    column that a sweep of the grid lacks.
    """
    keys = () if sort is None else tuple(_keys(grid, "--sort", sort, "-"))
    of_front = () if pareto is None else tuple(_keys(grid, "--pareto", pareto, "+"))
    if top is not None and not (keys or of_front):
        keys = (Key(metric, largest=True),)
    return Selection(of_front, keys, top)


def _keys(grid: Grid, flag: str, typed: str | Iterable[str], sign: str) -> Iterator[Key]:
    known = [*(axis.name for axis in grid.axes), *METRICS]
    for text in read_names(flag, typed):
        largest = text.strip().startswith(sign)
        name = text.strip().removeprefix(sign)
        other = "+" if sign == "-" else "-"
        if name.startswith(other) and name[1:] in known:
            meaning = "-name is from the largest down" if sign == "-" else "+name is maximised"
            raise UsageError(f"{flag}: expected name or {sign}name, found {name!r}; {meaning}")
        if name not in known:
            raise UsageError(f"{flag}: {unknown('column', name, known, METRICS.synonyms())}")
        yield Key(name, largest)


def metric_shown(grid: Grid, asked: str | None) -> str:
    """The metric that a table of a grid shows: the one asked for, or a default.

    The default is MAdds (or what a convention counts instead). It is the peak if the schedule is
    not `whole`, or groups or dtypes are swept: the peak alone depends on these. Raises UsageError
    for an unknown metric.
    """
    if asked is not None:
        check_metric("--metric", asked)
        return asked
    memory = any(axis.name in ("groups", "dtype") for axis in grid.axes)
    if memory or grid.run_config.schedule != WHOLE:
        return "peak_bytes"
    rule = find_convention(grid.run_config.convention).operations
    return "madds" if rule == find_convention().operations else COUNTED


def _column(rows: Rows, name: str) -> Any:
    """The sort key of each row: the value of a metric, the rank of an axis value."""
    names = [axis.name for axis in rows.grid.axes]
    return rows.ranks(names.index(name)) if name in names else rows.columns[name]


def _signed(rows: Rows, key: Key) -> Any:
    """A column as an array to minimise, which sorts upwards."""
    column = as_array(_column(rows, key.name))
    return -column if key.largest else column


def _order(rows: Rows, keys: Collection[Key]) -> Any:
    """The row indices sorted by keys: equals keep their order, missing values come last."""
    if any(is_array(column) for column in (rows.places, *rows.columns.values())):
        import numpy as np

        # lexsort takes no objects, so Python's ints become ranks; it sorts by its last key first.
        signed = [_signed(rows, key) for key in keys]
        ranks = [np.unique(c, return_inverse=True)[1] if c.dtype == object else c for c in signed]
        return np.lexsort(ranks[::-1])
    order = list(range(len(rows.places)))
    # A sort keeps the order of equals, so the key that matters most is the last to be sorted by.
    for key in reversed(list(keys)):
        column = _column(rows, key.name)
        present = [i for i in order if column[i] is not None]
        present.sort(key=column.__getitem__, reverse=key.largest)
        order = present + [i for i in order if column[i] is None]
    return order
