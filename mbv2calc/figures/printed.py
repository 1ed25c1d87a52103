"""Figures as they are printed: a few digits, a unit, a way of rounding."""

import re
from typing import NamedTuple

from mbv2calc.errors import printable

_PRINTED = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?(?P<unit>[a-zA-Z%]{0,3})", re.ASCII)

COUNT_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}
BYTE_UNITS = {"": 1, "B": 1, "kB": 10**3, "MB": 10**6, "KiB": 2**10, "MiB": 2**20}
SHARE_UNITS = {"%": 10**6}
"""Shares are counted in hundred-millionths: 1 % is 1,000,000."""

UNITS = COUNT_UNITS | BYTE_UNITS | SHARE_UNITS
"""What a printed unit stands for."""

MAX_DIGITS = 30
_EXPECTED = "expected a figure such as 300M, 3.47M or 3504872"

_SPELLED = {
    "K": "k", "m": "M", "g": "G", "b": "G", "B": "G",
    "thousand": "k", "million": "M", "billion": "G", "KB": "kB", "kib": "KiB", "mib": "MiB",
    "e3": "k", "e6": "M", "e9": "G",
}  # fmt: skip
WORDS = {
    "mac": "operations", "macs": "operations", "madd": "operations", "madds": "operations",
    "mult-adds": "operations", "flop": "operations", "flops": "operations",
    "ops": "operations", "operations": "operations",
    "param": "params", "params": "params", "parameters": "params", "weights": "params",
    "activations": "activations", "acts": "activations",
}  # fmt: skip
"""What people write behind a figure, and which quantity it is."""

_WORD = re.compile(rf"(?P<figure>.*[0-9].*?)\s*(?P<word>{'|'.join(WORDS)})", re.I | re.A)
_LOOSE = re.compile(
    r"[~≈]?\s*(?P<number>[0-9]{1,3}(?:[,_ ][0-9]{3})+|[0-9]+)(?P<part>\.[0-9]+)?"
    r"\s*(?P<unit>e[369]|[a-zA-Z%]*)"
)
_DECIMAL_COMMA = re.compile(r"[~≈]?\s*[0-9]+,[0-9]{1,2}\s*[a-zA-Z%]*")

WHOLE_SHARE = 100 * UNITS["%"]
"""All of something."""

WAYS = ("nearest", "floor")
"""How sources round; `floor 100k` cuts off to whole hundreds of thousands."""


class Printed(NamedTuple):
    """A figure as printed: digits / scale x unit, where the last digit counts one."""

    text: str
    digits: int
    scale: int  # 100 for two digits behind the point
    unit: str  # one of UNITS

    @classmethod
    def parse(cls, text: str) -> "Printed":
        """Read 300M, 3.47M, 0.301G, 3504872, 13.555MiB or 94.86%; ValueError on other texts.

        >>> Printed.parse("3.47M").value, Printed.parse("3.47M").step
        (3470000, 10000)
        """
        match = _PRINTED.fullmatch(text) if len(text) <= MAX_DIGITS else None
        part = (match["part"] or "") if match else ""
        unit = match["unit"] if match else ""
        if match is None or UNITS.get(unit, 0) < 10 ** len(part):
            fix = "; a point parts decimals: write 3.47M" if _DECIMAL_COMMA.fullmatch(text) else ""
            raise ValueError(f"{_EXPECTED}, found {printable(text)!r}{fix}")
        return cls(text, int(match["whole"] + part), 10 ** len(part), unit)

    @classmethod
    def read(cls, text: str, *, size: bool = False) -> "Printed":
        """Read a figure as people write it: also 3,504,872, 3.5 M, 0.33B, 300e6 or 569 million.

        B is of bytes in a size, else a billion. Raises ValueError on other texts.

        >>> Printed.read("3,504,872").value, Printed.read("0.33 B").value
        (3504872, 330000000)
        """
        typed = text.strip()
        match = _LOOSE.fullmatch(typed)
        if match is None:
            return cls.parse(typed)
        digits, part = re.sub("[,_ ]", "", match["number"]), match["part"] or ""
        if not match["unit"] and not part.strip(".0"):
            part = ""  # a tool's float: 327486720.0
        unit = match["unit"]
        plain = unit if size and unit == "B" else _SPELLED.get(unit, unit)
        try:
            return cls.parse(f"{digits}{part}{plain}")._replace(text=typed)
        except ValueError:
            fix = f"; add its unit, such as {digits}{part}M" if part and not unit else ""
            raise ValueError(f"{_EXPECTED}, found {printable(typed)!r}{fix}") from None

    @property
    def plain(self) -> str:
        """The same in the form that `parse` reads.

        >>> Printed.read("3,504.5 k").plain
        '3504.5k'
        """
        whole, part = divmod(self.digits, self.scale)
        decimals = f".{part:0{len(str(self.scale)) - 1}}" if self.scale > 1 else ""
        return f"{whole}{decimals}{self.unit}"

    @property
    def value(self) -> int:
        """The number that it prints; a part of a byte is dropped."""
        return self.digits * UNITS[self.unit] // self.scale

    @property
    def step(self) -> int:
        """What its last digit counts; a part of a byte is dropped."""
        return UNITS[self.unit] // self.scale

    def agrees(self, exact: int, rounding: str) -> bool:
        """Whether the exact number, rounded to the printed digits, is the printed one.

        >>> Printed.parse("3.4M").agrees(3470760, "floor")
        True
        >>> Printed.parse("1600kB").agrees(1605632, "floor 100k")
        True
        """
        way, _, step = rounding.partition(" ")
        if step:
            whole = Printed.parse(step).value
            return exact // whole * whole == self.value
        unit = UNITS[self.unit]
        half = 0 if way == "floor" else unit
        return (2 * exact * self.scale + half) // (2 * unit) == self.digits


def is_rounding(text: str) -> bool:
    """Whether a text is a way of rounding.

    >>> is_rounding("nearest"), is_rounding("floor 100k"), is_rounding("up")
    (True, True, False)
    """
    way, _, step = text.partition(" ")
    if not step:
        return text in WAYS
    try:
        return way == "floor" and Printed.parse(step).value > 0
    except ValueError:
        return False


def without_word(text: str) -> tuple[str, str | None]:
    """A figure without the word behind it, and the quantity that this says.

    >>> without_word("300 MMACs"), without_word("3.47M params"), without_word("3.47M")
    (('300 M', 'operations'), ('3.47M', 'params'), ('3.47M', None))
    """
    match = _WORD.fullmatch(text.strip())
    return (match["figure"], WORDS[match["word"].lower()]) if match else (text.strip(), None)
