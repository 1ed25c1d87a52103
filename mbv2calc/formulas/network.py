"""Parameters and multiply-adds of a whole network, one expression each, in chosen symbols.

The network is built on symbols, with the formulas and the blocks that a report uses. Questions of
structure that symbols leave open get the generic answer, and the formulas list what was assumed.
"""

from collections.abc import Iterable, Iterator
from functools import partial

import sympy

from mbv2calc.cost.conventions import find_convention
from mbv2calc.formulas.families import explained, order
from mbv2calc.formulas.formula_set import Definition, Expr, FormulaSet, FormulaSource
from mbv2calc.formulas.generic import GenericAnswers, unrounded
from mbv2calc.formulas.rounded import NamingBuilder
from mbv2calc.formulas.sources import source_of
from mbv2calc.formulas.substitution import Bindings, bind, shortened, tally_of
from mbv2calc.formulas.symbols import SIDES, WIDTH
from mbv2calc.formulas.width_sides import Side, assumed_on, both_sides, formulas_of
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture

_PARAMS = "trainable parameters, BatchNorm included"
_MADDS = "multiply-adds of convolutions and classifier"
_ROUNDED = "channels and sizes rounded as in a report"
_UNROUNDED = "channels unrounded (--rounded: as in a report)"


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


def _formula_set(
    architecture: Architecture, bindings: Bindings, *, rounded: bool, batch: int
) -> FormulaSet:
    # Both sides share the dict of symbols taken, so that a name never has two meanings.
    sides = both_sides(partial(_side, architecture, bindings, rounded, batch, {}))
    images = f"{batch} images" if batch > 1 else "one image"
    definitions = {d.symbol: d for side in sides for d in side.definitions}
    return FormulaSet(
        topic="network",
        title=f"{architecture.name}, {_ROUNDED if rounded else _UNROUNDED}",
        network=architecture.name,
        formulas=(
            *formulas_of(sides, "params", "params", _PARAMS),
            *formulas_of(sides, "madds", "MAdds", f"{_MADDS}, {images}"),
        ),
        variables=tuple(variable for variable, _ in bindings),
        solvable={"madds": "madds", "params": "params"},
        definitions=explained(definitions.values()),
        assumed=assumed_on(sides),
        notes=sides[0].notes,
        fix="leave --rounded out" if rounded else "",
    )


def _side(
    architecture: Architecture,
    bindings: Bindings,
    rounded: bool,
    batch: int,
    taken: dict[Expr, Expr],
    narrow: bool,
) -> Side:
    """The network on one side of width 1. A rounded one has the structure of its unrounded twin."""
    network, decide = unrounded(architecture, bindings, narrow)
    width = decide.width
    assumed = (*decide.assumed, *_unequal_ends(network, width))
    definitions: tuple[Definition, ...] = ()
    positions = tuple(v.symbol for v, _ in bindings if v.paths[0] in SIDES)
    if rounded:
        decide = GenericAnswers(narrow, width, decide.answers)
        bound = bind(shortened(architecture), bindings, exact=False)
        builder = NamingBuilder(bound, decide, taken)
        network = builder.build()
        definitions = tuple(sorted(builder.definitions.values(), key=order))
        positions = builder.sizes or positions
    tally = tally_of(network, architecture)
    counts = {"params": find_convention().params.of(tally), "madds": tally.macs * batch}
    return Side(
        {name: _collected(count, positions, width) for name, count in counts.items()},
        tuple(dict.fromkeys(decide.sides)),
        assumed,
        definitions,
        tuple(_notes(network, definitions)),
    )


def _unequal_ends(network: Network, width: Expr) -> Iterator[Expr]:
    """Channels that were assumed to differ, because a shortcut then has a convolution."""
    for layer in network.layers:
        if layer.role == "shortcut" and layer.stride == 1:
            ends = (layer.input.channels, layer.output.channels)
            left, right = (sympy.sympify(end).subs(WIDTH, width) for end in ends)
            _, common = sympy.gcd(left, right).as_coeff_Mul()
            relation = sympy.Ne(sympy.cancel(right / common), sympy.cancel(left / common))
            if relation != sympy.true:
                yield relation


def _notes(network: Network, definitions: tuple[Definition, ...]) -> Iterator[str]:
    """What a rounded formula with a symbol for the width takes from the unrounded network."""
    projects = any(layer.role == "shortcut" for layer in network.layers)
    if projects and any(d.family.name == "C" for d in definitions):
        yield (
            "a shortcut has a convolution if its ends differ before rounding; a report compares"
            " them after rounding, and can differ"
        )


def _collected(expression: Expr, positions: tuple[Expr, ...], width: Expr) -> Expr:
    """A polynomial by the sizes of maps: rho^2 (...) + ..."""
    expanded = sympy.expand(sympy.sympify(expression).subs(WIDTH, width))
    return sympy.collect(expanded, positions) if positions else expanded
