"""bottleneck: MobileNetV2's block (arXiv:1801.04381, Table 1), in every regime of t."""

from dataclasses import dataclass
from typing import ClassVar

from mbv2calc.arith import Number, Ratio, equal, not_refuted
from mbv2calc.model.blocks.base import Repeated
from mbv2calc.model.builder import Builder
from mbv2calc.spec.checks import COUNT, EXPANSION, KERNEL, choice
from mbv2calc.spec.schema import key

IDENTITY = "identity"
BOTTLENECK = "bottleneck"
NO_EXPANSION = "no expansion"
INVERTED = "inverted residual"

EXPANDS = choice(("unless_1", "always"))


@dataclass(frozen=True, kw_only=True)
class Bottleneck(Repeated):
    """Expand 1x1 to E = t M, depthwise k x k with the stride, project 1x1 to N, linear.

    A shortcut adds the input where the stride is 1 and M = N. t = 0 is the identity, 0 < t < 1
    ResNet's bottleneck, t = 1 has no expansion (unless it expands always, as some
    implementations do), t > 1 is the inverted residual.
    """

    kind: ClassVar[str] = "bottleneck"

    t: Ratio | None = key(EXPANSION, "expansion of this entry, whatever --t says", default=None)
    c: Number = key(COUNT, "output channels before the width multiplier")
    k: Number = key(KERNEL, "kernel size of the depthwise convolution", default=3)
    expands: str = key(EXPANDS, "whether the 1x1 expansion stays at t = 1", default="unless_1")

    @property
    def takes_expansion(self) -> bool:
        return self.t is None

    def build(self, builder: Builder) -> None:
        t = builder.architecture.expansion if self.t is None else self.t
        if t is None:
            builder.fault("t is missing: give the entry a `t`, or the file an `expansion`")
            t = Ratio(1)
        regime = self._regime(t, builder)
        channels = builder.channels(self.c)
        for stride in self.repeats(builder, regime, t):
            if regime == IDENTITY:
                self._identity(channels, stride, builder)
            else:
                self._block(channels, stride, t, builder)

    def _regime(self, t: Ratio, builder: Builder) -> str:
        if builder.decide(equal(t.num, 0), "t = 0"):
            return IDENTITY
        if self.expands == "unless_1" and builder.decide(equal(t.num, t.den), "t = 1"):
            return NO_EXPANSION
        return BOTTLENECK if builder.decide(t.num < t.den, "t < 1") else INVERTED

    def _identity(self, channels: Number, stride: int, builder: Builder) -> None:
        if stride == 1 and not_refuted(equal(channels, builder.out.channels)):
            builder.add("identity", "identity")
            return
        block = f"{builder.place.stage}.{builder.place.repeat}"
        ends = f"stride {stride} and {builder.out.channels} to {channels} channels"
        message = "t = 0 is the identity, which needs stride 1 and equal channels; block"
        cause = "" if self.t is not None else builder.architecture.origin_of("expansion")
        builder.fault(f"{message} {block} has {ends}; give it a t above 0", cause)
        # So that later blocks see the right channels, and report only faults of their own.
        builder.add("pointwise", "identity", out_channels=channels, kernel_size=1, stride=stride)

    def _block(self, channels: Number, stride: int, t: Ratio, builder: Builder) -> None:
        source = builder.out
        adds = stride == 1 and builder.decide(equal(source.channels, channels), "M = N")
        if builder.place.regime != NO_EXPANSION:
            builder.add(
                "pointwise", "expand", out_channels=builder.inner(t), kernel_size=1, groupable=True
            )
        builder.depthwise(self.k, stride, groupable=True)
        projected = builder.add(
            "pointwise",
            "project",
            out_channels=channels,
            kernel_size=1,
            activation="linear",
            residual=adds,
        )
        if adds:
            builder.add("add", "add", [source, projected])
