"""Neutral tables: columns with units and raw numbers. Every format renders these and nothing else.

A Document is an ordered set of parts, keyed as in the JSON: scalars, records and tables. All are
NamedTuples, which load eight times as fast as frozen dataclasses: loading is most of a report.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal[
    "text",  # as it is
    "printed",  # a figure as its source prints it, such as 3.47M
    "number",  # as it is, on the right
    "count",  # 3504872 -> 3,504,872
    "bytes",  # 1204224 -> 1,204,224 with the unit in the heading
    "size",  # 3541984 -> 3.38 MiB
    "si",  # 300774272 -> 301 M
    "shape",  # (224, 224, 3) -> 224x224x3
    "share",  # 0.125 -> 12.5 %
    "bar",  # 0.125 -> 12.5 % and, on a terminal, a bar against the largest of the column
    "difference",  # 0.0026 -> +0.26 %; 0 -> exact
    "agrees",  # True -> yes
    "decimal",  # 0.35, 1.0
]
Audience: TypeAlias = Literal["all", "people", "machines"]


class Column(NamedTuple):
    """One column. `keep` orders columns on a narrow terminal: the highest goes first, 0 never."""

    key: str
    title: str
    kind: Kind = "text"
    keep: int = 0
    audience: Audience = "all"
    style: str = ""  # a role for colour: good, bad, quiet, accent

    @property
    def right(self) -> bool:
        """Whether its cells align on the right."""
        return self.kind not in ("text", "shape", "bar")


class Table(NamedTuple):
    """Rows of raw values. `footer` holds totals; a change in column `section` draws a line."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    footer: tuple[Any, ...] | None = None
    section: str | None = None
    once: frozenset[str] = frozenset()  # columns that show a value once for equal rows in a run
    notes: tuple[str, ...] = ()
    shown: bool = True  # False: for JSON only

    def begins_section(self, number: int) -> bool:
        """Whether a line is to be drawn above a row."""
        if self.section is None or number == 0:
            return False
        place = [column.key for column in self.columns].index(self.section)
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


class Fact(NamedTuple):
    """One labelled value of a record; for programs only without a label, for people without key."""

    key: str
    value: Any
    label: str | None = None
    kind: Kind = "text"
    unit: str = ""


class Record(NamedTuple):
    """A few labelled values. As a heading it stands above everything else."""

    key: str
    facts: tuple[Fact, ...]
    heading: bool = False


Part: TypeAlias = Table | Record | Fact


class Document(NamedTuple):
    """What one command says."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """The tables that a person sees."""
        return tuple(p for p in self.parts if isinstance(p, Table) and p.shown)

    def records(self) -> tuple[Record, ...]:
        return tuple(p for p in self.parts if isinstance(p, Record))

    def plain(self) -> dict[str, Any]:
        """The whole as dicts and lists, for JSON."""
        return {part.key: _plain(part) for part in self.parts}


def _plain(part: Part) -> Any:
    if isinstance(part, Table):
        places = part.for_machines()
        keys = [part.columns[i].key for i in places]
        return [dict(zip(keys, (_value(row[i]) for i in places), strict=True)) for row in part.rows]
    if isinstance(part, Record):
        return {fact.key: _value(fact.value) for fact in part.facts if fact.key}
    return _value(part.value)


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _value(inner) for key, inner in value.items()}
    if hasattr(value, "num"):  # a Ratio: 6 stays 6, 7/20 is 0.35
        return value.num if value.den == 1 else float(value)
    return list(value) if isinstance(value, tuple) else value
