"""What the tests of formulas share: formulas of networks, and their Python run."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.formulas.blocks import block_source
from mbv2calc.formulas.formula_set import FormulaSet, FormulaSource
from mbv2calc.formulas.memory import memory_source
from mbv2calc.formulas.network import network_source
from mbv2calc.formulas.queries import numbers
from mbv2calc.render.formulas.python import render
from mbv2calc.spec.architecture import Architecture


@lru_cache
def blocks(topic: str = "", *at: str) -> FormulaSet:
    """The formulas of a topic, at numbers."""
    source = memory_source() if topic == "memory" else block_source(topic)
    return source.at(numbers(source, at))


@lru_cache
def source_of(
    name: str = "mbv2_1.0", turned: tuple[tuple[str, Any], ...] = (), **options: Any
) -> FormulaSource:
    """The formulas of a shipped network, some of whose knobs are turned."""
    return network_source(load(name).at(**dict(turned)).architecture, **options)


@lru_cache
def network(*at: str, name: str = "mbv2_1.0", **options: Any) -> FormulaSet:
    """The formulas of a shipped network, at numbers."""
    source = source_of(name, **options)
    return source.at(numbers(source, at))


def oblong_architecture() -> Architecture:
    """MobileNetV2 in a file whose input is not square."""
    of = load("mbv2_1.0").architecture
    return replace(of, input=replace(of.input, height=160, width=224))


def expressions(formula_set: FormulaSet) -> dict[str, Any]:
    """The expressions of formulas by name; of several regions the last."""
    return {formula.name: formula.expression for formula in formula_set.formulas}


class Module(dict[str, Any]):
    """The generated Python of formulas, run; a call takes what it needs of many numbers."""

    def __init__(self, formula_set: FormulaSet) -> None:
        super().__init__()
        self.text = render(formula_set)
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
