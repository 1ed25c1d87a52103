"""Sums of products over a grid as matrix products.

Where the left factors vary along some axes and the right ones along others, as positions do with
the resolution and channels with width and t, the sums over the whole grid are one matrix product:
exact in float64 below 2^53, where a processor multiplies matrices many times as fast as in int64.
The numpy module comes from the caller, so that this module is cheap to import.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from mbv2calc.arith.numbers import Number

Products: TypeAlias = Sequence[tuple[Number, Number]]
"""The terms of a sum, each a left and a right factor, natural numbers."""

_EXACT = 2**53
"""Below it float64 has every whole number."""

_FEW = 4096
"""Results of so few points are made faster term by term."""

_BLOCK = 2**16
"""Points of one matrix product: they stay in a processor's cache."""

_SURELY = 1 - 1e-9
"""Leaves room for the rounding of a few operations on floats."""


class Term(NamedTuple):
    """One of the sums: its left factors, as columns of all of them, and its right ones."""

    lefts: list[int]
    rights: Any  # factors x right points
    upper: Any = None  # at every right point, a bound that it does not exceed


class Outer(NamedTuple):
    """Sums whose value at a left and a right point is lefts[left] @ rights[:, right]."""

    numpy: Any
    shape: tuple[int, ...]  # of the result
    left_axes: tuple[int, ...]
    right_axes: tuple[int, ...]
    lefts: Any  # left points x factors
    terms: list[Term]
    lower: Any  # at every right point, what the largest of all reaches

    def maxima(self) -> Any:
        """The largest sum at every point, as int64."""
        np = self.numpy
        points = len(self.lefts), self.terms[0].rights.shape[1]
        left_first = min(self.left_axes) < min(self.right_axes)
        rows, columns = points if left_first else points[::-1]
        result = np.empty((rows, columns), np.int64)
        step = max(1, _BLOCK // columns)
        for start in range(0, rows, step):
            some, every = slice(start, start + step), slice(None)
            if left_first:
                result[some] = self._block(some, every)
            else:
                result[some] = self._block(every, some).T
        first, second = self.left_axes, self.right_axes
        axes = first + second if left_first else second + first
        by_axes = result.reshape([self.shape[axis] for axis in axes])
        return by_axes.transpose([axes.index(axis) for axis in range(len(self.shape))])

    def _block(self, left: slice, right: slice) -> Any:
        """The maxima at some left and some right points."""
        largest = None
        for term in self.terms:
            if self.lower is not None and (term.upper[right] < self.lower[right]).all():
                continue  # another one is larger at each of these points
            value = self.lefts[left, term.lefts] @ term.rights[:, right]
            larger = self.numpy.maximum
            largest = value if largest is None else larger(largest, value, out=largest)
        return largest


def outer(np: Any, sums: Sequence[Products]) -> Outer | None:
    """The sums as matrices; None where they are none, are not exact as floats, or are too few."""
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
    terms: list[Term] = []
    for products in sums:
        rights: dict[int, Any] = {}
        for left, right in products:
            column = _flat(np, left, left_shape)
            place = columns.setdefault(column.tobytes(), len(columns))
            if place == len(lefts):
                lefts.append(column)
            rights[place] = rights.get(place, 0) + _flat(np, right, right_shape)
        terms.append(Term(sorted(rights), np.array([rights[place] for place in sorted(rights)])))
    matrix = np.array(lefts).T
    return Outer(
        np, shape, tuple(sorted(left_axes)), tuple(sorted(right_axes)), matrix,
        *_bounded(np, matrix, list(_fewer(np, terms))),
    )  # fmt: skip


def _axes(np: Any, shape: Sequence[int], factors: Sequence[Any]) -> set[int]:
    """The axes along which some of the factors vary."""
    shapes = [np.shape(factor) for factor in factors]
    return {
        axis
        for axis in range(len(shape))
        if any(len(own) + axis - len(shape) >= 0 and own[axis - len(shape)] > 1 for own in shapes)
    }


def _bound(np: Any, products: Products) -> int:
    """What a sum does not exceed."""
    return sum(int(np.max(left)) * int(np.max(right)) for left, right in products)


def _flat(np: Any, factor: Any, shape: Sequence[int]) -> Any:
    return np.broadcast_to(factor, shape).reshape(-1).astype(np.float64)


def _fewer(np: Any, terms: Sequence[Term]) -> Iterator[Term]:
    """Those of one product and the same left factor as one: the largest of the right factors."""
    single: dict[int, Any] = {}
    for term in terms:
        if len(term.lefts) > 1:
            yield term
        else:
            place = term.lefts[0]
            single[place] = np.maximum(single.get(place, 0), term.rights)
    for place, rights in single.items():
        yield Term([place], rights)


def _bounded(np: Any, lefts: Any, terms: list[Term]) -> tuple[list[Term], Any]:
    """The terms with their upper bounds, and the highest of their lower ones.

    Both count in one left factor: every other one is between a least and a largest share of it.
    """
    if len(terms) == 1:
        return terms, None
    shares = lefts / lefts[:, [lefts.sum(axis=0).argmax()]]
    largest, least = shares.max(axis=0), shares.min(axis=0)
    lower = np.max([least[term.lefts] @ term.rights for term in terms], axis=0) * _SURELY
    bounded = [term._replace(upper=largest[term.lefts] @ term.rights) for term in terms]
    # A term that is below the largest at every point never decides: nobody needs its products.
    return [term for term in bounded if not (term.upper < lower).all()], lower
