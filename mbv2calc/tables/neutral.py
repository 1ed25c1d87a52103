"""Neutral tables: columns with units and raw numbers. Every format for people renders these.

A Document is an ordered set of parts for people, and beside them the result itself, from which JSON
and CSV come by the rule in `plain`. All are NamedTuples, which load eight times as fast as frozen
dataclasses: loading is most of a report.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

from mbv2calc.plain import keys_of, name_of, plain, value_of

Format: TypeAlias = Literal[
    "text",  # as it is, on the left
    "number",  # as it is, on the right, such as 3.47M
    "count",  # 3504872 -> 3,504,872
    "size",  # 3541984 -> 3.38 MiB
    "si",  # 300774272 -> 301 M
    "shape",  # (224, 224, 3) -> 224x224x3
    "share",  # 0.125 -> 12.5 %
    "percent",  # 0.948587 -> 94.86 %
    "times",  # 0.52884 -> 0.53x
    "ratio",  # 212.34123 -> 212.3; 1234.5 -> 1,234
    "fraction",  # 0.286778 -> 0.2868
    "bar",  # 0.125 -> 12.5 % and, on a terminal, a bar against the largest of the column
    "change",  # 34112 -> +34,112; 0 -> exact
    "difference",  # 0.0026 -> +0.26 %; 0 -> exact
    "agrees",  # True -> yes
    "decimal",  # 0.35, 1.0
]
Style: TypeAlias = Literal["", "quiet", "accent", "verdict", "activation", "schedule", "doubt"]


class Column(NamedTuple):
    """One column. `keep` orders columns on a narrow terminal: the highest go first, 0 never.

    A column of `once` shows a value only in the first row of a section's block. Columns of `panel`
    are many alike: where a terminal has no room for all, they stand in several tables.
    """

    key: str
    title: str | None = None  # None: the key, in words
    format: Format = "text"
    keep: int = 0
    style: Style = ""
    once: bool = False
    panel: bool = False
    get: Callable[[Any], Any] | None = None  # None: the attribute of an item with this key
    total: Any = None

    @property
    def heading(self) -> str:
        """What stands above it."""
        return name_of(self.key).replace("_", " ") if self.title is None else self.title

    @property
    def value(self) -> Callable[[Any], Any]:
        """How its value comes out of an item."""
        return self.get or partial(value_of, key=self.key)

    def at(self, place: int) -> "Column":
        """The same of one of several items that stand side by side in a row."""
        value = self.value
        return self._replace(
            key=f"{self.key}_{place}", title=self.heading, get=lambda row: value(row[place])
        )

    @property
    def right(self) -> bool:
        """Whether its cells align on the right."""
        return self.format not in ("text", "shape", "bar")


class Pivot(NamedTuple):
    """How a terminal shows a table of two axes: one down, one across, one column in the cells."""

    down: str
    across: str
    cell: str
    title: str
    marked: int | None = None  # the row of the cell that has a mark
    format: Format = "si"  # si and size: of all cells in one unit


class Chart(NamedTuple):
    """How a terminal shows a table of one number a row: as a line of bars, the rows across."""

    value: str
    label: str
    marked: int | None = None  # the row whose bar has a mark


class Table(NamedTuple):
    """Rows of raw values; without any, it is not shown. `footer` holds totals.

    `section` and `block` have a value for each row: a change of the one draws a line, a change of
    the other begins a new block, in whose first row alone the columns of `once` are shown.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    footer: tuple[Any, ...] | None = None
    section: tuple[Any, ...] | None = None
    block: tuple[Any, ...] | None = None
    notes: tuple[str, ...] = ()
    pivot: Pivot | None = None
    chart: Chart | None = None

    def begins(self, values: Sequence[Any] | None, number: int) -> bool:
        """Whether a row has another value than the row above it."""
        if values is None or number == 0:
            return number == 0
        return bool(values[number] != values[number - 1])

    def visible(self) -> tuple[int, ...]:
        """The places of the columns that have a value in some row: the others are left out."""
        return tuple(
            i for i in range(len(self.columns)) if any(row[i] is not None for row in self.rows)
        )


def table(columns: Iterable[Column], items: Iterable[Any], **more: Any) -> Table:
    """A table of one row an item; `more` are the other fields of Table.

    `section` and `block` are keys of columns, or attributes of the items.
    """
    columns, items = tuple(columns), tuple(items)
    getters = {column.key: column.value for column in columns}
    for name in ("section", "block"):
        if name in more:
            get = getters.get(more[name]) or partial(value_of, key=more[name])
            more[name] = tuple(map(get, items))
    totals = tuple(column.total for column in columns)
    return Table(
        more.pop("title", ""),
        columns,
        tuple([tuple([get(item) for get in getters.values()]) for item in items]),
        footer=totals if any(total is not None for total in totals) else None,
        **more,
    )


class Fact(NamedTuple):
    """One value of a record, behind its label; without a value it is not shown."""

    value: Any
    label: str = ""
    format: Format = "text"


class Record(NamedTuple):
    """A few labelled values. A heading begins with a name and stands first."""

    facts: tuple[Fact, ...]
    heading: bool = False


class Prose(NamedTuple):
    """Sentences that say what the tables show.

    The first of them may be verdicts: whether each is good news.
    """

    sentences: tuple[str, ...]
    verdicts: tuple[bool, ...] = ()


Part: TypeAlias = Table | Record | Prose


class Records(NamedTuple):
    """Results as the rows of a CSV file: the attributes of each that are its columns."""

    keys: tuple[str, ...]
    items: Sequence[Any]

    @classmethod
    def of(cls, kind: type, items: Sequence[Any]) -> "Records":
        """The keys of a class of results are the columns."""
        return cls(keys_of(kind) or (), items)

    def columns(self) -> dict[str, list[Any]]:
        """The values by column, as plain data; an item may be a mapping."""
        return {name_of(key): [plain(_get(item, key)) for item in self.items] for key in self.keys}


def _get(item: Any, key: str) -> Any:
    return item[key] if isinstance(item, Mapping) else value_of(item, key)


class Document(NamedTuple):
    """What one command says.

    People read the parts in order, but for the records that are no heading: those sum up, and come
    last, before the notes.
    """

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    data: Any = None  # what JSON holds: a result, or its entries with others
    records: Records = Records((), ())  # the rows of CSV

    def for_people(self) -> tuple[Part, ...]:
        """The parts as a person reads them."""
        last = [p for p in self.parts if isinstance(p, Record) and not p.heading]
        first = [p for p in self.parts if isinstance(p, Record) and p.heading]
        prose = [p for p in self.parts if isinstance(p, Prose)]
        return (*first, *self.tables(), *prose, *last)

    def tables(self) -> tuple[Table, ...]:
        """The tables that have anything to show."""
        return tuple(p for p in self.parts if isinstance(p, Table) and p.visible())

    def plain(self) -> Any:
        """The whole as dicts and lists, for JSON."""
        return plain(self.data)
