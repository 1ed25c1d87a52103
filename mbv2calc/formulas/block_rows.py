"""The formulas of the blocks: one row each, a closed form of `cost.closed` called on symbols."""

from collections.abc import Callable
from typing import NamedTuple

import sympy

from mbv2calc.arith import Ratio
from mbv2calc.cost import closed
from mbv2calc.formulas.formula_set import Expr, Variable

_V1, _V2 = "arXiv:1704.04861", "arXiv:1801.04381"
_ONE = sympy.Integer(1)
_MEANINGS = {
    "D_F": "pixels per side of the square input map",
    "D_K": "kernel size (in a network file: k)",
    "M": "input channels",
    "N": "output channels (c, times the width multiplier)",
    "t": "expansion; a bottleneck has E = t M channels inside (t, expansion)",
    "s": "stride (s); the output map has D_G = ceiling(D_F / s) pixels per side",
    "g": "groups of the convolution (conv_groups)",
}


def _variable(name: str) -> Variable:
    whole = {} if name == "t" else {"integer": True}
    return Variable(sympy.Symbol(name, positive=True, **whole), _MEANINGS[name], {name: 1})


VARIABLES = {name: _variable(name) for name in _MEANINGS}


class Block(NamedTuple):
    """The numbers of a block: symbols, or numbers in their place."""

    size: Expr
    kernel: Expr
    ins: Expr
    outs: Expr
    t: Expr
    stride: Expr
    groups: Expr

    @property
    def expands(self) -> bool:
        """Whether there is a first pointwise convolution; t = 1 has none."""
        return bool(self.t != 1)

    @property
    def inner(self) -> Expr:
        """E = t M."""
        return self.t * self.ins

    @property
    def unstrided(self) -> "Block":
        """The block at stride 1."""
        return self._replace(stride=_ONE)

    @property
    def at_one_position(self) -> "Block":
        """The block on one pixel: MAdds are positions x weights, so here they are the weights."""
        return self._replace(size=_ONE, stride=_ONE)


def _bottleneck(b: Block) -> Expr:
    return closed.bottleneck_madds(b.size, b.ins, b.outs, b.inner, b.kernel, b.stride, b.expands)


def _separable(b: Block) -> Expr:
    return closed.separable_madds(b.size, b.ins, b.outs, b.kernel, b.stride)


def _conv(b: Block) -> Expr:
    return closed.conv_madds(b.size, b.ins, b.outs, b.kernel, b.stride, b.groups)


def _break_even(b: Block) -> Expr:
    beta = closed.break_even_width(b.ins, b.outs, b.kernel, Ratio(b.t), b.expands)
    if b.expands:
        return beta
    # At t = 1 the discriminant is a square, and SymPy takes the root of it only if it is factored.
    return sympy.cancel(beta.replace(lambda part: part.is_Add, sympy.factor))


def _break_even_limit(b: Block) -> Expr:
    channels = sympy.Symbol("channels", positive=True)
    beta = _break_even(b._replace(ins=channels, outs=channels))
    return sympy.limit(beta, channels, sympy.oo)


def _by_output(expression: Expr) -> Expr:
    """A product whose sums have the terms on the output map together."""
    factored = sympy.factor(expression)
    sizes = [size**2 for size in factored.atoms(sympy.ceiling)]
    return factored.replace(
        lambda part: part.is_Add, lambda part: sympy.collect(part, sizes, sympy.factor)
    )


def _unchanged(expression: Expr) -> Expr:
    return expression


class Row(NamedTuple):
    """How one formula comes about. `form` writes it as the papers do."""

    title: str
    meaning: str
    make: Callable[[Block], Expr]
    source: str = ""
    form: Callable[[Expr], Expr] = sympy.factor


_WEIGHTS = "parameters without BatchNorm, whatever the stride"

ROWS = {
    "expand_madds": Row(
        "expand", "the first pointwise convolution, M to t M channels",
        lambda b: closed.expand_madds(b.size, b.ins, b.inner), f"{_V2}, section 3.3",
    ),
    "depthwise_madds": Row(
        "depthwise", "a D_K x D_K convolution of each of the t M channels by itself",
        lambda b: closed.depthwise_madds(b.size, b.inner, b.kernel), f"{_V1}, equation 4",
    ),
    "project_madds": Row(
        "project", "the second pointwise convolution, linear, t M to N channels",
        lambda b: closed.project_madds(b.size, b.inner, b.outs), f"{_V2}, section 3.3",
    ),
    "bottleneck_madds": Row(
        "v2's block", "the sum of the three: a bottleneck at stride 1",
        lambda b: _bottleneck(b.unstrided), f"{_V2}, section 3.3",
    ),
    "strided_bottleneck_madds": Row(
        "v2's block, stride s",
        "the depthwise convolution strides; what follows sees the smaller map",
        _bottleneck, form=_by_output,
    ),
    "bottleneck_weights": Row(
        "v2's weights", _WEIGHTS, lambda b: _bottleneck(b.at_one_position)
    ),
    "v1_depthwise_madds": Row(
        "depthwise", "a D_K x D_K convolution of each of the M channels by itself",
        lambda b: closed.depthwise_madds(b.size, b.ins, b.kernel), f"{_V1}, equation 4",
    ),
    "v1_pointwise_madds": Row(
        "pointwise", "the pointwise convolution, M to N channels",
        lambda b: closed.project_madds(b.size, b.ins, b.outs), f"{_V1}, equation 5",
    ),
    "separable_madds": Row(
        "v1's block", "depthwise, then pointwise: a depthwise separable convolution at stride 1",
        lambda b: _separable(b.unstrided), f"{_V1}, equation 5",
    ),
    "strided_separable_madds": Row(
        "v1's block, stride s", "both see the smaller map only", _separable
    ),
    "separable_weights": Row("v1's weights", _WEIGHTS, lambda b: _separable(b.at_one_position)),
    "conv_madds": Row(
        "full convolution", "D_K x D_K, M to N channels in g groups, at stride 1",
        lambda b: _conv(b.unstrided), f"{_V1}, equation 2",
    ),
    "strided_conv_madds": Row(
        "full convolution, stride s", "the same for each pixel of the smaller map", _conv
    ),
    "conv_weights": Row(
        "weights of a full convolution", _WEIGHTS, lambda b: _conv(b.at_one_position)
    ),
    "separable_over_conv": Row(
        "v1's block / full convolution", "with the same M and N, g = 1, at any stride",
        lambda b: closed.separable_over_conv(b.outs, b.kernel), f"{_V1}, section 3.1",
        sympy.expand,
    ),
    "bottleneck_over_separable": Row(
        "v2's block / v1's block",
        "with the same M and N, at stride 1: v2 can win only with fewer of them",
        lambda b: closed.bottleneck_over_separable(b.ins, b.outs, b.kernel, Ratio(b.t), b.expands),
    ),
    "break_even_width": Row(
        "break-even width", "the factor on M and N at which v2's block costs what v1's does",
        _break_even, form=_unchanged,
    ),
    "break_even_limit": Row(
        "limit of the break-even width", "as M = N grows", _break_even_limit, form=_unchanged
    ),
}  # fmt: skip
