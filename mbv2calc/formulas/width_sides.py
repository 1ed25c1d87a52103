"""The two sides of width 1: where a layer is widened only above it, a cost has two formulas."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from mbv2calc.formulas.formula_set import Definition, Expr, Formula


class Side(NamedTuple):
    """The costs of a network on one side of width 1."""

    expressions: Mapping[str, Expr]  # by the names of formulas
    conditions: tuple[Expr, ...]  # which side it is; () where the network does not depend on it
    assumed: tuple[Expr, ...]
    definitions: tuple[Definition, ...] = ()
    notes: tuple[str, ...] = ()


def both_sides(build: Callable[[bool], Side]) -> tuple[Side, ...]:
    """The side of widths up to 1, and that of larger ones if the network differs there."""
    narrow = build(True)
    return (narrow, build(False)) if narrow.conditions else (narrow,)


def formulas_of(sides: tuple[Side, ...], name: str, title: str, meaning: str) -> Iterator[Formula]:
    """A cost on each side; one formula without conditions if the sides agree."""
    expressions = dict.fromkeys(side.expressions[name] for side in sides)
    # Sides that agree have one expression, and `zip` leaves the second side out.
    for side, expression in zip(sides, expressions, strict=False):
        conditions = side.conditions if len(expressions) > 1 else ()
        yield Formula(name, title, expression, meaning, conditions)


def assumed_on(sides: tuple[Side, ...]) -> tuple[Expr, ...]:
    """What was assumed on any side."""
    return tuple(dict.fromkeys(relation for side in sides for relation in side.assumed))
