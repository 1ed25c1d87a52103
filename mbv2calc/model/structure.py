"""Structure is not arithmetic: a `Decide` answers whether a layer or a shortcut exists.

Building a network asks each such question once, in a fixed order. Ints answer themselves; arrays
of one structure and symbols are built under given answers.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from mbv2calc.arith import Condition
from mbv2calc.model.layers import Decision

Decide: TypeAlias = Callable[[Condition, str], bool]
"""Takes a condition and what it is about; returns the answer under which building goes on."""


def by_numbers(condition: Condition, about: str) -> bool:
    """Ints: the condition is the answer."""
    return bool(condition)


def as_given(structure: Iterable[Decision]) -> Decide:
    """The answers of a structure, in its order, whatever the conditions are.

    Building raises LookupError if the structure is that of another network.
    """
    # Numbers such as n and s are noted in a structure, too, but nobody asks for them.
    answers: Iterator[Decision] = (d for d in structure if isinstance(d.answer, bool))

    def decide(condition: Condition, about: str) -> bool:
        decision = next(answers, None)
        if decision is None or decision.about != about:
            raise LookupError(f"expected an answer about {about!r}, found {decision}")
        return bool(decision.answer)

    return decide
