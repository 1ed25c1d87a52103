"""Functions that take the place of operators in all three number systems, and exact rationals."""

import math
import re
import sys
from dataclasses import dataclass
from typing import Any, TypeAlias

from mbv2calc.arith.sympy_integers import correct
from mbv2calc.errors import NotWholeError

Number: TypeAlias = Any
"""An int, a NumPy array of ints, or a SymPy expression."""

Condition: TypeAlias = Any
"""A bool, a NumPy array of bools, or a SymPy relation."""

_EXACT = 2**53
"""Up to here every whole number is a float."""

_DECIMAL = re.compile(r"(?P<whole>0|[1-9][0-9]*|(?=\.[0-9]))(?:\.(?P<part>[0-9]*))?", re.ASCII)


def numpy_of(*values: Any) -> Any:
    """The numpy module if one of the values is an array of it, else None."""
    # Without an import: where NumPy is not loaded yet, no value can be an array.
    numpy = sys.modules.get("numpy")
    if numpy is not None and any(isinstance(v, (numpy.ndarray, numpy.generic)) for v in values):
        return numpy
    return None


def sympy_of(*values: Any) -> Any:
    """The sympy module if one of the values is an expression of it, else None."""
    sympy = sys.modules.get("sympy")
    if sympy is not None and any(isinstance(v, sympy.Basic) for v in values):
        correct(sympy)
        return sympy
    return None


def ceil_div(dividend: Number, divisor: Number) -> Number:
    """The quotient rounded up: ceil(dividend / divisor).

    >>> ceil_div(7, 2), ceil_div(8, 2)
    (4, 4)
    """
    if library := sympy_of(dividend, divisor):
        return library.ceiling(dividend / divisor)
    # Rounding the negative down rounds up, without floats.
    return -(-dividend // divisor)


def exact_div(dividend: Number, divisor: Number) -> Number:
    """The quotient of a division without a remainder; `/` for symbols.

    Raises NotWholeError if numbers leave a remainder.

    >>> exact_div(12, 4)
    3
    """
    if dividend is divisor:  # as in every depthwise convolution
        return 1
    if type(divisor) is int and divisor == 1:
        return dividend
    if sympy_of(dividend, divisor):
        return dividend / divisor
    quotient = dividend // divisor
    if not not_refuted(equal(quotient * divisor, dividend)):
        raise NotWholeError(f"{dividend}/{divisor} is not whole")
    return quotient


def quotient(dividend: Number, divisor: Number) -> Number:
    """The quotient as the nearest float; exact for symbols.

    With a divisor of 0 it is None, and NaN in an array.

    >>> quotient(301, 2), quotient(1, 0)
    (150.5, None)
    """
    if sympy_of(dividend, divisor):
        return dividend / divisor
    np = numpy_of(dividend, divisor)
    if np is None:
        return dividend / divisor if divisor else None
    above, below = np.broadcast_arrays(dividend, divisor)
    if any(a.dtype == object or abs(a).max(initial=0) >= _EXACT for a in (above, below)):
        # NumPy would round such numbers to floats before it divides them; Python's ints do not.
        exact = np.frompyfunc(quotient, 2, 1)(above.astype(object), below.astype(object))
        return exact.astype(float)
    return np.divide(above, below, out=np.full(above.shape, math.nan), where=below != 0)


def square_root(value: Number) -> Number:
    """The square root: a float, an array of floats, or exact for symbols.

    >>> square_root(9)
    3.0
    """
    if library := numpy_of(value) or sympy_of(value):
        return library.sqrt(value)
    return math.sqrt(value)


def maximum(left: Number, right: Number) -> Number:
    """The larger of two numbers, element by element."""
    # Ints come first: they are most calls, and a look for a library takes longer than comparing.
    if type(left) is type(right) is int:
        return left if left >= right else right
    if library := numpy_of(left, right):
        return library.maximum(left, right)
    if library := sympy_of(left, right):
        # Without these, Max would compare its arguments in every way it knows: ten times as slow.
        difference = library.sympify(left - right)
        if difference.is_nonnegative:
            return left
        return right if difference.is_nonpositive else library.Max(left, right, evaluate=False)
    return left if left >= right else right


def where(condition: Condition, if_true: Number, if_false: Number) -> Number:
    """`if_true` where the condition holds, else `if_false`, element by element."""
    if type(condition) is bool:
        return if_true if condition else if_false
    if library := numpy_of(condition):
        return library.where(condition, if_true, if_false)
    if library := sympy_of(condition):
        return library.Piecewise((if_true, condition), (if_false, True))
    return if_true if condition else if_false


def equal(left: Number, right: Number) -> Condition:
    """Equality as a condition. For SymPy it is Eq, since `==` compares expressions as written."""
    if type(left) is type(right) is int:
        return left == right
    if library := sympy_of(left, right):
        return library.Eq(left, right)
    return left == right


def not_refuted(condition: Condition) -> bool:
    """Whether a condition is not known to fail.

    True for a true bool, for an array that is true everywhere, and for a relation of symbols that
    is not false for all their values.
    """
    if type(condition) is bool:
        return condition
    if numpy_of(condition):
        return bool(condition.all())
    if library := sympy_of(condition):
        return condition is not library.false
    return bool(condition)


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact rational num / den, so that channel rounding needs only integer arithmetic.

    `num` is an int, an array or a symbol; `den` is one positive int for all elements. Two ints are
    reduced to lowest terms, so that equal ratios compare equal.

    >>> Ratio(14, 20)
    Ratio(num=7, den=10)
    """

    num: Number
    den: Number = 1

    def __post_init__(self) -> None:
        # The one way to set a field of a frozen dataclass while it is made.
        if type(self.num) is int and (common := math.gcd(self.num, self.den)) > 1:
            object.__setattr__(self, "num", self.num // common)
            object.__setattr__(self, "den", self.den // common)

    @classmethod
    def parse(cls, text: str) -> "Ratio":
        """Read a plain decimal such as 0.35, exactly; raise ValueError on anything else.

        >>> Ratio.parse("0.35"), Ratio.parse(".5"), Ratio.parse("6.")
        (Ratio(num=7, den=20), Ratio(num=1, den=2), Ratio(num=6, den=1))
        """
        match = _DECIMAL.fullmatch(text)
        if match is None:
            raise ValueError(text)
        part = match["part"] or ""
        return cls(int(match["whole"] + part), 10 ** len(part))

    def __float__(self) -> float:
        return float(self.num / self.den)

    def __str__(self) -> str:
        """The decimal with all its digits, such as 0.35 or 6; a fraction if it has too many.

        >>> str(Ratio.parse("0.350")), str(Ratio(1, 3))
        ('0.35', '1/3')
        """
        # A decimal of more than 17 places is harder to read than the fraction.
        for digits in range(18) if type(self.num) is int else ():
            scaled, rest = divmod(self.num * 10**digits, self.den)
            if rest == 0:
                text = str(scaled).rjust(digits + 1, "0")
                return f"{text[:-digits]}.{text[-digits:]}" if digits else text
        return f"{self.num}/{self.den}"
