"""Costs in symbols: the formulas of blocks and networks, and what can be asked of them."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.errors import QuantityError, UsageError
from mbv2calc.formulas.topics import MEMORY, NETWORK, known_topic
from mbv2calc.spec.paths import as_text

if TYPE_CHECKING:
    from mbv2calc.api.model import Model
    from mbv2calc.formulas.formula_set import FormulaSet, FormulaSource

Numbers: TypeAlias = Mapping[str, Any] | Iterable[str] | str | None
"""Numbers for symbols: {"t": 6, "M": 32}, or texts such as "t=6,M=32"."""

Target: TypeAlias = int | float | Fraction | str | None
"""A value to solve for: 300000000, "300M", Fraction(7, 20)."""


class Question(NamedTuple):
    """A question about formulas: their derivatives, or where one of them has a value."""

    diff: str | None = None
    solve: str | None = None
    equals: Target = None
    metric: str | None = None

    def check(self) -> None:
        """Raises UsageError if a part contradicts another, or lacks one that it needs."""
        if self.diff is not None and self.solve is not None:
            raise UsageError("--diff, --solve: one question at a time; leave one out")
        if self.solve is not None and self.equals is None:
            raise UsageError("--solve: needs a target: --equals 300M")
        for flag, value in (("--equals", self.equals), ("--metric", self.metric)):
            if value is not None and self.solve is None:
                raise UsageError(f"{flag}: nothing is solved; add --solve, such as --solve t")


def formula(
    topic: str = "",
    *,
    at: Numbers = None,
    diff: str | None = None,
    solve: str | None = None,
    equals: Target = None,
    metric: str | None = None,
    dtype: str | None = None,
) -> "FormulaSet":
    """What a block costs in symbols: bottleneck, separable, conv, ratio, memory; "" is an overview.

    `at` gives symbols numbers. `diff` differentiates by a symbol. `solve` finds the values of a
    symbol at which the formula of `metric` (default: the topic's first) equals `equals`. `dtype`
    gives numbers to the bytes of the topic memory. `Model.formula` has the formulas of a network.
    Raises UsageError for unknown names and impossible numbers.

    >>> formula("conv")
    FormulaSet('conv', conv_madds, strided_conv_madds, conv_weights in D_F, D_K, M, N, g, s)
    >>> print(formula("conv").formulas[0].expression)
    D_F**2*D_K**2*M*N/g
    >>> block = {"D_F": 14, "D_K": 3, "M": 64, "N": 64}
    >>> formula("bottleneck", at=block, solve="t", equals=10311168).formulas[0].value
    6
    """
    question = Question(diff, solve, equals, metric)
    question.check()
    return _answer(_block_source(topic, dtype), at, question)


def model_formula(
    model: "Model",
    topic: str,
    names: Iterable[str] | str | None,
    rounded: bool,
    at: Numbers,
    question: Question,
) -> "FormulaSet":
    """What a network costs in symbols: `Model.formula`, which says more."""
    question.check()
    listed = names.split(",") if isinstance(names, str) else names
    stripped = None if listed is None else [name.strip() for name in listed]
    return _answer(_model_source(model, topic, stripped, rounded), at, question)


def _block_source(topic: str, dtype: str | None) -> "FormulaSource":
    """The formulas of a block. Raises UsageError for an unknown topic and for `network`."""
    if known_topic(topic) == NETWORK:
        raise UsageError("the topic network is of one network; write load('mbv2_1.0').formula()")
    if topic == MEMORY:
        from mbv2calc.formulas.memory import memory_source

        return memory_source(None if dtype is None else find_dtype(dtype))
    if dtype is not None:
        raise UsageError("--dtype: only formulas of memory have bytes; leave it out")
    from mbv2calc.formulas.blocks import block_source

    return block_source(topic)


def _model_source(
    model: "Model", topic: str, names: list[str] | None, rounded: bool
) -> "FormulaSource":
    """The formulas of a network, with the numbers of the model; its peaks under `memory`."""
    if topic == NETWORK:
        from mbv2calc.formulas.network import network_source

        return network_source(model.architecture, names=names, rounded=rounded, batch=model.batch)
    if topic != MEMORY:
        known_topic(topic)
        raise UsageError(f"the topic {topic or 'overview'} has no network; name network or memory")
    if rounded:
        fix = "leave the flag out, or see `mbv2calc memory`"
        raise UsageError(f"--rounded: floors keep peaks from being compared; {fix}")
    from mbv2calc.formulas.peaks import peak_source

    dtype = None if model.stated_dtype is None else find_dtype(model.stated_dtype)
    return peak_source(model.architecture, names=names, batch=model.batch, dtype=dtype)


def _answer(source: "FormulaSource", at: Numbers, question: Question) -> "FormulaSet":
    """The formulas at the given numbers, or the answer to a question about them."""
    from mbv2calc.formulas.queries import derivative, figure, numbers, resolve_symbol
    from mbv2calc.formulas.solve import solved

    values = numbers(source, _texts(at))
    if question.solve is not None:
        try:
            target = figure(as_text(question.equals), size=source.of_bytes)
        except QuantityError as error:
            raise UsageError(f"--equals: {error}") from None
        variable = resolve_symbol(source, question.solve, "--solve", values)
        return solved(source, values, variable, target, question.metric)
    if question.diff is not None:
        variable = resolve_symbol(source, question.diff, "--diff", values)
        return derivative(source.at(values), variable)
    return source.at(values)


def _texts(at: Numbers) -> list[str]:
    """The numbers for symbols as a person types them."""
    if at is None:
        return []
    if isinstance(at, Mapping):
        return [f"{name}={as_text(number)}" for name, number in at.items()]
    return [at] if isinstance(at, str) else list(at)
