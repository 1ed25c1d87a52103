"""What kinds of operators and output sizes take of each network, as tables.

Two networks stand side by side; more, or such of long names, in the rows of each group.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from mbv2calc.api.comparison.compare import Comparison, Part
from mbv2calc.model.operators import OPERATORS
from mbv2calc.tables.neutral import Column, Field, Table, table

_LONGEST = 15
"""Of a name over two columns side by side: what 80 columns have room for."""


def part_tables(comparison: Comparison, by: str | None) -> tuple[Table, ...]:
    """By kind and by resolution, each for JSON, and for people those that `by` asks for."""
    names = [one.network for one in comparison.networks]
    beside = len(names) == 2 and all(len(name) <= _LONGEST for name in names)
    of = _beside if beside else _rows
    kinds = of(
        Column("operator", "operator", style="accent"),
        "MAdds by operator",
        comparison,
        comparison.by_kind,
        lambda kind: operator_label(comparison, kind),
    )
    resolutions = of(
        Column("output", "output", style="accent"),
        "MAdds by output resolution",
        comparison,
        comparison.by_resolution,
        lambda size: "x".join(map(str, size)),
    )
    return (
        _for_json("by_kind", "kind", comparison.by_kind),
        *((kinds,) if by != "resolution" else ()),
        _for_json("by_resolution", "output", comparison.by_resolution),
        *((resolutions,) if by != "kind" else ()),
    )


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


def _for_json(key: str, group: str, parts: Sequence[Part]) -> Table:
    names = (group, *Part._fields[1:])
    fields: list[Field[Part]] = [
        Field(Column(name, ""), itemgetter(place)) for place, name in enumerate(names)
    ]
    return table(key, fields, parts, shown=False)


def _beside(
    column: Column,
    title: str,
    comparison: Comparison,
    parts: Sequence[Part],
    label: Callable[[Any], Any],
) -> Table:
    """A row for each group, and columns for each of two networks; no share where one has none."""
    groups = list(zip(parts[::2], parts[1::2], strict=True))
    fields: list[Field[tuple[Part, Part]]] = [
        Field(column, lambda pair: label(pair[0].group), "total")
    ]
    for place, one in enumerate(comparison.networks):
        fields += _columns(place, one.network, one.totals.madds)
    ratio = Column("ratio", "ratio", "times", keep=3)
    fields.append(Field(ratio, lambda pair: _ratio(*pair), comparison.networks[1].ratios.madds))
    return table(column.key, fields, groups, title=title, in_json=False, shown=bool(groups))


def _columns(place: int, name: str, madds: int) -> list[Field[tuple[Part, Part]]]:
    """The columns of one of two networks; a narrow window drops those of both alike."""
    return [
        Field(Column(f"madds_{place}", name, "count"), lambda pair: pair[place].madds, madds),
        Field(
            Column(f"madds_share_{place}", "share", "percent", keep=1),
            lambda pair: pair[place].madds_share if pair[place].layers else None,
        ),
        Field(
            Column(f"weights_share_{place}", "of weights", "percent", keep=2),
            lambda pair: pair[place].weights_share if pair[place].layers else None,
        ),
    ]


def _ratio(first: Part, second: Part) -> float | None:
    return second.madds / first.madds if first.madds and second.layers else None


def _rows(
    column: Column,
    title: str,
    comparison: Comparison,
    parts: Sequence[Part],
    label: Callable[[Any], Any],
) -> Table:
    """A row for each group and each network that has any of it."""
    fields: list[Field[Part]] = [
        Field(column._replace(once=True), lambda part: label(part.group)),
        Field(Column("network", "network"), lambda part: part.network),
        Field(Column("layers", "layers", "count", keep=4), lambda part: part.layers),
        Field(Column("params", "params", "count", keep=3), lambda part: part.params),
        Field(Column("weights_share", "of weights", "percent", keep=2), lambda p: p.weights_share),
        Field(Column("madds", "MAdds", "count"), lambda part: part.madds),
        Field(Column("madds_share", "share", "percent", keep=1), lambda part: part.madds_share),
    ]
    held = [part for part in parts if part.layers]
    return table(
        column.key,
        fields,
        held,
        title=title,
        section=column.key,
        block=column.key,
        in_json=False,
        shown=bool(held),
    )
