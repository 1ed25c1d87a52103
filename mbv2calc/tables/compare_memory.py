"""The largest tensors of networks by output size, as tables."""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter

from mbv2calc.api.comparison.memory import Largest, LargestAt
from mbv2calc.tables.neutral import Column, Field, Table, table

_TITLE = "Largest tensor by output resolution, one image at 16 bit: channels/kB"
_NOTE = (
    "as arXiv:1801.04381, Table 3, counts: one tensor, kB of 1000 bytes; between: those between"
    " blocks, without what is inside them; a step holds two or more (mbv2calc memory)"
)


def largest_tables(found: Sequence[LargestAt], *, shown: bool) -> tuple[Table, ...]:
    """For JSON, a row for each size and network; for people, two networks side by side."""
    names = dict.fromkeys(at.network for at in found)
    of = _beside if len(names) == 2 else _rows
    return (_for_json(found), *((of(found),) if shown and found else ()))


def _for_json(found: Sequence[LargestAt]) -> Table:
    fields: list[Field[LargestAt]] = [
        Field(Column("output", ""), attrgetter("output")),
        Field(Column("network", ""), attrgetter("network")),
        Field(Column("tensor", ""), lambda at: at.tensor and at.tensor._asdict()),
        Field(Column("between", ""), lambda at: at.between and at.between._asdict()),
    ]
    return table("largest_tensors", fields, found, shown=False)


def _beside(found: Sequence[LargestAt]) -> Table:
    rows = [tuple(group) for _, group in groupby(found, key=attrgetter("output"))]
    fields: list[Field[tuple[LargestAt, ...]]] = [
        Field(
            Column("output", "output", style="accent"),
            lambda row: _size(row[0].output),
            "largest",
        )
    ]
    for place, one in enumerate(rows[0]):
        fields += _columns(place, one.network, rows)
    return table("", fields, rows, title=_TITLE, notes=(_NOTE,), in_json=False)


def _columns(
    place: int, name: str, rows: Sequence[tuple[LargestAt, ...]]
) -> list[Field[tuple[LargestAt, ...]]]:
    """Two columns of one network, with the largest of all sizes under them."""
    at = itemgetter(place)
    found = list(map(at, rows))
    titles = {"tensor": name, "between": "between"}
    return [
        Field(Column(f"{what}_{place}", title, "number"), _reader(what), _most(found, what)).of(at)
        for what, title in titles.items()
    ]


def _rows(found: Sequence[LargestAt]) -> Table:
    """A row for each size and each network that has it."""
    fields: list[Field[LargestAt]] = [
        Field(Column("output", "output", style="accent", once=True), lambda at: _size(at.output)),
        Field(Column("network", "network"), attrgetter("network")),
        Field(Column("tensor", "largest", "number"), _reader("tensor")),
        Field(Column("between", "between", "number"), _reader("between")),
    ]
    had = [at for at in found if at.tensor]
    more = {"section": "output", "block": "output"}
    return table("", fields, had, title=_TITLE, notes=(_NOTE,), in_json=False, **more)


def _size(output: tuple[int, int]) -> str:
    return "x".join(map(str, output))


def _reader(what: str) -> Callable[[LargestAt], str | None]:
    return lambda at: _text(getattr(at, what))


def _most(found: Sequence[LargestAt], what: str) -> str | None:
    tensors = [tensor for at in found if (tensor := getattr(at, what))]
    return _text(max(tensors, key=attrgetter("bytes"), default=None))


def _text(largest: Largest | None) -> str | None:
    """Channels and kilobytes of 1000 bytes, as the paper prints them."""
    return None if largest is None else f"{largest.channels}/{largest.bytes / 1000:.1f}"
