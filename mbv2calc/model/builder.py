"""Builder: what a kind of block uses to lay out its layers, and the walk over all entries."""

from mbv2calc.arith import Condition, Number, Ratio, ceil_div, equal, holds
from mbv2calc.errors import Fault, SpecError
from mbv2calc.model.layers import Decision, Layer, Network, Tensor
from mbv2calc.model.rounding import inner_channels, scaled_channels
from mbv2calc.model.structure import Decide, by_numbers
from mbv2calc.spec import Architecture, entry_path

MAX_BLOCKS = 10_000
MAX_STRIDE = 1_000_000


def build_network(architecture: Architecture, decide: Decide = by_numbers) -> Network:
    """The network of an architecture at the numbers in it.

    Raises SpecError, with all faults at once, where the numbers make no network: groups that do
    not divide channels, an identity of unlike ends, an input smaller than the total stride.
    """
    to = Builder(architecture, decide)
    if sum(getattr(entry.block, "n", 1) for entry in architecture.layers) > MAX_BLOCKS:
        message = f"more than {MAX_BLOCKS} blocks; lower an n"
        raise SpecError([Fault(architecture.origin_of("layers"), "layers", message)])
    for stage, entry in enumerate(architecture.layers):
        to.enter(stage)
        try:
            entry.block.build(to)
        except ArithmeticError as error:
            to.fault(f"{error}; `round: none` needs whole channels, other rules make them")
    to.check_resolution()
    if to.faults:
        raise SpecError(to.faults)
    return Network(architecture, tuple(to.layers), tuple(to.tensors), tuple(to.structure))


class Builder:
    """Collects the layers, tensors and decisions of a network; `out` is the latest tensor."""

    def __init__(self, architecture: Architecture, decide: Decide) -> None:
        self.architecture = architecture
        self.layers: list[Layer] = []
        self.tensors: list[Tensor] = []
        self.structure: list[Decision] = []
        self.faults: list[Fault] = []
        self.pooled = False
        self._decide = decide
        self.enter(0)
        size = architecture.input
        self.out = self._tensor(size.height, size.width, size.channels, 1)

    def enter(self, stage: int, repeat: int = 0, regime: str = "", t: Ratio | None = None) -> None:
        """Begin a block; `regime` says what its t makes of it."""
        self.stage, self.repeat, self.regime, self.t = stage, repeat, regime, t

    def fault(self, message: str, origin: str = "") -> None:
        """Note what makes the entry at hand impossible; the walk goes on to find the rest.

        `origin` says where the cause stands, if not in the entry.
        """
        entry = self.architecture.layers[self.stage]
        path = entry_path(self.stage, entry)
        self.faults.append(Fault(origin or entry.origin, path, message))

    def decide(self, condition: Condition, about: str) -> bool:
        """Answer a question of structure, and keep the answer in the network."""
        answer = self._decide(condition, about)
        self.structure.append(Decision(about, answer))
        return answer

    def channels(self, channels: Number, widen: str = "always") -> Number:
        """Channels after the width multiplier: always, only_up (never below 1), or never."""
        width = self.architecture.width_multiplier
        if widen == "never" or (
            widen == "only_up" and self.decide(width.num <= width.den, "width <= 1")
        ):
            width = Ratio(1)
        return scaled_channels(channels, width, self.architecture.channels)

    def inner(self, t: Ratio) -> Number:
        """E = t M for the tensor at hand."""
        return inner_channels(self.out.channels, t, self.architecture.channels)

    def conv(
        self,
        part: str,
        out_channels: Number,
        *,
        kernel_size: Number = 1,
        stride: int = 1,
        conv_groups: Number = 1,
        activation: str | None = None,
        kind: str = "pointwise",
        source: Tensor | None = None,
        residual: bool = False,
    ) -> Tensor:
        """Add a convolution with BatchNorm and an activation, the network's unless one is given."""
        source = source or self.out
        if activation is None:
            activation = self.architecture.activation
        output = self._strided(source, stride, out_channels)
        self._layer(
            kind,
            part,
            (source,),
            output,
            kernel_size,
            stride,
            conv_groups,
            True,
            activation,
            residual,
        )
        return output

    def depthwise(self, kernel_size: Number, stride: int) -> Tensor:
        """Add a k x k convolution of each channel by itself."""
        channels = self.out.channels
        return self.conv(
            "depthwise",
            channels,
            kernel_size=kernel_size,
            stride=stride,
            conv_groups=channels,
            kind="depthwise",
        )

    def add(self, left: Tensor, right: Tensor, activation: str = "") -> Tensor:
        """Add a shortcut to the tensor at hand, element by element."""
        output = self._tensor(left.height, left.width, left.channels, left.stride)
        self._layer("add", "add", (left, right), output, activation=activation)
        return output

    def maxpool(self, kernel_size: Number, stride: int) -> Tensor:
        """Add a k x k max pooling."""
        source = self.out
        output = self._strided(source, stride, source.channels)
        self._layer("maxpool", "maxpool", (source,), output, kernel_size, stride)
        return output

    def avgpool(self) -> Tensor:
        """Add a global average pooling: one position is left."""
        source = self.out
        output = self._tensor(1, 1, source.channels, 1)
        self._layer("avgpool", "avgpool", (source,), output)
        self.pooled = True
        return output

    def classifier(self, classes: Number) -> Tensor:
        """Add a fully connected layer with bias on the pooled tensor."""
        source = self.out
        if not self.pooled:
            self.fault("a classifier needs a single position; put `- avgpool: {}` before it")
        output = self._tensor(1, 1, classes, 1)
        self._layer("classifier", "classifier", (source,), output, activation="linear")
        return output

    def identity(self) -> None:
        """Note a block that runs nothing; its output is its input."""
        self._layer("identity", "identity", (self.out,), self.out)

    def check_divides(self, conv_groups: Number, **channels: Number) -> None:
        """Fault where the groups of a convolution do not divide its channels."""
        for name, count in channels.items():
            if not holds(equal(count % conv_groups, 0)):
                self.fault(f"conv_groups {conv_groups} does not divide its {count} {name}")

    def check_resolution(self) -> None:
        """Fault where the input is smaller than the total stride: layers would see no position."""
        total = max(tensor.stride for tensor in self.tensors)
        size = self.architecture.input
        if not (holds(size.height >= total) and holds(size.width >= total)):
            origin = self.architecture.origin_of("input")
            message = f"resolution {size.height}x{size.width} is too small: the layers have a total"
            mend = f"stride of over {MAX_STRIDE}; lower an s"
            if total <= MAX_STRIDE:
                mend = f"stride of {total}; give at least {total} pixels a side"
            self.faults.append(Fault(origin, "input", f"{message} {mend}"))

    def _strided(self, source: Tensor, stride: int, channels: Number) -> Tensor:
        """The output of a "same" layer: ceil(size / strides so far), since ceilings collapse."""
        if stride == 1:
            return self._tensor(source.height, source.width, channels, source.stride)
        total = source.stride * stride
        if self.pooled:
            return self._tensor(1, 1, channels, 1)
        size = self.architecture.input
        return self._tensor(
            ceil_div(size.height, total), ceil_div(size.width, total), channels, total
        )

    def _tensor(self, height: Number, width: Number, channels: Number, stride: int) -> Tensor:
        tensor = self.out = Tensor(len(self.tensors), height, width, channels, stride)
        self.tensors.append(tensor)
        return tensor

    def _layer(
        self,
        kind: str,
        part: str,
        inputs: tuple[Tensor, ...],
        output: Tensor,
        kernel_size: Number | None = None,
        stride: int = 1,
        conv_groups: Number = 1,
        norm: bool = False,
        activation: str = "",
        residual: bool = False,
    ) -> None:
        stage, repeat, regime, t = self.stage, self.repeat, self.regime, self.t
        self.layers.append(
            Layer(
                kind, part, stage, repeat, regime, t, inputs, output,
                kernel_size, stride, conv_groups, norm, activation, residual,
            )
        )  # fmt: skip
