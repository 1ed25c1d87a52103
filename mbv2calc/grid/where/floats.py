"""Floats in conditions: each counts as the shortest decimal that stands for it.

That is what files and tables show of it: 71.8 is 718/10, and a computed ratio is the decimal that
CSV has. Only a condition on floats loads this module.
"""

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mbv2calc.arith import Condition, where


def decimal(value: float) -> Fraction:
    """The shortest decimal that stands for a float.

    >>> decimal(71.8), decimal(0.1)
    (Fraction(359, 5), Fraction(1, 10))
    """
    return Fraction(repr(value))


def finite(value: Any) -> Condition:
    """Where an array of floats has a number: neither NaN nor infinite."""
    return abs(value) < math.inf


def compared(value: Any, sign: Callable[[Any, Any], Any], limit: Fraction) -> Condition:
    """An array of floats compared with a number, exactly; False where a float is missing.

    A float that differs from the float nearest to the limit is on the same side of both, since
    rounding keeps the order. Floats equal to it stand for one decimal, which is compared once.
    """
    nearest = float(limit)
    tie = sign(decimal(nearest), limit)
    return where(value == nearest, tie, sign(value, nearest)) & finite(value)


def common_decimals(values: Any) -> tuple[list[int], int]:
    """Floats and ints as whole numbers over one power of 10."""
    decimals = [Decimal(repr(v)) if isinstance(v, float) else Decimal(v) for v in values]
    den = 10 ** max((_places(number) for number in decimals), default=0)
    return [int(Fraction(number) * den) for number in decimals], den


def _places(number: Decimal) -> int:
    """The number of digits after the point."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), f"{number} is no number"
    return max(0, -exponent)
