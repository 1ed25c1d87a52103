"""Symbols and exact numbers in the place of the numbers of a network file."""

import dataclasses
from typing import Any, TypeAlias

import sympy

from mbv2calc.arith import Ratio
from mbv2calc.cost.formulas.sheet import Expr, Variable
from mbv2calc.spec import Architecture, put
from mbv2calc.spec.schema import fields_of

Laid: TypeAlias = list[tuple[Variable, Expr]]
"""Each variable, and what is laid on its paths: a number, or an expression of its symbol."""


def put_all(architecture: Architecture, laid: Laid, *, exact: bool) -> Architecture:
    """Symbols and numbers at the paths of their variables; plain ints unless `exact`."""
    origins = dict(architecture.origins)
    for variable, value in laid:
        for path in variable.paths:
            ratio = not variable.symbol.is_integer
            architecture = put(architecture, path, _value(value, ratio, exact))
            if value.is_number:
                name = next(iter(variable.names))
                origins[path.partition(".")[0]] = f"--at {name}={value}"
    return dataclasses.replace(architecture, origins=origins)


def _value(value: Expr, ratio: bool, exact: bool) -> Any:
    if exact or not value.is_number:
        return Ratio(value) if ratio else value
    return Ratio(int(value.p), int(value.q)) if ratio else int(value)


def exact_numbers(architecture: Architecture) -> Architecture:
    """Every number of a file as SymPy's, so that no division leaves a rest or becomes a float."""
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
