"""Exact roots: where a formula has a given value, and the conditions of each root."""

from collections.abc import Iterator
from typing import NamedTuple

import sympy

from mbv2calc.arith.decimals import write_about, write_exact
from mbv2calc.errors import UsageError, unknown
from mbv2calc.formulas.conditions import together
from mbv2calc.formulas.formula_set import (
    Expr,
    Formula,
    FormulaSet,
    FormulaSource,
    Values,
    Variable,
    assumptions,
)


class _Root(NamedTuple):
    """A root, its conditions, and its fault if it can never count."""

    value: Expr
    conditions: tuple[Expr, ...] = ()
    fault: str = ""


def solved(
    source: FormulaSource,
    values: Values,
    variable: Variable,
    target: Expr,
    metric: str | None = None,
) -> FormulaSet:
    """The values of a variable at which the main formula of a metric has the value `target`.

    The default is the topic's first metric. Raises UsageError if the topic has no such formula, or
    the formula has no roots in closed form.
    """
    formula_set, symbol = source.at(values), variable.symbol
    metric = metric or next(iter(formula_set.solvable), "")
    formulas, notes = [], []
    for main in _main_formulas(formula_set, metric):
        _check(formula_set, main, symbol)
        roots = [_judged(root, main, formula_set, symbol) for root in _roots(main, symbol, target)]
        good = [root for root in roots if not root.fault]
        formulas += [_formula(main, root, symbol, target) for root in good]
        notes += [_dropped(root, symbol) for root in roots if root.fault]
        if not good:
            notes.append(
                f"no root{_region(main)}: {main.title} is nowhere {write_exact(target)} there"
            )
        notes += _whole(main, good, symbol)
    formulas = list(dict.fromkeys(formulas))  # roots that both sides of width 1 have
    # The formulas above leave out t = 1, where a block has no expansion.
    if str(symbol) == "t" and (root := _at_one(source, values, symbol, target, metric)):
        formulas.append(root)
    if len(formulas) > 1:
        formulas = [f._replace(name=f"{symbol}_{n}") for n, f in enumerate(formulas, 1)]
    question = {"solve": str(symbol), "equals": str(target), "metric": metric}
    return formula_set.answered(formulas, notes, **question)


def _main_formulas(formula_set: FormulaSet, metric: str) -> list[Formula]:
    if not formula_set.solvable:
        raise UsageError("--solve: the overview has no one formula to solve; name a topic")
    if metric not in formula_set.solvable:
        raise UsageError(f"--metric: {unknown('metric', metric, formula_set.solvable)}")
    return [f for f in formula_set.formulas if f.name == formula_set.solvable[metric]]


def _check(formula_set: FormulaSet, main: Formula, symbol: Expr) -> None:
    """Raise UsageError for a formula that has no roots in closed form."""
    if formula_set.steps_by(symbol, main):
        fix = formula_set.fix or "give s, or another symbol"
        raise UsageError(
            f"--solve {symbol}: it stands inside a floor, a ceiling or a choice, which has no root"
            f" in closed form; {fix}, or search with `mbv2calc sweep`"
        )
    if symbol not in main.expression.free_symbols:
        raise UsageError(f"--solve {symbol}: {main.title} does not depend on it")


def _roots(main: Formula, symbol: Expr, target: Expr) -> Iterator[_Root]:
    """The roots of a linear or quadratic equation, which all formulas here are."""
    # A fraction is 0 only where its numerator is.
    equation = sympy.numer(sympy.together(main.expression - target))
    poly = sympy.Poly(sympy.expand(equation), symbol)
    if poly.degree() > 2:
        message = f"an equation of degree {poly.degree()} has no closed form here"
        raise UsageError(f"--solve {symbol}: {message}; search with `mbv2calc sweep`")
    # Zeros in front, since a linear equation has no square term.
    square, linear, constant = [0, 0, *poly.all_coeffs()][-3:]
    if square == linear == 0:  # the symbol falls out, and what is left is no equation of it
        return
    if square == 0:
        yield _linear(linear, constant)
    else:
        yield from _quadratic(square, linear, constant)


def _linear(linear: Expr, constant: Expr) -> _Root:
    top, bottom = sympy.fraction(sympy.cancel(-constant / linear))
    if bottom.could_extract_minus_sign():
        top, bottom = -top, -bottom
    value = top / sympy.factor(bottom)
    return _Root(value, _positive(value))


def _positive(value: Expr) -> tuple[Expr, ...]:
    """What must hold for a value to be positive."""
    if value.is_positive or value.is_number:
        return ()
    top, bottom = sympy.fraction(sympy.together(value))
    return (sympy.Gt(sympy.expand(top) if bottom.is_positive else value, 0),)


def _quadratic(square: Expr, linear: Expr, constant: Expr) -> Iterator[_Root]:
    """Both roots; at most one is positive if only the target is subtracted."""
    common = sympy.gcd(square, linear) if linear != 0 else square
    a, b, c = (sympy.cancel(part / common) for part in (square, linear, constant))
    under = b * b - 4 * a * sympy.factor(c)
    if b == 0:
        square_of = sympy.factor(-c / a)
        if square_of.is_negative:
            return
        yield _Root(sympy.sqrt(square_of), _positive(square_of))
        yield _Root(-sympy.sqrt(square_of), fault="is not positive")
        return
    if under.is_negative:
        return
    roots = [(-b + sign * sympy.sqrt(under)) / (2 * a) for sign in (1, -1)]
    if a.is_positive and b.is_positive:  # what costs add: the roots have unlike signs
        yield _Root(roots[0], _positive(-c))
        yield _Root(roots[1], fault="is not positive")
    else:
        real = () if under.is_nonnegative else (sympy.Ge(sympy.expand(under), 0),)
        yield from (_Root(root, (*real, *_positive(root))) for root in roots)


def _judged(root: _Root, main: Formula, formula_set: FormulaSet, symbol: Expr) -> _Root:
    """A root with the conditions of its formula, or with a fault if it must break one."""
    fault = root.fault or _fault(root, main, formula_set, symbol)
    if fault:
        return root._replace(fault=fault)
    undecided = [c for c in main.conditions if c.subs(symbol, root.value) != sympy.true]
    conditions = together((*undecided, *_above(root, formula_set, symbol)))
    if conditions is None:
        return root._replace(fault=f"is not positive{_region(main)}")
    return root._replace(conditions=conditions)


def _above(root: _Root, formula_set: FormulaSet, symbol: Expr) -> tuple[Expr, ...]:
    """The conditions of a root; above an assumed lower bound it is positive anyway."""
    bounds = [a.rhs for a in formula_set.assumed if isinstance(a, sympy.Gt) and a.lhs == symbol]
    if not bounds:
        return root.conditions
    others = [c for c in root.conditions if c not in _positive(root.value)]
    return (*others, *(c for bound in bounds for c in _positive(root.value - bound)))


def _fault(root: _Root, main: Formula, formula_set: FormulaSet, symbol: Expr) -> str:
    """What a root breaks whatever the other symbols are; empty if nothing."""
    value = root.value
    if value.is_number and not value.is_real:
        return "is not real"
    if (value.is_number and not value.is_positive) or sympy.false in root.conditions:
        return "is not positive"
    for condition in main.conditions:
        if condition.subs(symbol, value) == sympy.false:
            return f"is not in the region {condition}"
    for assumed in formula_set.assumed:
        if assumed.subs(symbol, value) == sympy.false:
            return f"breaks the assumption that {assumptions([assumed])[0]}"
    return ""


def _region(main: Formula) -> str:
    """Where a formula is the cost: on which side of width 1."""
    return "".join(f" for {condition}" for condition in main.conditions)


def _formula(main: Formula, root: _Root, symbol: Expr, target: Expr) -> Formula:
    meaning = f"where {main.title} = {write_exact(target)}"
    return Formula(str(symbol), str(symbol), root.value, meaning, root.conditions, "", symbol)


def _dropped(root: _Root, symbol: Expr) -> str:
    if root.value.is_number and root.value.is_real:
        return f"left out: {symbol} = {write_about(root.value)}, which {root.fault}"
    return f"left out: a root that {root.fault}"


def _whole(main: Formula, roots: list[_Root], symbol: Expr) -> Iterator[str]:
    """The values at the whole numbers next to a root, if only whole ones make sense."""
    for root in roots:
        if symbol.is_integer and root.value.is_number and not root.value.is_Integer:
            below = sympy.floor(root.value)
            values = (
                f"{symbol} = {n} gives {_text(main.expression.subs(symbol, n))}"
                for n in (below, below + 1)
                if n > 0
            )
            yield f"{symbol} is a whole number: {', '.join(values)}"


def _text(value: Expr) -> str:
    return write_exact(value) if value.is_Rational else str(value)


def _at_one(
    source: FormulaSource, values: Values, symbol: Expr, target: Expr, metric: str
) -> Formula | None:
    """The root t = 1, which has a structure of its own."""
    formula_set = source.at({**values, symbol: sympy.Integer(1)})
    for main in _main_formulas(formula_set, metric):
        if sympy.expand(main.expression - target) == 0:
            meaning = f"where {main.title} = {write_exact(target)}, without expansion"
            return Formula(str(symbol), str(symbol), sympy.Integer(1), meaning, symbol=symbol)
    return None
