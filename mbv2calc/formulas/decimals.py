"""Exact numbers as decimals that people read."""

import sympy

from mbv2calc.formulas.formula_set import Expr

_PLACES = 6  # behind the point of a decimal that is exact


def is_short(number: Expr) -> bool:
    """Whether a rational number is a decimal of few places."""
    return bool(10**_PLACES % number.q == 0)


def grouped(value: Expr) -> str:
    """A number as people read it: a decimal where that is exact and short, else a fraction.

    >>> grouped(sympy.Integer(300774272)), grouped(sympy.Rational(2855651456, 5))
    ('300,774,272', '571,130,291.2')
    >>> grouped(sympy.Rational(22, 7))
    '22/7'
    """
    if not is_short(value):
        return f"{value.p:,}/{value.q:,}"
    return _places(value, _PLACES)


def decimal(value: Expr) -> str:
    """About six digits of a number, and all before the point; all of a short decimal.

    >>> decimal(sympy.sqrt(2)), decimal(sympy.Integer(12)), decimal(sympy.Rational(10**9, 7))
    ('1.41421', '12', '142,857,143')
    """
    if value.is_Rational and is_short(value):
        return grouped(value)
    number = value if value.is_Rational else sympy.Rational(str(sympy.N(value, 30)))
    size = abs(number)
    before = len(str(size.p // size.q)) if size >= 1 else 1 - len(str(size.q // size.p))
    return _places(number, max(0, 6 - before))


def _places(number: Expr, places: int) -> str:
    """A rational number in decimals, rounded to so many, without zeros at its end."""
    scaled = int(sympy.floor(abs(number) * 10**places + sympy.Rational(1, 2)))
    whole, part = divmod(scaled, 10**places)
    sign = "-" if number < 0 else ""
    behind = f".{part:0{places}d}".rstrip("0").rstrip(".") if places else ""
    return f"{sign}{whole:,}{behind}"
