"""The formulas of the blocks: those of the papers, and at numbers those of the closed forms."""

from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.cost import closed
from mbv2calc.cost.tally import layer_tally
from mbv2calc.errors import UsageError
from mbv2calc.formulas.topics import TOPICS, known_topic
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import build_network
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.spec.rounding import ChannelRule
from tests.formula_support import blocks, expressions
from tests.tiers import examples

GOLDEN = {
    "bottleneck": {
        "expand_madds": "D_F**2*M*t*M",
        "depthwise_madds": "D_F**2*t*M*D_K**2",
        "project_madds": "D_F**2*t*M*N",
        "bottleneck_madds": "D_F**2*M*t*(M + D_K**2 + N)",
        "strided_bottleneck_madds": "M*t*(D_F**2*M + ceiling(D_F/s)**2*(D_K**2 + N))",
        "bottleneck_weights": "M*t*(M + D_K**2 + N)",
    },
    "separable": {
        "v1_depthwise_madds": "D_F**2*M*D_K**2",
        "v1_pointwise_madds": "D_F**2*M*N",
        "separable_madds": "D_F**2*M*(D_K**2 + N)",
        "strided_separable_madds": "ceiling(D_F/s)**2*M*(D_K**2 + N)",
        "separable_weights": "M*(D_K**2 + N)",
        "separable_over_conv": "1/N + 1/D_K**2",
    },
    "conv": {
        "conv_madds": "D_F**2*D_K**2*M*N/g",
        "strided_conv_madds": "ceiling(D_F/s)**2*D_K**2*M*N/g",
        "conv_weights": "D_K**2*M*N/g",
    },
    "ratio": {
        "separable_over_conv": "1/N + 1/D_K**2",
        "bottleneck_over_separable": "t*(M + D_K**2 + N)/(D_K**2 + N)",
        "break_even_width": "(sqrt(t**2*D_K**4 + 4*t*(M + N)*(D_K**2 + N)) - t*D_K**2)"
        "/(2*t*(M + N))",
        "break_even_limit": "1/sqrt(2*t)",
    },
}
"""From arXiv:1801.04381, section 3.3, and arXiv:1704.04861, section 3.1; ratios by hand."""


def parsed(text: str, formula_set: Any) -> Any:
    return sympy.sympify(text, {str(v.symbol): v.symbol for v in formula_set.variables})


@pytest.mark.parametrize("topic", GOLDEN)
def test_formulas_are_those_of_the_papers(topic: str) -> None:
    formula_set = blocks(topic)
    found = expressions(formula_set)
    assert list(found) == list(GOLDEN[topic])
    for name, text in GOLDEN[topic].items():
        assert sympy.simplify(found[name] - parsed(text, formula_set)) == 0, name


def test_sums_are_factored_as_the_papers_do() -> None:
    found = {name: str(e) for name, e in expressions(blocks("bottleneck")).items()}
    assert found["bottleneck_madds"] == "D_F**2*M*t*(D_K**2 + M + N)"
    assert found["strided_bottleneck_madds"] == ("M*t*(D_F**2*M + (D_K**2 + N)*ceiling(D_F/s)**2)")


def test_the_overview_goes_in_the_order_of_the_derivation() -> None:
    assert list(expressions(blocks())) == [
        "expand_madds", "depthwise_madds", "project_madds", "bottleneck_madds",
        "strided_bottleneck_madds", "separable_madds", "separable_over_conv",
        "bottleneck_over_separable",
    ]  # fmt: skip


def test_the_three_terms_add_up() -> None:
    found = expressions(blocks("bottleneck"))
    terms = (found[f"{part}_madds"] for part in ("expand", "depthwise", "project"))
    assert sympy.expand(sum(terms) - found["bottleneck_madds"]) == 0


SIZES = st.integers(1, 300)
COUNTS = st.integers(1, 1000)


@examples(20)
@given(SIZES, COUNTS, COUNTS, st.integers(2, 9), st.sampled_from([1, 3, 5]), st.integers(1, 4))
def test_numbers_give_what_the_closed_forms_give(
    size: int, ins: int, outs: int, t: int, k: int, s: int
) -> None:
    at = f"D_F={size},M={ins},N={outs},t={t},D_K={k},s={s}"
    found = expressions(blocks("bottleneck", at))
    assert found["strided_bottleneck_madds"] == closed.bottleneck_madds(
        size, ins, outs, t * ins, k, s
    )
    assert found["bottleneck_madds"] == closed.bottleneck_madds(size, ins, outs, t * ins, k, 1)
    ratio = expressions(blocks("ratio", f"M={ins},N={outs},t={t},D_K={k}"))
    assert ratio["bottleneck_over_separable"] == sympy.Rational(
        t * (ins + k * k + outs), k * k + outs
    )


@pytest.mark.parametrize(("t", "s"), [(1, 1), (1, 2), (6, 1), (6, 2)])
def test_a_block_at_numbers_is_the_block_of_a_network(t: int, s: int) -> None:
    """At t = 1 too, whose block has no expansion."""
    network = build_network(
        Architecture(
            name="block",
            input=Input(height=15, width=15, channels=24),
            channels=ChannelRule(round="none"),
            layers=(Entry(KINDS["bottleneck"](c=24, s=s, t=Ratio(t))),),  # type: ignore[call-arg]
        )
    )
    tallies = [layer_tally(layer) for layer in network.layers]
    found = expressions(blocks("bottleneck", f"t={t},D_F=15,M=24,N=24,D_K=3,s={s}"))
    assert found["strided_bottleneck_madds"] == sum(tally.macs for tally in tallies)
    assert found["bottleneck_weights"] == sum(tally.weights for tally in tallies)
    assert ("expand_madds" in found) == (t != 1)


def test_t_1_has_its_own_structure_and_says_so() -> None:
    formula_set = blocks("bottleneck", "t=1")
    assert str(expressions(formula_set)["bottleneck_madds"]) == "D_F**2*M*(D_K**2 + N)"
    assert formula_set.assumed == ()
    assert formula_set.notes[0].startswith("t = 1 has no first pointwise convolution")
    ratio = blocks("ratio", "t=1")
    assert [e for name, e in expressions(ratio).items() if name != "separable_over_conv"] == [1] * 3


def test_t_0_and_unfit_groups_are_refused() -> None:
    with pytest.raises(UsageError, match="t = 0 is the identity"):
        blocks("bottleneck", "t=0")
    with pytest.raises(UsageError, match="5 groups do not divide 32 channels"):
        blocks("conv", "g=5,M=32")


def test_unknown_topics_are_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'bottleneck'"):
        known_topic("botleneck")
    with pytest.raises(UsageError, match="did you mean 'separable'"):
        known_topic("v1")
    with pytest.raises(UsageError, match=", ".join(TOPICS)):
        known_topic("zzz")
