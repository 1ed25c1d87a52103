"""A network at given numbers: its tensors, its operators, its layers in order of execution.

Tensor, Layer and Decision are NamedTuples, since making them is most of the time of building a
Network: they are as immutable as frozen dataclasses, and four times as fast to make.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from mbv2calc.arith import Number, Ratio
from mbv2calc.model.maps import Map


class Tensor(NamedTuple):
    """One activation of one image; `id` is its place in Network.tensors."""

    id: int
    map: Map
    channels: Number

    @property
    def height(self) -> Number:
        """From top to bottom."""
        return self.map.height

    @property
    def width(self) -> Number:
        """From left to right."""
        return self.map.width

    @property
    def shape(self) -> tuple[Number, Number, Number]:
        """(height, width, channels)."""
        return self.map.height, self.map.width, self.channels

    @property
    def elements(self) -> Number:
        """height x width x channels."""
        return self.map.positions * self.channels


class Place(NamedTuple):
    """Where a layer stands: which repeat of which entry of the file, and what its t makes of it."""

    stage: int  # index of the entry in `layers`
    repeat: int
    kind: str  # the kind of the entry, such as bottleneck
    regime: str = ""  # empty where no t applies
    t: Ratio | None = None


Counts: TypeAlias = Sequence[tuple[str, Tensor, Number]]
"""(field of the tally, tensor, amount at each of its positions) for each count."""


def no_counts(layer: "Layer", weights: Number) -> Counts:
    """The counts of a layer that no tool counts: none."""
    return ()


class Operator(NamedTuple):
    """A kind of operator, a row of `operators`."""

    name: str
    interpreter_bytes: int  # per layer, beside tensors; see `operators`
    counts: Callable[["Layer", Number], Counts] = no_counts  # of a layer and its weights
    weights: Callable[["Layer"], Number] | None = None  # None: no weights
    label: str = ""  # in a table; {window} is its kernel, such as 3x3; empty: its name
    noun: str = ""  # in a sentence: "in {noun}"; empty: "{label} operators"
    is_row: bool = True  # whether a report lists it: an add is a mark on the row before it
    runs: bool = True  # whether it is a step; what does not run puts out its input

    def __repr__(self) -> str:
        return f"Operator({self.name!r})"


class Layer(NamedTuple):
    """One deployable operator with what fuses into it: convolution, BatchNorm and activation."""

    operator: Operator
    role: str  # in its block: expand, depthwise, project, add, ...
    place: Place
    inputs: tuple[Tensor, ...]
    output: Tensor
    kernel_size: Number | None = None  # None where there is no window
    stride: int = 1
    conv_groups: Number = 1
    norm: bool = False  # BatchNorm follows
    bias: bool = False
    activation: str = ""  # "linear" after weights without a non-linearity; empty without weights
    residual: bool = False  # a shortcut is added to its output
    groupable: bool = False  # its output's channels can be made group by group, as inside a block

    @property
    def kind(self) -> str:
        """The name of its operator."""
        return self.operator.name

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


class Decision(NamedTuple):
    """One answer that determines the layers: whether a block expands, say, or an entry's n or s."""

    about: str
    answer: bool | int


class Network(NamedTuple):
    """A graph of operators at given numbers (ints, arrays of one structure, or symbols).

    A layer may read any tensors made before it. A network does not know its architecture, and need
    not have one. Networks of one architecture and equal structure differ in their numbers only.
    """

    name: str
    layers: tuple[Layer, ...]  # in order of execution
    tensors: tuple[Tensor, ...]  # by their ids
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    structure: tuple[Decision, ...] = ()

    @property
    def rows(self) -> tuple[Layer, ...]:
        """The layers that a report lists."""
        return tuple(layer for layer in self.layers if layer.operator.is_row)

    @property
    def steps(self) -> tuple[Layer, ...]:
        """The layers that run, in order."""
        return tuple([layer for layer in self.layers if layer.operator.runs])

    def with_tensors(self, tensors: Sequence[Tensor]) -> "Network":
        """The same graph with other tensors, in the order of their ids."""
        layers = []
        for layer in self.layers:
            inputs, groups = self._swapped(layer.inputs, tensors), layer.conv_groups
            if groups is layer.input.channels:  # a depthwise convolution stays one
                groups = inputs[0].channels
            output = tensors[layer.output.id]
            layers.append(layer._replace(inputs=inputs, output=output, conv_groups=groups))
        return self._replace(
            layers=tuple(layers),
            tensors=tuple(tensors),
            inputs=self._swapped(self.inputs, tensors),
            outputs=self._swapped(self.outputs, tensors),
        )

    @staticmethod
    def _swapped(old: Sequence[Tensor], tensors: Sequence[Tensor]) -> tuple[Tensor, ...]:
        return tuple(tensors[tensor.id] for tensor in old)

    def __repr__(self) -> str:
        return f"Network({self.name!r}, {len(self.layers)} layers)"
