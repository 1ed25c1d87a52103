"""The Builder: kinds of blocks add their layers to it, entry by entry."""

from collections.abc import Sequence
from itertools import count

from mbv2calc.arith import Condition, Number, Ratio, equal, not_refuted
from mbv2calc.errors import Fault, NotWholeError, SpecError
from mbv2calc.model.layers import Decision, Layer, Network, Operator, Place, Tensor
from mbv2calc.model.maps import Map, output_map
from mbv2calc.model.operators import find_operator
from mbv2calc.model.structure import Decide, by_numbers
from mbv2calc.spec.architecture import Architecture, Entry, entry_path
from mbv2calc.spec.rounding import inner_channels, scaled_channels

MAX_BLOCKS = 10_000
MAX_STRIDE = 1_000_000


def build_network(architecture: Architecture, decide: Decide = by_numbers) -> Network:
    """The network of an architecture at the numbers in it.

    Raises SpecError, with all faults at once, where the numbers make no network: groups that do
    not divide channels, an identity whose input and output differ, an input smaller than the total
    stride.
    """
    return Builder(architecture, decide).build()


class Builder:
    """Collects the layers, tensors and structure of a network; `out` is the latest tensor.

    A subclass that gives numbers names overrides `scaled`, `inner` and `new_tensor`.
    """

    def __init__(self, architecture: Architecture, decide: Decide) -> None:
        self.architecture = architecture
        self.layers: list[Layer] = []
        self.tensors: list[Tensor] = []
        self.structure: list[Decision] = []
        self.faults: list[Fault] = []
        self.place = Place(0, 0, "")
        self._decide = decide
        self._roles: set[str] = set()  # of the current block
        self._strided: dict[tuple[int, int], Map] = {}  # maps by the one before and the stride
        size = architecture.input
        self.out = self.new_tensor(Map.of(size.height, size.width), size.channels)

    def build(self) -> Network:
        """The network of all entries. Raises SpecError as `build_network` does."""
        architecture = self.architecture
        if sum(entry.block.blocks for entry in architecture.layers) > MAX_BLOCKS:
            message = f"more than {MAX_BLOCKS} blocks; lower an n"
            raise SpecError([Fault(architecture.origin_of("layers"), "layers", message)])
        for stage, entry in enumerate(architecture.layers):
            self.enter(stage, entry)
        self.check_resolution()
        if self.faults:
            raise SpecError(self.faults)
        return self.network()

    def enter(self, stage: int, entry: Entry) -> None:
        """Add the layers of an entry of the file."""
        self.place = Place(stage, 0, entry.block.kind)
        self._roles.clear()
        entry.block.build(self)

    def begin(self, repeat: int, regime: str = "", t: Ratio | None = None) -> None:
        """Begin a block of the current entry; `regime` says what its t makes of it."""
        self.place = Place(self.place.stage, repeat, self.place.kind, regime, t)
        self._roles.clear()

    def fault(self, message: str, origin: str = "") -> None:
        """Note a fault of the current entry; building goes on, so as to find all faults.

        `origin` is the place of the cause, if that is outside the entry.
        """
        stage = self.place.stage
        entry = self.architecture.layers[stage]
        self.faults.append(Fault(origin or entry.origin, entry_path(stage, entry), message))

    def decide(self, condition: Condition, about: str) -> bool:
        """Answer a question about the structure, and keep the answer in the network."""
        answer = self._decide(condition, about)
        self.structure.append(Decision(about, answer))
        return answer

    def note(self, about: str, number: int) -> None:
        """Keep a number that decides the structure: n or s."""
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
        return self.scaled(channels, width, share)

    def scaled(self, channels: Number, width: Ratio, share: Ratio) -> Number:
        """channels x width x share, rounded by the network's rule."""
        scale = Ratio(width.num * share.num, width.den * share.den)
        try:
            return scaled_channels(channels, scale, self.architecture.channels)
        except NotWholeError:
            self.fault(f"{channels} channels x {scale} is not whole, as `round: none` needs")
            return channels

    def inner(self, t: Ratio) -> Number:
        """E = t M for the latest tensor."""
        try:
            return inner_channels(self.out.channels, t, self.architecture.channels)
        except NotWholeError:
            self.fault(f"E = {t} x {self.out.channels} is not whole, as `round: none` needs")
            return self.out.channels

    def conv_operator(self, kernel_size: Number) -> str:
        """The name of the operator of a convolution: 1x1 is `pointwise`, any other size `conv`."""
        return "pointwise" if self.decide(equal(kernel_size, 1), "kernel is 1x1") else "conv"

    def add(
        self,
        operator: str,
        role: str,
        inputs: Sequence[Tensor] | None = None,
        *,
        out_channels: Number | None = None,
        out_map: Map | None = None,
        kernel_size: Number | None = None,
        stride: int = 1,
        padding: str | int = "same",
        dilation: int = 1,
        conv_groups: Number = 1,
        norm: bool | None = None,
        bias: bool | None = None,
        activation: str | None = None,
        residual: bool = False,
        groupable: bool = False,
    ) -> Tensor:
        """Add an operator that reads `inputs`, by default the latest tensor; return its output.

        By default the output has the channels of the first input, and the map that the window makes
        of its map. By default an operator with weights has BatchNorm and the network's activation,
        and without BatchNorm a bias. A role that the block already has gets a number: depthwise_2.
        Raises UsageError for an operator that is not registered.
        """
        row = find_operator(operator)
        read = (self.out,) if inputs is None else tuple(inputs)
        source = read[0]
        channels = source.channels if out_channels is None else out_channels
        # The type is looked at first, since `!=` of an array is an array and no bool.
        if type(conv_groups) is not int or conv_groups != 1:
            self._check_groups(conv_groups, source.channels, channels)
        if row.runs:
            if out_map is None:
                out_map = self._output_map(source.map, kernel_size, stride, padding, dilation)
            self.out = self.new_tensor(out_map, channels)
        else:
            self.out = source
        layer = Layer(
            row, self._unique(role), self.place, read, self.out, kernel_size, stride, conv_groups,
            *self._fused(row, norm, bias, activation), residual, groupable,
        )  # fmt: skip
        self.layers.append(layer)
        return self.out

    def depthwise(self, kernel_size: Number, stride: int, *, groupable: bool = False) -> None:
        """Add a convolution of each channel of the latest tensor by itself."""
        groups = self.out.channels
        self.add(
            "depthwise", "depthwise", kernel_size=kernel_size, stride=stride, conv_groups=groups,
            groupable=groupable,
        )  # fmt: skip

    def _check_groups(self, groups: Number, in_channels: Number, out_channels: Number) -> None:
        if groups is in_channels and groups is out_channels:
            return  # a depthwise convolution; symbols are not divided by themselves
        for end, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            if channels is not groups and not not_refuted(equal(channels % groups, 0)):
                self.fault(f"conv_groups {groups} does not divide its {channels} {end}")

    def _fused(
        self, row: Operator, norm: bool | None, bias: bool | None, activation: str | None
    ) -> tuple[bool, bool, str]:
        """Whether BatchNorm and a bias follow, and the activation: as given, or by default."""
        if row.weights is not None:
            norm = True if norm is None else norm
            bias = not norm if bias is None else bias
            activation = self.architecture.activation if activation is None else activation
        return norm or False, bias or False, activation or ""

    def _output_map(
        self, source: Map, kernel_size: Number, stride: int, padding: str | int, dilation: int
    ) -> Map:
        """The map behind a window; two "same" windows of one stride on one map share it."""
        if stride == 1 and padding == "same":
            return source
        if padding != "same":
            after = output_map(source, kernel_size, stride, padding, dilation)
            if not (not_refuted(after.height > 0) and not_refuted(after.width > 0)):
                self.fault(f"its window does not fit into {source.height}x{source.width}")
            return after
        # By identity: maps of arrays or symbols are slow to compare. Their tensors keep them alive.
        key = (id(source), stride)
        if key not in self._strided:
            self._strided[key] = output_map(source, kernel_size, stride)
        return self._strided[key]

    def _unique(self, role: str) -> str:
        """A role of the block at hand; one that it already has gets the first free number."""
        if role in self._roles:
            numbered = (f"{role}_{number}" for number in count(2))
            role = next(name for name in numbered if name not in self._roles)
        self._roles.add(role)
        return role

    def new_tensor(self, map_: Map, channels: Number) -> Tensor:
        """The tensor with the next id."""
        tensor = Tensor(len(self.tensors), map_, channels)
        self.tensors.append(tensor)
        return tensor

    def network(self) -> Network:
        """The network of what was added so far, with or without faults."""
        return Network(
            self.architecture.name,
            tuple(self.layers),
            tuple(self.tensors),
            inputs=tuple(self.tensors[:1]),
            outputs=(self.out,),
            structure=tuple(self.structure),
        )

    def check_resolution(self) -> None:
        """Note a fault if the input is smaller than the total stride."""
        total = max(tensor.map.stride for tensor in self.tensors)
        size = self.architecture.input
        if not (not_refuted(size.height >= total) and not_refuted(size.width >= total)):
            origin = self.architecture.origin_of("input")
            message = f"resolution {size.height}x{size.width} is too small: the layers have a total"
            fix = f"stride of over {MAX_STRIDE}; lower an s"
            if total <= MAX_STRIDE:
                fix = f"stride of {total}; give at least {total} pixels per side"
            self.faults.append(Fault(origin, "input", f"{message} {fix}"))
