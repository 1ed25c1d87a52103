"""Training: what is kept and computed again, from Table 2 of the paper and anew from tensors."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.cost.memory.training import TrainingCost, training_cost
from mbv2calc.cost.tally import layer_tally, network_tally
from mbv2calc.spec.architecture import Architecture
from tests.cost.memory.by_hand import elements, parts, single
from tests.strategies import POINTS, Point, architectures
from tests.tiers import examples

# MobileNetV2 1.0 at 224: t, c, n, s of arXiv:1801.04381, Table 2.
TABLE_2 = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
           (6, 160, 3, 2), (6, 320, 1, 1)]  # fmt: skip
OUTSIDE = 224 * 224 * 3 + 112 * 112 * 32 + 7 * 7 * 1280 + 1280 + 1000
"""Elements of the image, of the outputs of both convolutions, the pool and the classifier."""


def blocks() -> Iterator[tuple[int, int, int, int, int, int]]:
    """Sides before and behind, M, E, N and s of each block of Table 2."""
    side, m = 112, 32
    for t, c, n, s in TABLE_2:
        for stride in [s] + [1] * (n - 1):
            yield side, side // stride, m, t * m, c, stride
            side, m = side // stride, c


def test_mobilenet_v2_in_fp32() -> None:
    saved = ends = OUTSIDE
    again = 0
    for before, behind, m, inner, n, stride in blocks():
        expands, adds = inner > m, m == n and stride == 1
        saved += expands * before**2 * inner + behind**2 * (inner + n + adds * n)
        ends += behind**2 * n
        again += expands * before**2 * m * inner + behind**2 * 9 * inner
    cost = training_cost(load("mbv2_1.0").network(), 4, 1)
    assert cost.whole_saved_bytes == 4 * saved == 28_189_216
    assert cost.grouped_saved_bytes == 4 * ends == 4_757_024
    assert cost.extra_madds == again == 150_471_552
    assert cost.slowdown == 1 + 150_471_552 / (3 * 300_774_272)
    assert round(cost.slowdown, 3) == 1.167


def test_mobilenet_v1_computes_its_depthwise_again() -> None:
    """3.06 % of its multiply-adds, as arXiv:1704.04861, Table 2, has it."""
    network = load("mbv1_1.0").network()
    cost = training_cost(network, 4, 1)
    madds = sum(layer_tally(x).macs for x in network.layers if x.kind == "depthwise")
    assert cost.extra_madds == madds == 17_385_984
    assert cost.grouped_saved_bytes < cost.whole_saved_bytes == 4 * elements(network.tensors)


@examples(60)
@given(architecture=architectures(), point=POINTS, size=st.integers(1, 8))
def test_saved_and_computed_again_by_hand(
    architecture: Architecture, point: Point, size: int
) -> None:
    network = point.network(architecture)
    inside = again = 0
    for part in parts(network):
        if part.has_inside:
            inside += elements(layer.output for layer in part.layers[:-1])
            computed = (x for x in part.layers if x.role in ("expand", "depthwise"))
            again += sum(layer_tally(layer).macs for layer in computed)
    whole = elements(network.tensors)
    cost = training_cost(network, size, 1)
    assert cost[:3] == (whole * size, (whole - inside) * size, again)
    assert cost.slowdown == pytest.approx(1 + again / network_tally(network).macs / 3)
    assert 1 <= cost.slowdown < 1 + 1 / 3
    assert cost.grouped_saved_bytes <= cost.whole_saved_bytes


def test_batch_multiplies_all_but_the_slowdown() -> None:
    network = load("mbv2_1.0").network()
    one, many = training_cost(network, 4, 1), training_cost(network, 4 * 32, 32)
    assert many[:3] == tuple(32 * figure for figure in one[:3])
    assert many.slowdown == one.slowdown


def test_identities_alone_compute_nothing_again() -> None:
    network = single(6, 5, 8, "bottleneck", c=8, t=Ratio(0))
    assert training_cost(network, 4, 1) == TrainingCost(960, 960, 0, 1.0)
