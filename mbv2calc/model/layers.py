"""A network at given numbers: its tensors, its layers in order of execution, who reads what.

Tensor, Layer and Decision are NamedTuples: as immutable as a frozen dataclass, and made four times
as fast, which is most of the time of a Network.
"""

from typing import NamedTuple

from mbv2calc.arith import Number, Ratio
from mbv2calc.spec import Architecture


class Tensor(NamedTuple):
    """One activation map of one image; `id` is its place in Network.tensors."""

    id: int
    height: Number
    width: Number
    channels: Number
    stride: int  # product of the strides since the input or the last global pool

    @property
    def elements(self) -> Number:
        """height x width x channels."""
        return self.height * self.width * self.channels


class Layer(NamedTuple):
    """One deployable operator with what fuses into it: convolution, BatchNorm and activation.

    `kind` is the operator: conv, pointwise (a 1x1 convolution), depthwise, maxpool, avgpool,
    classifier, add (a step of its own in memory, a mark on its project row in a report) or
    identity (a block with t = 0, which runs nothing).
    """

    kind: str
    part: str  # its role in the block: expand, depthwise, project, add, ...
    stage: int  # index of the entry of the file
    repeat: int
    regime: str  # what the block's t makes of it; empty where no t applies
    t: Ratio | None
    inputs: tuple[Tensor, ...]
    output: Tensor
    kernel_size: Number | None  # None where there is no window
    stride: int
    conv_groups: Number
    norm: bool  # BatchNorm follows; a layer without one has a bias if it has weights
    activation: str  # "linear" after a convolution without one; empty where none applies
    residual: bool  # a shortcut is added to its output

    @property
    def block(self) -> str:
        """The block it belongs to: `{entry}.{repeat}`."""
        return f"{self.stage}.{self.repeat}"

    @property
    def name(self) -> str:
        """`{entry}.{repeat}.{part}`, unique in its network."""
        return f"{self.stage}.{self.repeat}.{self.part}"

    @property
    def input(self) -> Tensor:
        """Its first input."""
        return self.inputs[0]


class Decision(NamedTuple):
    """A question of structure that the numbers answered, such as whether a block expands."""

    about: str
    answer: bool


class Network(NamedTuple):
    """An architecture at given numbers (ints, arrays of one structure, or symbols)."""

    architecture: Architecture
    layers: tuple[Layer, ...]
    tensors: tuple[Tensor, ...]
    structure: tuple[Decision, ...]

    @property
    def rows(self) -> tuple[Layer, ...]:
        """What a report lists: all layers but the adds, which are marks on their project row."""
        return tuple(layer for layer in self.layers if layer.kind != "add")

    @property
    def steps(self) -> tuple[Layer, ...]:
        """What runs, in order: all layers but identities."""
        return tuple(layer for layer in self.layers if layer.kind != "identity")

    def readers(self) -> tuple[tuple[int, ...], ...]:
        """For each tensor, by its id, the steps that read it."""
        found: list[list[int]] = [[] for _ in self.tensors]
        for number, step in enumerate(self.steps):
            for tensor in step.inputs:
                found[tensor.id].append(number)
        return tuple(map(tuple, found))
