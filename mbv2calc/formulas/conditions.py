"""Conditions of roots: simplified, and whether all of them can be true at once."""

from collections.abc import Iterable

import sympy

from mbv2calc.formulas.formula_set import Expr

_POSITIVE = sympy.Interval.open(0, sympy.oo)
_ORDERS = (">", ">=", "<", "<=")


def together(conditions: Iterable[Expr]) -> tuple[Expr, ...] | None:
    """Conditions on positive symbols in their simplest form; None if they exclude each other.

    >>> x = sympy.Symbol("x", positive=True)
    >>> together([x <= 1, 6 - 3 * x > 0]), together([x >= 1, 2 - 3 * x > 0])
    ((x <= 1,), None)
    """
    ranges: dict[Expr, Expr] = {}  # where each symbol lies, as far as linear conditions say
    kept: list[Expr] = []  # symbols with a range, and conditions of another form
    for condition in map(sympy.sympify, conditions):
        if condition == sympy.false:
            return None
        poly = _polynomial(condition)
        if poly is not None and poly.degree() == 1:
            symbol = poly.gen
            ranges[symbol] = ranges.get(symbol, _POSITIVE) & condition.as_set()
            kept.append(symbol)
        elif condition != sympy.true:
            kept.append(condition)
    if any(_is_empty(symbol, inside) for symbol, inside in ranges.items()):
        return None
    simplest: list[Expr] = []
    for part in dict.fromkeys(kept):
        answer = None if part in ranges else _decided(part, ranges)
        if answer is False:
            return None
        if answer is None:
            simplest += _relations(part, ranges[part]) if part in ranges else [part]
    return tuple(simplest)


def _is_empty(symbol: Expr, inside: Expr) -> bool:
    """Whether a symbol has no value in a set."""
    return bool((inside & sympy.S.Integers if symbol.is_integer else inside) == sympy.S.EmptySet)


def _relations(symbol: Expr, inside: Expr) -> list[Expr]:
    """A set as the fewest relations, symbols on the left; none for the set of all numbers."""
    relations = sympy.And.make_args(inside.as_relational(symbol))
    return [
        relation.reversed if relation.lhs.is_number else relation
        for relation in relations
        if relation != sympy.true
    ]


def _polynomial(condition: Expr) -> Expr:
    """The rational polynomial in one symbol that a condition compares with 0; else None."""
    if getattr(condition, "rel_op", "") not in _ORDERS:
        return None
    difference = condition.lhs - condition.rhs
    if len(difference.free_symbols) != 1:
        return None
    (symbol,) = difference.free_symbols
    if not difference.is_polynomial(symbol):
        return None
    poly = sympy.Poly(difference, symbol)
    return poly if poly.get_domain() in (sympy.ZZ, sympy.QQ) else None


def _decided(condition: Expr, ranges: dict[Expr, Expr]) -> bool | None:
    """True or False if a condition is so everywhere in the ranges of its symbols, else None."""
    poly = _polynomial(condition)
    if poly is None:
        return _out_of_reach(condition, ranges)
    inside = ranges.get(poly.gen, _POSITIVE)
    lowest, highest = inside.inf, inside.sup if inside.sup.is_finite else None
    # Without a root in the range the sign is the same all over it, so that one point decides.
    if poly.count_roots(lowest, highest):
        return None
    somewhere = lowest + 1 if highest is None else (lowest + highest) / 2
    return bool(condition.subs(poly.gen, somewhere))


def _out_of_reach(condition: Expr, ranges: dict[Expr, Expr]) -> bool | None:
    """False if a falling polynomial is not positive even at the lowest values of its symbols."""
    if not isinstance(condition, sympy.StrictGreaterThan):
        return None
    difference = condition.lhs - condition.rhs
    symbols = sorted(difference.free_symbols, key=str)
    if not difference.is_polynomial(*symbols):
        return None
    terms = sympy.Poly(difference, *symbols).terms()
    # It falls in every symbol, so it is largest where all of them are lowest.
    if any(factor.is_negative is not True for powers, factor in terms if any(powers)):
        return None
    lowest = {s: max(ranges.get(s, _POSITIVE).inf, int(bool(s.is_integer))) for s in symbols}
    return False if difference.subs(lowest) <= 0 else None
