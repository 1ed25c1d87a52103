"""Formulas: expressions with names and conditions, their symbols, and what was assumed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

import sympy

from mbv2calc.arith.sympy_integers import correct

correct(sympy)  # before the first expression of these rooms is made

Expr: TypeAlias = Any
"""A SymPy expression or relation; SymPy has no types of its own."""

Values: TypeAlias = Mapping[Expr, Expr]
"""Exact numbers by the symbol that they replace, in its unit."""

STEPS = (sympy.floor, sympy.ceiling, sympy.Max, sympy.Min, sympy.Piecewise)
"""Functions with steps or kinks: no derivative and no roots in closed form."""


class Variable(NamedTuple):
    """A symbol, its meaning, and the names under which a person gives it a number.

    Each name has its unit: a resolution counts 1 pixel, a rho counts 32. `paths` say where the
    number is in a network file.
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
    symbol: Expr = None  # the left side: the unknown of a root, or the name of a definition

    @property
    def value(self) -> int | float | None:
        """The number that an expression without symbols is."""
        if not self.expression.is_number:
            return None
        return int(self.expression) if self.expression.is_Integer else float(self.expression)


class Family(NamedTuple):
    """The form of definitions: C(c, alpha) for several c. `before` are intermediate results.

    `symbol` is the left side of a form with one member; members of other forms have an index.
    """

    name: str
    parameters: tuple[Expr, ...]
    expression: Expr
    meaning: str
    before: tuple[tuple[Expr, Expr], ...] = ()
    symbol: Expr = None

    def equations(self) -> tuple[tuple[Expr, Expr], ...]:
        """The intermediate results, then the general form: D_s = ceiling(r / s).

        The index of the general form is the first parameter that varies: C_c, E_C, or D_s.
        """
        symbol = self.symbol
        if symbol is None:
            index = next(p for p in self.parameters if str(p) in ("c", "C", "s"))
            symbol = sympy.Symbol(f"{self.name}_{index}")
        return (*self.before, (symbol, self.expression))


class Definition(NamedTuple):
    """A named part of formulas: its symbol, the expression it stands for, and its family."""

    symbol: Expr
    expression: Expr
    family: Family
    arguments: tuple[Expr, ...]  # in the place of the family's parameters


@dataclass(frozen=True, repr=False)
class FormulaSet:
    """The formulas of one topic, or the answer to a question about them.

    `solvable` names the formula that each metric solves.
    """

    topic: str
    title: str
    formulas: tuple[Formula, ...]
    variables: tuple[Variable, ...]
    solvable: Mapping[str, str]
    network: str | None = None
    definitions: tuple[Definition, ...] = ()  # each uses only those before it
    assumed: tuple[Expr, ...] = ()  # relations: Ne(t, 1)
    notes: tuple[str, ...] = ()
    at: Mapping[str, str] = field(default_factory=dict)  # numbers, by the names of symbols
    question: Mapping[str, str] = field(default_factory=dict)  # what was differentiated or solved
    fix: str = ""  # advice if a question fails because a symbol is inside a floor

    def free_variables(self) -> tuple[Variable, ...]:
        """The variables in the formulas, their conditions and their definitions."""
        symbols: set[Expr] = set()
        for formula in self.formulas:
            symbols |= formula.expression.free_symbols
            for condition in formula.conditions:
                symbols |= condition.free_symbols
        for definition in self.needed():
            symbols = (symbols | definition.expression.free_symbols) - {definition.symbol}
        return tuple(v for v in self.variables if v.symbol in symbols)

    def needed(self, formulas: Iterable[Formula] | None = None) -> tuple[Definition, ...]:
        """The definitions that formulas need, directly or for others, in their order."""
        formulas = self.formulas if formulas is None else formulas
        symbols: set[Expr] = set().union(*(f.expression.free_symbols for f in formulas))
        needed = []
        # Backwards: a definition uses only those before it, so one pass finds all.
        for definition in reversed(self.definitions):
            if definition.symbol in symbols:
                symbols |= definition.expression.free_symbols
                needed.append(definition)
        return tuple(needed[::-1])

    def unstated_families(self) -> tuple[tuple[Definition, ...], ...]:
        """The needed definitions that are not formulas of the set themselves, by family."""
        stated = {formula.symbol for formula in self.formulas}
        unstated = [d for d in self.needed() if d.symbol not in stated]
        groups = groupby(unstated, key=lambda d: d.family.name)
        return tuple(tuple(members) for _, members in groups)

    def steps_by(self, symbol: Expr, formula: Formula) -> bool:
        """Whether a symbol is in a step of a formula or anywhere in a definition that it needs."""
        needed = self.needed([formula])
        inside = any(symbol in d.expression.free_symbols for d in needed)
        return inside or in_steps(formula.expression, symbol)

    def answered(
        self, formulas: Iterable[Formula], notes: Iterable[str], **question: str
    ) -> "FormulaSet":
        """The answer to a question about these formulas: others, with notes."""
        return replace(
            self,
            formulas=tuple(formulas),
            solvable={},
            notes=(*self.notes, *dict.fromkeys(notes)),
            question=question,
        )

    def __repr__(self) -> str:
        names = ", ".join(dict.fromkeys(formula.name for formula in self.formulas)) or "no formula"
        symbols = ", ".join(variable.name for variable in self.free_variables())
        title = f"{self.topic} of {self.network}" if self.network else self.topic
        return f"FormulaSet({title!r}, {names}{f' in {symbols}' if symbols else ''})"


class FormulaSource(NamedTuple):
    """Makes formulas: its variables are symbols, unless `at` gets numbers for them.

    `fixed` are variables that have numbers already, which --at may replace. `of_bytes` says that
    the formulas count bytes, so that B means byte and not billion.
    """

    variables: tuple[Variable, ...]
    at: Callable[[Values], FormulaSet]
    fixed: tuple[Variable, ...] = ()
    of_bytes: bool = False

    @property
    def known(self) -> tuple[Variable, ...]:
        """All variables that may have a number."""
        return self.variables + self.fixed


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
