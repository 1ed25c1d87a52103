"""The channels between the blocks of two networks, and the ratio at which the blocks cost the same.

MobileNetV2's block costs more than MobileNetV1's at equal width: with the same input and output
channels. It is cheaper only if its width ratio is below the break-even ratio.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mbv2calc.api.report import Report, Subtotal
from mbv2calc.arith import Number, Ratio, square_root
from mbv2calc.cost.closed import bottleneck_over_separable, break_even_width
from mbv2calc.model.blocks.bottleneck import IDENTITY, NO_EXPANSION
from mbv2calc.plain import json_keys


@json_keys(
    "bottleneck", "separable", "output", "separable_channels", "bottleneck_channels",
    "separable_kernel_size", "kernel_size", "t", "equal_ends_ratio", "width_ratio",
    "break_even_width", "below_break_even",
)  # fmt: skip
class BlockWidths(NamedTuple):
    """The last separable and the last bottleneck block with one output size.

    The closed forms take M = N = the separable block's output channels, at stride 1.
    """

    output: tuple[int, int]  # height and width in pixels
    separable: str  # the network of the separable block
    bottleneck: str  # the network of the bottleneck
    separable_channels: int  # N, the output channels
    bottleneck_channels: int
    separable_kernel_size: Number
    kernel_size: Number  # of the bottleneck, as t and expands
    t: Ratio
    expands: bool

    @property
    def equal_ends_ratio(self) -> float:
        """Bottleneck over separable at equal width: t (M + k^2 + N) / (k^2 + N)."""
        return float(bottleneck_over_separable(*self._formula()))

    @property
    def break_even_width(self) -> float:
        """beta: the width ratio at which a bottleneck costs what the separable block does."""
        return float(break_even_width(*self._formula()))

    def _formula(self) -> tuple[Number, Number, Number, Ratio, bool, Number]:
        """The arguments of the closed forms."""
        n = self.separable_channels
        return n, n, self.kernel_size, self.t, self.expands, self.separable_kernel_size

    @property
    def break_even_limit(self) -> float:
        """What beta tends to as channels grow: 1 / sqrt(2 t), or 1 / sqrt(t) without expansion."""
        widened = 2 if self.expands else 1
        return float(square_root(self.t.den / (widened * self.t.num)))

    @property
    def width_ratio(self) -> float:
        """N of the bottleneck over N of the separable block."""
        return self.bottleneck_channels / self.separable_channels

    @property
    def below_break_even(self) -> bool:
        """Whether the bottleneck is cheaper: its width ratio is below beta."""
        return self.width_ratio < self.break_even_width


def compare_block_widths(named: Sequence[tuple[str, Report]]) -> tuple[BlockWidths, ...]:
    """The first network with separable blocks against every other one with bottlenecks.

    There is one for each output size that both have, network by network; names are distinct.
    """
    bottlenecks = [(name, _last_blocks(report, "bottleneck")) for name, report in named]
    for name, report in named:
        separables = _last_blocks(report, "separable")
        widths = tuple(
            _widths(name, separables[size], other, blocks[size])
            for other, blocks in bottlenecks
            if other != name
            for size in separables
            if size in blocks
        )
        if widths:
            return widths
    return ()


def _widths(network: str, separable: Subtotal, other: str, bottleneck: Subtotal) -> BlockWidths:
    """The widths of a separable block of one network and a bottleneck of another."""
    return BlockWidths(
        output=separable.output[:2],
        separable=network,
        bottleneck=other,
        separable_channels=separable.output[2],
        bottleneck_channels=bottleneck.output[2],
        separable_kernel_size=_kernel(separable),
        kernel_size=_kernel(bottleneck),
        t=bottleneck.place.t or Ratio(1),  # every bottleneck has a t
        expands=bottleneck.place.regime != NO_EXPANSION,
    )


def _kernel(block: Subtotal) -> Number:
    """The kernel size of a block's depthwise convolution."""
    return next(c.layer.kernel_size for c in block.costs if c.layer.kind == "depthwise")


def _last_blocks(report: Report, kind: str) -> dict[tuple[int, int], Subtotal]:
    """The last block of a kind at each output size, without blocks of t = 0, which run nothing."""
    return {
        block.output[:2]: block
        for block in report.by("block")
        if block.place.kind == kind and block.place.regime != IDENTITY
    }
