"""Numbers of groups as a person writes them: 4, 1,2,4,8 or max, which is one channel at a time."""

from collections.abc import Callable, Iterable
from typing import Any

from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.errors import UsageError

MAX = "max"


def read_groups(typed: Any, expand_ranges: Callable[[str], str] = str) -> tuple[int, ...]:
    """The numbers in a text, a number, or an iterable of these; none for None.

    `expand_ranges` writes out the ranges in a text. Raises UsageError for any other text.

    >>> read_groups("1,2,max") == (1, 2, ONE_CHANNEL), read_groups(4), read_groups(None)
    (True, (4,), ())
    """
    if typed is None:
        return ()
    if isinstance(typed, Iterable) and not isinstance(typed, str | bytes):
        return tuple(number for part in typed for number in read_groups(part, expand_ranges))
    whole = expand_ranges(str(typed))
    return tuple(_number(part.strip(), whole) for part in whole.split(","))


def _number(text: str, whole: str) -> int:
    if text == MAX:
        return ONE_CHANNEL
    if text.isascii() and text.isdecimal() and len(text) <= 9 and not text.startswith("0"):
        return int(text)
    fix = "such as 4, 1,2,4,8 or max (one channel at a time)"
    given = repr(text or whole)
    raise UsageError(f"--groups: expected numbers of groups {fix}, found {given}")


def groups_text(groups: int) -> str:
    """A number of groups as it is typed.

    >>> groups_text(4), groups_text(ONE_CHANNEL)
    ('4', 'max')
    """
    return str(groups_plain(groups))


def groups_plain(groups: Any) -> Any:
    """A number of groups as programs read it: itself, or max."""
    return MAX if groups == ONE_CHANNEL else groups
