"""Results that are sequences of their rows."""

from collections.abc import Sequence
from typing import Any, TypeVar, overload

Row = TypeVar("Row")


class Rows(Sequence[Row]):
    """A sequence of the rows that `_rows` gives. A slice of it, `result[:3]`, is a plain tuple."""

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
