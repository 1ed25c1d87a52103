"""conv: a k x k convolution, BatchNorm and the network's activation."""

from dataclasses import dataclass
from typing import ClassVar

from mbv2calc.arith import Number
from mbv2calc.model.blocks.base import Repeated
from mbv2calc.model.builder import Builder
from mbv2calc.spec.checks import COUNT, KERNEL, choice
from mbv2calc.spec.schema import key

WIDEN = choice(("always", "only_up", "never"))


@dataclass(frozen=True, kw_only=True)
class Conv(Repeated):
    """A convolution, in groups if need be."""

    kind: ClassVar[str] = "conv"

    c: Number = key(COUNT, "output channels before the width multiplier")
    k: Number = key(KERNEL, "kernel size", default=1)
    widen: str = key(WIDEN, "which width multipliers scale c", default="always")
    conv_groups: Number = key(COUNT, "groups of the convolution", default=1)

    def build(self, builder: Builder) -> None:
        channels = builder.channels(self.c, self.widen)
        for stride in self.repeats(builder):
            builder.add(
                builder.conv_operator(self.k),
                "conv",
                out_channels=channels,
                kernel_size=self.k,
                stride=stride,
                conv_groups=self.conv_groups,
            )
