"""What memory comes to when it is worked out anew from the layers of a network, slowly.

Nothing here calls what it is to test: a tensor is looked for in every step, offsets are tried one
by one, and the formulas are written out for each block.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from mbv2calc.arith import Ratio
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Layer, Network, Tensor
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.spec.rounding import ChannelRule

BYTE = ElementBytes(1, 1)
"""Elements: one byte each, sums too."""


def single(height: int, width: int, channels: int, kind: str, **keys: Any) -> Network:
    """A network of one entry, whose channels are as they are written."""
    return build_network(
        Architecture(
            name=kind,
            input=Input(height=height, width=width, channels=channels),
            channels=ChannelRule(round="divisible", by=1),
            expansion=Ratio(6),
            layers=(Entry(KINDS[kind](**keys)),),
        )
    )


def runs(network: Network) -> list[Layer]:
    """The operators in order."""
    return [layer for layer in network.layers if layer.kind != "identity"]


def is_alive(tensor: Tensor, now: int, network: Network) -> bool:
    """Whether a tensor is there while a step runs: made until then, and needed from then on."""
    steps = runs(network)
    is_input = tensor.id in (given.id for given in network.inputs)
    made = is_input or any(step.output.id == tensor.id for step in steps[: now + 1])
    is_output = tensor.id in (result.id for result in network.outputs)
    read = (other.id for step in steps[now:] for other in (*step.inputs, step.output))
    return made and (is_output or tensor.id in read or (is_input and now == 0))


def alive(network: Network, now: int) -> list[Tensor]:
    """The tensors that are there while a step runs."""
    return [tensor for tensor in network.tensors if is_alive(tensor, now, network)]


def elements(tensors: Iterable[Tensor]) -> int:
    """How many numbers they hold."""
    return sum(int(tensor.height * tensor.width * tensor.channels) for tensor in tensors)


def live_elements(network: Network) -> list[int]:
    """What is there at each step of a network run whole."""
    return [elements(alive(network, now)) for now in range(len(runs(network)))]


class Part(NamedTuple):
    """One block: its steps, by their numbers, and what can be cut into groups, if anything."""

    network: Network
    numbers: list[int]

    @property
    def layers(self) -> list[Layer]:
        """Its operators in order."""
        steps = runs(self.network)
        return [steps[number] for number in self.numbers]

    @property
    def inner(self) -> list[Layer]:
        """What makes inner channels: in bottlenecks and separables, and where a graph says so."""
        if self.layers[0].place.kind == "graph":
            return [layer for layer in self.layers if layer.groupable]
        if self.layers[0].place.kind not in ("bottleneck", "separable"):
            return []
        return [layer for layer in self.layers if layer.role in ("expand", "depthwise")]

    @property
    def start(self) -> int:
        """The place of the first layer that makes inner channels."""
        return self.layers.index(self.inner[0]) if self.inner else 0

    @property
    def has_inside(self) -> bool:
        """Whether inner channels can come and go in groups: nobody behind the block needs them."""
        *others, last = self.layers
        inside = [layer.output for layer in others[self.start :]]
        behind = [t for step in runs(self.network)[self.numbers[-1] + 1 :] for t in step.inputs]
        needed = any(tensor in (*behind, *self.network.outputs) for tensor in inside)
        return bool(self.inner) and last not in self.inner and not needed

    @property
    def inner_channels(self) -> int:
        """E."""
        return int(self.inner[-1].output.channels)

    def whole(self, sizes: ElementBytes) -> list[int]:
        """The bytes of each step."""
        return [elements(alive(self.network, now)) * sizes.activation for now in self.numbers]

    def in_place(self, sizes: ElementBytes) -> list[int]:
        """The bytes of each step, without the depthwise output while it is made over its input."""
        steps, found = runs(self.network), self.whole(sizes)
        for place, now in enumerate(self.numbers):
            later = [tensor for step in steps[now + 1 :] for tensor in step.inputs]
            if steps[now] in self.inner[-1:]:
                over = steps[now].inputs[0]
                if over not in (*later, *self.network.outputs):
                    found[place] -= elements([steps[now].output]) * sizes.activation
        return found

    def grouped(self, sizes: ElementBytes, groups: int = ONE_CHANNEL) -> list[int]:
        """X b + Y b_acc + e (D_F^2 [where it expands] + D_G^2) b, in one step.

        Beside X there is what else is alive before the block, as in a graph with long shortcuts.
        """
        if not self.has_inside:
            return self.whole(sizes)
        first = self.layers[self.start]
        before = [t for t in alive(self.network, self.numbers[self.start]) if t != first.output]
        groups = min(groups, self.inner_channels)
        maps = sum(layer.output.height * layer.output.width for layer in self.inner)
        each = -(-self.inner_channels // groups) * maps
        sums = elements([self.layers[-1].output]) * sizes.accumulator
        in_groups = (elements(before) + each) * sizes.activation + sums
        return [*self.whole(sizes)[: self.start], in_groups]

    def steps(self, schedule: str, sizes: ElementBytes, groups: int = ONE_CHANNEL) -> list[int]:
        """The bytes of each step under a schedule."""
        if schedule == "grouped":
            return self.grouped(sizes, groups)
        return self.whole(sizes) if schedule == "whole" else self.in_place(sizes)


def parts(network: Network) -> list[Part]:
    """The blocks of a network in order."""
    found: dict[tuple[int, int], list[int]] = {}
    for number, step in enumerate(runs(network)):
        found.setdefault((step.place.stage, step.place.repeat), []).append(number)
    return [Part(network, numbers) for numbers in found.values()]


def peak(network: Network, schedule: str, sizes: ElementBytes, groups: int = ONE_CHANNEL) -> int:
    """The largest of all steps; the input where there is none."""
    steps = [held for part in parts(network) for held in part.steps(schedule, sizes, groups)]
    return max(steps, default=elements(network.inputs) * sizes.activation)


def all_groups(network: Network) -> list[int]:
    """Every number of groups that makes a difference, and more than there are channels."""
    most = max((part.inner_channels for part in parts(network) if part.has_inside), default=1)
    return [*range(1, min(most, 40) + 1), most, most + 1, ONE_CHANNEL]


def half_up(number: Fraction) -> int:
    """The nearest whole number, at least 1."""
    return max(1, int(number + Fraction(1, 2)))


class Placed(NamedTuple):
    """A tensor in an arena."""

    tensor: Tensor
    steps: list[int]
    begin: int
    end: int


def arena(network: Network, element_bytes: int) -> list[Placed]:
    """Where a greedy planner puts tensors: the largest first, of equals the one made later.

    Each takes the least of all offsets, 0 and the ends of others, at which it meets none of those
    that are there with it.
    """
    count = max(1, len(runs(network)))
    lives = {t: [now for now in range(count) if is_alive(t, now, network)] for t in network.tensors}
    size = {tensor: -(-elements([tensor]) * element_bytes // 16) * 16 for tensor in lives}
    placed: list[Placed] = []
    for tensor in sorted(lives, key=lambda tensor: (size[tensor], tensor.id), reverse=True):
        tried = [Placed(tensor, lives[tensor], at, at + size[tensor]) for at in _offsets(placed)]
        placed.append(next(one for one in tried if not any(overlap(one, p) for p in placed)))
    return placed


def _offsets(placed: list[Placed]) -> list[int]:
    return sorted({0, *(one.end for one in placed)})


def overlap(one: Placed, other: Placed) -> bool:
    """Whether two tensors share a byte at some step."""
    together = set(one.steps) & set(other.steps)
    return bool(together) and one.begin < other.end and other.begin < one.end
