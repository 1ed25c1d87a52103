"""Sizes of memory and counts as a person writes them: 320KiB, 1.5MiB, 602112; 300M, 3.5M."""

import re
from collections.abc import Mapping

from mbv2calc.arith import Ratio
from mbv2calc.errors import MismatchError, UsageError
from mbv2calc.spec.checks import COUNT

COUNTS = {"": 1, "k": 1000, "M": 1000**2, "G": 1000**3}
BYTES = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_COUNTS = {unit.lower(): count for unit, count in COUNTS.items()}
UNITS = _COUNTS | {unit.lower(): size for unit, size in BYTES.items()}
UNITS |= {f"{unit.lower()}b": size for unit, size in COUNTS.items()}
UNITS |= {unit[:2].lower(): size for unit, size in BYTES.items()}
_NUMBER = r"(?:[0-9]{1,3}(?:[,_][0-9]{3}){1,6}|[0-9]{1,20})(?:\.[0-9]{0,9})?"
_SIZE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>[a-zA-Z]{{0,3}})", re.ASCII)


def read_size(text: str, flag: str) -> int:
    """Bytes: k, M and G are powers of 1000, KiB, MiB and GiB of 1024; a part of a byte is dropped.

    Raises UsageError for anything else.

    >>> read_size("320KiB", "--max-memory"), read_size("1.5 MB", "--max-memory")
    (327680, 1500000)
    """
    found = _read(text, UNITS)
    if found is None:
        fix = "such as 320KiB, 512kB, 1.5MiB or 327680"
        raise UsageError(f"{flag}: expected a size {fix}, found {text!r}")
    return found


def read_count(text: str, flag: str) -> int:
    """A count: k, M and G are powers of 1000; a part of one is dropped.

    Raises UsageError for anything else, and says so of a unit of bytes.

    >>> read_count("300M", "--max-madds"), read_count("3.5 M", "--max-params")
    (300000000, 3500000)
    """
    found = _read(text, _COUNTS)
    if found is None:
        fix = "such as 300M, 3.5M or 300000000"
        raise UsageError(f"{flag}: expected a count {fix}, found {text!r}{_of_bytes(text)}")
    return found


def read_top(typed: int | str | None) -> int | None:
    """How many are kept at most; None for all. Raises UsageError for what is no count."""
    if typed is None:
        return None
    try:
        return int(COUNT.read(str(typed)))
    except MismatchError as mismatch:
        raise UsageError(f"--top: expected {mismatch}, found {str(typed)!r}") from None


def _of_bytes(text: str) -> str:
    """What is wrong with a size in the place of a count."""
    match = _SIZE.fullmatch(text.strip())
    if match is None or match["unit"].lower() not in UNITS:
        return ""
    return f"; {match['unit']} is of bytes, a count takes k, M or G"


def _read(text: str, units: Mapping[str, int]) -> int | None:
    """The whole part of a number in its unit; None for what is no number or has no such unit."""
    match = _SIZE.fullmatch(text.strip())
    unit = units.get(match["unit"].lower()) if match else None
    if match is None or unit is None:
        return None
    number = Ratio.parse(_plain(match["number"]))
    return int(number.num * unit // number.den)


def _plain(number: str) -> str:
    """Digits without what parts them and without leading zeros."""
    return number.replace(",", "").replace("_", "").lstrip("0") or "0"
