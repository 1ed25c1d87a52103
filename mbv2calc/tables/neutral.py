"""Neutral tables: columns with units and raw numbers. Every format renders these and nothing else.

A Document is an ordered set of parts, keyed as in the JSON: scalars, records and tables. All are
NamedTuples, which load eight times as fast as frozen dataclasses: loading is most of a report.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from mbv2calc.arith import Ratio

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
    "fraction",  # 0.286778 -> 0.2868
    "bar",  # 0.125 -> 12.5 % and, on a terminal, a bar against the largest of the column
    "change",  # 34112 -> +34,112; 0 -> exact
    "difference",  # 0.0026 -> +0.26 %; 0 -> exact
    "agrees",  # True -> yes
    "decimal",  # 0.35, 1.0
]
Audience: TypeAlias = Literal["all", "people", "machines"]
Style: TypeAlias = Literal["", "quiet", "accent", "verdict", "activation", "schedule", "doubt"]

Item = TypeVar("Item")


class Column(NamedTuple):
    """One column. `keep` orders columns on a narrow terminal: the highest go first, 0 never.

    A column of `once` shows a value only in the first row of a section's block. Columns of `panel`
    are many alike: where a terminal has no room for all, they stand in several tables.
    """

    key: str
    title: str
    format: Format = "text"
    keep: int = 0
    audience: Audience = "all"
    style: Style = ""
    once: bool = False
    panel: bool = False

    @property
    def right(self) -> bool:
        """Whether its cells align on the right."""
        return self.format not in ("text", "shape", "bar")


class Field(NamedTuple, Generic[Item]):
    """A column, how its value comes out of an item, and what stands in the row of totals."""

    column: Column
    value: Callable[[Item], Any]
    total: Any = None

    def of(self, part: Callable[[Any], Item]) -> "Field[Any]":
        """The same of a part of an item."""
        return Field(self.column, lambda whole: self.value(part(whole)), self.total)


class Pivot(NamedTuple):
    """How a terminal shows a table of two axes: one down, one across, one column in the cells."""

    down: str
    across: str
    cell: str
    title: str
    marked: int | None = None  # the row of the cell that has a mark
    format: Format = "si"  # of all cells in one unit: si, or size


class Chart(NamedTuple):
    """How a terminal shows a table of one number a row: as a line of bars, the rows across."""

    value: str
    label: str
    marked: int | None = None  # the row whose bar has a mark


class Table(NamedTuple):
    """Rows of raw values. `footer` holds totals. A table without a key is the whole JSON, a list.

    A change in column `section` draws a line; a change in column `block` begins a new one, in
    whose first row alone the columns of `once` are shown.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    footer: tuple[Any, ...] | None = None
    section: str | None = None
    block: str | None = None
    notes: tuple[str, ...] = ()
    shown: bool = True  # False: for JSON only
    in_json: bool = True  # False: for all formats but JSON
    pivot: Pivot | None = None
    chart: Chart | None = None

    def begins(self, key: str | None, number: int) -> bool:
        """Whether a row has another value than the row above it in a column."""
        if key is None or number == 0:
            return number == 0
        place = [column.key for column in self.columns].index(key)
        return bool(self.rows[number][place] != self.rows[number - 1][place])

    def for_people(self) -> tuple[int, ...]:
        """The places of the columns that a person reads; a column without a value is left out."""
        return tuple(
            i
            for i, column in enumerate(self.columns)
            if column.audience != "machines" and any(row[i] is not None for row in self.rows)
        )

    def for_machines(self) -> tuple[int, ...]:
        """The places of the columns that a program reads."""
        return tuple(i for i, c in enumerate(self.columns) if c.audience != "people")


def table(key: str, fields: Sequence[Field[Item]], items: Iterable[Item], **more: Any) -> Table:
    """A table of one row an item; `more` are the other fields of Table."""
    totals = tuple(field.total for field in fields)
    return Table(
        key,
        more.pop("title", ""),
        tuple(field.column for field in fields),
        tuple(tuple(field.value(item) for field in fields) for item in items),
        footer=totals if any(total is not None for total in totals) else None,
        **more,
    )


class Fact(NamedTuple):
    """One labelled value of a record; for programs only without a label, for people without key."""

    key: str
    value: Any
    label: str | None = None
    format: Format = "text"


class Record(NamedTuple):
    """A few labelled values. A heading begins with a name and stands first."""

    key: str
    facts: tuple[Fact, ...]
    heading: bool = False


class Prose(NamedTuple):
    """Sentences that say what the tables show; a list of texts for programs.

    The first of them may be verdicts: whether each is good news.
    """

    key: str
    sentences: tuple[str, ...]
    verdicts: tuple[bool, ...] = ()


Part: TypeAlias = Table | Record | Fact | Prose


class Document(NamedTuple):
    """What one command says: parts in the order of the JSON.

    People read them in that order too, but for the records that are no heading: those sum up, and
    come last, before the notes.
    """

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    def for_people(self) -> tuple[Table | Record | Prose, ...]:
        """The parts that a person reads, in order."""
        last = [p for p in self.parts if isinstance(p, Record) and not p.heading]
        first = [p for p in self.parts if isinstance(p, Record) and p.heading]
        prose = [p for p in self.parts if isinstance(p, Prose)]
        tables = [t for t in self.tables() if t.for_people() or not t.rows]
        return (*first, *tables, *prose, *last)

    def tables(self) -> tuple[Table, ...]:
        """The tables that are shown; one may have columns for programs alone."""
        return tuple(p for p in self.parts if isinstance(p, Table) and p.shown)

    def plain(self) -> Any:
        """The whole as dicts and lists, for JSON."""
        for table in self.tables():
            if not table.key and table.in_json:
                return _plain(table)
        parts = (part for part in self.parts if not isinstance(part, Table) or part.in_json)
        return {part.key: _plain(part) for part in parts if part.key}


def _plain(part: Part) -> Any:
    if isinstance(part, Table):
        places = part.for_machines()
        keys = [part.columns[i].key for i in places]
        return [dict(zip(keys, (_value(row[i]) for i in places), strict=True)) for row in part.rows]
    if isinstance(part, Record):
        return {fact.key: _value(fact.value) for fact in part.facts if fact.key}
    if isinstance(part, Prose):
        return list(part.sentences)
    return _value(part.value)


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _value(inner) for key, inner in value.items()}
    if isinstance(value, Ratio):  # 6 stays 6, 7/20 is 0.35
        return value.num if value.den == 1 else float(value)
    return list(map(_value, value)) if isinstance(value, tuple) else value
