"""Keeps SymPy from taking fractions for integers, which would drop floors and ceilings.

SymPy 1.14 says of n / 10, for an even n, that it is an integer, and of n / 5 that it is none: its
rule counts powers of two alone (sympy/core/mul.py, Mul._eval_is_integer). So floor(11 n / 10)
became 11 n / 10, and a rounded formula at t = 1.1 was wrong. Both answers are unknown.
"""

from typing import Any


def correct(sympy: Any) -> None:
    """Let SymPy answer "unknown" wherever a denominator is no power of two. Once is enough."""
    product = sympy.Mul
    rule = product._eval_is_integer
    if getattr(rule, "corrected", False):
        return

    def is_integer(self: Any) -> bool | None:
        denominator = self.as_coeff_Mul(rational=True)[0].q
        return None if denominator & (denominator - 1) else rule(self)

    is_integer.corrected = True  # type: ignore[attr-defined]
    product._eval_is_integer = is_integer
    # SymPy keeps its rules in a table of its own, too, which it fills when it defines the class.
    product._prop_handler["integer"] = is_integer
