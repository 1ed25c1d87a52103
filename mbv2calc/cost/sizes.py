"""Sizes of memory as a person writes them: 320KiB, 512 kB, 1.5MiB, 602112."""

import re

from mbv2calc.arith import Ratio
from mbv2calc.errors import UsageError

COUNTS = {"": 1, "k": 1000, "M": 1000**2, "G": 1000**3}
BYTES = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_UNITS = {unit.lower(): size for unit, size in (COUNTS | BYTES).items()}
_UNITS |= {f"{unit.lower()}b": size for unit, size in COUNTS.items()}
_UNITS |= {unit[:2].lower(): size for unit, size in BYTES.items()}
_NUMBER = r"(?:[0-9]{1,3}(?:[,_][0-9]{3}){1,6}|[0-9]{1,20})(?:\.[0-9]{0,9})?"
_SIZE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>[a-zA-Z]{{0,3}})", re.ASCII)


def read_size(text: str, flag: str) -> int:
    """Bytes: k, M and G are powers of 1000, KiB, MiB and GiB of 1024; a part of a byte is dropped.

    Raises UsageError for anything else.

    >>> read_size("320KiB", "--max-memory"), read_size("1.5 MB", "--max-memory")
    (327680, 1500000)
    """
    match = _SIZE.fullmatch(text.strip())
    unit = _UNITS.get(match["unit"].lower()) if match else None
    if match is None or unit is None:
        mend = "such as 320KiB, 512kB, 1.5MiB or 327680"
        raise UsageError(f"{flag}: expected a size {mend}, found {text!r}")
    number = Ratio.parse(_plain(match["number"]))
    return int(number.num * unit // number.den)


def _plain(number: str) -> str:
    """Digits without what parts them and without leading zeros."""
    return number.replace(",", "").replace("_", "").lstrip("0") or "0"
