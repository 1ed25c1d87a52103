"""The writer of numbers, the other half of quantities: exact numbers as people read them.

A number here is an int, a Fraction, or an expression of SymPy without symbols.
"""

from typing import Any

from mbv2calc.arith.numbers import sympy_of

_PLACES = 6  # after the point of an exact decimal, and digits of a rounded one


def is_short(number: Any) -> bool:
    """Whether a rational number is a decimal with few places."""
    return bool(10**_PLACES % number.denominator == 0)


def write_exact(number: Any) -> str:
    """A rational number as `read_quantity` reads it: a decimal if that is short, or a fraction.

    >>> from fractions import Fraction
    >>> write_exact(300774272), write_exact(Fraction(2855651456, 5)), write_exact(Fraction(22, 7))
    ('300,774,272', '571,130,291.2', '22/7')
    """
    if is_short(number):
        return _decimals(number, _PLACES)
    return f"{number.numerator:,}/{number.denominator:,}"


def write_about(number: Any) -> str:
    """A number in about six digits, with all digits before the point; a short decimal exactly.

    >>> from fractions import Fraction
    >>> write_about(Fraction(10**9, 7)), write_about(Fraction(1, 30000)), write_about(12)
    ('142,857,143', '0.0000333333', '12')
    """
    library = sympy_of(number)
    if library and not number.is_Rational:
        # 30 digits are many more than are shown, so that what is rounded below is exact enough.
        number = library.Rational(str(library.N(number, 30)))
    elif is_short(number):
        return write_exact(number)
    dividend, divisor = abs(number.numerator), number.denominator
    if dividend >= divisor:
        before = len(str(dividend // divisor))
    else:
        before = 1 - len(str(divisor // max(1, dividend)))  # the zeros after the point
    return _decimals(number, max(0, _PLACES - before))


def _decimals(number: Any, places: int) -> str:
    """A rational number rounded half up to so many places, without zeros at the end."""
    dividend, divisor = abs(number.numerator), number.denominator
    # Twice everything, so that the half to be added is a whole number.
    scaled = (2 * dividend * 10**places + divisor) // (2 * divisor)
    whole, part = divmod(scaled, 10**places)
    sign = "-" if number.numerator < 0 else ""
    behind = f".{part:0{places}d}".rstrip("0").rstrip(".") if places else ""
    return f"{sign}{whole:,}{behind}"
