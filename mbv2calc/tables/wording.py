"""Numbers and names as a sentence or a cell has them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


def percent(value: float) -> str:
    """A share with two decimals, as the papers print them; only all of it is 100.00 %.

    >>> percent(0.948587), percent(1.0), percent(0.99998)
    ('94.86 %', '100.00 %', '99.998 %')
    """
    # Six decimals at most: a share nearer to all or to nothing may be printed as that.
    digits = 2
    while digits < 6 and value not in (0, 1) and round(100 * value, digits) in (0, 100):
        digits += 1
    return f"{100 * value:.{digits}f} %"


def times(value: float) -> str:
    """A ratio; only what is exactly equal is 1x, and nothing but 0 is 0x.

    >>> times(0.52884), times(1.0), times(0.9996), times(0.0012)
    ('0.53x', '1x', '0.9996x', '0.0012x')
    """
    if value in (0, 1):
        return f"{value:.0f}x"
    digits = 2
    # Two significant digits at least; what is below 9.5 would round to a single one.
    while round(value, digits) == 1 or value * 10**digits < 9.5:
        digits += 1
    return f"{value:,.{digits}f}x"


def fraction(value: float) -> str:
    """A part of one with four decimals.

    >>> fraction(0.286778)
    '0.2868'
    """
    return f"{value:.4f}"


def sides(sizes: Iterable[int]) -> str:
    """
    >>> sides((112, 112, 32))
    '112x112x32'
    """
    return "x".join(map(str, sizes))


def listed(names: Sequence[str], word: str = "and") -> str:
    """Names in a sentence.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or"), listed([])
    ('a', 'a and b', 'a, b or c', '')
    """
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    """The values of each key, both in the order in which they come.

    >>> grouped([("a", 1), ("b", 2), ("a", 3)])
    {'a': [1, 3], 'b': [2]}
    """
    groups: dict[Key, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
