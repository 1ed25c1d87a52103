"""What kinds of operators and output sizes take of each network, as tables.

A row holds the parts of two networks side by side; with more networks, or longer names, one part.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from mbv2calc.api.comparison.result import Comparison, Part
from mbv2calc.model.operators import OPERATORS
from mbv2calc.tables.neutral import Column, Table, table

_LONGEST = 15
"""Of a name over two columns side by side: what 80 columns have room for."""


def part_tables(comparison: Comparison, by: str | None) -> Iterator[Table]:
    """By kind and by resolution, or the one that `by` asks for."""
    if by != "resolution":
        label = partial(operator_label, comparison)
        yield _part_table(comparison, comparison.by_kind, "operator", "operator", label)
    if by != "kind":
        parts, title = comparison.by_resolution, "output resolution"
        yield _part_table(comparison, parts, "output", title, lambda size: "x".join(map(str, size)))


def operator_label(comparison: Comparison, kind: str) -> str:
    """What an operator of the networks is called in a table."""
    return (OPERATORS[kind].label or kind).format(window=_window(comparison, kind))


def operator_noun(comparison: Comparison, kind: str) -> str:
    """What the operators of a kind are called in a sentence."""
    noun = OPERATORS[kind].noun or f"{OPERATORS[kind].label or kind} operators"
    return noun.format(window=_window(comparison, kind))


def _window(comparison: Comparison, kind: str) -> str:
    """The window of the operators of a kind: 3x3, or k x k where some differ."""
    kernels = {
        cost.layer.kernel_size
        for one in comparison.networks
        for cost in one.report.layers
        if cost.layer.kind == kind
    }
    return "x".join(map(str, [*kernels] * 2)) if len(kernels) == 1 else "k x k"


def rows_of(items: Sequence[Any], group: str, *, beside: bool, some: str) -> list[tuple[Any, ...]]:
    """Rows of what stands side by side: all of a group, or one item each.

    An item alone that has nothing of its group, no `some`, has no row.
    """
    if beside:
        return [tuple(row) for _, row in groupby(items, attrgetter(group))]
    return [(item,) for item in items if getattr(item, some)]


def _share(what: str, title: str, keep: int) -> Column:
    """A share of a network's total; none where it has nothing of the group."""
    get = attrgetter(what)
    return Column(what, title, "percent", keep, get=lambda part: get(part) if part.layers else None)


_MADDS_SHARE = _share("madds_share", "share", 1)
_WEIGHTS_SHARE = _share("weights_share", "of weights", 2)
_ALONE = (
    Column("network"),
    Column("layers", format="count", keep=4),
    Column("params", format="count", keep=3),
    _WEIGHTS_SHARE,
    Column("madds", "MAdds", "count"),
    _MADDS_SHARE,
)


def _part_table(
    comparison: Comparison,
    parts: Sequence[Part],
    key: str,
    title: str,
    label: Callable[[Any], str],
) -> Table:
    """A row for each group with two networks side by side, or with more for each network."""
    networks = comparison.networks
    beside = len(networks) == 2 and all(len(one.network) <= _LONGEST for one in networks)
    rows = rows_of(parts, "group", beside=beside, some="layers")
    group = Column(key, style="accent", once=True, get=lambda row: label(row[0].group))
    if beside:
        columns = [group._replace(total="total")]
        for place, one in enumerate(networks):
            madds = Column("madds", one.network, "count", total=one.totals.madds)
            columns += [column.at(place) for column in (madds, _MADDS_SHARE, _WEIGHTS_SHARE)]
        total = networks[1].ratios.madds
        columns.append(Column("ratio", format="times", keep=3, get=_ratio, total=total))
    else:
        columns = [group, *(column.at(0) for column in _ALONE)]
    section = None if beside else lambda row: row[0].group
    return table(columns, rows, title=f"MAdds by {title}", section=section)


def _ratio(pair: tuple[Part, Part]) -> float | None:
    """The MAdds of the second of two networks over those of the first."""
    first, second = pair
    return second.madds / first.madds if first.madds and second.layers else None
