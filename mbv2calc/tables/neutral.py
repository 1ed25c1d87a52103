"""Neutral tables: columns with units and raw numbers. Every format for people renders these.

A Document holds what people read, and beside it the result itself, from which JSON and CSV come by
the rule in `plain`. All are NamedTuples, which load eight times as fast as frozen dataclasses:
loading is most of a report.
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

    A `once` column shows its value only in the first row of a block. `panel` marks one of many like
    columns: a terminal without room for all of them splits the table.
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
        """The text above it."""
        return name_of(self.key).replace("_", " ") if self.title is None else self.title

    @property
    def value(self) -> Callable[[Any], Any]:
        """The function from an item to this column's value."""
        return self.get or partial(value_of, key=self.key)

    def at(self, place: int) -> "Column":
        """The same column for one of several items side by side in a row."""
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
    """Columns and rows of raw values; a table without rows is not shown. `footer` holds totals.

    `gaps` are the numbers of the rows that begin a section: a gap stands above them.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    footer: tuple[Any, ...] | None = None
    gaps: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    pivot: Pivot | None = None
    chart: Chart | None = None

    def column(self, key: str) -> tuple[Column, list[Any]]:
        """A column and its values."""
        place = [column.key for column in self.columns].index(key)
        return self.columns[place], [row[place] for row in self.rows]


def table(
    columns: Iterable[Column],
    items: Iterable[Any],
    *,
    title: str = "",
    section: Callable[[Any], Any] | None = None,
    block: Callable[[Any], Any] | None = None,
    notes: tuple[str, ...] = (),
    pivot: Pivot | None = None,
    chart: Chart | None = None,
) -> Table:
    """A table with a row for each item, without the columns that have no value in any row.

    A section is a run of items for which `section` gives one value. A block is the same for
    `block`, or the section: `once` columns show their value only in its first row.
    """
    items = tuple(items)
    group = block or section
    # Without groups each row is a block of its own, and `once` hides nothing.
    blocks = range(1, len(items)) if group is None else _begins(items, group)
    visible: list[Column] = []
    by_column: list[list[Any]] = []
    for column in columns:
        get = column.value
        values = [get(item) for item in items]
        if any(value is not None for value in values):
            if column.once:
                # The first row always begins a block.
                values[1:] = [values[n] if n in blocks else None for n in range(1, len(values))]
            visible.append(column)
            by_column.append(values)
    totals = tuple(column.total for column in visible)
    return Table(
        title,
        tuple(visible),
        tuple(zip(*by_column, strict=True)),
        footer=totals if any(total is not None for total in totals) else None,
        gaps=_begins(items, section) if section else frozenset(),
        notes=notes,
        pivot=pivot if pivot and pivot.cell in {column.key for column in visible} else None,
        chart=chart,
    )


def _begins(items: Sequence[Any], group: Callable[[Any], Any]) -> frozenset[int]:
    """The numbers of the items whose group differs from that of the item before."""
    groups = [group(item) for item in items]
    return frozenset(n for n in range(1, len(groups)) if groups[n] != groups[n - 1])


class Fact(NamedTuple):
    """One labelled value of a heading or of the totals; without a value it is not shown."""

    value: Any
    label: str = ""
    format: Format = "text"


class Records(NamedTuple):
    """Results as the rows of a CSV file; `keys` are the attributes that are its columns."""

    keys: tuple[str, ...]
    items: Sequence[Any]
    whole_keys: bool = False  # paths of a file are names of columns as they are, dots and all

    @classmethod
    def of(cls, kind: type, items: Sequence[Any]) -> "Records":
        """Results of a class, whose keys are the columns."""
        return cls(keys_of(kind) or (), items)

    def columns(self) -> dict[str, list[Any]]:
        """The values by column, as plain data; an item may be a mapping."""
        names = self.keys if self.whole_keys else map(name_of, self.keys)
        return {
            name: [plain(_get(item, key)) for item in self.items]
            for name, key in zip(names, self.keys, strict=True)
        }


def _get(item: Any, key: str) -> Any:
    return item[key] if isinstance(item, Mapping) else value_of(item, key)


class Document(NamedTuple):
    """What one command says. People read the heading, tables, sentences, totals and notes.

    The first sentences may be verdicts: `verdicts` says of each whether it is good news.
    """

    tables: tuple[Table, ...] = ()
    heading: tuple[Fact, ...] = ()  # begins with a name
    sentences: tuple[str, ...] = ()
    verdicts: tuple[bool, ...] = ()
    totals: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()
    data: Any = None  # what JSON holds: a result, or its entries with others
    records: Records = Records((), ())  # the rows of CSV

    def shown_tables(self) -> tuple[Table, ...]:
        """The tables that have any rows."""
        return tuple(table for table in self.tables if table.rows)

    def plain(self) -> Any:
        """The data as dicts and lists, for JSON."""
        return plain(self.data)
