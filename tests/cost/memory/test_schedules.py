"""Schedules: the figures of MobileNets, and laws on random blocks and networks."""

from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.cost.memory.blocks import Block, blocks_of
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.plan import make_plan
from mbv2calc.cost.memory.schedules import (
    AUTO,
    SCHEDULES,
    block_bytes,
    group_channels,
    moments_under,
    peak_bytes,
)
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture
from tests.cost.memory.by_hand import BYTE, all_groups, half_up, parts, peak, single
from tests.strategies import EXPANSIONS, POINTS, Point, architectures, graphs
from tests.tiers import examples

INT8 = ElementBytes(1, 4)
V1, V2 = load("mbv1_1.0").network(), load("mbv2_1.0").network()
SIZES = st.sampled_from(
    [
        ElementBytes(1, 4),
        ElementBytes(1, 1),
        ElementBytes(2, 4),
        ElementBytes(4, 4),
        ElementBytes(12, 12),
        ElementBytes(4, 8),
    ]
)


@pytest.mark.parametrize(
    ("schedule", "groups", "accumulator", "bytes_"),
    [
        ("whole", 1, 4, 1_505_280),
        ("in-place", 1, 4, 1_404_928),
        ("grouped", 2, 4, 1_404_928),
        ("grouped", 4, 4, 1_304_576),
        ("grouped", 8, 4, 1_254_400),
        ("grouped", ONE_CHANNEL, 4, 1_216_768),
        ("grouped", 2, 1, 1_028_608),
        ("grouped", 4, 1, 702_464),
        ("grouped", 8, 1, 652_288),
        ("grouped", ONE_CHANNEL, 1, 614_656),
        (AUTO, 1, 4, 602_112),
    ],
)
def test_mobilenet_v2_at_224_in_int8(
    schedule: str, groups: int, accumulator: int, bytes_: int
) -> None:
    """Whole as petewarden/ml_memory_analyser counts it, the others by hand from Table 2."""
    assert peak_bytes(V2, schedule, ElementBytes(1, accumulator), groups) == bytes_


def test_the_block_that_sets_each_peak() -> None:
    """The first block that expands: 112 x 112 x 16 to 96, then 56 x 56 x 96 to 24."""
    wide, narrow = 112 * 112, 56 * 56
    assert wide * (16 + 96) == 1_404_928  # in place: X and what it is expanded to
    assert wide * 96 + narrow * 96 == 1_505_280  # whole: before and behind the depthwise
    (block,) = (block for block in blocks_of(V2) if block.name == "2.0")
    for groups, channels in ((2, 48), (5, 20), (7, 14), (96, 1), (97, 1)):
        found = block_bytes(block, "grouped", ElementBytes(1, 4), groups)
        assert found == wide * 16 + narrow * 24 * 4 + channels * (wide + narrow)


@pytest.mark.parametrize("schedule", ["whole", "in-place", AUTO])
def test_mobilenet_v1_needs_its_widest_pointwise(schedule: str) -> None:
    """112 x 112 x 32 to 64, as petewarden/ml_memory_analyser counts; sums in int32 take more."""
    assert peak_bytes(V1, schedule, INT8) == 112 * 112 * (32 + 64) == 1_204_224
    assert peak_bytes(V1, "grouped", INT8) == 112 * 112 * (32 + 4 * 64 + 1)


def test_one_group_is_above_whole() -> None:
    """It holds the input, all inner channels and the accumulators at once."""
    assert peak_bytes(V2, "grouped", ElementBytes(1, 1), 1) > peak_bytes(
        V2, "whole", ElementBytes(1, 1)
    )
    assert peak_bytes(V1, "grouped", ElementBytes(1, 1), 1) > peak_bytes(
        V1, "whole", ElementBytes(1, 1)
    )


class Ends(NamedTuple):
    """The numbers of a block: a bottleneck at t, or a separable, which has none."""

    height: int
    width: int
    in_channels: int
    out_channels: int
    stride: int
    t: str | None

    def network(self) -> Network:
        keys: dict[str, Any] = {"c": self.out_channels, "s": self.stride}
        if self.t is not None:
            keys["t"] = Ratio.parse(self.t)
        kind = "separable" if self.t is None else "bottleneck"
        return single(self.height, self.width, self.in_channels, kind, **keys)


SIDES = st.integers(3, 60)
COUNTS = st.integers(1, 40)
ANY_T = st.none() | st.sampled_from(["0.1", *EXPANSIONS])
ENDS = st.builds(Ends, SIDES, SIDES, COUNTS, COUNTS, st.integers(1, 3), ANY_T)
LEVEL = st.builds(lambda ends: ends._replace(out_channels=ends.in_channels, stride=1), ENDS)
"""Ends between which there is a shortcut."""


def only_block(network: Network) -> Block:
    (block,) = blocks_of(network)
    return block


@examples(200)
@given(ends=ENDS | LEVEL, sizes=SIZES, groups=st.integers(1, 500))
def test_bytes_of_groups_from_the_ends_of_a_block(
    ends: Ends, sizes: ElementBytes, groups: int
) -> None:
    """D_F^2 M b + D_G^2 N b_acc + ceil(E / G) (D_F^2 [if it expands] + D_G^2) b."""
    height, width, m, n, s, t = ends
    before, behind = height * width, -(-height // s) * -(-width // s)
    inner = m if t is None else half_up(Fraction(t) * m)
    channel = behind if t in (None, "1") else before + behind
    bytes_ = (before * m + -(-inner // groups) * channel) * sizes.activation
    bytes_ += behind * n * sizes.accumulator
    block = only_block(ends.network())
    assert block_bytes(block, "grouped", sizes, groups) == bytes_
    assert block.groupable is not None
    assert block.groupable.channels == inner


@examples(100)
@given(ends=ENDS | LEVEL, sizes=SIZES)
def test_bytes_never_grow_with_the_groups(ends: Ends, sizes: ElementBytes) -> None:
    network = ends.network()
    (part,) = parts(network)
    held = [
        block_bytes(only_block(network), "grouped", sizes, groups)
        for groups in (*range(1, 2 + part.inner_channels), ONE_CHANNEL)
    ]
    assert held == sorted(held, reverse=True)


@given(inner=st.integers(1, 600), groups=st.integers(1, 700))
def test_groups_are_balanced(inner: int, groups: int) -> None:
    """The largest of groups whose sizes differ by at most one; one channel where G > E."""
    inside = only_block(single(3, 3, inner, "separable", c=1)).groupable
    assert inside is not None
    taken = min(groups, inner)
    sizes = [inner // taken + (number < inner % taken) for number in range(taken)]
    assert sum(sizes) == inner
    assert group_channels(inside, groups) == max(sizes)
    assert group_channels(inside, ONE_CHANNEL) == 1


@examples(100)
@given(architecture=architectures(), point=POINTS, sizes=SIZES, groups=st.integers(1, 20))
def test_peaks_equal_those_by_hand(
    architecture: Architecture, point: Point, sizes: ElementBytes, groups: int
) -> None:
    network = point.network(architecture)
    for schedule in SCHEDULES:
        expected = peak(network, schedule, sizes, groups)
        assert peak_bytes(network, schedule, sizes, groups) == expected


@examples(100)
@given(architecture=architectures(), point=POINTS, sizes=SIZES)
def test_auto_is_at_most_every_other_schedule(
    architecture: Architecture, point: Point, sizes: ElementBytes
) -> None:
    network = point.network(architecture)
    best, whole = (peak_bytes(network, schedule, sizes) for schedule in (AUTO, "whole"))
    assert best == peak_bytes(network, AUTO, sizes, 1), "it heeds no groups"
    assert best <= peak_bytes(network, "in-place", sizes) <= whole
    for groups in all_groups(network):
        assert best <= peak_bytes(network, "grouped", sizes, groups)


@examples(60)
@given(architecture=architectures(), point=POINTS, images=st.integers(1, 64))
def test_batch_and_dtype_scale_every_schedule(
    architecture: Architecture, point: Point, images: int
) -> None:
    network = point.network(architecture)
    sizes = ElementBytes(1, 4)
    many = sizes._replace(activation=images, accumulator=4 * images)
    for schedule in (*SCHEDULES, AUTO):
        one = peak_bytes(network, schedule, sizes, 3)
        assert peak_bytes(network, schedule, many, 3) == images * one


WHOLE_ONLY: list[tuple[str, dict[str, Any]]] = [
    ("conv", {"c": 8, "k": 3}),
    ("conv", {"c": 8, "k": 1}),
    ("depthwise", {"k": 3}),
    ("maxpool", {}),
    ("avgpool", {}),
    ("residual", {"c": 8, "inner": 4}),
    ("residual", {"c": 12, "inner": 4, "s": 2}),
    ("residual", {"c": 8, "inner": 4, "k": 1}),
]


@pytest.mark.parametrize(("kind", "keys"), WHOLE_ONLY, ids=str)
def test_what_has_no_inner_channels_runs_whole(kind: str, keys: dict[str, Any]) -> None:
    network = single(9, 8, 8, kind, **keys)
    block = only_block(network)
    assert block.groupable is None
    held = {
        block_bytes(block, way, ElementBytes(1, 4), g)
        for way in (*SCHEDULES, AUTO)
        for g in (1, 2, 9)
    }
    assert held == {peak(network, "whole", BYTE)}


def test_a_shortcut_without_expansion_keeps_its_input() -> None:
    """At t = 1 nothing may be written over X, which the add reads; without a shortcut it may."""
    kept = only_block(single(6, 5, 8, "bottleneck", c=8, t=Ratio(1)))
    assert moments_under(kept, "in-place", BYTE) == kept.moments
    assert block_bytes(kept, "in-place", BYTE) == block_bytes(kept, "whole", BYTE) == 3 * 240
    free = only_block(single(6, 5, 8, "bottleneck", c=4, t=Ratio(1)))
    assert block_bytes(free, "in-place", BYTE) == 240 + 120
    assert block_bytes(free, "whole", BYTE) == 480


def test_in_place_at_a_stride_takes_its_input_alone() -> None:
    """A separable of stride 2: its output is packed into what it reads."""
    block = only_block(single(8, 8, 16, "separable", c=16, s=2))
    assert block_bytes(block, "whole", BYTE) == 8 * 8 * 16 + 4 * 4 * 16
    assert block_bytes(block, "in-place", BYTE) == 8 * 8 * 16


def test_one_inner_channel() -> None:
    """E = 1: any number of groups is one."""
    block = only_block(single(6, 5, 4, "bottleneck", c=3, t=Ratio(1, 10)))
    held = {block_bytes(block, "grouped", BYTE, g) for g in (1, 2, ONE_CHANNEL)}
    assert held == {30 * (4 + 3 + 1 + 1)}
    assert block_bytes(block, AUTO, BYTE) == block_bytes(block, "in-place", BYTE) == 30 * 5


def test_fewer_inner_channels_than_the_ends_have() -> None:
    """t = 1/4: the sum, not the depthwise, sets the peak of a whole run, and groups avoid it."""
    block = only_block(single(6, 5, 8, "bottleneck", c=8, t=Ratio(1, 4)))
    assert block_bytes(block, "whole", BYTE) == block_bytes(block, "in-place", BYTE) == 30 * 24
    assert block_bytes(block, "grouped", BYTE, 1) == 30 * (8 + 8 + 2 + 2)
    assert block_bytes(block, AUTO, BYTE) == 30 * (8 + 8 + 1 + 1)


@examples(200)
@given(network=graphs(), sizes=SIZES, groups=st.integers(1, 50))
def test_bytes_of_any_graph(network: Network, sizes: ElementBytes, groups: int) -> None:
    """Tensors may be read anywhere: one that is needed behind its block is not cut into groups."""
    for schedule in SCHEDULES:
        expected = peak(network, schedule, sizes, groups)
        assert peak_bytes(network, schedule, sizes, groups) == expected, schedule


@examples(100)
@given(network=graphs(), sizes=SIZES)
def test_plans_of_any_graph(network: Network, sizes: ElementBytes) -> None:
    """A plan holds what its schedule says, step by step; auto is never above another schedule."""
    plans = {way: make_plan(network, way, sizes, madds=0) for way in (*SCHEDULES, AUTO)}
    for way, plan in plans.items():
        assert plan.peak is not None
        assert plan.peak.live_bytes == plan.peak_bytes, way
        assert plans[AUTO].peak_bytes <= plan.peak_bytes
