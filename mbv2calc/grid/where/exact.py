"""Columns of any numbers as whole numbers, and sums of them that never wrap around int64."""

import operator
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, NamedTuple

from mbv2calc.arith import Condition, Number, Ratio, where

_INT64 = 2**63


class Exact(NamedTuple):
    """Values as whole numbers over one denominator; `present` says where there is a value."""

    num: Number
    den: int = 1
    present: Condition = True


def plain(value: Any) -> Any:
    """A NumPy scalar as a Python number, a list as an array of objects; anything else as it is."""
    if isinstance(value, list):
        import numpy as np

        return np.array(value, object)
    return value.item() if getattr(value, "ndim", None) == 0 else value


def exact(value: Any) -> Exact | None:
    """A number, a Ratio or an array as whole numbers; None for a missing number."""
    value = plain(value)
    if isinstance(value, Ratio):
        return Exact(plain(value.num), value.den)
    if hasattr(value, "dtype"):
        return _exact_array(value)
    if value is None or value != value:  # NaN alone is not itself
        return None
    if isinstance(value, float):
        from mbv2calc.grid.where.floats import decimal, finite

        return Exact(*decimal(value).as_integer_ratio()) if finite(value) else None
    return Exact(value)


def is_float_array(value: Any) -> bool:
    """Whether it is an array of floats."""
    return getattr(getattr(value, "dtype", None), "kind", "") == "f" and value.ndim > 0


def _exact_array(value: Any) -> Exact:
    """`exact` of an array, whose objects may be ints, floats and None."""
    if value.dtype.kind in "iu":
        return Exact(value)
    known = present(value)
    floats = value.dtype.kind == "f"
    if floats:
        from mbv2calc.grid.where.floats import finite

        known = finite(value)
    value = where(known, value, 0)
    if not floats and not any(isinstance(item, float) for item in value.flat):
        return Exact(value, 1, known)
    from mbv2calc.grid.where.floats import common_decimals

    whole, den = common_decimals(value.ravel().tolist())
    return Exact(plain(whole).reshape(value.shape), den, known)


def present(value: Any) -> Condition:
    """Where an array has a value that is neither None nor NaN."""
    if value.dtype.kind != "O":
        return value == value
    return _each(lambda item: item is not None and item == item, value).astype(bool)


def _each(function: Callable[[Any], Any], value: Any) -> Any:
    """An array of the Python objects that a function makes of each one."""
    import numpy as np

    return np.frompyfunc(function, 1, 1)(value.astype(object))


def sum_against(terms: Iterable[tuple[int, Number]], limit: int) -> tuple[Number, int]:
    """factor x number + ... over the terms, and what to compare with it instead of the limit.

    Numbers that are no arrays move over to the limit. The limit is then clipped to just beyond any
    possible sum, so that both sides fit into int64; if the sums do not, all are Python's ints.
    """
    arrays = []
    bound = 0  # of every factor, number and partial sum
    for factor, value in terms:
        if isinstance(value, int):
            limit -= factor * value
        else:
            arrays.append((factor, value))
            bound += max(1, abs(factor)) * max(1, _largest_absolute(value))
    if not arrays:
        return 0, limit
    kind: Any = "int64" if bound + 1 < _INT64 else object
    typed = [(factor, value.astype(kind, copy=False)) for factor, value in arrays]
    products = [value if factor == 1 else value * factor for factor, value in typed]
    return reduce(operator.add, products), max(-bound - 1, min(limit, bound + 1))


def _largest_absolute(value: Any) -> int:
    """The largest absolute value in an array of ints."""
    return max(-int(value.min()), int(value.max())) if value.size else 0
