"""Figures as they are printed: a few digits, a unit, a way of rounding."""

import re
from typing import NamedTuple

_PRINTED = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?(?P<unit>[a-zA-Z%]{0,3})", re.ASCII)

UNITS = {
    "": 1, "k": 10**3, "M": 10**6, "G": 10**9,
    "kB": 10**3, "MB": 10**6, "KiB": 2**10, "MiB": 2**20,
    "%": 10**6,
}  # fmt: skip
"""What a printed unit stands for. Shares are counted in hundred-millionths: 1 % is 1,000,000."""

WHOLE_SHARE = 100 * UNITS["%"]
"""All of something."""

ROUNDINGS = ("nearest", "floor")
"""How sources round; `floor 100k` cuts off to whole hundreds of thousands."""


class Printed(NamedTuple):
    """A figure as printed: digits / scale x unit, where the last digit counts one."""

    text: str
    digits: int
    scale: int  # 100 for two digits behind the point
    unit: int

    @classmethod
    def parse(cls, text: str) -> "Printed":
        """Read 300M, 3.47M, 0.301G, 3504872, 13.555MiB or 94.86%; ValueError on other texts.

        >>> Printed.parse("3.47M").value, Printed.parse("3.47M").step
        (3470000, 10000)
        """
        match = _PRINTED.fullmatch(text)
        part = (match["part"] or "") if match else ""
        unit = UNITS.get(match["unit"], 0) if match else 0
        if match is None or unit < 10 ** len(part):
            raise ValueError(f"expected a figure such as 300M or 3504872, found {text!r}")
        return cls(text, int(match["whole"] + part), 10 ** len(part), unit)

    @property
    def value(self) -> int:
        """The number that it prints; a part of a byte is dropped."""
        return self.digits * self.unit // self.scale

    @property
    def step(self) -> int:
        """What its last digit counts; a part of a byte is dropped."""
        return self.unit // self.scale

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
        half = 0 if way == "floor" else self.unit
        return (2 * exact * self.scale + half) // (2 * self.unit) == self.digits


def is_rounding(text: str) -> bool:
    """Whether a text is a way of rounding.

    >>> is_rounding("nearest"), is_rounding("floor 100k"), is_rounding("up")
    (True, True, False)
    """
    way, _, step = text.partition(" ")
    if not step:
        return text in ROUNDINGS
    try:
        return way == "floor" and Printed.parse(step).value > 0
    except ValueError:
        return False
