"""A network at given numbers: its tensors, and its layers in order of execution.

Tensor, Layer and Decision are NamedTuples: as immutable as a frozen dataclass, and made four times
as fast, which is most of the time of a Network.
"""

from typing import NamedTuple

from mbv2calc.arith import Number, Ratio
from mbv2calc.spec.architecture import Architecture


class Tensor(NamedTuple):
    """One activation map of one image; `id` is its place in Network.tensors."""

    id: int
    height: Number
    width: Number
    channels: Number
    stride: int  # product of the strides since the input; 0 behind a global pool

    @property
    def shape(self) -> tuple[Number, Number, Number]:
        """(height, width, channels)."""
        return self.height, self.width, self.channels

    @property
    def elements(self) -> Number:
        """height x width x channels."""
        return self.height * self.width * self.channels


class Place(NamedTuple):
    """Where a layer stands: which repeat of which entry of the file, and what its t makes of it."""

    stage: int  # index of the entry in `layers`
    repeat: int
    kind: str  # the kind of the entry, such as bottleneck
    regime: str = ""  # empty where no t applies
    t: Ratio | None = None


class Layer(NamedTuple):
    """One deployable operator with what fuses into it: convolution, BatchNorm and activation.

    `kind` is the operator: conv, pointwise (a 1x1 convolution), depthwise, maxpool, avgpool,
    classifier, add (a step of its own in memory, a mark on its project row in a report) or
    identity (a block with t = 0, which runs nothing).
    """

    kind: str
    role: str  # in the block: expand, depthwise, project, add, ...
    place: Place
    inputs: tuple[Tensor, ...]
    output: Tensor
    kernel_size: Number | None = None  # None where there is no window
    stride: int = 1
    conv_groups: Number = 1
    norm: bool = False  # BatchNorm follows; a layer with weights but without it has a bias
    activation: str = ""  # "linear" after weights without a non-linearity; empty without weights
    residual: bool = False  # a shortcut is added to its output

    @property
    def block(self) -> str:
        """The block it belongs to: `{entry}.{repeat}`."""
        return f"{self.place.stage}.{self.place.repeat}"

    @property
    def name(self) -> str:
        """`{entry}.{repeat}.{role}`, unique in its network."""
        return f"{self.block}.{self.role}"

    @property
    def input(self) -> Tensor:
        """Its first input."""
        return self.inputs[0]

    @property
    def is_row(self) -> bool:
        """Whether a report lists it: adds are marks on the row that they follow."""
        return self.kind != "add"

    @property
    def activates(self) -> bool:
        """Whether a non-linearity follows."""
        return self.activation not in ("", "linear")


class Decision(NamedTuple):
    """What the layers of a network depend on: the answer to a question, such as whether a block
    expands, or a number that no formula holds: the repeats and the stride of an entry.
    """

    about: str
    answer: bool | int


class Network(NamedTuple):
    """An architecture at given numbers (ints, arrays of one structure, or symbols).

    Networks of one architecture and equal structure have the same layers, but for their numbers.
    """

    architecture: Architecture
    layers: tuple[Layer, ...]
    tensors: tuple[Tensor, ...]
    structure: tuple[Decision, ...]

    @property
    def rows(self) -> tuple[Layer, ...]:
        """What a report lists."""
        return tuple(layer for layer in self.layers if layer.is_row)

    @property
    def steps(self) -> tuple[Layer, ...]:
        """What runs, in order: all layers but identities."""
        return tuple(layer for layer in self.layers if layer.kind != "identity")

    def __repr__(self) -> str:
        return f"Network({self.architecture.name!r}, {len(self.layers)} layers)"
