"""Sums of products, and the largest of some: over a grid, matrix products."""

import sys
from collections.abc import Sequence

from mbv2calc.arith.extremes import largest
from mbv2calc.arith.numbers import Number, numpy_of
from mbv2calc.arith.outer import Products, outer


def sum_of_products(products: Products) -> Number:
    """The sum of left x right, natural numbers all of them.

    >>> sum_of_products([(2, 3), (10, 4)])
    46
    """
    return largest_sum([products])


def largest_sum(sums: Sequence[Products]) -> Number:
    """The largest of some sums of products of natural numbers, element by element.

    >>> largest_sum([[(2, 3), (10, 4)], [(5, 9)]])
    46
    """
    if "numpy" in sys.modules:
        library = numpy_of(*(factor for products in sums for pair in products for factor in pair))
        matrices = library and outer(library, sums)
        if matrices is not None:
            return matrices.maxima()
    return largest([sum([left * right for left, right in products]) for products in sums])
