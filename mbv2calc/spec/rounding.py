"""How scaled channels become whole: one formula for each rule, on exact rationals.

A new rule is one row in ROUNDINGS, which is its word in a file, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from mbv2calc.arith import Number, Ratio, exact_div, maximum, where
from mbv2calc.registry import Registry
from mbv2calc.spec.checks import COUNT, choice
from mbv2calc.spec.schema import key


def half_up(channels: Number, ratio: Ratio) -> Number:
    """channels x ratio to the nearest whole number, halves up: (2 c p + q) // (2 q).

    >>> half_up(5, Ratio(1, 2))
    3
    """
    return (2 * channels * ratio.num + ratio.den) // (2 * ratio.den)


def divisible(channels: Number, ratio: Ratio, by: Number, at_least: Number | None = None) -> Number:
    """channels x ratio to the nearest multiple of `by`, but never under 90 % of the product.

    With ratio = p/q and d = by: new = max(at_least, (2 c p + d q) // (2 d q) d), and d more if
    10 new q < 9 c p. `at_least` is `by` unless it is given. Source: `make_divisible` of
    tensorflow/models research/slim/nets/mobilenet/mobilenet.py.

    >>> divisible(24, Ratio(7, 5), by=8), divisible(32, Ratio(1, 4), by=8)
    (32, 8)
    """
    scaled, whole = channels * ratio.num, by * ratio.den
    least = by if at_least is None else at_least
    near = maximum(least, (2 * scaled + whole) // (2 * whole) * by)
    # near < 0.9 c p / q, multiplied out: a float could be on the wrong side.
    return where(10 * near * ratio.den < 9 * scaled, near + by, near)


class Rounding(NamedTuple):
    """A rule of rounding.

    `whole` makes channels x ratio whole; it also takes the keys `by` and `at_least` of the file
    (None if the file has none). Without `whole` nothing is rounded, and a product that is not whole
    is a fault.
    """

    name: str
    whole: Callable[[Number, Ratio, Number, Number | None], Number] | None


def _floor(channels: Number, ratio: Ratio, by: Number, at_least: Number | None) -> Number:
    return maximum(_fewest(at_least), channels * ratio.num // ratio.den)


def _fewest(at_least: Number | None) -> Number:
    return 1 if at_least is None else at_least  # an array is neither true nor false


def _nearest(channels: Number, ratio: Ratio, by: Number, at_least: Number | None) -> Number:
    return maximum(_fewest(at_least), half_up(channels, ratio))


ROUNDINGS = Registry(
    (
        Rounding("divisible", divisible),
        Rounding("floor", _floor),
        Rounding("nearest", _nearest),
        Rounding("none", None),
    )
)
"""Every rule, by its word in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """How channels times the width multiplier become whole channels."""

    round: str = key(choice(ROUNDINGS), "the rule of rounding", default="divisible")
    by: Number = key(COUNT, "what `divisible` makes channels a multiple of", default=8)
    at_least: Number | None = key(
        COUNT, "the fewest channels (left out: `by` for divisible, 1 for the others)", default=None
    )

    @property
    def rounds(self) -> bool:
        """Whether the rule makes products whole."""
        return ROUNDINGS[self.round].whole is not None


def scaled_channels(channels: Number, width: Ratio, rule: ChannelRule) -> Number:
    """The channels of a layer after the width multiplier, rounded by the network's rule.

    Raises NotWholeError if the rule rounds nothing and the product is not whole.
    """
    whole = ROUNDINGS[rule.round].whole
    if whole is None:
        return exact_div(channels * width.num, width.den)
    return whole(channels, width, rule.by, rule.at_least)


def inner_channels(channels: Number, t: Ratio, rule: ChannelRule) -> Number:
    """E = t M of a bottleneck, rounded half up and at least 1, unless the rule rounds nothing.

    Raises NotWholeError if the rule rounds nothing and the product is not whole.
    """
    if not rule.rounds:
        return exact_div(channels * t.num, t.den)
    return maximum(1, half_up(channels, t))
