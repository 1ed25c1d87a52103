"""Parameters and multiply-adds of a whole network as one expression in chosen symbols.

The network is built on symbols, with the formulas and the blocks that a report uses. Questions of
structure that symbols leave open get the generic answer; what was assumed is kept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import sympy

from mbv2calc.arith import Ratio
from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.knobs import file_knobs, knob_paths
from mbv2calc.errors import UsageError
from mbv2calc.formulas.families import explained
from mbv2calc.formulas.formula_set import (
    Definition,
    Expr,
    Formula,
    FormulaSet,
    FormulaSource,
    Values,
    Variable,
)
from mbv2calc.formulas.generic import Generic, total_stride, unrounded
from mbv2calc.formulas.rounded import Named, named
from mbv2calc.formulas.substitution import Bindings, bind, shortened, tally_of
from mbv2calc.formulas.symbols import SIDES, WIDTH, Variables
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import value_at

_METRICS = {
    "params": "trainable parameters, BatchNorm included",
    "madds": "multiply-adds of convolutions and classifier",
}
_TITLES = {"params": "params", "madds": "MAdds"}


class _Built(NamedTuple):
    """A network on one side of width 1, and what its formulas come to."""

    expressions: dict[str, Expr]
    side: tuple[Expr, ...]
    assumed: tuple[Expr, ...]
    definitions: tuple[Definition, ...]
    projects: bool  # whether it has shortcuts with a convolution


def network_source(
    architecture: Architecture,
    *,
    names: Iterable[str] | None = None,
    rounded: bool = False,
    batch: int = 1,
) -> FormulaSource:
    """The formulas of a network in symbols of these names, or of those that apply.

    Numbers that a flag gave stay numbers. Raises UsageError for a name that is no number of the
    network, SpecError where its numbers make no network.
    """
    make = partial(_formula_set, architecture, rounded=rounded, batch=batch)
    return source_of(architecture, make, names=names, rounded=rounded)


def source_of(
    architecture: Architecture,
    make: Callable[[Bindings], FormulaSet],
    *,
    names: Iterable[str] | None,
    rounded: bool = False,
    more: tuple[Variable, ...] = (),
    fixed: tuple[Variable, ...] = (),
) -> FormulaSource:
    """What `make` makes of a network, in symbols of these names, or of those that apply.

    `more` are symbols of what no file holds, `fixed` those of them that have numbers already.
    """
    names = None if names is None else list(dict.fromkeys(names))
    set_paths = {text.partition("=")[0] for text in architecture.settings}
    turned = tuple(_turned(architecture, set_paths))
    variables = Variables(architecture, total_stride(architecture), rounded)
    chosen, rest = variables.chosen(names, turned)
    for variable in chosen:
        if set_paths & set(variable.paths) or set(turned) & set(variable.names):
            message = "a flag gives it a number; leave one of the two out"
            raise UsageError(f"--in {next(iter(variable.names))}: {message}")

    def formula_set(values: Values) -> FormulaSet:
        free = (*chosen, *more)
        bindings = [(v, values.get(v.symbol, v.names[v.name] * v.symbol)) for v in free]
        bindings += [(v, values[v.symbol]) for v in (*rest, *fixed) if v.symbol in values]
        at = _numbers(bind(architecture, bindings, exact=False), bindings)
        made = make(bindings)
        if names is not None:
            _check_used(made, [v for v in chosen if v.symbol not in values])
        return replace(made, at={**at, **made.at})

    return FormulaSource((*chosen, *more), formula_set, (*rest, *fixed))


def _turned(architecture: Architecture, set_paths: set[str]) -> Iterator[str]:
    """The knobs whose numbers a person gave, by their own flags or with --set."""
    for knob in file_knobs():
        paths = knob_paths(architecture, knob)
        flags = {architecture.origins.get(path) for path in paths}
        if set_paths & set(paths) or f"--{knob}" in flags:
            yield knob


def _numbers(architecture: Architecture, bindings: Bindings) -> dict[str, str]:
    """What has a number: the knobs, what --set gave, and other symbols that were given one."""
    known = {}
    for knob in sorted(file_knobs(), key="width".__ne__):  # first, as in the heading of a report
        values = [value_at(architecture, path) for path in knob_paths(architecture, knob)]
        numbers = [value.num if isinstance(value, Ratio) else value for value in values]
        if values and all(type(number) is int for number in numbers):
            known[knob] = "x".join(dict.fromkeys(map(str, values)))
    known |= dict(text.split("=", 1) for text in architecture.settings)
    given = {next(iter(v.names)): str(value) for v, value in bindings if value.is_number}
    return known | {name: value for name, value in given.items() if name not in known}


def _check_used(formula_set: FormulaSet, variables: list[Variable]) -> None:
    """Refuse a symbol that was asked for and makes no difference."""
    used = formula_set.free_variables()
    for variable in variables:
        if variable not in used:
            message = "no formula here depends on it; leave it out"
            raise UsageError(f"--in {next(iter(variable.names))}: {message}")


def _formula_set(
    architecture: Architecture, bindings: Bindings, *, rounded: bool, batch: int
) -> FormulaSet:
    taken: dict[Expr, Expr] = {}
    build = partial(_built, architecture, bindings, rounded, batch, taken)
    sides = [build(True)]
    if sides[0].side:
        sides.append(build(False))
    formulas = tuple(f for metric in _METRICS for f in _formulas(metric, sides, batch))
    definitions = {d.symbol: d for side in sides for d in side.definitions}
    assumed = tuple(dict.fromkeys(a for side in sides for a in side.assumed))
    return FormulaSet(
        topic="network",
        title=_title(architecture, rounded),
        network=architecture.name,
        formulas=formulas,
        variables=tuple(variable for variable, _ in bindings),
        solvable={"madds": "madds", "params": "params"},
        definitions=explained(definitions.values()),
        assumed=assumed,
        notes=_notes(sides[0], rounded),
        fix="leave --rounded out" if rounded else "",
    )


def _unequal_ends(network: Network, width: Expr) -> Iterator[Expr]:
    """Ends that were taken to differ, where a shortcut with a convolution hangs on it."""
    for layer in network.layers:
        if layer.role == "shortcut" and layer.stride == 1:
            ends = (layer.input.channels, layer.output.channels)
            left, right = (sympy.sympify(end).subs(WIDTH, width) for end in ends)
            _, common = sympy.gcd(left, right).as_coeff_Mul()
            relation = sympy.Ne(sympy.cancel(right / common), sympy.cancel(left / common))
            if relation != sympy.true:
                yield relation


def _notes(built: _Built, rounded: bool) -> tuple[str, ...]:
    """What a rounded network with a symbol for its width leaves as it is without rounding."""
    if rounded and built.projects and any(d.family.name == "C" for d in built.definitions):
        return (
            "a shortcut has a convolution where its ends differ before rounding; a report, which"
            " looks after rounding, can differ there",
        )
    return ()


def _title(architecture: Architecture, rounded: bool) -> str:
    if rounded:
        return f"{architecture.name}, channels and sizes rounded as in a report"
    return f"{architecture.name}, channels unrounded (--rounded: as in a report)"


def _formulas(metric: str, sides: list[_Built], batch: int) -> Iterator[Formula]:
    """A metric on each side of width 1; once where both sides agree."""
    meaning = _METRICS[metric]
    if metric == "madds":
        meaning += f", {batch} images" if batch > 1 else ", one image"
    expressions = [side.expressions[metric] for side in sides]
    agree = len(set(expressions)) == 1
    for side, expression in zip(sides[: 1 if agree else 2], expressions, strict=False):
        conditions = () if agree else tuple(dict.fromkeys(side.side))
        yield Formula(metric, _TITLES[metric], expression, meaning, conditions)


def _built(
    architecture: Architecture,
    bindings: Bindings,
    rounded: bool,
    batch: int,
    taken: dict[Expr, Expr],
    narrow: bool,
) -> _Built:
    """The network on one side of width 1. A rounded one has the structure of its unrounded twin."""
    network, decide = unrounded(architecture, bindings, narrow)
    width, names = decide.width, Named()
    assumed = (*decide.assumed, *_unequal_ends(network, width))
    if rounded:
        decide = Generic(narrow, width, decide.given)
        bound = bind(shortened(architecture), bindings, exact=False)
        network, names = named(bound, decide, network, taken)
    tally = tally_of(network, architecture)
    positions = names.sizes or tuple(v.symbol for v, _ in bindings if v.paths[0] in SIDES)
    counts = {"params": find_convention().params.of(tally), "madds": tally.macs * batch}
    return _Built(
        {name: _collected(count, positions, width) for name, count in counts.items()},
        tuple(decide.sides),
        assumed,
        names.definitions,
        any(layer.role == "shortcut" for layer in network.layers),
    )


def _collected(expression: Expr, positions: tuple[Expr, ...], width: Expr) -> Expr:
    """A polynomial by the sizes of maps: rho^2 (...) + ..."""
    expanded = sympy.expand(sympy.sympify(expression).subs(WIDTH, width))
    return sympy.collect(expanded, positions) if positions else expanded
