"""The peak of a whole network under each schedule, as one expression in chosen symbols.

The network is built on symbols and `peak_bytes` called on it. A maximum leaves out operators
that never need more than another one, as SymPy can tell for t > 1 and whole numbers of at least 1.
"""

from collections.abc import Iterable
from functools import partial

import sympy

from mbv2calc.arith import largest
from mbv2calc.cost.dtypes import Dtype
from mbv2calc.cost.memory.blocks import blocks_of
from mbv2calc.cost.memory.liveness import ElementBytes
from mbv2calc.cost.memory.schedules import GROUPED, MEANINGS, block_bytes, one_channel, peak_bytes
from mbv2calc.errors import UsageError
from mbv2calc.formulas.formula_set import Expr, FormulaSet, FormulaSource
from mbv2calc.formulas.generic import unrounded
from mbv2calc.formulas.memory_symbols import (
    BYTES,
    COUNTED,
    GROUPS,
    SUM_BYTES,
    above_1,
    arranged,
    bytes_by_symbol,
    restored,
)
from mbv2calc.formulas.sources import source_of
from mbv2calc.formulas.substitution import Bindings
from mbv2calc.formulas.symbols import WIDTH
from mbv2calc.formulas.width_sides import Side, assumed_on, both_sides, formulas_of
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture

_ALIKE = "the same under every schedule: the block that sets the peak can only run whole"
_TITLES = {name: name for name in MEANINGS} | {"in-place": "in place", GROUPED: "in groups"}


def peak_source(
    architecture: Architecture,
    *,
    names: Iterable[str] | None = None,
    batch: int = 1,
    dtype: Dtype | None = None,
) -> FormulaSource:
    """The peaks of a network in symbols of these names, or of those that apply.

    A dtype gives numbers to the bytes per activation and per sum. Raises UsageError for a name that
    is no number of the network, SpecError where its numbers make no network.
    """
    names = None if names is None else list(names)
    if names is not None and {"G", "groups"} & set(names):
        message = "groups of all blocks at once have no common formula in G; give it a number"
        raise UsageError(f"--in G: {message}, such as --at G=4,t=6,width=1")
    given = bytes_by_symbol(dtype)
    make = partial(_formula_set, architecture, batch=batch, given=given)
    more = tuple(v for v in (BYTES, SUM_BYTES) if v.symbol not in given)
    fixed = (*(v for v in (BYTES, SUM_BYTES) if v.symbol in given), GROUPS)
    source = source_of(architecture, make, names=names, more=more, fixed=fixed)
    return source._replace(of_bytes=True)


def _formula_set(
    architecture: Architecture, bindings: Bindings, *, batch: int, given: dict[Expr, Expr]
) -> FormulaSet:
    values = {**given, **{v.symbol: value for v, value in bindings}}
    groups = values.get(GROUPS.symbol)
    element_bytes = ElementBytes(values[BYTES.symbol] * batch, values[SUM_BYTES.symbol] * batch)
    sides = both_sides(partial(_side, architecture, bindings, element_bytes, groups))
    grouped = f"every block in G = {groups} groups" if groups else "one channel at a time, G = t M"
    meanings = MEANINGS | {GROUPED: grouped}
    formulas = tuple(
        formula
        for schedule, title in _TITLES.items()
        for formula in formulas_of(sides, _name(schedule), title, meanings[schedule])
    )
    alike = len({formula.expression for formula in formulas}) == 1
    images = f"{batch} images" if batch > 1 else "one image"
    return FormulaSet(
        topic="memory",
        title=f"{architecture.name}, channels unrounded: peak memory in bytes, {images}",
        network=architecture.name,
        formulas=formulas[:1] if alike else formulas,
        variables=tuple(v for v, _ in bindings if v is not GROUPS),
        solvable={s: _name(s) for s in (("whole",) if alike else _TITLES)},
        assumed=assumed_on(sides),
        notes=(*([_ALIKE] if alike else []), COUNTED),
        at={str(symbol): str(number) for symbol, number in given.items()},
        fix="use resolution",
    )


def _name(schedule: str) -> str:
    return f"{schedule.replace('-', '_')}_peak_bytes"


def _side(
    architecture: Architecture,
    bindings: Bindings,
    element_bytes: ElementBytes,
    groups: Expr,
    narrow: bool,
) -> Side:
    """The peaks of the network on one side of width 1, each as a pruned maximum."""
    raised = [
        v.symbol for v, value in bindings if v.paths and v.symbol != WIDTH and not value.is_number
    ]
    shifts = {symbol: above_1(symbol) for symbol in raised}
    shifted = [(v, sympy.sympify(value).subs(shifts)) for v, value in bindings]
    network, decide = unrounded(architecture, shifted, narrow)
    network = _at_width(network, decide.width)
    peaks = {
        _name(schedule): arranged(
            restored(sympy.sympify(_peak(network, schedule, element_bytes, groups)), raised),
            [symbol for symbol in element_bytes if symbol.is_Symbol],
        )
        for schedule in _TITLES
    }
    assumed = [sympy.Gt(symbol, 1) for symbol in raised if not symbol.is_integer]
    return Side(peaks, tuple(dict.fromkeys(decide.sides)), (*decide.assumed, *assumed))


def _peak(network: Network, schedule: str, element_bytes: ElementBytes, groups: Expr) -> Expr:
    """The peak under a schedule; `grouped` runs one channel at a time unless groups are given."""
    if schedule != GROUPED:
        return peak_bytes(network, schedule, element_bytes)
    if groups is None:
        needs = (
            block_bytes(b, schedule, element_bytes, one_channel(b)) for b in blocks_of(network)
        )
        return largest(needs)
    peak = peak_bytes(network, schedule, element_bytes, groups)
    if sympy.sympify(peak).has(sympy.ceiling):
        message = "how many channels a group has is a number only where width and t are numbers"
        fix = "add those to --at, such as width=1,t=6, or leave G out for one channel at a time"
        raise UsageError(f"--at G={groups}: {message}; {fix}")
    return peak


def _at_width(network: Network, width: Expr) -> Network:
    """The network with an expression or a number in the place of its width multiplier."""
    return network.with_tensors(
        [t._replace(channels=sympy.sympify(t.channels).subs(WIDTH, width)) for t in network.tensors]
    )
