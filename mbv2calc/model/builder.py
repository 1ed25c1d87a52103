"""Builder: what a kind of block uses to lay out its layers, and the walk over all entries."""

from mbv2calc.arith import Condition, Number, Ratio, ceil_div, equal, not_refuted
from mbv2calc.errors import Fault, NotWholeError, SpecError
from mbv2calc.model.layers import Decision, Layer, Network, Place, Tensor
from mbv2calc.model.rounding import inner_channels, scaled_channels
from mbv2calc.model.structure import Decide, by_numbers
from mbv2calc.spec.architecture import Architecture, entry_path

MAX_BLOCKS = 10_000
MAX_STRIDE = 1_000_000


def build_network(architecture: Architecture, decide: Decide = by_numbers) -> Network:
    """The network of an architecture at the numbers in it.

    Raises SpecError, with all faults at once, where the numbers make no network: groups that do
    not divide channels, an identity of unlike ends, an input smaller than the total stride.
    """
    if sum(entry.block.blocks for entry in architecture.layers) > MAX_BLOCKS:
        message = f"more than {MAX_BLOCKS} blocks; lower an n"
        raise SpecError([Fault(architecture.origin_of("layers"), "layers", message)])
    to = Builder(architecture, decide)
    for stage, entry in enumerate(architecture.layers):
        to.place = Place(stage, 0, entry.block.kind)
        entry.block.build(to)
    to.check_resolution()
    if to.faults:
        raise SpecError(to.faults)
    return Network(architecture, tuple(to.layers), tuple(to.tensors), tuple(to.structure))


class Builder:
    """Collects the layers, tensors and structure of a network; `out` is the latest tensor."""

    def __init__(self, architecture: Architecture, decide: Decide) -> None:
        self.architecture = architecture
        self.layers: list[Layer] = []
        self.tensors: list[Tensor] = []
        self.structure: list[Decision] = []
        self.faults: list[Fault] = []
        self.place = Place(0, 0, "")
        self._decide = decide
        size = architecture.input
        self.out = self._tensor(size.height, size.width, size.channels, 1)

    def begin(self, repeat: int, regime: str = "", t: Ratio | None = None) -> None:
        """Begin a block of the entry at hand; `regime` says what its t makes of it."""
        self.place = Place(self.place.stage, repeat, self.place.kind, regime, t)

    def fault(self, message: str, origin: str = "") -> None:
        """Note what makes the entry at hand impossible; the walk goes on to find the rest.

        `origin` says where the cause stands, if not in the entry.
        """
        stage = self.place.stage
        entry = self.architecture.layers[stage]
        self.faults.append(Fault(origin or entry.origin, entry_path(stage, entry), message))

    def decide(self, condition: Condition, about: str) -> bool:
        """Answer a question of structure, and keep the answer in the network."""
        answer = self._decide(condition, about)
        self.structure.append(Decision(about, answer))
        return answer

    def note(self, about: str, number: int) -> None:
        """Keep a number that decides which layers there are: n, or s."""
        self.structure.append(Decision(about, number))

    def channels(self, channels: Number, widen: str = "always", share: Ratio = Ratio(1)) -> Number:
        """A share of the channels after the width multiplier, rounded by the network's rule.

        The multiplier widens always, only_up (never below 1), or never.
        """
        width = self.architecture.width_multiplier
        if widen == "never" or (
            widen == "only_up" and self.decide(width.num <= width.den, "width <= 1")
        ):
            width = Ratio(1)
        scale = Ratio(width.num * share.num, width.den * share.den)
        try:
            return scaled_channels(channels, scale, self.architecture.channels)
        except NotWholeError:
            self.fault(f"{channels} channels x {scale} is not whole, as `round: none` needs")
            return channels

    def inner(self, t: Ratio) -> Number:
        """E = t M for the tensor at hand."""
        try:
            return inner_channels(self.out.channels, t, self.architecture.channels)
        except NotWholeError:
            self.fault(f"E = {t} x {self.out.channels} is not whole, as `round: none` needs")
            return self.out.channels

    def pointwise(
        self,
        part: str,
        out_channels: Number,
        *,
        stride: int = 1,
        activation: str | None = None,
        source: Tensor | None = None,
        residual: bool = False,
    ) -> Tensor:
        """Add a 1x1 convolution of `source`, the tensor at hand by default."""
        read = source or self.out
        return self._conv("pointwise", part, read, out_channels, 1, stride, 1, activation, residual)

    def conv(
        self,
        part: str,
        out_channels: Number,
        *,
        kernel_size: Number,
        stride: int = 1,
        conv_groups: Number = 1,
    ) -> Tensor:
        """Add a k x k convolution."""
        for end, count in (("in_channels", self.out.channels), ("out_channels", out_channels)):
            if not not_refuted(equal(count % conv_groups, 0)):
                self.fault(f"conv_groups {conv_groups} does not divide its {count} {end}")
        kind = "pointwise" if self.decide(equal(kernel_size, 1), "kernel is 1x1") else "conv"
        return self._conv(kind, part, self.out, out_channels, kernel_size, stride, conv_groups)

    def depthwise(self, kernel_size: Number, stride: int) -> Tensor:
        """Add a k x k convolution of each channel by itself."""
        count = self.out.channels
        return self._conv("depthwise", "depthwise", self.out, count, kernel_size, stride, count)

    def add(self, left: Tensor, right: Tensor, activation: str = "") -> Tensor:
        """Add two tensors of one shape, element by element."""
        output = self._tensor(left.height, left.width, left.channels, left.stride)
        layer = Layer("add", "add", self.place, (left, right), output, activation=activation)
        self.layers.append(layer)
        return output

    def maxpool(self, kernel_size: Number, stride: int) -> Tensor:
        """Add a k x k max pooling."""
        read = self.out
        output = self._strided(read, stride, read.channels)
        self.layers.append(
            Layer("maxpool", "maxpool", self.place, (read,), output, kernel_size, stride)
        )
        return output

    def avgpool(self) -> Tensor:
        """Add a global average pooling: one position is left."""
        read = self.out
        output = self._tensor(1, 1, read.channels, 0)
        self.layers.append(Layer("avgpool", "avgpool", self.place, (read,), output))
        return output

    def classifier(self, classes: Number) -> Tensor:
        """Add a fully connected layer with bias on the pooled tensor."""
        read = self.out
        if read.stride:
            self.fault("a classifier needs a single position; put `- avgpool: {}` before it")
        output = self._tensor(1, 1, classes, 0)
        self.layers.append(
            Layer("classifier", "classifier", self.place, (read,), output, activation="linear")
        )
        return output

    def identity(self) -> None:
        """Note a block that runs nothing; its output is its input."""
        self.layers.append(Layer("identity", "identity", self.place, (self.out,), self.out))

    def check_resolution(self) -> None:
        """Fault where the input is smaller than the total stride: layers would see no position."""
        total = max(tensor.stride for tensor in self.tensors)
        size = self.architecture.input
        if not (not_refuted(size.height >= total) and not_refuted(size.width >= total)):
            origin = self.architecture.origin_of("input")
            message = f"resolution {size.height}x{size.width} is too small: the layers have a total"
            fix = f"stride of over {MAX_STRIDE}; lower an s"
            if total <= MAX_STRIDE:
                fix = f"stride of {total}; give at least {total} pixels a side"
            self.faults.append(Fault(origin, "input", f"{message} {fix}"))

    def _conv(
        self,
        kind: str,
        part: str,
        read: Tensor,
        out_channels: Number,
        kernel_size: Number,
        stride: int,
        conv_groups: Number,
        activation: str | None = None,
        residual: bool = False,
    ) -> Tensor:
        """Add a convolution with BatchNorm and an activation, the network's unless one is given."""
        if activation is None:
            activation = self.architecture.activation
        output = self._strided(read, stride, out_channels)
        self.layers.append(
            Layer(
                kind, part, self.place, (read,), output,
                kernel_size, stride, conv_groups, True, activation, residual,
            )
        )  # fmt: skip
        return output

    def _strided(self, read: Tensor, stride: int, channels: Number) -> Tensor:
        """The output of a "same" layer: ceil(size / strides so far), since ceilings collapse."""
        total = read.stride * stride
        if total == read.stride:  # stride 1, or the one position behind a global pool
            return self._tensor(read.height, read.width, channels, total)
        size = self.architecture.input
        height, width = ceil_div(size.height, total), ceil_div(size.width, total)
        return self._tensor(height, width, channels, total)

    def _tensor(self, height: Number, width: Number, channels: Number, stride: int) -> Tensor:
        tensor = self.out = Tensor(len(self.tensors), height, width, channels, stride)
        self.tensors.append(tensor)
        return tensor
