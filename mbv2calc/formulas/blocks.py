"""The formulas of one block: those of a topic, in symbols or at numbers."""

import sympy

from mbv2calc.errors import UsageError
from mbv2calc.formulas.block_rows import ROWS, VARIABLES, Block
from mbv2calc.formulas.formula_set import Formula, FormulaSet, FormulaSource, Values, Variable
from mbv2calc.formulas.topics import BLOCK_TOPICS


def block_source(topic: str = "") -> FormulaSource:
    """The formulas of a topic of the blocks; without one the overview."""
    return FormulaSource(_variables(topic), lambda values: _formula_set(topic, values))


def _variables(topic: str) -> tuple[Variable, ...]:
    return tuple(VARIABLES[name] for name in BLOCK_TOPICS[topic].symbols.split())


def _formula_set(topic: str, values: Values) -> FormulaSet:
    title, _, names, solvable = BLOCK_TOPICS[topic]
    block = Block(*(values.get(v.symbol, v.symbol) for v in VARIABLES.values()))
    notes = _checked(block)
    rows = {n: ROWS[n] for n in names.split() if n != "expand_madds" or block.expands}
    if VARIABLES["s"].symbol in values:
        strided = {metric: f"strided_{name}" for metric, name in solvable.items()}
        solvable = solvable | {m: name for m, name in strided.items() if name in rows}
    variables, t = _variables(topic), VARIABLES["t"]
    return FormulaSet(
        topic=topic or "overview",
        title=title,
        formulas=tuple(
            Formula(name, row.title, row.form(row.make(block)), row.meaning, (), row.source)
            for name, row in rows.items()
        ),
        variables=variables,
        solvable=solvable,
        assumed=(sympy.Ne(t.symbol, 1),) if t in variables and block.t == t.symbol else (),
        notes=notes,
        at={v.name: str(values[v.symbol]) for v in variables if v.symbol in values},
    )


def _checked(block: Block) -> tuple[str, ...]:
    """A note on its t. Raises UsageError for numbers that make none."""
    if block.t == 0:
        message = "t = 0 is the identity, which computes nothing; give a t above 0"
        raise UsageError(f"--at t=0: {message}")
    for end in (block.ins, block.outs):
        if end.is_Integer and block.groups.is_Integer and end % block.groups != 0:
            message = f"{block.groups} groups do not divide {end} channels; give a g that does"
            raise UsageError(f"--at g={block.groups}: {message}")
    if not block.expands:
        return ("t = 1 has no first pointwise convolution, so its M is missing from the sums",)
    return ()
