"""What a formula may use besides operators, and what a number system must satisfy.

A formula is written once and runs in three number systems: Python ints make a report, NumPy
arrays a sweep, SymPy expressions a closed form. It never asks what its arguments are.

**What a number of a system must have**

- `+`, `-`, `*`, `//` and `**`, among themselves and with Python's ints on either side, element
  by element. `//` rounds down. All of them are exact, without floats. (Arrays of int64 are exact
  only below 2^63; the grid bounds its numbers first, and takes arrays of Python's ints above.)
- `<`, `<=`, `>`, `>=`, which give a *condition*: a bool, an array of bools, a relation. `==` is
  `equal`, since SymPy's own `==` compares how two expressions are written, not their values.
- Never `/`, `round`, `int`, `max`, `min`, `sum` of nothing, or `if` on a number: each breaks at
  least one system. These functions take their place:

| function | what it does in every system |
|---|---|
| `ceil_div`, `exact_div` | the quotient rounded up; the quotient without a remainder |
| `quotient` | the quotient as a float; exact of symbols |
| `square_root` | the root as a float; exact of symbols |
| `maximum`; `largest`, `least` | the larger of two; the largest and the least of several |
| `equal`, `where` | a condition; one number where a condition holds, another elsewhere |
| `not_refuted` | the one step from a condition to a bool (below) |
| `sum_of_products`, `largest_sum` | sums that would be slow over a grid, term by term |
| `Ratio` | an exact rational with a number of any system above one int |

**Conditions.** `not_refuted` is False only if a condition is known to fail: for symbols, a
relation that is false for all their values. So every system finds faults, and symbols stand for
the networks without faults. A condition that decides the *structure* of a network, such as a
shortcut, must have one answer for all points of an array; `Builder.decide` ensures that.

**A new system** is a branch in each function of numbers.py, chosen from the arguments, and rows in
tests/systems.py, which runs every formula in each system and compares the results with the ints.
A library is looked up in `sys.modules` and never imported: a caller that passes an array has
imported NumPy already, and a report on ints never loads it.

quantities.py reads numbers as people write them; decimals.py writes them.
"""

from mbv2calc.arith.extremes import largest, least
from mbv2calc.arith.numbers import (
    Condition,
    Number,
    Ratio,
    ceil_div,
    equal,
    exact_div,
    maximum,
    not_refuted,
    quotient,
    square_root,
    where,
)
from mbv2calc.arith.products import Products, largest_sum, sum_of_products

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
