"""The largest tensors by output size, against the figures of arXiv:1801.04381, Table 3."""

from math import prod

import pytest

from mbv2calc import Model, compare, load
from mbv2calc.api.comparison.memory import Largest, LargestAt
from tests.support import layered

V1, V2 = "mbv1_1.0", "mbv2_1.0"


def at(size: int, network: str, *models: str | Model) -> LargestAt:
    (found,) = (
        one
        for one in compare(*(models or (V1, V2))).largest_tensors
        if (one.output, one.network) == ((size, size), network)
    )
    return found


@pytest.mark.parametrize(
    ("size", "channels", "kilobytes"),
    [(112, 64, 1605.6), (56, 128, 802.8), (28, 256, 401.4), (14, 512, 200.7), (7, 1024, 100.4),
     (1, 1024, 2.0)],
)  # fmt: skip
def test_mobilenet_v1(size: int, channels: int, kilobytes: float) -> None:
    """Table 3, V1: 64/1600, 128/800, 256/400, 512/200, 1024/199 (a misprint), 1024/2."""
    found = at(size, V1)
    assert found.tensor == found.between
    assert found.tensor is not None
    assert (found.tensor.channels, round(found.tensor.bytes / 1000, 1)) == (channels, kilobytes)


@pytest.mark.parametrize(
    ("size", "inside", "between"),
    [(112, 96, 32), (56, 144, 24), (28, 192, 32), (14, 576, 96), (7, 1280, 1280), (1, 1280, 1280)],
)
def test_mobilenet_v2(size: int, inside: int, between: int) -> None:
    """By hand from Table 2: t times the widest input at a size, and the widest c put out there."""
    found = at(size, V2)
    assert found.tensor is not None
    assert found.between is not None
    assert (found.tensor.channels, found.between.channels) == (inside, between)
    assert found.tensor.bytes == 2 * size * size * inside


def test_the_outputs_that_the_paper_prints_for_v2() -> None:
    """16/400 at 112x112 and 320/32 at 7x7 are those of its first and its last bottleneck."""
    blocks = load(V2).report().by("block")
    outputs = {block.label: prod(block.output) for block in blocks}
    assert 2 * outputs["1.0"] == 401_408
    assert 2 * outputs["7.0"] == 31_360


def test_a_network_without_a_size_has_nothing_there() -> None:
    small = load(V2).at(resolution=96)
    assert at(112, "MobileNetV2", V2, small).tensor is None
    assert at(48, V2, V2, small) == LargestAt((48, 48), V2, None, None)
    sizes = [one.output for one in compare(V2, small).largest_tensors[::2]]
    assert sizes == sorted(sizes, reverse=True)


def test_a_batch_and_a_dtype_change_nothing() -> None:
    many = load(V2).at(batch=8, dtype="fp32")
    assert at(56, "MobileNetV2", V1, many).tensor == Largest("2.1.expand", 144, 2 * 56 * 56 * 144)


def test_a_block_that_is_one_layer_is_between() -> None:
    conv = layered("conv", ("conv", {"c": 8, "k": 3}), ("separable", {"c": 4}))
    found = at(32, "conv", conv, V2)
    assert (found.tensor, found.between) == (
        Largest("0.0.conv", 8, 2 * 32 * 32 * 8), Largest("0.0.conv", 8, 2 * 32 * 32 * 8)
    )  # fmt: skip
