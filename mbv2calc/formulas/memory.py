"""What a block holds in memory under each schedule: `cost.memory` called on blocks of symbols.

No formula is written here: the model builds a block, and `block_bytes` says what it needs.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import sympy

from mbv2calc.arith import Condition, Ratio
from mbv2calc.cost.dtypes import Dtype
from mbv2calc.cost.memory.blocks import GroupableBlock, blocks_of
from mbv2calc.cost.memory.liveness import ElementBytes
from mbv2calc.cost.memory.schedules import block_bytes, group_channels, one_channel
from mbv2calc.cost.memory.training import training_cost
from mbv2calc.errors import UsageError
from mbv2calc.formulas.block_rows import VARIABLES
from mbv2calc.formulas.formula_set import (
    Definition,
    Expr,
    Family,
    Formula,
    FormulaSet,
    FormulaSource,
    Values,
    Variable,
)
from mbv2calc.formulas.memory_rows import ROWS, Row
from mbv2calc.formulas.memory_symbols import (
    BYTES,
    COUNTED,
    GROUPS,
    SUM_BYTES,
    above_1,
    arranged,
    in_leaves,
    restored,
    sizes,
)
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import Builder
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.spec.rounding import ChannelRule

_T, _STRIDE = VARIABLES["t"].symbol, VARIABLES["s"].symbol
_OUT = sympy.Symbol("D_G", positive=True, integer=True)
_HELD = sympy.Symbol("e", positive=True, integer=True)
_SYMBOLS = (*(VARIABLES[n] for n in ("D_F", "M", "N", "t", "s")), GROUPS, BYTES, SUM_BYTES)
_FOLLOW = (  # what follows from others, and may have a number in their place
    Variable(_HELD, ROWS["group_channels"].meaning, {"e": 1}),
    Variable(_OUT, ROWS["out_size"].meaning, {"D_G": 1}),
)
_ORDER = (BYTES.symbol, SUM_BYTES.symbol, _HELD, VARIABLES["D_F"].symbol, _OUT)
_METRICS = {"grouped": "grouped", "whole": "whole", "in-place": "in_place"}


class _Numbers(NamedTuple):
    """The numbers of a block and of a run: symbols, or what was substituted for them."""

    size: Expr
    ins: Expr
    outs: Expr
    t: Expr
    stride: Expr
    run: ElementBytes

    @property
    def unequal(self) -> bool:
        """Whether M and N are numbers that differ, so that no block has a shortcut."""
        return bool((self.ins - self.outs).is_number and self.ins != self.outs)

    @property
    def equal(self) -> bool:
        """Whether they are one number, so that every block at stride 1 has a shortcut."""
        return bool(self.ins == self.outs)


def memory_source(dtype: Dtype | None = None) -> FormulaSource:
    """The formulas of what a block holds; with a dtype, at its bytes of activations and sums.

    `at` raises UsageError for numbers that make no block.
    """
    given = sizes(dtype)
    variables = (*_SYMBOLS, *_FOLLOW)
    free = tuple(v for v in variables if v.symbol not in given)
    fixed = tuple(v for v in variables if v.symbol in given)
    return FormulaSource(
        free, lambda values: _formula_set({**given, **values}), fixed, of_bytes=True
    )


def _formula_set(values: Values) -> FormulaSet:
    _check(values)
    *block, groups, activation, sums = (values.get(v.symbol, v.symbol) for v in _SYMBOLS)
    size, ins, outs, t, stride = block
    numbers = _Numbers(size, ins, outs, t, stride, ElementBytes(activation, sums, groups))
    names = dict(_named(numbers, values))
    formulas = tuple(
        _formula(name, row, numbers, names)
        for name, row in ROWS.items()
        if _is_shown(name, row, numbers, values)
    )
    variables = (*_SYMBOLS, *_FOLLOW)
    return FormulaSet(
        topic="memory",
        title="Memory that a block takes: bytes for one image",
        formulas=formulas,
        variables=variables,
        solvable=_solvable([f.name for f in formulas], _STRIDE in values),
        definitions=tuple(_definition(*pair) for pair in names.items() if pair[1].is_Symbol),
        assumed=(sympy.Gt(_T, 1),) if numbers.t == _T else (),
        notes=(*_notes(numbers), COUNTED),
        at={v.name: str(values[v.symbol]) for v in variables if v.symbol in values},
        fix="ask for e, the channels held at once, or for another symbol",
    )


def _check(values: Values) -> None:
    """Refuse numbers that make no block, and two for one thing."""
    if values.get(_T) == 0:
        message = "t = 0 is the identity, which holds nothing of its own; give a t above 0"
        raise UsageError(f"--at t=0: {message}")
    for symbol, other in ((_HELD, GROUPS.symbol), (_OUT, _STRIDE)):
        if symbol in values and other in values:
            message = f"{symbol} follows from {other}; leave one of the two out"
            raise UsageError(f"--at {symbol}={values[symbol]}: {message}")


def _is_shown(name: str, row: Row, numbers: _Numbers, values: Values) -> bool:
    """Whether there is such a block at these numbers, and no other row says the same."""
    if row.symbol:
        return sympy.Symbol(row.symbol, positive=True, integer=True) not in values and (
            row.symbol != str(_OUT) or numbers.stride != 1
        )
    if row.block == "shortcut":
        return not numbers.unequal
    if row.block == "plain" and numbers.equal:
        return row.schedule not in ("whole", "in-place")
    return numbers.stride != 1 or name.removeprefix("strided_") == name


def _formula(name: str, row: Row, numbers: _Numbers, names: dict[Expr, Expr]) -> Formula:
    expression = _value(row, numbers)
    symbol = sympy.Symbol(row.symbol, positive=True, integer=True) if row.symbol else None
    if symbol is None:
        expression = in_leaves(expression, lambda leaf: leaf.xreplace(names))
        expression = arranged(expression, _ORDER, shared=True)
    return Formula(name, row.title, expression, row.meaning, (), row.source, symbol)


def _value(row: Row, numbers: _Numbers) -> Expr:
    """What a row says, before names come in."""
    shifts = row.schedule in ("whole", "in-place") and numbers.t == _T
    network = _network(row.block, numbers, above_1(_T) if shifts else numbers.t)
    value = sympy.sympify(_VALUES[row.schedule](network, numbers.run))
    return restored(value, [_T] if shifts else [])


def _network(block: str, numbers: _Numbers, t: Expr) -> Network:
    """The one block of a row, built by its kind as any network is."""
    size, ins, outs, stride = numbers.size, numbers.ins, numbers.outs, numbers.stride
    if block == "shortcut":
        ins = outs = outs if outs.is_number else ins
    if block in ("plain", "shortcut"):
        stride = sympy.Integer(1)
    kind = KINDS["separable" if block == "separable" else "bottleneck"]
    expansion = {} if block == "separable" else {"t": Ratio(t)}
    entry = Entry(kind(c=outs, s=stride, **expansion))  # type: ignore[call-arg]
    architecture = Architecture(
        name=block,
        input=Input(height=size, width=size, channels=ins),
        channels=ChannelRule(round="none"),
        layers=(entry,),
    )

    def decide(condition: Condition, about: str) -> bool:
        adds = block == "shortcut"
        return adds if about == "M = N" else condition in (True, sympy.true)

    to = Builder(architecture, decide)
    to.enter(0, entry)
    return to.network()


def _inside(network: Network) -> GroupableBlock:
    (block,) = blocks_of(network)
    assert block.groupable is not None
    return block.groupable


def _bytes(schedule: str) -> Callable[[Network, ElementBytes], Expr]:
    return lambda network, run: block_bytes(blocks_of(network)[0], schedule, run)


def _alone(network: Network, run: ElementBytes) -> Expr:
    (block,) = blocks_of(network)
    return block_bytes(block, "grouped", one_channel(block, run))


_VALUES: dict[str, Callable[[Network, ElementBytes], Expr]] = {
    "size": lambda network, run: _inside(network).output.height,
    "held": lambda network, run: group_channels(_inside(network), run.groups),
    **{schedule: _bytes(schedule) for schedule in ("whole", "in-place", "grouped")},
    "one channel": _alone,
    "kept": lambda network, run: training_cost(network, run.bytes, 1).whole_saved_bytes,
    "kept in groups": lambda network, run: training_cost(network, run.bytes, 1).grouped_saved_bytes,
}


def _named(numbers: _Numbers, values: Values) -> Iterator[tuple[Expr, Expr]]:
    """Ceilings by what stands for each: e or D_G, or a number that was given for it."""
    for name, symbol in (("out_size", _OUT), ("group_channels", _HELD)):
        value = _value(ROWS[name], numbers)
        if isinstance(value, sympy.ceiling):
            yield value, values.get(symbol, symbol)


def _definition(expression: Expr, symbol: Expr) -> Definition:
    """A name of a ceiling, which is a function of what is left in it."""
    (name,) = (name for name, row in ROWS.items() if row.symbol == str(symbol))
    parameters = tuple(sorted(expression.free_symbols, key=str))
    family = Family(name, parameters, expression, ROWS[name].meaning, symbol=symbol)
    return Definition(symbol, expression, family, parameters)


def _solvable(names: list[str], strided: bool) -> dict[str, str]:
    """What each metric solves: at the stride that is given, else at stride 1."""
    order = ("strided_", "", "shortcut_") if strided else ("", "shortcut_")
    found = {}
    for metric, stem in _METRICS.items():
        ranked = [f"{prefix}{stem}_bytes" for prefix in order]
        found[metric] = next(name for name in ranked if name in names)
    return found


def _notes(numbers: _Numbers) -> Iterator[str]:
    """What these numbers say of the block."""
    inner = numbers.t * numbers.ins
    if inner.is_number and not inner.is_Integer:
        yield f"t M = {inner} is not whole, and not rounded here; a report rounds it, half up"
    if numbers.t == 1:
        yield "t = 1 has no expansion: a group is held on the output map alone"
        if not numbers.unequal:
            yield "t = 1 with a shortcut reads its input again: in place is as whole"
