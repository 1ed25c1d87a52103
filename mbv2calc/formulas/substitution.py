"""Puts symbols and exact numbers in the place of the numbers of a network file."""

import dataclasses
from collections import Counter
from typing import Any, TypeAlias

import sympy

from mbv2calc.arith import Ratio
from mbv2calc.cost.tally import Tally, layer_tally
from mbv2calc.formulas.formula_set import Expr, Variable
from mbv2calc.model.blocks.base import Repeated
from mbv2calc.model.builder import MAX_BLOCKS
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import put
from mbv2calc.spec.schema import fields_of

Bindings: TypeAlias = list[tuple[Variable, Expr]]
"""Each variable with the value for its paths: a number, or an expression of its symbol."""


def bind(architecture: Architecture, bindings: Bindings, *, exact: bool) -> Architecture:
    """Symbols and numbers at the paths of their variables; plain ints unless `exact`."""
    origins = dict(architecture.origins)
    for variable, value in bindings:
        for path in variable.paths:
            ratio = not variable.symbol.is_integer
            architecture = put(architecture, path, _value(value, ratio, exact))
            # A fault of this number then names the option and not the file.
            if value.is_number:
                name = next(iter(variable.names))
                origins[path.partition(".")[0]] = f"--at {name}={value}"
    return dataclasses.replace(architecture, origins=origins)


def _value(value: Expr, ratio: bool, exact: bool) -> Any:
    if exact or not value.is_number:
        return Ratio(value) if ratio else value
    return Ratio(int(value.p), int(value.q)) if ratio else int(value)


def exact_numbers(architecture: Architecture) -> Architecture:
    """Every number of a file as SymPy's, so that divisions are exact and never floats."""
    layers = tuple(
        dataclasses.replace(entry, block=_section(entry.block)) for entry in architecture.layers
    )
    size = _section(architecture.input)
    whole: Architecture = _section(architecture)
    return dataclasses.replace(whole, input=size, layers=layers)


def _section(owner: Any) -> Any:
    """A section or a block with exact numbers."""
    checks = {name: f.metadata.get("check") for name, f in fields_of(type(owner)).items()}
    paths = [name for name, check in checks.items() if check and check.number and not check.shapes]
    return dataclasses.replace(owner, **{name: _as_sympy(getattr(owner, name)) for name in paths})


def _as_sympy(value: Any) -> Any:
    if isinstance(value, Ratio) and not isinstance(value.num, sympy.Basic):
        return Ratio(sympy.Rational(value.num, value.den))
    return sympy.Integer(value) if type(value) is int else value


def shortened(architecture: Architecture) -> Architecture:
    """The architecture with at most two repeats of each entry; later ones equal the second.

    Only the first repeat strides and reads the entry before. An architecture that is too long to be
    built stays as it is, so that building it raises the error.
    """
    if sum(entry.block.blocks for entry in architecture.layers) > MAX_BLOCKS:
        return architecture
    layers = []
    for entry in architecture.layers:
        block = entry.block
        if isinstance(block, Repeated) and block.n > 2:
            entry = dataclasses.replace(entry, block=dataclasses.replace(block, n=2))
        layers.append(entry)
    return dataclasses.replace(architecture, layers=tuple(layers))


def tally_of(network: Network, whole: Architecture) -> Tally:
    """The tally of a shortened network as if every repeat of the whole one were there.

    Equal layers are counted, and SymPy adds all terms at once: a sum term by term is quadratic.
    """
    counts: Counter[Tally] = Counter()
    for layer in network.layers:
        # The second repeat stands for all but the first.
        times = whole.layers[layer.place.stage].block.blocks - 1 if layer.place.repeat == 1 else 1
        counts[layer_tally(layer)] += times
    columns = zip(*counts, strict=True)
    times_each = list(counts.values())
    return Tally(*(_dot(column, times_each) for column in columns))


def _dot(column: tuple[Expr, ...], times: list[int]) -> Expr:
    return sympy.Add(*(value * number for value, number in zip(column, times, strict=True)))
