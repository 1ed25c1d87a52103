"""depthwise: a k x k convolution of each channel by itself."""

from dataclasses import dataclass
from typing import ClassVar

from mbv2calc.arith import Number
from mbv2calc.model.blocks.base import Repeated
from mbv2calc.model.builder import Builder
from mbv2calc.spec.checks import KERNEL
from mbv2calc.spec.schema import key


@dataclass(frozen=True, kw_only=True)
class Depthwise(Repeated):
    """A depthwise convolution, which keeps its channels."""

    kind: ClassVar[str] = "depthwise"

    k: Number = key(KERNEL, "kernel size", default=3)

    def build(self, builder: Builder) -> None:
        for stride in self.repeats(builder):
            builder.depthwise(self.k, stride)
