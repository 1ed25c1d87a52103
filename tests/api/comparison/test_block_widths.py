"""The widths of blocks: those of the papers' tables, and where they are below beta."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import compare, load
from mbv2calc.api.comparison.block_widths import BlockWidths
from mbv2calc.api.comparison.result import Comparison
from mbv2calc.arith import Ratio
from mbv2calc.cost.closed import (
    bottleneck_madds,
    bottleneck_over_separable,
    break_even_width,
    expand_madds,
    separable_madds,
)
from tests.support import layered

BOTH = compare("mbv1_1.0", "mbv2_1.0")


def test_the_ends_of_the_papers_tables() -> None:
    """N of the last block at each output size: Table 1 of the v1 paper, Table 2 of the v2 paper."""
    assert [(e.output[0], e.separable_channels, e.bottleneck_channels, str(e.t), e.expands)
            for e in BOTH.block_widths] == [
        (112, 64, 16, "1", False),
        (56, 128, 24, "6", True),
        (28, 256, 32, "6", True),
        (14, 512, 96, "6", True),
        (7, 1024, 320, "6", True),
    ]  # fmt: skip
    assert [e.width_ratio for e in BOTH.block_widths] == [0.25, 0.1875, 0.125, 0.1875, 0.3125]
    assert [e.below_break_even for e in BOTH.block_widths] == [True, True, True, True, False]
    assert {(e.separable, e.bottleneck, e.kernel_size) for e in BOTH.block_widths} == {
        ("mbv1_1.0", "mbv2_1.0", 3)
    }


def test_beta_and_the_ratio_at_equal_ends_by_hand() -> None:
    """12 N b^2 + 54 b - (9 + N) = 0 and 6 (2 N + 9) / (N + 9) at t = 6; 1 and 1 at t = 1."""
    for widths in BOTH.block_widths[1:]:
        n, beta = widths.separable_channels, widths.break_even_width
        assert abs(12 * n * beta**2 + 54 * beta - (9 + n)) < 1e-9
        assert widths.equal_ends_ratio == pytest.approx(6 * (2 * n + 9) / (n + 9), rel=1e-15)
    assert [round(e.break_even_width, 4) for e in BOTH.block_widths] == [
        1,
        0.2816,
        0.2850,
        0.2868,
        0.2878,
    ]
    assert BOTH.block_widths[0].equal_ends_ratio == BOTH.block_widths[0].break_even_width == 1.0


WIDTHS = st.builds(
    BlockWidths,
    st.just((14, 14)),
    st.just("a"),
    st.just("b"),
    st.integers(1, 4096),
    st.integers(1, 4096),
    st.sampled_from([1, 3, 5, 7]),
    st.sampled_from([1, 3, 5, 7]),
    st.builds(Ratio, st.integers(1, 120), st.just(10)),
    st.booleans(),
).map(lambda e: e if e.expands else e._replace(t=Ratio(1)))


@given(WIDTHS)
def test_a_block_costs_less_exactly_where_its_ends_are_below_beta(widths: BlockWidths) -> None:
    n, k, t = widths.separable_channels, widths.kernel_size, float(widths.t)
    width = widths.width_ratio * n

    def cost(m: float) -> float:
        whole = bottleneck_madds(14, m, m, t * m, k, 1)
        return float(whole if widths.expands else whole - expand_madds(14, m, m))

    separable = separable_madds(14, n, n, widths.separable_kernel_size, 1)
    assert cost(widths.break_even_width * n) == pytest.approx(separable)
    assert cost(n) / separable == pytest.approx(widths.equal_ends_ratio)
    if cost(width) != pytest.approx(separable):
        assert widths.below_break_even is (cost(width) < separable)


def test_the_measure_is_beta_and_not_its_limit() -> None:
    """At N = 1024 and t = 6 beta is 0.28775 and its limit 0.28868; 295 / 1024 is 0.28809."""
    between = BOTH.block_widths[4]._replace(bottleneck_channels=295)
    assert between.break_even_width < between.width_ratio < between.break_even_limit
    assert not between.below_break_even


@given(WIDTHS)
def test_the_limit_of_beta_is_that_of_wide_ends(widths: BlockWidths) -> None:
    n = 10**12
    beta = break_even_width(n, n, widths.kernel_size, widths.t, widths.expands)
    assert widths.break_even_limit == pytest.approx(beta, rel=1e-8)


def test_each_block_has_its_own_kernel() -> None:
    """By hand at M = N = 16: 2 x 16 (16 + 9 + 16) = 1312 against 16 (81 + 16) = 1552."""
    stem = ("conv", {"c": 32, "k": 3, "s": 2})
    wide = layered("wide", stem, ("separable", {"c": 16, "k": 9}))
    narrow = layered("narrow", stem, ("bottleneck", {"c": 16, "t": Ratio(2)}))
    (widths,) = compare(wide, narrow).block_widths
    assert (widths.separable_kernel_size, widths.kernel_size) == (9, 3)
    assert widths.equal_ends_ratio == 1312 / 1552
    assert widths.break_even_width > 1


def test_the_formulas_are_those_of_the_closed_forms() -> None:
    for e in BOTH.block_widths:
        at = (e.separable_channels, e.separable_channels, 3, e.t, e.expands)
        assert e.equal_ends_ratio == bottleneck_over_separable(*at)
        assert e.break_even_width == break_even_width(*at)


def pairs(comparison: Comparison) -> list[tuple[str, str]]:
    return list(dict.fromkeys((e.separable, e.bottleneck) for e in comparison.block_widths))


def test_whichever_comes_first_the_separable_is_the_measure() -> None:
    turned = compare("mbv2_1.0", "mbv1_1.0")
    assert turned.block_widths == BOTH.block_widths
    several = compare("resnet50", "mbv2_1.4", "mbv1_0.5", "mbv1_1.0", "mbv2_0.5")
    assert pairs(several) == [("mbv1_0.5", "mbv2_1.4"), ("mbv1_0.5", "mbv2_0.5")]
    assert len(several.block_widths) == 10


def test_without_such_a_pair_there_are_no_ends() -> None:
    assert compare("mbv2_1.0", "mbv2_0.5", "resnet50").block_widths == ()
    assert compare("mbv1_1.0", "mbv1_0.5", "resnet50").block_widths == ()
    hybrid = layered("both", ("separable", {"c": 8}), ("bottleneck", {"c": 8, "t": Ratio(2)}))
    assert compare(hybrid, layered("conv", ("conv", {"c": 8}))).block_widths == ()
    assert (
        compare("mbv1_1.0", load("mbv2_1.0").at(resolution=225)).block_widths != BOTH.block_widths
    )
    assert compare("mbv1_1.0", load("mbv2_1.0").at(resolution=1000)).block_widths == ()


def test_a_network_of_both_kinds_is_matched_with_another() -> None:
    hybrid = layered("both", ("separable", {"c": 8}), ("bottleneck", {"c": 4, "t": Ratio(2)}))
    sole = layered("sole", ("separable", {"c": 16}))
    narrow = layered("narrow", ("bottleneck", {"c": 2, "t": Ratio(2)}))
    assert pairs(compare(hybrid, sole)) == [("sole", "both")]
    assert pairs(compare(hybrid, narrow)) == [("both", "narrow")]


def test_a_block_that_runs_nothing_has_no_ends() -> None:
    wide = layered("wide", ("separable", {"c": 16}))
    same = {"c": 8, "t": Ratio(0)}
    one = layered("one", ("bottleneck", {"c": 8, "t": Ratio(3), "k": 5}), ("bottleneck", same))
    (widths,) = compare(wide, one).block_widths
    assert (widths.bottleneck_channels, widths.t, widths.kernel_size) == (8, Ratio(3), 5)
    nothing = layered("none", ("conv", {"c": 8}), ("bottleneck", same))
    assert compare(wide, nothing).block_widths == ()
