"""The topics of the blocks: which formulas each shows, and which of them it solves."""

from typing import NamedTuple

import sympy

from mbv2calc.errors import UsageError, unknown
from mbv2calc.formulas.blocks import ROWS, VARIABLES, Block
from mbv2calc.formulas.formula_set import Formula, FormulaSet, FormulaSource, Values
from mbv2calc.formulas.memory import memory_source


class _Topic(NamedTuple):
    """What a topic shows, and what it solves: by metric, at stride 1 and at a given stride."""

    title: str
    symbols: str
    rows: tuple[str, ...]
    solvable: dict[str, tuple[str, str]]


def _solvable(block: str) -> dict[str, tuple[str, str]]:
    weights = f"{block}_weights"
    return {
        "madds": (f"{block}_madds", f"strided_{block}_madds"),
        "params": (weights, weights),
    }


_RATIO = "bottleneck_over_separable"
_TOPICS = {
    "": _Topic(
        "The blocks of MobileNets: MAdds of one image",
        "D_F D_K M N t s",
        (
            "expand_madds", "depthwise_madds", "project_madds", "bottleneck_madds",
            "strided_bottleneck_madds", "separable_madds", "separable_over_conv", _RATIO,
        ),
        {},
    ),
    "bottleneck": _Topic(
        "MobileNetV2's block, the bottleneck: MAdds of one image",
        "D_F D_K M N t s",
        (
            "expand_madds", "depthwise_madds", "project_madds", "bottleneck_madds",
            "strided_bottleneck_madds", "bottleneck_weights",
        ),
        _solvable("bottleneck"),
    ),
    "separable": _Topic(
        "MobileNetV1's block, the separable convolution: MAdds of one image",
        "D_F D_K M N s",
        (
            "v1_depthwise_madds", "v1_pointwise_madds", "separable_madds",
            "strided_separable_madds", "separable_weights", "separable_over_conv",
        ),
        _solvable("separable"),
    ),
    "conv": _Topic(
        "A full convolution: MAdds of one image",
        "D_F D_K M N g s",
        ("conv_madds", "strided_conv_madds", "conv_weights"),
        _solvable("conv"),
    ),
    "ratio": _Topic(
        "The blocks against each other",
        "D_K M N t",
        ("separable_over_conv", _RATIO, "break_even_width", "break_even_limit"),
        {"madds": (_RATIO, _RATIO), "separable_over_conv": ("separable_over_conv",) * 2},
    ),
}  # fmt: skip

TOPICS = (*filter(None, _TOPICS), "memory", "network")
"""What `mbv2calc formula` knows; without a topic it gives an overview of the blocks."""


def block_source(topic: str = "") -> FormulaSource:
    """The formulas of a block; UsageError for a topic that is none."""
    if topic == "memory":
        return memory_source()
    if topic not in _TOPICS:
        raise UsageError(unknown("topic", topic, TOPICS, _SYNONYMS))
    variables = tuple(VARIABLES[name] for name in _TOPICS[topic].symbols.split())
    return FormulaSource(variables, lambda values: _formula_set(topic, values))


_SYNONYMS = {
    "v2": "bottleneck", "mbv2": "bottleneck", "inverted_residual": "bottleneck",
    "v1": "separable", "mbv1": "separable", "depthwise": "separable", "pointwise": "separable",
    "convolution": "conv", "conv2d": "conv", "beta": "ratio", "break-even": "ratio",
    "net": "network", "model": "network", "ram": "memory", "bytes": "memory", "peak": "memory",
    "grouped": "memory", "groups": "memory",
}  # fmt: skip


def _formula_set(topic: str, values: Values) -> FormulaSet:
    of = _TOPICS[topic]
    block = Block(*(values.get(v.symbol, v.symbol) for v in VARIABLES.values()))
    notes = _checked(block)
    rows = {n: ROWS[n] for n in of.rows if n != "expand_madds" or block.expands}
    formulas = tuple(
        Formula(name, row.title, row.form(row.make(block)), row.meaning, (), row.source)
        for name, row in rows.items()
    )
    strided = VARIABLES["s"].symbol in values
    solvable = {metric: names[strided] for metric, names in of.solvable.items()}
    variables = tuple(VARIABLES[name] for name in of.symbols.split())
    t = VARIABLES["t"].symbol
    return FormulaSet(
        topic=topic or "overview",
        title=of.title,
        formulas=formulas,
        variables=variables,
        solvable=solvable,
        assumed=(sympy.Ne(t, 1),) if block.t == t and "t" in of.symbols.split() else (),
        notes=notes,
        at={v.name: str(values[v.symbol]) for v in variables if v.symbol in values},
    )


def _checked(block: Block) -> tuple[str, ...]:
    """What a t says of the block. Raises UsageError for numbers that make none."""
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
