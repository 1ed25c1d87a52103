"""The checks of values: each reads a text, or says what it expected."""

import re
from collections.abc import Collection
from typing import Any

from mbv2calc.arith import Ratio
from mbv2calc.errors import MismatchError
from mbv2calc.spec.schema import Check

MAX_DECIMALS = 6
"""With this and the limits below, no product in channel rounding reaches 2^63: int64 is exact."""

_INTEGER = re.compile(r"[1-9][0-9]*", re.ASCII)


def integer(at_most: int, *, shapes: bool = False) -> Check:
    """A positive integer in plain decimal digits."""

    def read(text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise MismatchError("a positive integer")
        # The length first: Python refuses to read an int of more than 4,300 digits.
        if len(text) > len(str(at_most)) or int(text) > at_most:
            raise MismatchError(f"a positive integer of at most {at_most}")
        return int(text)

    return Check(read, number=True, shapes=shapes)


def ratio(at_most: int, *, zero: bool = False) -> Check:
    """A plain decimal such as 0.35, kept exactly."""
    expected = "a decimal number of 0 or more" if zero else "a positive decimal number"

    def read(text: str) -> Ratio:
        try:
            value = Ratio.parse(text)
        except ValueError:
            raise MismatchError(f"{expected}, such as 0.35" if text else expected) from None
        if 10**MAX_DECIMALS % value.den:
            raise MismatchError(f"{expected} of at most {MAX_DECIMALS} decimals")
        if value.num > at_most * value.den:
            raise MismatchError(f"{expected} of at most {at_most}")
        if value.num == 0 and not zero:
            raise MismatchError(expected)
        return value

    return Check(read, number=True)


def choice(names: Collection[str]) -> Check:
    """One of some words; a registry may be given, whose names they are."""

    def read(text: str) -> str:
        if text not in names:
            raise MismatchError(f"one of {', '.join(names)}")
        return text

    return Check(read, quotes=True)


def _text(text: str) -> Any:
    if not text or not text.isprintable() or len(text) > 200:
        raise MismatchError("a printable text of at most 200 characters")
    return text


TEXT = Check(_text, quotes=True)
COUNT = integer(1_000_000)  # channels, classes, pixels along a side
REPEATS = integer(1_000, shapes=True)
KERNEL = integer(1_000)
STRIDE = integer(1_000, shapes=True)
WIDTH = ratio(1_000)
EXPANSION = ratio(1_000, zero=True)
