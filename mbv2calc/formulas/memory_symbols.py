"""Shared by formulas of memory: symbols of bytes and groups, t above 1, and arranged maxima."""

from collections.abc import Callable, Iterator, Sequence

import sympy

from mbv2calc.cost.dtypes import Dtype, find_accumulator
from mbv2calc.formulas.formula_set import Expr, Variable

BYTES = Variable(
    sympy.Symbol("b", positive=True),
    "bytes of an activation: 1 for int8, 4 for fp32 (--dtype)",
    {"b": 1},
)
SUM_BYTES = Variable(
    sympy.Symbol("b_acc", positive=True),
    "bytes of a sum while groups are added up: 4 for int8, else b",
    {"b_acc": 1, "accumulator": 1},
)
GROUPS = Variable(
    sympy.Symbol("G", positive=True, integer=True),
    "groups of the channels inside a block",
    {"G": 1, "groups": 1},
)
COUNTED = "counted: activations, with a block's input and output; not weights, not scratch"


def bytes_by_symbol(dtype: Dtype | None) -> dict[Expr, Expr]:
    """The bytes per activation and per sum of this dtype, by their symbols."""
    if dtype is None:
        return {}
    numbers = (dtype.bytes, find_accumulator(None, dtype).bytes)
    symbols = (BYTES.symbol, SUM_BYTES.symbol)
    return dict(zip(symbols, map(sympy.Integer, numbers), strict=True))


def above_1(symbol: Expr) -> Expr:
    """1 + a new symbol for a symbol that is at least 1 (a whole number) or above 1 (a t).

    With it SymPy can tell that an operator never needs more memory than another.
    """
    whole = {"integer": True, "nonnegative": True} if symbol.is_integer else {"positive": True}
    return 1 + sympy.Symbol(f"{symbol}_less_1", **whole)


def restored(expression: Expr, symbols: Sequence[Expr]) -> Expr:
    """An expanded expression with symbols in the place of their `above_1`."""
    replaced = {above_1(symbol) - 1: symbol - 1 for symbol in symbols}
    return in_leaves(expression, lambda leaf: sympy.expand(leaf.xreplace(replaced)))


def in_leaves(expression: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """A Max or Min of some expressions with each of them changed, or one expression changed."""
    return _rebuilt(expression, map(change, _leaves(expression)))


def arranged(expression: Expr, order: Sequence[Expr], *, shared: bool = False) -> Expr:
    """An expression, or each argument of its Max and Min, with the common factor taken out.

    Terms of a sum are collected by the symbols in their order. `shared` also takes out the terms
    that all arguments have: max(2 M t, M t + N) is M t + max(M t, N).
    """
    parts = [sympy.expand(part) for part in _leaves(expression)]
    # One expression gets its common factor from `_by`, which factors it.
    common = _common(parts) if len(parts) > 1 else sympy.Integer(1)
    rests = [sympy.expand(sympy.cancel(part / common)) for part in parts]
    term = _shared(rests) if shared and len(rests) > 1 else sympy.Integer(0)
    inside = iter([_by(rest - term, order) for rest in rests])
    return sympy.factor(common) * (term + _rebuilt(expression, inside))


def _common(sums: list[Expr]) -> Expr:
    """The greatest common divisor of sums; divided by it, they have no fractions."""
    below = sympy.ilcm(1, 1, *(c.q for sum_ in sums for c in sum_.as_coefficients_dict().values()))
    return sympy.gcd_list([sum_ * below for sum_ in sums]) / below


def _leaves(expression: Expr) -> Iterator[Expr]:
    """The arguments of nested Max and Min, or the expression itself."""
    if not isinstance(expression, sympy.Max | sympy.Min):
        yield expression
        return
    for part in expression.args:
        yield from _leaves(part)


def _rebuilt(expression: Expr, leaves: Iterator[Expr]) -> Expr:
    """The same Max and Min of other leaves, unevaluated: SymPy would compare them all again."""
    if not isinstance(expression, sympy.Max | sympy.Min):
        return next(leaves)
    parts = dict.fromkeys(_rebuilt(part, leaves) for part in expression.args)
    return expression.func(*parts, evaluate=False) if len(parts) > 1 else next(iter(parts))


def _shared(sums: list[Expr]) -> Expr:
    """The terms that all sums have, each with its least coefficient."""
    terms = [sum_.as_coefficients_dict() for sum_ in sums]
    return sympy.Add(*(term * min(t[term] for t in terms) for term in terms[0]))


def _by(expression: Expr, order: Sequence[Expr]) -> Expr:
    """A factored expression whose sums are collected by one symbol after the other."""
    factored = sympy.factor(expression)
    if not order:
        return factored
    first, *rest = order

    def together(part: Expr) -> Expr:
        return sympy.collect(sympy.expand(part), first, lambda factor: _by(factor, rest))

    return factored.replace(lambda part: part.is_Add, together)
