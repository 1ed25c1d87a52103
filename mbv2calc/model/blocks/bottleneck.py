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

    def build(self, to: Builder) -> None:
        t = to.architecture.expansion if self.t is None else self.t
        if t is None:
            to.fault("t is missing: give the entry a `t`, or the file an `expansion`")
            t = Ratio(1)
        regime = self._regime(t, to)
        channels = to.channels(self.c)
        for stride in self.repeats(to, regime, t):
            if regime == IDENTITY:
                self._identity(channels, stride, to)
            else:
                self._block(channels, stride, t, to)

    def _regime(self, t: Ratio, to: Builder) -> str:
        if to.decide(equal(t.num, 0), "t = 0"):
            return IDENTITY
        if self.expands == "unless_1" and to.decide(equal(t.num, t.den), "t = 1"):
            return NO_EXPANSION
        return BOTTLENECK if to.decide(t.num < t.den, "t < 1") else INVERTED

    def _identity(self, channels: Number, stride: int, to: Builder) -> None:
        if stride == 1 and not_refuted(equal(channels, to.out.channels)):
            to.add("identity", "identity")
            return
        block = f"{to.place.stage}.{to.place.repeat}"
        ends = f"stride {stride} and {to.out.channels} to {channels} channels"
        message = "t = 0 is the identity, which needs stride 1 and equal channels; block"
        cause = "" if self.t is not None else to.architecture.origin_of("expansion")
        to.fault(f"{message} {block} has {ends}; give it a t above 0", cause)
        # what the later blocks would see
        to.add("pointwise", "identity", out_channels=channels, kernel_size=1, stride=stride)

    def _block(self, channels: Number, stride: int, t: Ratio, to: Builder) -> None:
        source = to.out
        adds = stride == 1 and to.decide(equal(source.channels, channels), "M = N")
        if to.place.regime != NO_EXPANSION:
            to.add("pointwise", "expand", out_channels=to.inner(t), kernel_size=1, groupable=True)
        to.add(
            "depthwise",
            "depthwise",
            kernel_size=self.k,
            stride=stride,
            conv_groups=to.out.channels,
            groupable=True,
        )
        projected = to.add(
            "pointwise",
            "project",
            out_channels=channels,
            kernel_size=1,
            activation="linear",
            residual=adds,
        )
        if adds:
            to.add("add", "add", [source, projected])
