"""Channel rounding: exact rationals against the float rules of the frameworks, and the laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.errors import NotWholeError
from mbv2calc.spec.rounding import (
    ChannelRule,
    divisible,
    half_up,
    inner_channels,
    scaled_channels,
)

PUBLISHED = ["0.1", "0.25", "0.35", "0.5", "0.75", "1.0", "1.1", "1.2", "1.25", "1.3", "1.4"]
TABLE_2 = [32, 16, 24, 32, 64, 96, 160, 320, 1280]


def make_divisible(value: float, divisor: int = 8) -> int:
    """The float rule as frameworks have it, kept here to compare with."""
    rounded = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * value else rounded


@pytest.mark.parametrize("width", PUBLISHED)
@pytest.mark.parametrize("channels", TABLE_2)
def test_divisible_equals_the_float_rule_at_published_widths(channels: int, width: str) -> None:
    exact = divisible(channels, Ratio.parse(width), by=8, at_least=8)
    assert exact == make_divisible(channels * float(width))


def test_divisible_is_exact_where_the_float_rule_is_not() -> None:
    """180 x 1.4 is 252, halfway between 248 and 256; the float product lies just below."""
    assert 180 * 1.4 < 252
    assert make_divisible(180 * 1.4) == 248
    assert divisible(180, Ratio.parse("1.4"), by=8, at_least=8) == 256


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        ("0.1", [8, 8, 8, 8, 8, 16, 16, 32]),
        ("0.35", [16, 8, 8, 16, 24, 32, 56, 112]),
        ("0.5", [16, 8, 16, 16, 32, 48, 80, 160]),
        ("0.75", [24, 16, 24, 24, 48, 72, 120, 240]),
        ("1.3", [40, 24, 32, 40, 80, 128, 208, 416]),
        ("1.4", [48, 24, 32, 48, 88, 136, 224, 448]),
    ],
)
def test_channels_of_the_published_widths(width: str, expected: list[int]) -> None:
    """As tensorflow/models, torchvision, Keras and timm build them."""
    rule = ChannelRule()
    found = [scaled_channels(c, Ratio.parse(width), rule) for c in TABLE_2[:-1]]
    assert found == expected


@given(st.integers(1, 4096), st.integers(1, 300), st.sampled_from([1, 2, 4, 8, 16]))
def test_divisible_laws(channels: int, hundredths: int, by: int) -> None:
    found = divisible(channels, Ratio(hundredths, 100), by=by, at_least=by)
    assert found % by == 0
    assert found >= by
    assert 10 * found * 100 >= 9 * channels * hundredths
    assert found * 100 <= max(by * 100, channels * hundredths + by * 100)


@given(st.integers(1, 4096), st.integers(1, 500))
def test_half_up_is_the_nearest_whole_number(channels: int, hundredths: int) -> None:
    scaled = channels * hundredths / 100
    found = half_up(channels, Ratio(hundredths, 100))
    assert abs(found - scaled) <= 0.5
    if scaled - math.floor(scaled) == 0.5:
        assert found == math.ceil(scaled)


@pytest.mark.parametrize(
    ("rule", "channels", "width", "expected"),
    [
        (ChannelRule(round="floor", at_least=8), 32, "0.83", 26),
        (ChannelRule(round="floor", at_least=8), 32, "0.1", 8),
        (ChannelRule(round="floor"), 32, "0.1", 3),
        (ChannelRule(round="floor"), 3, "0.1", 1),
        (ChannelRule(round="nearest"), 32, "0.83", 27),
        (ChannelRule(round="nearest", at_least=4), 32, "0.1", 4),
        (ChannelRule(round="divisible", by=4), 32, "0.1", 4),
        (ChannelRule(round="divisible", by=8, at_least=16), 32, "0.25", 16),
        (ChannelRule(round="none"), 32, "0.25", 8),
    ],
)
def test_rules(rule: ChannelRule, channels: int, width: str, expected: int) -> None:
    assert scaled_channels(channels, Ratio.parse(width), rule) == expected


def test_none_refuses_channels_that_are_not_whole() -> None:
    with pytest.raises(NotWholeError, match="is not whole"):
        scaled_channels(32, Ratio.parse("0.35"), ChannelRule(round="none"))


def test_inner_channels_are_half_up_and_at_least_one() -> None:
    rule = ChannelRule()
    assert inner_channels(5, Ratio.parse("0.5"), rule) == 3
    assert inner_channels(5, Ratio.parse("0.05"), rule) == 1
    assert inner_channels(5, Ratio.parse("6"), rule) == 30


@pytest.mark.parametrize("round", ["divisible", "floor", "nearest"])
def test_the_fewest_channels_may_be_an_array(round: str) -> None:
    fewest = [4, 16, 40]
    apart = [
        scaled_channels(32, Ratio(1, 4), ChannelRule(round=round, at_least=least))
        for least in fewest
    ]
    together = ChannelRule(round=round, at_least=np.array(fewest))
    assert scaled_channels(32, Ratio(1, 4), together).tolist() == apart
