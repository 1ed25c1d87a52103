"""What the tests of formulas share: sheets of networks, and their Python run."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.formulas.formula_set import Sheet, Subject
from mbv2calc.formulas.network import network_subject
from mbv2calc.formulas.queries import numbers
from mbv2calc.formulas.topics import block_subject
from mbv2calc.render.formulas.document import formula_document
from mbv2calc.render.formulas.pretty import python


def blocks(topic: str = "", *at: str) -> Sheet:
    """The formulas of a topic, at numbers."""
    subject = block_subject(topic)
    return subject.sheet(numbers(subject, at))


@lru_cache
def subject_of(name: str = "mbv2_1.0", **options: Any) -> Subject:
    """The formulas of a shipped network."""
    return network_subject(load(name).architecture, **options)


@lru_cache
def network(*at: str, name: str = "mbv2_1.0", **options: Any) -> Sheet:
    """The formulas of a shipped network, at numbers."""
    subject = subject_of(name, **options)
    return subject.sheet(numbers(subject, at))


def expressions(sheet: Sheet) -> dict[str, Any]:
    """The expressions of a sheet by name; of several regions the last."""
    return {formula.name: formula.expression for formula in sheet.formulas}


class Module(dict[str, Any]):
    """The generated Python of a sheet, run; its functions take what they need of many numbers."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.text = python(formula_document(sheet))
        exec(self.text, self)

    def call(self, name: str, **values: Any) -> Any:
        """The value of a function at those of the numbers that it takes."""
        function: Callable[..., Any] = self[name]
        taken = function.__code__.co_varnames[: function.__code__.co_argcount]
        return function(**{argument: values[argument] for argument in taken})


@lru_cache
def rounded_module(name: str) -> Module:
    """The rounded formulas of a shipped network, run."""
    return Module(network(name=name, rounded=True))


def fraction(text: str) -> Fraction:
    """An exact decimal."""
    ratio = Ratio.parse(text)
    return Fraction(ratio.num, ratio.den)
