"""The topics of formulas: which formulas of the blocks each shows, and which of them it solves.

Loads no SymPy: the help and the completion of the command line read the names.
"""

import os
from typing import NamedTuple

from mbv2calc import data
from mbv2calc.errors import UsageError, unknown


class Topic(NamedTuple):
    """The formulas that a topic shows, and the one that each metric solves."""

    title: str
    symbols: str
    rows: str
    solvable: dict[str, str]


_BOTTLENECK = "expand_madds depthwise_madds project_madds bottleneck_madds strided_bottleneck_madds"
_RATIO = "bottleneck_over_separable"
BLOCK_TOPICS = {
    "": Topic(
        "The blocks of MobileNets: MAdds of one image",
        "D_F D_K M N t s",
        f"{_BOTTLENECK} separable_madds separable_over_conv {_RATIO}",
        {},
    ),
    "bottleneck": Topic(
        "MobileNetV2's block, the bottleneck: MAdds of one image",
        "D_F D_K M N t s",
        f"{_BOTTLENECK} bottleneck_weights",
        {"madds": "bottleneck_madds", "params": "bottleneck_weights"},
    ),
    "separable": Topic(
        "MobileNetV1's block, the separable convolution: MAdds of one image",
        "D_F D_K M N s",
        "v1_depthwise_madds v1_pointwise_madds separable_madds strided_separable_madds"
        " separable_weights separable_over_conv",
        {"madds": "separable_madds", "params": "separable_weights"},
    ),
    "conv": Topic(
        "A full convolution: MAdds of one image",
        "D_F D_K M N g s",
        "conv_madds strided_conv_madds conv_weights",
        {"madds": "conv_madds", "params": "conv_weights"},
    ),
    "ratio": Topic(
        "The blocks against each other",
        "D_K M N t",
        f"separable_over_conv {_RATIO} break_even_width break_even_limit",
        {"madds": _RATIO, "separable_over_conv": "separable_over_conv"},
    ),
}

NETWORK, MEMORY = "network", "memory"
TOPICS = (*filter(None, BLOCK_TOPICS), MEMORY, NETWORK)
"""What `mbv2calc formula` knows; without a topic it gives an overview of the blocks."""

_SYNONYMS = {
    "v2": "bottleneck", "mbv2": "bottleneck", "inverted_residual": "bottleneck",
    "v1": "separable", "mbv1": "separable", "depthwise": "separable", "pointwise": "separable",
    "convolution": "conv", "conv2d": "conv", "beta": "ratio", "break-even": "ratio",
    "net": "network", "model": "network", "ram": "memory", "bytes": "memory", "peak": "memory",
    "grouped": "memory", "groups": "memory",
}  # fmt: skip


def known_topic(topic: str) -> str:
    """The topic, if it is one or the overview. Raises UsageError for any other name."""
    if topic in data.configs() or topic.endswith((".yaml", ".yml")) or os.sep in topic:
        fix = f"write `mbv2calc formula network {topic}`"
        raise UsageError(f"{topic!r} is a network, no topic; {fix}")
    if topic and topic not in TOPICS:
        raise UsageError(unknown("topic", topic, TOPICS, _SYNONYMS))
    return topic
