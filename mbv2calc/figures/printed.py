"""Figures as they are printed: a few digits, a unit, a way of rounding."""

from functools import lru_cache
from typing import NamedTuple

from mbv2calc.arith.quantities import UNITS, Accepted, Quantity, read_quantity
from mbv2calc.errors import QuantityError

SHARE_UNITS = {"%": 10**6}
"""Shares are ints, in hundred-millionths: 1 % is 1,000,000."""

WHOLE_SHARE = 100 * SHARE_UNITS["%"]
"""100 %."""

WORDS = {
    "mac": "operations", "macs": "operations", "madd": "operations", "madds": "operations",
    "mult-adds": "operations", "flop": "operations", "flops": "operations",
    "ops": "operations", "operations": "operations",
    "param": "params", "params": "params", "parameters": "params", "weights": "params",
    "activations": "activations", "acts": "activations",
}  # fmt: skip
"""Words that follow a figure, and the quantity that each one names."""

_POWERS = {3: "k", 6: "M", 9: "G", 12: "T"}
_EXPECTED = "a figure such as 300M, 3.47M or 3504872"
_COUNT = Accepted(_EXPECTED, UNITS | SHARE_UNITS, billion=True, words=WORDS)
_SIZE = _COUNT._replace(billion=False, words=())

WAYS = ("nearest", "floor")
"""How sources round; `floor 100k` rounds down to whole hundreds of thousands."""


class Printed(NamedTuple):
    """A figure as printed: a few digits of an integer, such as 3.47M."""

    text: str
    quantity: Quantity

    @classmethod
    def read(cls, text: str) -> "Printed":
        """Read 300M, 3,504,872, 3.0e8, 13.555MiB, 512B (bytes) or 94.86%.

        Raises QuantityError for any other text.

        >>> Printed.read("3.47M").value, Printed.read("3.47M").step
        (3470000, 10000)
        """
        return _read(text, of_count=False)

    @classmethod
    def read_count(cls, text: str) -> "Printed":
        """Read a count, in which B means a billion and a word may say what is counted.

        Raises QuantityError for any other text.

        >>> Printed.read_count("0.33 B").value, Printed.read_count("~600 MFLOPs").quantity.word
        (330000000, 'flops')
        """
        return _read(text, of_count=True)

    @property
    def plain(self) -> str:
        """The same figure without separators or a power of ten: 3504.5k, 301M.

        >>> Printed.read("3,504.5 k").plain, Printed.read("301e6").plain, Printed.read("3e8").plain
        ('3504.5k', '301M', '3e8')
        """
        _, digits, places, exponent, _, unit, *_ = self.quantity
        whole, fraction = divmod(digits, 10**places)
        decimals = f".{fraction:0{places}}" if places else ""
        if exponent:
            unit = _POWERS[exponent] if exponent in _POWERS and not unit else f"e{exponent}{unit}"
        return f"{whole}{decimals}{unit}"

    @property
    def unit(self) -> str:
        """The unit: one of a count, of bytes, or %."""
        return self.quantity.unit

    @property
    def value(self) -> int:
        """The printed number in ones, bytes or hundred-millionths; part of a byte is dropped."""
        return int(self.quantity.value.num // self.quantity.value.den)

    @property
    def step(self) -> int:
        """The value of its last digit, in the unit of `value`; part of a byte is dropped."""
        return int(self.quantity.step.num // self.quantity.step.den)

    def agrees(self, exact: int, rounding: str) -> bool:
        """Whether the exact number, rounded to the printed digits, is the printed one.

        >>> Printed.read("3.4M").agrees(3470760, "floor")
        True
        >>> Printed.read("1600kB").agrees(1605632, "floor 100k")
        True
        """
        direction, _, coarse = rounding.partition(" ")
        if coarse:
            whole = Printed.read(coarse).value
            return exact // whole * whole == self.value
        step = self.quantity.step
        # In ints, since floats would miss the ties: nearest is floor((2 exact + step) / (2 step)).
        half = 0 if direction == "floor" else step.num
        return bool((2 * exact * step.den + half) // (2 * step.num) == self.quantity.digits)


@lru_cache(maxsize=1024)  # a figure is read for its value and again for its rounding
def _read(text: str, *, of_count: bool) -> Printed:
    typed = text.strip()
    number = typed.removeprefix("~").removeprefix("≈")
    quantity = read_quantity(number, _COUNT if of_count else _SIZE)
    if quantity.unit == "" and quantity.exponent == 0 and quantity.value.den == 1:
        # Tools print integers as floats: in 327486720.0 the last digit is not a tenth.
        whole = quantity.digits // 10**quantity.places
        quantity = quantity._replace(digits=whole, places=0)
    if quantity.divisor > 1 or quantity.step.num < quantity.step.den:
        fix = "" if quantity.unit else f"; add its unit, such as {number}M"
        raise QuantityError(f"expected {_EXPECTED}, found {typed!r}{fix}")
    return Printed(typed, quantity)


def is_rounding(text: str) -> bool:
    """Whether a text is a way of rounding.

    >>> is_rounding("nearest"), is_rounding("floor 100k"), is_rounding("up")
    (True, True, False)
    """
    direction, _, step = text.partition(" ")
    if not step:
        return text in WAYS
    try:
        return direction == "floor" and Printed.read(step).value > 0
    except QuantityError:
        return False
