"""The memory of a block under each schedule: `cost.memory` called on blocks of symbols.

No formula is written here: the model builds a block, and `block_bytes` says what it needs.
"""

from collections.abc import Iterator

import sympy

from mbv2calc.cost.dtypes import Dtype
from mbv2calc.cost.memory.liveness import ElementBytes
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
from mbv2calc.formulas.memory_blocks import MemoryBlock
from mbv2calc.formulas.memory_rows import ROWS, Row
from mbv2calc.formulas.memory_symbols import (
    BYTES,
    COUNTED,
    GROUPS,
    SUM_BYTES,
    arranged,
    bytes_by_symbol,
    in_leaves,
)

_T, _STRIDE = VARIABLES["t"].symbol, VARIABLES["s"].symbol
_SYMBOLS = (*(VARIABLES[n] for n in ("D_F", "M", "N", "t", "s")), GROUPS, BYTES, SUM_BYTES)
_DERIVED = {  # rows that other formulas name, and that may have a number in their place
    name: Variable(
        sympy.Symbol(symbol, positive=True, integer=True), ROWS[name].meaning, {symbol: 1}
    )
    for name, symbol in (("group_channels", "e"), ("out_size", "D_G"))
}
_E, _OUT = (variable.symbol for variable in _DERIVED.values())
_VARIABLES = (*_SYMBOLS, *_DERIVED.values())
_ORDER = (BYTES.symbol, SUM_BYTES.symbol, _E, VARIABLES["D_F"].symbol, _OUT)
_METRICS = {"grouped": "grouped", "whole": "whole", "in-place": "in_place"}


def memory_source(dtype: Dtype | None = None) -> FormulaSource:
    """The formulas of a block's memory; with a dtype, at its bytes per activation and per sum.

    `at` raises UsageError for impossible numbers.
    """
    given = bytes_by_symbol(dtype)
    return FormulaSource(
        variables=tuple(v for v in _VARIABLES if v.symbol not in given),
        at=lambda values: _formula_set({**given, **values}),
        fixed=tuple(v for v in _VARIABLES if v.symbol in given),
        of_bytes=True,
    )


def _formula_set(values: Values) -> FormulaSet:
    _check(values)
    numbers = (values.get(v.symbol, v.symbol) for v in _SYMBOLS)
    size, ins, outs, t, stride, groups, activation, sums = numbers
    block = MemoryBlock(size, ins, outs, t, stride, ElementBytes(activation, sums), groups)
    names = dict(_named(block, values))
    formulas = tuple(
        _formula(name, row, block, names)
        for name, row in ROWS.items()
        if _is_printed(name, row, block, values)
    )
    return FormulaSet(
        topic="memory",
        title="Memory that a block needs: bytes for one image",
        formulas=formulas,
        variables=_VARIABLES,
        solvable=_solvable([f.name for f in formulas], _STRIDE in values),
        definitions=tuple(_definition(*pair) for pair in names.items() if pair[1].is_Symbol),
        assumed=(sympy.Gt(_T, 1),) if block.t == _T else (),
        notes=(*_notes(block), COUNTED),
        at={v.name: str(values[v.symbol]) for v in _VARIABLES if v.symbol in values},
        fix="use e, the channels in memory at once, or another symbol",
    )


def _check(values: Values) -> None:
    """Raise UsageError for numbers that make no block, and for two numbers for one thing."""
    if values.get(_T) == 0:
        message = "t = 0 is the identity, which needs no memory of its own; give a t above 0"
        raise UsageError(f"--at t=0: {message}")
    for symbol, other in ((_E, GROUPS.symbol), (_OUT, _STRIDE)):
        if symbol in values and other in values:
            message = f"{symbol} follows from {other}; leave one of the two out"
            raise UsageError(f"--at {symbol}={values[symbol]}: {message}")


def _is_printed(name: str, row: Row, block: MemoryBlock, values: Values) -> bool:
    """Whether there is a row's block at these numbers, and no other row says the same."""
    if name in _DERIVED:
        return _DERIVED[name].symbol not in values and (name != "out_size" or block.stride != 1)
    if row.block == "shortcut":
        return not block.unequal
    if row.block == "plain" and block.equal:
        return row.quantity not in ("whole", "in-place")
    return block.stride != 1 or not name.startswith("strided_")


def _formula(name: str, row: Row, block: MemoryBlock, names: dict[Expr, Expr]) -> Formula:
    expression = block.value(row)
    if name in _DERIVED:
        symbol = _DERIVED[name].symbol
        return Formula(name, row.title, expression, row.meaning, (), row.source, symbol)
    expression = in_leaves(expression, lambda leaf: leaf.xreplace(names))
    expression = arranged(expression, _ORDER, shared=True)
    return Formula(name, row.title, expression, row.meaning, (), row.source)


def _named(block: MemoryBlock, values: Values) -> Iterator[tuple[Expr, Expr]]:
    """Ceilings by what replaces each: e or D_G, or the number that was given for it."""
    for name, variable in reversed(_DERIVED.items()):
        value = block.value(ROWS[name])
        if isinstance(value, sympy.ceiling):
            yield value, values.get(variable.symbol, variable.symbol)


def _definition(expression: Expr, symbol: Expr) -> Definition:
    """The name of a ceiling, which is a function of the symbols in it."""
    name = next(name for name, variable in _DERIVED.items() if variable.symbol == symbol)
    parameters = tuple(sorted(expression.free_symbols, key=str))
    family = Family(name, parameters, expression, ROWS[name].meaning, symbol=symbol)
    return Definition(symbol, expression, family, parameters)


def _solvable(names: list[str], strided: bool) -> dict[str, str]:
    """The formula that each metric solves: at the given stride, else at stride 1."""
    order = ("strided_", "", "shortcut_") if strided else ("", "shortcut_")
    ranked = {metric: [f"{p}{stem}_bytes" for p in order] for metric, stem in _METRICS.items()}
    return {m: next(n for n in formulas if n in names) for m, formulas in ranked.items()}


def _notes(block: MemoryBlock) -> Iterator[str]:
    """What a reader should know about a block with these numbers."""
    inner = block.t * block.ins
    if inner.is_number and not inner.is_Integer:
        yield f"t M = {inner} is not whole, and not rounded here; a report rounds it, half up"
    if block.t == 1:
        yield "t = 1 has no expansion: a group is in memory on the output map only"
        if not block.unequal:
            yield "t = 1 with a shortcut reads its input again: in place takes as much as whole"
