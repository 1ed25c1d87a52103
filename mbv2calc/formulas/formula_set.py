"""A set of formulas: expressions with names and conditions, their symbols, what was assumed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import sympy

Expr: TypeAlias = Any
"""A SymPy expression or relation; SymPy has no types of its own."""

Values: TypeAlias = Mapping[Expr, Expr]
"""Exact numbers by the symbol that they replace, in its unit."""

STEPS = (sympy.floor, sympy.ceiling, sympy.Max, sympy.Min, sympy.Piecewise)
"""What a formula with steps is made of: it has neither derivative nor roots in closed form."""


class Variable(NamedTuple):
    """A symbol, what it means, and how a person may call it.

    Each name has the number of units in one of it: resolution 1, and rho 32 of the same pixels.
    `paths` are where a network file holds it.
    """

    symbol: Expr
    meaning: str
    names: Mapping[str, int]
    paths: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What messages call it."""
        return str(self.symbol)


class Formula(NamedTuple):
    """One expression. `name` is an identifier, `title` and `meaning` are for people."""

    name: str
    title: str
    expression: Expr
    meaning: str = ""
    conditions: tuple[Expr, ...] = ()
    source: str = ""
    symbol: Expr = None  # the left side: what a root is one of, or what is defined


class Family(NamedTuple):
    """Definitions of one form: C(c, alpha) for several c. `before` are steps on the way.

    `symbol` is what the form is called where it has one member; else an index tells them apart.
    """

    name: str
    parameters: tuple[Expr, ...]
    expression: Expr
    meaning: str
    before: tuple[tuple[Expr, Expr], ...] = ()
    symbol: Expr = None


class Definition(NamedTuple):
    """A named part of formulas: its symbol, what it stands for, and of which family it is one."""

    symbol: Expr
    expression: Expr
    family: Family
    arguments: tuple[Expr, ...]  # in the place of the family's parameters


@dataclass(frozen=True)
class FormulaSet:
    """What one topic says. `solvable` names the formula that each metric solves."""

    topic: str
    title: str
    formulas: tuple[Formula, ...]
    variables: tuple[Variable, ...]
    solvable: Mapping[str, str]
    network: str | None = None
    definitions: tuple[Definition, ...] = ()
    assumed: tuple[Expr, ...] = ()  # relations, such as Ne(t, 1)
    notes: tuple[str, ...] = ()
    at: Mapping[str, str] = field(default_factory=dict)  # numbers, by the names of symbols
    question: Mapping[str, Any] = field(default_factory=dict)  # what was differentiated or solved
    fix: str = ""  # what to ask instead, where a symbol stands in steps

    def free_variables(self) -> tuple[Variable, ...]:
        """The variables that the formulas, conditions and definitions hold."""
        held: set[Expr] = set()
        for formula in self.formulas:
            held |= formula.expression.free_symbols
            for condition in formula.conditions:
                held |= condition.free_symbols
        for definition in self.needed(self.formulas):
            held = (held | definition.expression.free_symbols) - {definition.symbol}
        return tuple(v for v in self.variables if v.symbol in held)

    def needed(self, formulas: Iterable[Formula]) -> tuple[Definition, ...]:
        """The definitions that formulas need, directly or for others, in their order."""
        held: set[Expr] = set().union(*(f.expression.free_symbols for f in formulas))
        needed = []
        for definition in reversed(self.definitions):
            if definition.symbol in held:
                held |= definition.expression.free_symbols
                needed.append(definition)
        return tuple(needed[::-1])

    def steps_by(self, symbol: Expr, formula: Formula) -> bool:
        """Whether a formula depends on a symbol in steps, its own or those of a definition."""
        needed = self.needed([formula])
        inside = any(symbol in d.expression.free_symbols for d in needed)
        return inside or in_steps(formula.expression, symbol)


class FormulaSource(NamedTuple):
    """Where formulas come from: the symbols that may stand in them, and the formulas at numbers.

    `fixed` are variables that have numbers already, which --at may replace.
    """

    variables: tuple[Variable, ...]
    at: Callable[[Values], FormulaSet]
    fixed: tuple[Variable, ...] = ()


def in_steps(expression: Expr, symbol: Expr) -> bool:
    """Whether a symbol stands inside a floor, a ceiling or a choice."""
    return any(symbol in part.free_symbols for part in expression.atoms(*STEPS))


def assumptions(relations: Iterable[Expr]) -> tuple[str, ...]:
    """What was assumed, in words.

    >>> t = sympy.Symbol("t", positive=True)
    >>> assumptions([sympy.Ne(t, 1)])
    ('t is neither 0 nor 1',)
    """
    texts = []
    for relation in relations:
        left, right = relation.args
        if isinstance(relation, sympy.StrictGreaterThan):
            texts.append(f"{left} > {right}")
            continue
        if left.is_Number:
            left, right = right, left
        ratio = left.is_Symbol and right == 1 and not left.is_integer  # t, which may be 0 too
        texts.append(f"{left} is {'neither 0 nor' if ratio else 'not'} {right}")
    return tuple(dict.fromkeys(texts))
