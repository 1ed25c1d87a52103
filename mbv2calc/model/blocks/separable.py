"""separable: MobileNetV1's block, depthwise, then pointwise (arXiv:1704.04861, section 3.1)."""

from dataclasses import dataclass
from typing import ClassVar

from mbv2calc.arith import Number
from mbv2calc.model.blocks.base import Repeated
from mbv2calc.model.builder import Builder
from mbv2calc.spec.checks import COUNT, KERNEL
from mbv2calc.spec.schema import key


@dataclass(frozen=True, kw_only=True)
class Separable(Repeated):
    """A depthwise separable convolution: k x k by channel with the stride, then 1x1 to N."""

    kind: ClassVar[str] = "separable"

    c: Number = key(COUNT, "output channels before the width multiplier")
    k: Number = key(KERNEL, "kernel size of the depthwise convolution", default=3)

    def build(self, builder: Builder) -> None:
        channels = builder.channels(self.c)
        for stride in self.repeats(builder):
            builder.depthwise(self.k, stride, groupable=True)
            builder.add("pointwise", "pointwise", out_channels=channels, kernel_size=1)
