"""The largest tensors of networks by output size, as a table."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from mbv2calc.api.comparison.memory import Largest, LargestAt
from mbv2calc.tables.compare_parts import rows_of
from mbv2calc.tables.neutral import Column, Table, table

_TITLE = "Largest tensor by output resolution, one image at 16 bit: channels/kB"
_NOTE = (
    "as arXiv:1801.04381, Table 3, counts: one tensor, kB of 1000 bytes; between: those between"
    " blocks, without what is inside them; a step needs two or more at once (mbv2calc memory)"
)


def largest_table(tensors: Sequence[LargestAt]) -> Table:
    """A row for each output size with two networks side by side, or with more for each network."""
    names = list(dict.fromkeys(at.network for at in tensors))
    beside = len(names) == 2
    rows = rows_of(tensors, "output", beside=beside, some="tensor")
    total = "largest" if beside else None
    output = Column("output", style="accent", once=True, get=_size, total=total)
    columns = [output.at(0)]
    if not beside:
        columns.append(Column("network").at(0))
    for place in range(len(names) if beside else 1):
        of_one = [row[place] for row in rows] if beside else []
        for what, title in (("tensor", names[place] if beside else "largest"), ("between", None)):
            value = _channels_and_size(what)
            largest = max(filter(None, map(attrgetter(what), of_one)), key=_bytes, default=None)
            columns.append(Column(what, title, "number", get=value, total=_text(largest)).at(place))
    section = None if beside else lambda row: row[0].output
    return table(columns, rows, title=_TITLE, notes=(_NOTE,), section=section)


_bytes = attrgetter("bytes")


def _size(at: LargestAt) -> str:
    return "x".join(map(str, at.output))


def _channels_and_size(what: str) -> Callable[[LargestAt], str | None]:
    return lambda at: _text(getattr(at, what))


def _text(largest: Largest | None) -> str | None:
    """Channels and kilobytes of 1000 bytes, as the paper prints them."""
    return None if largest is None else f"{largest.channels}/{largest.bytes / 1000:.1f}"
