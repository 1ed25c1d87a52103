"""Closed forms, each proved equal to the sum of its layers with symbols."""

from typing import Any

import pytest
import sympy

from mbv2calc.arith import Ratio, ceil_div
from mbv2calc.cost.closed import (
    bottleneck_madds,
    bottleneck_over_separable,
    break_even_width,
    conv_madds,
    depthwise_madds,
    expand_madds,
    project_madds,
    separable_madds,
    separable_over_conv,
)
from mbv2calc.cost.tally import layer_tally
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Decision, Layer
from mbv2calc.model.structure import as_given
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.spec.rounding import ChannelRule

D, M, N, K, E, T = sympy.symbols("D_F M N k E t", positive=True, integer=True)


def layers(kind: str, stride: int, *, expands: bool = True, t: Any = E / M) -> tuple[Layer, ...]:
    """The layers of one block on symbols, unrounded."""
    keys: dict[str, Any] = {"c": N, "k": K, "s": stride}
    answers = [Decision("kernel is 1x1", False)] if kind == "conv" else []
    if kind == "bottleneck":
        keys["t"] = Ratio(t)
        questions = {"t = 0": False, "t = 1": not expands}
        if expands:
            questions["t < 1"] = False
        if stride == 1:
            questions["M = N"] = True
        answers = [Decision(about, answer) for about, answer in questions.items()]
    architecture = Architecture(
        name="block",
        input=Input(height=D, width=D, channels=M),
        channels=ChannelRule(round="none"),
        layers=(Entry(KINDS[kind](**keys)),),
    )
    return build_network(architecture, as_given(answers)).layers


def madds(found: tuple[Layer, ...]) -> dict[str, Any]:
    return {layer.role: layer_tally(layer).macs for layer in found}


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_bottleneck(stride: int) -> None:
    terms = madds(layers("bottleneck", stride))
    out = ceil_div(D, stride)
    assert sympy.simplify(terms["expand"] - expand_madds(D, M, E)) == 0
    assert sympy.simplify(terms["depthwise"] - depthwise_madds(out, E, K)) == 0
    assert sympy.simplify(terms["project"] - project_madds(out, E, N)) == 0
    assert sympy.simplify(sum(terms.values()) - bottleneck_madds(D, M, N, E, K, stride)) == 0


def test_bottleneck_at_stride_1_is_the_formula_of_the_paper() -> None:
    """h w d' t (d' + k^2 + d''): arXiv:1801.04381, section 3.3."""
    paper = D * D * M * T * (M + K * K + N)
    assert sympy.expand(bottleneck_madds(D, M, N, T * M, K, 1) - paper) == 0
    terms = madds(layers("bottleneck", 1, t=T))
    assert sympy.expand(sum(terms.values()) - paper) == 0


@pytest.mark.parametrize("stride", [1, 2])
def test_without_expansion_the_first_term_is_gone(stride: int) -> None:
    terms = madds(layers("bottleneck", stride, expands=False, t=sympy.Integer(1)))
    whole = bottleneck_madds(D, M, N, M, K, stride) - expand_madds(D, M, M)
    assert sympy.simplify(sum(terms.values()) - whole) == 0


@pytest.mark.parametrize("stride", [1, 2])
def test_separable(stride: int) -> None:
    terms = madds(layers("separable", stride))
    assert sympy.simplify(sum(terms.values()) - separable_madds(D, M, N, K, stride)) == 0


def test_separable_against_a_full_convolution() -> None:
    """1/N + 1/k^2: arXiv:1704.04861, section 3.1."""
    ratio = separable_madds(D, M, N, K, 1) / conv_madds(D, M, N, K, 1)
    assert sympy.simplify(ratio - (1 / N + 1 / K**2)) == 0
    assert sympy.simplify(ratio - separable_over_conv(N, K)) == 0


@pytest.mark.parametrize("stride", [1, 2])
def test_convolution(stride: int) -> None:
    terms = madds(layers("conv", stride))
    assert sympy.simplify(terms["conv"] - conv_madds(D, M, N, K, stride)) == 0
    assert conv_madds(15, 32, 64, 3, stride, 4) * 4 == conv_madds(15, 32, 64, 3, stride)


@pytest.mark.parametrize("expands", [True, False])
def test_the_ratio_at_equal_ends_is_that_of_the_blocks(expands: bool) -> None:
    t = T if expands else sympy.Integer(1)
    first = 0 if expands else expand_madds(D, M, M)
    ratio = (bottleneck_madds(D, M, N, t * M, K, 1) - first) / separable_madds(D, M, N, K, 1)
    assert sympy.simplify(ratio - bottleneck_over_separable(M, N, K, Ratio(t), expands)) == 0


def test_at_the_break_even_width_both_blocks_cost_the_same() -> None:
    beta = break_even_width(M, N, K, Ratio(T))
    narrow = bottleneck_madds(D, beta * M, beta * N, T * beta * M, K, 1)
    assert sympy.simplify(narrow - separable_madds(D, M, N, K, 1)) == 0


def test_without_expansion_both_blocks_are_one() -> None:
    """(k^2 + 2 N)^2 is under the root, so beta is 1."""
    beta = break_even_width(M, N, K, Ratio(sympy.Integer(1)), expands=False)
    assert beta.replace(lambda e: e.is_Add, sympy.factor).equals(1)
    assert break_even_width(24, 40, 3, Ratio(1), expands=False) == 1.0


def test_the_break_even_width_of_numbers() -> None:
    """By hand: 6144 b^2 + 54 b - 521 = 0 at M = N = 512, k = 3, t = 6; its limit 1 / sqrt(12)."""
    beta = break_even_width(512, 512, 3, Ratio(6))
    assert abs(6144 * beta**2 + 54 * beta - 521) < 1e-9
    assert abs(break_even_width(10**9, 10**9, 3, Ratio(6)) - 12**-0.5) < 1e-6
    exact = break_even_width(sympy.Integer(512), 512, 3, Ratio(6))
    assert float(exact) == pytest.approx(beta, rel=1e-12)


def test_table_3_of_the_v1_paper() -> None:
    """One layer, k = 3, M = N = 512, D_F = 14; alpha = 0.75; rho = 0.714."""
    assert separable_madds(14, 512, 512, 3, 1) == 52_283_392
    assert separable_madds(14, 384, 384, 3, 1) == 29_578_752
    assert separable_madds(10, 384, 384, 3, 1) == 15_091_200


def test_the_proof_sees_a_wrong_formula() -> None:
    terms = madds(layers("separable", 1))
    wrong = separable_madds(D, M, N, K, 1) + M
    assert sympy.simplify(sum(terms.values()) - wrong) != 0
