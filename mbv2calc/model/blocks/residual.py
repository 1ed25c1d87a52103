"""residual: ResNet's bottleneck block (arXiv:1512.03385, Table 1)."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from mbv2calc.arith import Number, Ratio, equal
from mbv2calc.model.blocks.base import Repeated
from mbv2calc.model.builder import Builder
from mbv2calc.spec.checks import COUNT, KERNEL, choice
from mbv2calc.spec.schema import key

STRIDES = choice(("conv", "reduce"))


@dataclass(frozen=True, kw_only=True)
class Residual(Repeated):
    """Reduce 1x1 to the inner channels, full k x k, restore 1x1, add.

    The stride is in the k x k (v1.5, which frameworks ship), or in the first 1x1 as published. The
    shortcut is a 1x1 convolution where shapes differ. The activation follows the sum.
    """

    kind: ClassVar[str] = "residual"

    c: Number = key(COUNT, "output channels before the width multiplier")
    inner: Number | None = key(
        COUNT, "channels of the k x k before the width multiplier (left out: c / 4)", default=None
    )
    k: Number = key(KERNEL, "kernel size of the middle convolution", default=3)
    stride_in: str = key(STRIDES, "the layer that has the stride", default="conv")

    def build(self, builder: Builder) -> None:
        channels = builder.channels(self.c)
        if self.inner is None:
            inner = builder.channels(self.c, share=Ratio(1, 4))
        else:
            inner = builder.channels(self.inner)
        linear = partial(
            builder.add, "pointwise", out_channels=channels, kernel_size=1, activation="linear"
        )
        for stride in self.repeats(builder):
            source = builder.out
            straight = stride == 1 and builder.decide(equal(source.channels, channels), "M = N")
            first, middle = (stride, 1) if self.stride_in == "reduce" else (1, stride)
            builder.add("pointwise", "reduce", out_channels=inner, kernel_size=1, stride=first)
            convolution = builder.conv_operator(self.k)
            builder.add(convolution, "conv", out_channels=inner, kernel_size=self.k, stride=middle)
            restored = linear("restore", residual=True)
            if not straight:
                source = linear("shortcut", [source], stride=stride)
            builder.add(
                "add", "add", [source, restored], activation=builder.architecture.activation
            )
