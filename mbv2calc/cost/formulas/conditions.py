"""Conditions of roots: each in its simplest form, and whether they can hold together."""

from collections.abc import Iterable
from typing import NamedTuple

import sympy

from mbv2calc.cost.formulas.sheet import Expr

_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


class _Range(NamedTuple):
    """Where a positive symbol lies; `upper` is None where nothing bounds it from above."""

    lower: Expr = sympy.Integer(0)
    upper: Expr = None
    lowest: bool = False  # whether the lower end belongs to it
    highest: bool = False

    def narrowed(self, operator: str, bound: Expr) -> "_Range":
        """What is left of it where the symbol is > (>=, <, <=) the bound."""
        closed = operator.endswith("=")
        if operator.startswith(">"):
            if (bound, not closed) > (self.lower, not self.lowest):
                return self._replace(lower=bound, lowest=closed)
        elif self.upper is None or (bound, closed) < (self.upper, self.highest):
            return self._replace(upper=bound, highest=closed)
        return self

    def holds_none(self, whole: bool) -> bool:
        """Whether no number, or no whole one, lies in it."""
        if self.upper is None:
            return False
        if whole:
            first = sympy.ceiling(self.lower)
            first += first == self.lower and not self.lowest
            return bool(first > self.upper or (first == self.upper and not self.highest))
        point = self.lower == self.upper and self.lowest and self.highest
        return bool(self.lower >= self.upper and not point)

    def relations(self, symbol: Expr) -> list[Expr]:
        """The range in as few relations as say it."""
        found = []
        if self.lower > 0:
            found.append((sympy.Ge if self.lowest else sympy.Gt)(symbol, self.lower))
        if self.upper is not None:
            found.append((sympy.Le if self.highest else sympy.Lt)(symbol, self.upper))
        return found


def together(conditions: Iterable[Expr]) -> tuple[Expr, ...] | None:
    """Conditions on positive symbols in their simplest form; None where they exclude each other.

    >>> x = sympy.Symbol("x", positive=True)
    >>> together([x <= 1, 6 - 3 * x > 0]), together([x >= 1, 2 - 3 * x > 0])
    ((x <= 1,), None)
    """
    ranges: dict[Expr, _Range] = {}
    kept: list[Expr] = []  # symbols with a range, and conditions of another form
    for condition in map(sympy.sympify, conditions):
        if condition == sympy.false:
            return None
        if bound := _bound(condition):
            symbol, operator, value = bound
            ranges[symbol] = ranges.get(symbol, _Range()).narrowed(operator, value)
            kept.append(symbol)
        elif condition != sympy.true:
            kept.append(condition)
    if any(part.holds_none(bool(symbol.is_integer)) for symbol, part in ranges.items()):
        return None
    found: list[Expr] = []
    for part in dict.fromkeys(kept):
        answer = None if part in ranges else _decided(part, ranges)
        if answer is False:
            return None
        if answer is None:
            found += ranges[part].relations(part) if part in ranges else [part]
    return tuple(found)


def _bound(condition: Expr) -> tuple[Expr, str, Expr] | None:
    """The symbol, the operator and the number of a condition that is linear in one symbol."""
    if not isinstance(condition, sympy.core.relational.Relational):
        return None
    poly = _polynomial(condition)
    if poly is None or poly.degree() != 1:
        return None
    slope, constant = poly.all_coeffs()
    operator = condition.rel_op
    return poly.gen, operator if slope > 0 else _MIRRORED[operator], -constant / slope


def _polynomial(condition: Expr) -> Expr:
    """The polynomial that is compared with 0, where it is one of one symbol, over the rationals."""
    difference = condition.lhs - condition.rhs
    if condition.rel_op not in _MIRRORED or len(difference.free_symbols) != 1:
        return None
    (symbol,) = difference.free_symbols
    if not difference.is_polynomial(symbol):
        return None
    poly = sympy.Poly(difference, symbol)
    return poly if poly.get_domain() in (sympy.ZZ, sympy.QQ) else None


def _decided(condition: Expr, ranges: dict[Expr, _Range]) -> bool | None:
    """Whether a condition holds wherever its symbols are in their ranges, or nowhere there."""
    poly = _polynomial(condition)
    if poly is None:
        return _out_of_reach(condition, ranges)
    inside = ranges.get(poly.gen, _Range())
    if poly.count_roots(inside.lower, inside.upper):
        return None
    somewhere = inside.lower + 1 if inside.upper is None else (inside.lower + inside.upper) / 2
    return bool(condition.subs(poly.gen, somewhere))


def _out_of_reach(condition: Expr, ranges: dict[Expr, _Range]) -> bool | None:
    """False where a polynomial that only falls is not positive at the lowest of its symbols."""
    if not isinstance(condition, sympy.StrictGreaterThan):
        return None
    difference = condition.lhs - condition.rhs
    symbols = sorted(difference.free_symbols, key=str)
    if not difference.is_polynomial(*symbols):
        return None
    terms = sympy.Poly(difference, *symbols).terms()
    if any(factor.is_negative is not True for powers, factor in terms if any(powers)):
        return None
    lowest = {s: max(ranges.get(s, _Range()).lower, int(bool(s.is_integer))) for s in symbols}
    return False if difference.subs(lowest) <= 0 else None
