"""How many channels two networks have between blocks, and how many would cost as much.

MobileNetV2's block costs more than MobileNetV1's at equal width, that is, with as many channels
before and behind it. It is cheaper only where the ratio of the widths is below the break-even one.
"""

from collections.abc import Iterator, Sequence
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
    """The last separable and the last bottleneck block of one output size.

    Channels are N, those that each puts out; t and whether it expands are the bottleneck's. The
    closed forms are taken at M = N = the separable block's N, and at stride 1.
    """

    output: tuple[int, int]
    separable: str  # the network of the separable block
    bottleneck: str
    separable_channels: int
    bottleneck_channels: int
    separable_kernel_size: Number
    kernel_size: Number  # the bottleneck's
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
        """What the closed forms are taken at."""
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
    """The first network with separable blocks against each other one with bottlenecks.

    One for each output size that both have, network by network; none without such a pair.
    """
    for place, one in enumerate(named):
        others = (*named[:place], *named[place + 1 :])
        if widths := tuple(pair for other in others for pair in _of_pair(one, other)):
            return widths
    return ()


def _of_pair(one: tuple[str, Report], other: tuple[str, Report]) -> Iterator[BlockWidths]:
    """The widths of separable blocks in one network and of bottlenecks in another."""
    separables, bottlenecks = (
        _last_blocks(one[1], "separable"),
        _last_blocks(other[1], "bottleneck"),
    )
    for size, separable in separables.items():
        if size not in bottlenecks:
            continue
        block = bottlenecks[size]
        yield BlockWidths(
            output=size,
            separable=one[0],
            bottleneck=other[0],
            separable_channels=separable.output[2],
            bottleneck_channels=block.output[2],
            separable_kernel_size=_kernel(separable),
            kernel_size=_kernel(block),
            t=block.place.t or Ratio(1),  # every bottleneck has a t
            expands=block.place.regime != NO_EXPANSION,
        )


def _kernel(block: Subtotal) -> Number:
    """The kernel size of a block's depthwise convolution."""
    return next(c.layer.kernel_size for c in block.costs if c.layer.kind == "depthwise")


def _last_blocks(report: Report, kind: str) -> dict[tuple[int, int], Subtotal]:
    """The last block of a kind at each output size, but for those of t = 0, which run nothing."""
    return {
        block.output[:2]: block
        for block in report.by("block")
        if block.place.kind == kind and block.place.regime != IDENTITY
    }
