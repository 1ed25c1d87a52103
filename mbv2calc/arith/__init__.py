"""What a formula may use besides operators, for Python ints, NumPy arrays and SymPy symbols alike.

The number system is picked from the arguments, and only among libraries that are already
imported: a report on ints never loads NumPy or SymPy. Everything else in a formula is `+ - * // **`
and comparison, which work on all three as they are.
"""

from mbv2calc.arith.numbers import (
    Condition,
    Number,
    Ratio,
    ceil_div,
    equal,
    exact_div,
    largest,
    least,
    maximum,
    not_refuted,
    quotient,
    square_root,
    where,
)
from mbv2calc.arith.outer import Products
from mbv2calc.arith.products import largest_sum, sum_of_products

__all__ = [
    "Condition",
    "Number",
    "Products",
    "Ratio",
    "ceil_div",
    "equal",
    "exact_div",
    "largest",
    "largest_sum",
    "least",
    "maximum",
    "not_refuted",
    "quotient",
    "square_root",
    "sum_of_products",
    "where",
]
