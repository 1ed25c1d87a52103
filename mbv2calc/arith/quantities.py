"""The one reader of numbers as people write them: 300M, 3.0e8, 1/3, 512KiB, 4.12x10^9.

    quantity = number [exponent | "/" number] [unit] [word]
    number   = 3504872 | 3.47 | .5 | 6. | 3,504,872 | 3_504_872 | 3 504 872
    exponent = e8 | E+08 | x10^8 | ×10^8 | *10**8
    unit     = k, M, G, T of powers of 1000, also thousand, million, billion and trillion;
               kB, MB, GB, TB of 1000 and KiB, MiB, GiB, TiB (or Ki, ...) of 1024, of bytes
    word     = MACs, params, ... at places that take one

A unit is read in any case, also after a space. `B` alone means bytes in a size and a billion in a
count. Each caller passes an Accepted that says what it takes, and adds its flag to the
QuantityError that a refused text raises.

Everything is exact. The length of a text is checked before a pattern sees it, and no pattern
nests repetitions, so that reading takes time in proportion to the text, whatever the text.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

from mbv2calc.arith.numbers import Ratio
from mbv2calc.errors import QuantityError, UsageError, printable, unknown

MAX_CHARACTERS = 100
MAX_DIGITS = 40
"""Before and after the point together: more than any cost has."""

_FEW_BYTES = 10_000
_MOST_ROWS = 1_000_000

_PREFIXES = {"k": 1, "M": 2, "G": 3, "T": 4}

COUNT_UNITS = {"": 1} | {k: 1000**power for k, power in _PREFIXES.items()}
"""The factors of the units of a count."""

BYTE_UNITS = (
    {"": 1, "B": 1}
    | {f"{k}B": 1000**power for k, power in _PREFIXES.items()}
    | {f"{k.upper()}iB": 1024**power for k, power in _PREFIXES.items()}
)
"""The factors of the units of a size, in bytes."""

UNITS = COUNT_UNITS | BYTE_UNITS

_SPELLINGS = {unit.lower(): unit for unit in UNITS}
_SPELLINGS |= {f"{k.lower()}i": f"{k.upper()}iB" for k in _PREFIXES}
_SPELLINGS |= {"thousand": "k", "million": "M", "billion": "G", "trillion": "T"}
"""The units by their spellings in lower case."""

# The dots of "1..10" and a second point are no part of a number: callers see them after it.
# Braces are doubled for str.format, which fills in {parts}.
_DIGITS = r"[0-9]{{1,3}}(?:[{parts}][0-9]{{3}})+(?![0-9_])|[0-9][0-9_]*"
_EXPONENT = r"(?:[ ]?[eE]|[ ]?[x×*·][ ]?10(?:\^|\*\*))(?P<power>[+-]?[0-9]{1,2})(?![0-9])"


def number_pattern(parts: str) -> str:
    """A regular expression of a number without its unit; `parts` separate groups of digits."""
    digits = _DIGITS.format(parts=parts)
    return (
        rf"(?:(?P<whole>{digits})(?:\.(?P<part>[0-9_]*))?|\.(?P<only>[0-9][0-9_]*))"
        rf"(?:{_EXPONENT}|/(?P<below>{digits}))?"
    )


@cache  # compiled when a number is read, not at import
def _pattern() -> re.Pattern[str]:
    return re.compile(number_pattern(",_ ") + r"\s*(?P<unit>[a-zA-Z%][a-zA-Z% -]*)?", re.ASCII)


class Accepted(NamedTuple):
    """What a caller accepts, which messages call `expected`.

    `words` may follow the unit. `billion` says that B is a billion, not a byte.
    """

    expected: str
    units: Mapping[str, int]
    billion: bool = False
    words: Collection[str] = ()


COUNT = Accepted("a count such as 300M, 3.5M or 300000000", COUNT_UNITS, billion=True)
SIZE = Accepted("a size such as 320KiB, 512kB, 1.5MiB or 327680", UNITS)


class Quantity(NamedTuple):
    """A number as a person wrote it: digits x 10^(exponent - places) / divisor x factor."""

    text: str
    digits: int  # without the point: 347 of 3.47M
    places: int  # digits after the point
    exponent: int
    divisor: int
    unit: str  # its name among the accepted units: "M" of "million"
    factor: int  # of the unit
    word: str = ""  # in lower case

    @property
    def value(self) -> Ratio:
        """The number, exactly.

        >>> read_quantity("3.0e8", COUNT).value, read_quantity("1/3", COUNT).value
        (Ratio(num=300000000, den=1), Ratio(num=1, den=3))
        """
        return self._times(self.digits)

    @property
    def step(self) -> Ratio:
        """The value of one unit of the last digit.

        >>> read_quantity("3.47M", COUNT).step
        Ratio(num=10000, den=1)
        """
        return self._times(1)

    def _times(self, digits: int) -> Ratio:
        power = self.exponent - self.places
        tens, below = 10 ** max(0, power), 10 ** max(0, -power)
        return Ratio(digits * self.factor * tens, self.divisor * below)


def read_quantity(text: str, accepted: Accepted) -> Quantity:
    """The number that a text is. Raises QuantityError, which names no flag, for any other text.

    >>> read_quantity("0.3 B", COUNT).value, read_quantity("0.5KiB", SIZE).value
    (Ratio(num=300000000, den=1), Ratio(num=512, den=1))
    """
    if len(text) > MAX_CHARACTERS:
        raise _refused(text, accepted, f" characters, at most {MAX_CHARACTERS} are read")
    stripped = text.strip()
    match = _pattern().fullmatch(stripped)
    if match is None:
        raise _refused(text, accepted, _decimal_comma(stripped, accepted))
    whole, part = match["whole"] or "", match["part"] or match["only"] or ""
    if any("__" in run or run.endswith("_") for run in (whole, part, match["below"] or "")):
        raise _refused(text, accepted)
    digits, part = _plain(whole + part), _plain(part)
    if len(digits) > MAX_DIGITS:
        raise _refused(text, accepted, f"; write at most {MAX_DIGITS} digits")
    divisor = int(_plain(match["below"] or "1"))
    unit, word = _unit(text, match["unit"] or "", accepted)
    if not divisor:
        raise _refused(text, accepted, "; the divisor must not be 0")
    exponent, factor = int(match["power"] or 0), accepted.units[unit]
    return Quantity(stripped, int(digits), len(part), exponent, divisor, unit, factor, word)


def _plain(digits: str) -> str:
    """Digits without the separators of their groups."""
    return digits.replace(",", "").replace("_", "").replace(" ", "")


def _unit(text: str, behind: str, accepted: Accepted) -> tuple[str, str]:
    """The unit, as `accepted` names it, and the word after a number."""
    rest, word = behind.lower().strip(), ""
    for name in sorted(accepted.words, key=len, reverse=True):  # "flops" before "ops"
        if rest.endswith(name):
            rest, word = rest.removesuffix(name).rstrip(), name
            break
    unit = "G" if rest == "b" and accepted.billion else _SPELLINGS.get(rest, rest)
    if unit not in accepted.units:
        known = list(filter(None, accepted.units))
        fix = unknown("unit", behind.strip(), known)
        if unit in BYTE_UNITS:
            fix = f"{behind.strip()} is a unit of bytes; use {', '.join(known)}"
        raise _refused(text, accepted, f"; {fix}")
    return unit, word


def _decimal_comma(text: str, accepted: Accepted) -> str:
    """How to fix a comma in the place of a decimal point; "" if that is not the fault."""
    if text.count(",") != 1:
        return ""
    try:
        pointed = read_quantity(text.replace(",", "."), accepted)
    except QuantityError:
        return ""
    # With three digits behind it, as in 1234,567, the comma may separate thousands.
    return f"; use a decimal point: {pointed.text}" if pointed.places < 3 else ""


def _refused(text: str, accepted: Accepted, fix: str = "") -> QuantityError:
    """The error for a text; a long text is cut."""
    quoted = f"{text[:57]!r}... of {len(text):,}" if len(text) > MAX_CHARACTERS else repr(text)
    return QuantityError(f"expected {accepted.expected}, found {quoted}{fix}")


def read_count(text: str, flag: str) -> int:
    """A count, rounded down. Raises UsageError, which names the flag, for any other text.

    >>> read_count("300M", "--max-madds"), read_count("0.3 B", "--max-madds")
    (300000000, 300000000)
    """
    return _whole(text, flag, COUNT)


def read_size(text: str, flag: str) -> int:
    """A size in bytes, rounded down. Raises UsageError, which names the flag, for any other text.

    >>> read_size("320KiB", "--max-memory"), read_size("1.5 MB", "--max-memory")
    (327680, 1500000)
    """
    return _whole(text, flag, SIZE)


def _whole(text: str, flag: str, accepted: Accepted) -> int:
    try:
        value = read_quantity(text, accepted).value
    except QuantityError as error:
        raise UsageError(f"{flag}: {error}") from None
    return int(value.num // value.den)


def read_top(typed: int | str | None) -> int | None:
    """The value of --top; None for all rows. Raises UsageError unless it is a positive integer."""
    if typed is None:
        return None
    try:
        value = read_quantity(str(typed), COUNT).value
    except QuantityError:
        value = Ratio(0)
    if value.den != 1 or value.num < 1:
        raise UsageError(f"--top: expected a positive integer, found {printable(str(typed))!r}")
    if value.num > _MOST_ROWS:
        at_most = f"expected a positive integer of at most {_MOST_ROWS}"
        raise UsageError(f"--top: {at_most}, found {printable(str(typed))!r}")
    return int(value.num)


def bytes_note(text: str, flag: str) -> str | None:
    """The note that a small size without a unit means bytes; None for any other size.

    Few budgets are that small, so a unit was probably forgotten.

    >>> bytes_note("512", "--max-memory")
    '--max-memory 512 means 512 bytes; add a unit, such as 512KiB, if you mean more'
    >>> bytes_note("512KiB", "--max-memory"), bytes_note("524288", "--max-memory")
    (None, None)
    """
    quantity = read_quantity(text, SIZE)
    if quantity.unit or not 0 < quantity.value.num < _FEW_BYTES * quantity.value.den:
        return None
    means = f"{flag} {quantity.text} means {quantity.text} bytes"
    return f"{means}; add a unit, such as {quantity.text}KiB, if you mean more"
