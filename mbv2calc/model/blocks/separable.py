"""separable: MobileNetV1's block, depthwise, then pointwise (arXiv:1704.04861, section 3.1)."""

from dataclasses import dataclass
from typing import ClassVar

from mbv2calc.arith import Number
from mbv2calc.model.blocks.base import Repeated
from mbv2calc.model.builder import Builder
from mbv2calc.spec import key
from mbv2calc.spec.checks import COUNT, KERNEL


@dataclass(frozen=True, kw_only=True)
class Separable(Repeated):
    kind: ClassVar[str] = "separable"
    doc: ClassVar[str] = "MobileNetV1's depthwise separable convolution"

    c: Number = key(COUNT, "output channels before the width multiplier")
    k: Number = key(KERNEL, "kernel size of the depthwise convolution", default=3)

    def build(self, to: Builder) -> None:
        channels = to.channels(self.c)
        for repeat, stride in self.repeats():
            to.enter(to.stage, repeat)
            to.depthwise(self.k, stride)
            to.conv("pointwise", channels)
