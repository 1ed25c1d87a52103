"""What kinds of operators and output sizes take of each network, as tables: MAdds, largest tensors.

A row holds the parts of two networks side by side; with more networks, or longer names, one part.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from mbv2calc.api.comparison.memory import Largest, LargestAt
from mbv2calc.api.comparison.result import Comparison, Part
from mbv2calc.model.operators import OPERATORS
from mbv2calc.tables.neutral import Column, Table, table
from mbv2calc.tables.wording import grouped, sides

_LONGEST = 15
"""Of a name over two columns side by side: what 80 columns have room for."""


def part_tables(comparison: Comparison, by: str | None) -> Iterator[Table]:
    """By kind and by resolution, or the one that `by` asks for."""
    if by != "resolution":
        label = partial(operator_label, comparison)
        yield _part_table(comparison, comparison.by_kind, "operator", "operator", label)
    if by != "kind":
        parts, title = comparison.by_resolution, "output resolution"
        yield _part_table(comparison, parts, "output", title, sides)


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
        for compared in comparison.networks
        for cost in compared.report.layers
        if cost.layer.kind == kind
    }
    return "x".join(map(str, [*kernels] * 2)) if len(kernels) == 1 else "k x k"


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
    networks, title = comparison.networks, f"MAdds by {title}"
    group = Column(key, style="accent", once=True, get=lambda part: label(part.group))
    # 80 columns have room for the parts of two networks side by side, under short names.
    if len(networks) != 2 or any(len(compared.network) > _LONGEST for compared in networks):
        shown = [part for part in parts if part.layers]
        return table((group, *_ALONE), shown, title=title, section=attrgetter("group"))
    columns = [group._replace(total="total").at(0)]
    for place, compared in enumerate(networks):
        madds = Column("madds", compared.network, "count", total=compared.totals.madds)
        columns += [column.at(place) for column in (madds, _MADDS_SHARE, _WEIGHTS_SHARE)]
    total = networks[1].ratios.madds
    columns.append(Column("ratio", format="times", keep=3, get=_ratio, total=total))
    pairs = grouped((part.group, part) for part in parts).values()
    return table(columns, pairs, title=title)


def _ratio(pair: Sequence[Part]) -> float | None:
    """The MAdds of the second of two networks over those of the first."""
    first, second = pair
    return second.madds / first.madds if first.madds and second.layers else None


_LARGEST = "Largest tensor by output resolution, one image at 16 bit: channels/kB"
_LARGEST_NOTE = (
    "as arXiv:1801.04381, Table 3, counts: one tensor, kB of 1000 bytes; between: those between"
    " blocks, without what is inside them; a step needs two or more at once (mbv2calc memory)"
)


def largest_table(tensors: Sequence[LargestAt]) -> Table:
    """A row for each output size with two networks side by side, or with more for each network."""
    names = list(dict.fromkeys(at.network for at in tensors))
    output = Column("output", style="accent", once=True, get=lambda at: sides(at.output))
    notes, section = (_LARGEST_NOTE,), attrgetter("output")
    if len(names) != 2:
        columns = [output, Column("network"), _channels("tensor", "largest"), _channels("between")]
        shown = [at for at in tensors if at.tensor]
        return table(columns, shown, title=_LARGEST, notes=notes, section=section)
    pairs = list(grouped((at.output, at) for at in tensors).values())
    columns = [output._replace(total="largest").at(0)]
    for place, name in enumerate(names):
        for what, title in (("tensor", name), ("between", None)):
            known = filter(None, (getattr(pair[place], what) for pair in pairs))
            total = _text(max(known, key=attrgetter("bytes"), default=None))
            columns.append(_channels(what, title)._replace(total=total).at(place))
    return table(columns, pairs, title=_LARGEST, notes=notes)


def _channels(what: str, title: str | None = None) -> Column:
    return Column(what, title, "number", get=lambda at: _text(getattr(at, what)))


def _text(largest: Largest | None) -> str | None:
    """Channels and kilobytes of 1000 bytes, as the paper prints them."""
    return None if largest is None else f"{largest.channels}/{largest.bytes / 1000:.1f}"
