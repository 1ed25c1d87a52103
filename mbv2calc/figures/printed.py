"""Figures as they are printed: a few digits, a unit, a way of rounding."""

from functools import lru_cache
from typing import NamedTuple

from mbv2calc.arith.quantities import UNITS, Accepted, Quantity, read_quantity
from mbv2calc.errors import QuantityError

SHARE_UNITS = {"%": 10**6}
"""Shares are counted in hundred-millionths: 1 % is 1,000,000."""

WHOLE_SHARE = 100 * SHARE_UNITS["%"]
"""All of something."""

WORDS = {
    "mac": "operations", "macs": "operations", "madd": "operations", "madds": "operations",
    "mult-adds": "operations", "flop": "operations", "flops": "operations",
    "ops": "operations", "operations": "operations",
    "param": "params", "params": "params", "parameters": "params", "weights": "params",
    "activations": "activations", "acts": "activations",
}  # fmt: skip
"""What people write behind a figure, and which quantity it is."""

_POWERS = {3: "k", 6: "M", 9: "G", 12: "T"}
_EXPECTED = "a figure such as 300M, 3.47M or 3504872"
_COUNT = Accepted(_EXPECTED, UNITS | SHARE_UNITS, billion=True, words=WORDS)
_SIZE = _COUNT._replace(billion=False, words=())

WAYS = ("nearest", "floor")
"""How sources round; `floor 100k` cuts off to whole hundreds of thousands."""


class Printed(NamedTuple):
    """A figure as printed: a number whose last digit counts at least one."""

    text: str
    quantity: Quantity

    @classmethod
    def read(cls, text: str) -> "Printed":
        """Read 300M, 3,504,872, 3.0e8, 13.555MiB, 512B of bytes, or 94.86%.

        Raises QuantityError on other texts.

        >>> Printed.read("3.47M").value, Printed.read("3.47M").step
        (3470000, 10000)
        """
        return _read(text, of_count=False)

    @classmethod
    def read_count(cls, text: str) -> "Printed":
        """Read a figure of a count, in which B is a billion and words say what it counts.

        Raises QuantityError as `read`.

        >>> Printed.read_count("0.33 B").value, Printed.read_count("~600 MFLOPs").quantity.word
        (330000000, 'flops')
        """
        return _read(text, of_count=True)

    @property
    def plain(self) -> str:
        """The same without what parts digits, in the units of a figure: 3504.5k, 301M.

        >>> Printed.read("3,504.5 k").plain, Printed.read("301e6").plain, Printed.read("3e8").plain
        ('3504.5k', '301M', '3e8')
        """
        _, digits, places, exponent, _, unit, *_ = self.quantity
        whole, part = divmod(digits, 10**places)
        decimals = f".{part:0{places}}" if places else ""
        if exponent:
            unit = _POWERS[exponent] if exponent in _POWERS and not unit else f"e{exponent}{unit}"
        return f"{whole}{decimals}{unit}"

    @property
    def unit(self) -> str:
        """The unit: one of a count, of bytes, or %."""
        return self.quantity.unit

    @property
    def value(self) -> int:
        """The number that it prints; a part of a byte is dropped."""
        return int(self.quantity.value.num // self.quantity.value.den)

    @property
    def step(self) -> int:
        """What its last digit counts; a part of a byte is dropped."""
        return int(self.quantity.step.num // self.quantity.step.den)

    def agrees(self, exact: int, rounding: str) -> bool:
        """Whether the exact number, rounded to the printed digits, is the printed one.

        >>> Printed.read("3.4M").agrees(3470760, "floor")
        True
        >>> Printed.read("1600kB").agrees(1605632, "floor 100k")
        True
        """
        way, _, coarse = rounding.partition(" ")
        if coarse:
            whole = Printed.read(coarse).value
            return exact // whole * whole == self.value
        step = self.quantity.step
        half = 0 if way == "floor" else step.num
        return bool((2 * exact * step.den + half) // (2 * step.num) == self.quantity.digits)


@lru_cache(maxsize=1024)  # a figure is read again for its value, its step and its rounding
def _read(text: str, *, of_count: bool) -> Printed:
    typed = text.strip()
    number = typed.removeprefix("~").removeprefix("≈")
    quantity = read_quantity(number, _COUNT if of_count else _SIZE)
    if quantity.unit == "" and quantity.exponent == 0 and quantity.value.den == 1:
        quantity = _without_zeros(quantity)  # a tool's float: 327486720.0
    if quantity.divisor > 1 or quantity.step.num < quantity.step.den:
        fix = "" if quantity.unit else f"; add its unit, such as {number}M"
        raise QuantityError(f"expected {_EXPECTED}, found {typed!r}{fix}")
    return Printed(typed, quantity)


def _without_zeros(quantity: Quantity) -> Quantity:
    """A whole number without the zeros behind its point."""
    return quantity._replace(digits=quantity.digits // 10**quantity.places, places=0)


def is_rounding(text: str) -> bool:
    """Whether a text is a way of rounding.

    >>> is_rounding("nearest"), is_rounding("floor 100k"), is_rounding("up")
    (True, True, False)
    """
    way, _, step = text.partition(" ")
    if not step:
        return text in WAYS
    try:
        return way == "floor" and Printed.read(step).value > 0
    except QuantityError:
        return False
