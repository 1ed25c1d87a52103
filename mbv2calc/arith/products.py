"""Sums of products, and the largest of several: over a grid, matrix products.

If the left factors vary along some axes and the right ones along others, as positions do with the
resolution and channels with width and t, the sums over the whole grid are one matrix product. It is
exact in float64 below 2^53, and a processor multiplies float matrices many times as fast as int64.
This module gets NumPy from the arrays that it is given, and is cheap to import.
"""

import math
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from mbv2calc.arith.extremes import largest
from mbv2calc.arith.numbers import Number, numpy_of

Products: TypeAlias = Sequence[tuple[Number, Number]]
"""The products of a sum, each a left and a right factor: natural numbers."""

_EXACT = 2**53
"""Up to here float64 has every whole number."""

_FEW = 4096
"""Below so many points, term by term is faster."""

_BLOCK = 2**16
"""Points of one matrix product: so many stay in a processor's cache."""

_MARGIN = 1 - 1e-9
"""A factor on a bound that covers the rounding of a few float operations."""


def sum_of_products(products: Products) -> Number:
    """The sum of left x right over pairs of natural numbers.

    >>> sum_of_products([(2, 3), (10, 4)])
    46
    """
    return largest_sum([products])


def largest_sum(sums: Sequence[Products]) -> Number:
    """The largest of several sums of products of natural numbers, element by element.

    >>> largest_sum([[(2, 3), (10, 4)], [(5, 9)]])
    46
    """
    # Asked first, since a report without NumPy would look at every factor in vain.
    if "numpy" in sys.modules:
        library = numpy_of(*(factor for products in sums for pair in products for factor in pair))
        matrices = library and _matrices(library, sums)
        if matrices is not None:
            return matrices.maxima()
    return largest([sum([left * right for left, right in products]) for products in sums])


class _Term(NamedTuple):
    """One of the sums: the columns of its left factors in the matrix, and its right factors."""

    lefts: list[int]
    rights: Any  # factors x right points
    upper: Any = None  # an upper bound at every right point, in units of one left factor


class _Matrices(NamedTuple):
    """Sums as matrices: a sum at a left and a right point is lefts[left] @ rights[:, right]."""

    numpy: Any
    shape: tuple[int, ...]  # of the result
    left_axes: tuple[int, ...]
    right_axes: tuple[int, ...]
    lefts: Any  # left points x factors
    terms: list[_Term]
    lower: Any  # a lower bound of the largest sum at every right point, in the same units

    def maxima(self) -> Any:
        """The largest sum at every point, as int64."""
        np = self.numpy
        points = len(self.lefts), self.terms[0].rights.shape[1]
        # The axes that come first in the result become rows, so that memory is written in order.
        left_first = min(self.left_axes) < min(self.right_axes)
        rows, columns = points if left_first else points[::-1]
        result = np.empty((rows, columns), np.int64)
        step = max(1, _BLOCK // columns)
        for start in range(0, rows, step):
            block, all_columns = slice(start, start + step), slice(None)
            if left_first:
                result[block] = self._block(block, all_columns)
            else:
                result[block] = self._block(all_columns, block).T
        first, second = self.left_axes, self.right_axes
        axes = first + second if left_first else second + first
        by_axes = result.reshape([self.shape[axis] for axis in axes])
        return by_axes.transpose([axes.index(axis) for axis in range(len(self.shape))])

    def _block(self, left: slice, right: slice) -> Any:
        """The maxima at some left and some right points."""
        largest = None
        for term in self.terms:
            if self.lower is not None and (term.upper[right] < self.lower[right]).all():
                continue  # another sum is larger at each of these points
            value = self.lefts[left, term.lefts] @ term.rights[:, right]
            larger = self.numpy.maximum
            largest = value if largest is None else larger(largest, value, out=largest)
        return largest


def _matrices(np: Any, sums: Sequence[Products]) -> _Matrices | None:
    """The sums as matrices; None if they are no matrices, inexact as floats, or too small."""
    pairs = [pair for products in sums for pair in products]
    if not all(sums):
        return None  # a sum of nothing is a number
    if any(np.asarray(factor).dtype == object for pair in pairs for factor in pair):
        return None  # Python's ints, for numbers beyond 64 bits
    shape = np.broadcast_shapes(*(np.shape(factor) for pair in pairs for factor in pair))
    left_axes = _axes(np, shape, [left for left, _ in pairs])
    right_axes = _axes(np, shape, [right for _, right in pairs])
    if not left_axes or not right_axes or not left_axes.isdisjoint(right_axes):
        return None
    if math.prod(shape) < _FEW or max(_bound(np, products) for products in sums) >= _EXACT:
        return None
    right_axes |= set(range(len(shape))) - left_axes  # what is left has one point
    left_shape = [n if axis in left_axes else 1 for axis, n in enumerate(shape)]
    right_shape = [n if axis in right_axes else 1 for axis, n in enumerate(shape)]
    columns: dict[bytes, int] = {}
    lefts: list[Any] = []
    terms: list[_Term] = []
    for products in sums:
        rights: dict[int, Any] = {}
        for left, right in products:
            column = _flat(np, left, left_shape)
            # Equal left factors, as the positions of many maps are, share a column.
            place = columns.setdefault(column.tobytes(), len(columns))
            if place == len(lefts):
                lefts.append(column)
            rights[place] = rights.get(place, 0) + _flat(np, right, right_shape)
        terms.append(_Term(sorted(rights), np.array([rights[place] for place in sorted(rights)])))
    matrix = np.array(lefts).T
    return _Matrices(
        np, shape, tuple(sorted(left_axes)), tuple(sorted(right_axes)), matrix,
        *_bounded(np, matrix, list(_merged(np, terms))),
    )  # fmt: skip


def _axes(np: Any, shape: Sequence[int], factors: Sequence[Any]) -> set[int]:
    """The axes along which some of the factors vary."""
    shapes = [np.shape(factor) for factor in factors]
    return {
        axis
        for axis in range(len(shape))
        # Shapes are aligned at their ends, as NumPy broadcasts them.
        if any(len(s) + axis - len(shape) >= 0 and s[axis - len(shape)] > 1 for s in shapes)
    }


def _bound(np: Any, products: Products) -> int:
    """An upper bound of a sum."""
    return sum(int(np.max(left)) * int(np.max(right)) for left, right in products)


def _flat(np: Any, factor: Any, shape: Sequence[int]) -> Any:
    return np.broadcast_to(factor, shape).reshape(-1).astype(np.float64)


def _merged(np: Any, terms: Sequence[_Term]) -> Iterator[_Term]:
    """The terms. Single products with one left factor become one, of the largest right factor."""
    single: dict[int, Any] = {}
    for term in terms:
        if len(term.lefts) > 1:
            yield term
        else:
            place = term.lefts[0]
            single[place] = np.maximum(single.get(place, 0), term.rights)
    for place, rights in single.items():
        yield _Term([place], rights)


def _bounded(np: Any, lefts: Any, terms: list[_Term]) -> tuple[list[_Term], Any]:
    """The terms that may be the largest, with upper bounds, and a lower bound of the largest.

    Bounds are in units of the left factor with the largest sum. Every other left factor is between
    a least and a largest share of it over all left points.
    """
    if len(terms) == 1:
        return terms, None
    # Where one term is far larger than the others, their products need not be computed.
    shares = lefts / lefts[:, [lefts.sum(axis=0).argmax()]]
    largest, least = shares.max(axis=0), shares.min(axis=0)
    lower = np.max([least[term.lefts] @ term.rights for term in terms], axis=0) * _MARGIN
    bounded = [term._replace(upper=largest[term.lefts] @ term.rights) for term in terms]
    # A term that is below the largest at every point never decides, so its products are skipped.
    return [term for term in bounded if not (term.upper < lower).all()], lower
