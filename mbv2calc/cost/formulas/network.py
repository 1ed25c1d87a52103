"""Parameters and multiply-adds of a whole network as one expression in chosen symbols.

The network is built on symbols, with the formulas and the blocks that a report uses. Questions of
structure that symbols leave open get the generic answer; what was assumed is kept.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

import sympy

from mbv2calc.arith import Condition, Ratio
from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.formulas.families import explained
from mbv2calc.cost.formulas.laying import Laid, exact_numbers, put_all, shortened, tally_of
from mbv2calc.cost.formulas.rounded import Named, named
from mbv2calc.cost.formulas.sheet import (
    Definition,
    Expr,
    Formula,
    Sheet,
    Subject,
    Values,
    Variable,
)
from mbv2calc.cost.formulas.symbols import RESOLUTION, SIDES, WIDTH, T, Variables
from mbv2calc.errors import UsageError
from mbv2calc.model import Network, build_network
from mbv2calc.spec import KNOBS, Architecture, knob_paths, put
from mbv2calc.spec.knobs import value_at

_METRICS = {
    "params": "trainable parameters, BatchNorm included",
    "madds": "multiply-adds of convolutions and classifier",
}
_TITLES = {"params": "params", "madds": "MAdds"}


class _Generic:
    """Answers questions of structure for symbols: what SymPy can decide, else the generic case.

    That is: t neither 0 nor 1, ends of different symbols differ, the width multiplier on the given
    side of 1 unless `width` is a number. `model` answers the rest where a rounded network follows
    an unrounded one.
    """

    def __init__(self, narrow: bool, width: Expr = WIDTH, model: Iterable[bool] = ()) -> None:
        self.narrow = narrow
        self.width = width
        self.given: list[bool] = []
        self.assumed: list[Expr] = []
        self.sides: list[Expr] = []  # the relations of the width multiplier that were open
        self._model = iter(model)

    def __call__(self, condition: Condition, about: str) -> bool:
        follows = next(self._model, False)
        self.given.append(self._answer(condition, about, follows))
        return self.given[-1]

    def _answer(self, condition: Condition, about: str, follows: bool) -> bool:
        if isinstance(condition, sympy.Basic):
            condition = condition.subs(WIDTH, self.width)
        if not isinstance(condition, sympy.core.relational.Relational):
            return bool(condition)
        if about == "width <= 1":
            self.sides.append(condition if self.narrow else sympy.Ge(*condition.args))
            return self.narrow
        if about in ("t = 0", "t = 1"):
            self.assumed.append(sympy.Ne(*condition.args))
        return follows


class _Built(NamedTuple):
    """A network on one side of width 1, and what its formulas come to."""

    expressions: dict[str, Expr]
    side: tuple[Expr, ...]
    assumed: tuple[Expr, ...]
    definitions: tuple[Definition, ...]
    projects: bool  # whether it has shortcuts with a convolution


def network_subject(
    architecture: Architecture,
    *,
    names: Iterable[str] | None = None,
    turned: Iterable[str] = (),
    rounded: bool = False,
    batch: int = 1,
) -> Subject:
    """The formulas of a network in symbols of these names, or of those that apply.

    `turned` are knobs that have set numbers. Raises UsageError for a name that is no number of the
    network, SpecError where its numbers make no network.
    """
    names = None if names is None else list(dict.fromkeys(names))
    given = {text.partition("=")[0] for text in architecture.settings}
    knobs = (knob for knob in KNOBS if given & set(knob_paths(architecture, knob)))
    turned = (*turned, *knobs)
    variables = Variables(architecture, _total_stride(architecture), rounded)
    chosen, fixed = variables.chosen(names, turned)
    for variable in chosen:
        if given & set(variable.paths) or set(turned) & set(variable.names):
            message = "a flag gives it a number; leave one of the two out"
            raise UsageError(f"--in {next(iter(variable.names))}: {message}")

    def sheet(values: Values) -> Sheet:
        laid = [(v, values.get(v.symbol, v.names[v.name] * v.symbol)) for v in chosen]
        laid += [(v, values[v.symbol]) for v in fixed if v.symbol in values]
        found = _sheet(architecture, laid, rounded, batch)._replace(
            at=_numbers(put_all(architecture, laid, exact=False), laid)
        )
        if names is not None:
            _check_used(found, [v for v in chosen if v.symbol not in values])
        return found

    return Subject(chosen, sheet, fixed)


def _numbers(architecture: Architecture, laid: Laid) -> dict[str, str]:
    """What has a number: the knobs, what --set laid, and other symbols that were given one."""
    found = {}
    for knob in KNOBS:
        values = [value_at(architecture, path) for path in knob_paths(architecture, knob)]
        numbers = [value.num if isinstance(value, Ratio) else value for value in values]
        if values and all(type(number) is int for number in numbers):
            found[knob] = "x".join(dict.fromkeys(map(str, values)))
    found |= dict(text.split("=", 1) for text in architecture.settings)
    given = {next(iter(v.names)): str(value) for v, value in laid if value.is_number}
    return found | {name: value for name, value in given.items() if name not in found}


def _check_used(sheet: Sheet, variables: list[Variable]) -> None:
    """Refuse a symbol that was asked for and makes no difference."""
    used = sheet.shown()
    for variable in variables:
        if variable not in used:
            message = "neither params nor MAdds depend on it here; leave it out"
            raise UsageError(f"--in {next(iter(variable.names))}: {message}")


def _sheet(architecture: Architecture, laid: Laid, rounded: bool, batch: int) -> Sheet:
    taken: dict[Expr, Expr] = {}
    build = partial(_built, architecture, laid, rounded, batch, taken)
    sides = [build(True)]
    if sides[0].side:
        sides.append(build(False))
    formulas = tuple(f for metric in _METRICS for f in _formulas(metric, sides, batch))
    definitions = {d.symbol: d for side in sides for d in side.definitions}
    assumed = tuple(dict.fromkeys(a for side in sides for a in side.assumed))
    return Sheet(
        topic="network",
        title=_title(architecture, rounded),
        network=architecture.name,
        formulas=formulas,
        variables=tuple(variable for variable, _ in laid),
        mains={metric: metric for metric in _METRICS},
        definitions=explained(definitions.values()),
        assumed=assumed,
        notes=_notes(sides[0], rounded),
    )


def _unequal_ends(network: Network, width: Expr) -> Iterator[Expr]:
    """Ends that were taken to differ, where a shortcut with a convolution hangs on it."""
    for layer in network.layers:
        if layer.part == "shortcut" and layer.stride == 1:
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
    laid: Laid,
    rounded: bool,
    batch: int,
    taken: dict[Expr, Expr],
    narrow: bool,
) -> _Built:
    """The network on one side of width 1. A rounded one has the structure of its unrounded twin.

    The twin has a symbol for the width multiplier, since a number makes fractions of channels; the
    number comes in at the end.
    """
    short = shortened(architecture)
    exact = put_all(exact_numbers(short), laid, exact=True)
    width = exact.width_multiplier.num
    symbolic = put(put(exact, "channels.round", "none"), "width_multiplier", Ratio(WIDTH))
    decide = _Generic(narrow, width)
    network, names = build_network(symbolic, decide), Named()
    assumed = (*decide.assumed, *_unequal_ends(network, width))
    if rounded:
        decide = _Generic(narrow, width, decide.given)
        as_is = build_network(put_all(short, laid, exact=False), decide)
        network, names = named(as_is, network, taken)
    tally = tally_of(network, architecture)
    positions = names.sizes or tuple(v.symbol for v, _ in laid if v.paths[0] in SIDES)
    counts = {"params": find_convention().params.of(tally), "madds": tally.macs * batch}
    return _Built(
        {name: _collected(count, positions, width) for name, count in counts.items()},
        tuple(decide.sides),
        assumed,
        names.definitions,
        any(layer.part == "shortcut" for layer in network.layers),
    )


def _collected(expression: Expr, positions: tuple[Expr, ...], width: Expr) -> Expr:
    """A polynomial by the sizes of maps: rho^2 (...) + ..."""
    expanded = sympy.expand(sympy.sympify(expression).subs(WIDTH, width))
    return sympy.collect(expanded, positions) if positions else expanded


def _total_stride(architecture: Architecture) -> int:
    """The product of all strides before a global pool, whatever the numbers are."""
    symbols = {WIDTH: "width_multiplier", T: "expansion"}
    for symbol, path in symbols.items():
        architecture = put(architecture, path, Ratio(symbol))
    for side in ("height", "width"):
        architecture = put(architecture, f"input.{side}", RESOLUTION)
    exact = exact_numbers(put(shortened(architecture), "channels.round", "none"))
    return max(tensor.stride for tensor in build_network(exact, _Generic(True)).tensors)
