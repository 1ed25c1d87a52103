"""Training: the bytes kept for the backward pass, and what grouping computes again."""

from typing import NamedTuple

from mbv2calc.arith import Number, maximum
from mbv2calc.cost.memory.blocks import GroupableBlock, blocks_of
from mbv2calc.cost.tally import layer_tally, network_tally
from mbv2calc.model.layers import Network

BACKWARD = 2
"""MAdds of the backward pass per MAdd forward: gradients of the inputs and of the weights."""


class TrainingCost(NamedTuple):
    """One step of training on a batch. Bytes are kept from the forward to the backward pass.

    Whole, every tensor is kept once. Grouped, the tensors inside the blocks are not: expand and
    depthwise run again, which costs `extra_madds` and makes a step `slowdown` times as long.
    """

    whole_saved_bytes: Number
    grouped_saved_bytes: Number
    extra_madds: Number
    slowdown: Number  # a ratio


def training_cost(network: Network, element_bytes: Number, batch: Number) -> TrainingCost:
    """What a step of training keeps and computes again; `element_bytes` includes the batch.

    slowdown = 1 + extra / (3 MAdds), at forward : backward = 1 : 2. The groups of arXiv:1801.04381,
    section 5.1, reuse their memory, so the inner tensors are gone when the backward pass starts.
    """
    kept = sum(tensor.elements for tensor in network.tensors)
    blocks = [groupable for block in blocks_of(network) if (groupable := block.groupable)]
    inner = sum(map(_inner_elements, blocks))
    extra = sum(map(_recomputed_madds, blocks))
    madds = network_tally(network, ("macs",)).macs
    return TrainingCost(
        kept * element_bytes,
        (kept - inner) * element_bytes,
        extra * batch,
        1 + extra / ((1 + BACKWARD) * maximum(madds, 1)),  # 1 if there are no MAdds
    )


def _inner_elements(block: GroupableBlock) -> Number:
    """The elements of all tensors inside a block, without its output."""
    return sum(layer.output.elements for layer in block.layers[:-1])


def _recomputed_madds(block: GroupableBlock) -> Number:
    """The MAdds of expand and depthwise, for one image."""
    return sum(layer_tally(layer).macs for layer in block.inner)
