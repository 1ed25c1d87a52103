"""A block on symbols, built by its kind as in any network, and the memory it needs.

No formula is written here: `cost.memory` is called on the block.
"""

from typing import NamedTuple

import sympy

from mbv2calc.arith import Condition, Ratio
from mbv2calc.cost.memory.blocks import blocks_of
from mbv2calc.cost.memory.liveness import ElementBytes
from mbv2calc.cost.memory.schedules import block_bytes, group_channels, one_channel
from mbv2calc.cost.memory.training import training_cost
from mbv2calc.formulas.formula_set import Expr
from mbv2calc.formulas.memory_rows import Row
from mbv2calc.formulas.memory_symbols import above_1, restored
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import Builder
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.spec.rounding import ChannelRule


class MemoryBlock(NamedTuple):
    """The numbers of a block and of a run: symbols, or numbers in their place."""

    size: Expr
    ins: Expr
    outs: Expr
    t: Expr
    stride: Expr
    element_bytes: ElementBytes
    groups: Expr

    @property
    def unequal(self) -> bool:
        """Whether M and N are numbers that differ, so that no block has a shortcut."""
        return bool((self.ins - self.outs).is_number and self.ins != self.outs)

    @property
    def equal(self) -> bool:
        """Whether M and N are one expression, so that every block at stride 1 has a shortcut."""
        return bool(self.ins == self.outs)

    def value(self, row: Row) -> Expr:
        """The quantity of a row for this block."""
        # Above 1 a symbolic t has an expansion that is larger than its input: a smaller maximum.
        raised = [self.t] if self.t.is_Symbol and row.quantity in ("whole", "in-place") else []
        network = _network(row.block, self, above_1(self.t) if raised else self.t)
        return restored(sympy.sympify(_quantity(row.quantity, network, self)), raised)


def _network(block: str, numbers: MemoryBlock, t: Expr) -> Network:
    """The one block of a row, built by its kind as any network is."""
    size, ins, outs, stride = numbers.size, numbers.ins, numbers.outs, numbers.stride
    if block == "shortcut":
        ins = outs = outs if outs.is_number else ins
    if block in ("plain", "shortcut"):
        stride = sympy.Integer(1)
    kind = KINDS["separable" if block == "separable" else "bottleneck"]
    expansion = {} if block == "separable" else {"t": Ratio(t)}
    entry = Entry(kind(c=outs, s=stride, **expansion))  # type: ignore[call-arg]
    architecture = Architecture(
        name=block,
        input=Input(height=size, width=size, channels=ins),
        channels=ChannelRule(round="none"),
        layers=(entry,),
    )

    def decide(condition: Condition, about: str) -> bool:
        adds = block == "shortcut"
        return adds if about == "M = N" else condition in (True, sympy.true)

    to = Builder(architecture, decide)
    to.enter(0, entry)
    return to.network()


def _quantity(name: str, network: Network, numbers: MemoryBlock) -> Expr:
    """A quantity of the one block of a network; one without a name of its own is a schedule."""
    (block,) = blocks_of(network)
    assert block.groupable is not None
    element_bytes = numbers.element_bytes
    match name:
        case "output size":
            return block.groupable.output.height
        case "group channels":
            return group_channels(block.groupable, numbers.groups)
        case "one channel":
            return block_bytes(block, "grouped", element_bytes, one_channel(block))
        case "saved":
            return training_cost(network, element_bytes.activation, 1).whole_saved_bytes
        case "saved in groups":
            return training_cost(network, element_bytes.activation, 1).grouped_saved_bytes
    return block_bytes(block, name, element_bytes, numbers.groups)
