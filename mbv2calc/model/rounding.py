"""How scaled channels become whole: one formula for each rule, on exact rationals.

A new rule is one function and one line in RULES (and its word in the file's grammar).
"""

from collections.abc import Callable

from mbv2calc.arith import Number, Ratio, exact_div, maximum, where
from mbv2calc.spec.architecture import ChannelRule


def half_up(channels: Number, ratio: Ratio) -> Number:
    """channels x ratio to the nearest whole number, halves up: (2 c p + q) // (2 q).

    >>> half_up(5, Ratio(1, 2))
    3
    """
    return (2 * channels * ratio.num + ratio.den) // (2 * ratio.den)


def divisible(channels: Number, ratio: Ratio, by: Number, at_least: Number) -> Number:
    """channels x ratio to the nearest multiple of `by`, but never under 90 % of it.

    max(at_least, (2 c p + d q) // (2 d q) d), and d more where 10 new q < 9 c p. Source:
    `make_divisible` of tensorflow/models research/slim/nets/mobilenet/mobilenet.py.

    >>> divisible(24, Ratio(7, 5), by=8, at_least=8), divisible(32, Ratio(1, 4), by=8, at_least=8)
    (32, 8)
    """
    scaled, whole = channels * ratio.num, by * ratio.den
    near = maximum(at_least, (2 * scaled + whole) // (2 * whole) * by)
    return where(10 * near * ratio.den < 9 * scaled, near + by, near)


_Rule = Callable[[Number, Ratio, ChannelRule], Number]


def _divisible(channels: Number, ratio: Ratio, rule: ChannelRule) -> Number:
    at_least = rule.by if rule.at_least is None else rule.at_least
    return divisible(channels, ratio, rule.by, at_least)


def _floor(channels: Number, ratio: Ratio, rule: ChannelRule) -> Number:
    return maximum(_fewest(rule), channels * ratio.num // ratio.den)


def _nearest(channels: Number, ratio: Ratio, rule: ChannelRule) -> Number:
    return maximum(_fewest(rule), half_up(channels, ratio))


def _unrounded(channels: Number, ratio: Ratio, rule: ChannelRule) -> Number:
    return exact_div(channels * ratio.num, ratio.den)


def _fewest(rule: ChannelRule) -> Number:
    return 1 if rule.at_least is None else rule.at_least


RULES: dict[str, _Rule] = {
    "divisible": _divisible,
    "floor": _floor,
    "nearest": _nearest,
    "none": _unrounded,
}


def scaled_channels(channels: Number, width: Ratio, rule: ChannelRule) -> Number:
    """The channels of a layer after the width multiplier, rounded by the network's rule.

    Raises NotWholeError under `none` where numbers do not come out whole.
    """
    return RULES[rule.round](channels, width, rule)


def inner_channels(channels: Number, t: Ratio, rule: ChannelRule) -> Number:
    """E = t M of a bottleneck, half up and at least 1; unrounded under `none`."""
    if rule.round == "none":
        return exact_div(channels * t.num, t.den)
    return maximum(1, half_up(channels, t))
