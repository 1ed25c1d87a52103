"""Rows by name: the tables of metrics, knobs, budgets, formats and other kinds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=_Named)


class Registry(Mapping[str, Row]):
    """Rows by their names, in the order in which they were added.

    Nobody keeps a copy of a registry: options, columns and help read it when they need it. So a row
    that is added later, from outside the package too, is like any other.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[str, Row] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> Row:
        """Add a row at the end. Raises ValueError if its name is taken."""
        if row.name in self._rows:
            raise ValueError(f"there is a row {row.name!r} already; give it another name")
        self._rows[row.name] = row
        return row

    def remove(self, name: str) -> None:
        """Remove the row of a name. Raises KeyError if there is none."""
        del self._rows[name]

    def synonyms(self) -> dict[str, str]:
        """What others call the rows, each with the name that it has here."""
        return {
            synonym: name
            for name, row in self._rows.items()
            for synonym in getattr(row, "synonyms", ())  # not every kind of row has them
        }

    def __getitem__(self, name: str) -> Row:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"Registry({', '.join(self)})"
