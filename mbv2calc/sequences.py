"""Results that are sequences of their rows, and say what these rows have in common."""

from collections.abc import Sequence
from typing import Any, TypeVar, overload

Row = TypeVar("Row")


class Rows(Sequence[Row]):
    """A sequence of what `_rows` gives: it has their length, iterates over them, indexes them.

    A part of it, such as `result[:3]`, is a plain tuple.
    """

    def _rows(self) -> Sequence[Row]:
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, place: int | slice) -> Any:
        return self._rows()[place]

    def __len__(self) -> int:
        return len(self._rows())
