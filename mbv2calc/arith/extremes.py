"""The largest and the least of many numbers; for expressions, faster than in SymPy itself."""

from collections.abc import Iterable
from functools import lru_cache, reduce
from typing import Any

from mbv2calc.arith.numbers import Number, maximum, sympy_of


def largest(values: Iterable[Number]) -> Number:
    """The largest of some numbers, element by element; for expressions, a Max of the candidates.

    SymPy compares every argument of a Max with every other, which takes minutes for many. So this
    first leaves out each argument that never exceeds another.

    >>> largest([3, 5, 4])
    5
    """
    numbers = list(values)
    if set(map(type, numbers)) == {int}:
        return max(numbers)  # faster than in pairs, which counts over many networks
    if library := sympy_of(*numbers):
        parts = [part for value in numbers for part in _parts(library, library.Max, value)]
        # Unevaluated: Max would compare all that are left once more.
        return library.Max(*_extremes(library, parts, 1), evaluate=False)
    return reduce(maximum, numbers)


def least(values: Iterable[Number]) -> Number:
    """The least of some numbers, as `largest`.

    >>> least([3, 5, 4])
    3
    """
    numbers = list(values)
    if library := sympy_of(*numbers):
        parts = [part for value in numbers for part in _parts(library, library.Min, value)]
        return library.Min(*_extremes(library, parts, -1), evaluate=False)
    # Ints and arrays take the fast paths of `largest`.
    return -largest([-value for value in numbers])


def _parts(library: Any, kind: Any, value: Number) -> Iterable[Number]:
    """The arguments of a Max (or a Min), or the expression alone, as sums of products."""
    return value.args if isinstance(value, kind) else (library.expand(value),)


def _extremes(library: Any, values: Iterable[Number], sign: int) -> list[Number]:
    """The expressions without those that never exceed (sign 1) or undercut (-1) another one."""
    kept: list[Number] = []
    for value in dict.fromkeys(values):
        # [::sign] turns the comparison around for a Min.
        if not any(_never_below(library, *(other, value)[::sign]) for other in kept):
            kept = [old for old in kept if not _never_below(library, *(value, old)[::sign])]
            kept.append(value)
    return kept


def _never_below(library: Any, left: Number, right: Number) -> bool:
    """Whether one expression is known to be at least another, through every Max and Min."""
    # The cases with `all` are exact. Those with `any` can miss a comparison, so they come last.
    if isinstance(right, library.Max):
        return all(_never_below(library, left, part) for part in right.args)
    if isinstance(left, library.Min):
        return all(_never_below(library, part, right) for part in left.args)
    if isinstance(left, library.Max):
        return any(_never_below(library, part, right) for part in left.args)
    if isinstance(right, library.Min):
        return any(_never_below(library, left, part) for part in right.args)
    return _is_nonnegative(left, right)


def _is_nonnegative(left: Number, right: Number) -> bool:
    """Whether left - right is known to be 0 or more, for expressions without Max and Min.

    A polynomial in symbols that are never negative is, if no coefficient is negative. SymPy takes a
    hundred times as long, and knows more only about integers, as in x - 1 >= 0. So it is asked only
    if the coefficients are not negative where every integer is 1, its least value.
    """
    ours, theirs = _coefficients(left), _coefficients(right)
    if ours is None or theirs is None:
        return bool((left - right).is_nonnegative)
    at_ones: dict[Number, Any] = {}
    below = False
    for product in ours.keys() | theirs:
        factor = ours.get(product, 0) - theirs.get(product, 0)
        below = below or factor < 0
        rest = frozenset((s, power) for s, power in product if not s.is_integer)
        at_ones[rest] = at_ones.get(rest, 0) + factor
    if not below:
        return True
    return min(at_ones.values()) >= 0 and bool((left - right).is_nonnegative)


@lru_cache(maxsize=4096)  # each expression is compared with many others
def _coefficients(expression: Number) -> dict[Number, Any] | None:
    """The rational coefficients of a polynomial in symbols that are never negative.

    Their keys are the products: the symbols with their powers. None for any other expression.
    """
    from fractions import Fraction  # which SymPy has loaded

    coefficients = {}
    for product, factor in expression.as_coefficients_dict().items():
        powers = [(s, power) for s, power in product.as_powers_dict().items() if s != 1]
        if not factor.is_Rational or not all(
            symbol.is_Symbol and symbol.is_nonnegative and power.is_Integer and power.is_positive
            for symbol, power in powers
        ):
            return None
        coefficients[frozenset(powers)] = Fraction(int(factor.p), int(factor.q))
    return coefficients
