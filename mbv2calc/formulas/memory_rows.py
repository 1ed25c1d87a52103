"""The rows of `formula memory`: the block, the quantity and the words of each formula."""

from typing import NamedTuple

_SOURCE = "arXiv:1801.04381, section 5.1"


class Row(NamedTuple):
    """How one formula comes about.

    `block` is plain (stride 1), shortcut (stride 1, M = N), strided (by s), or separable (by s).
    `quantity` is a schedule, for its bytes, or another quantity of `memory_blocks`.
    """

    title: str
    meaning: str
    block: str
    quantity: str
    source: str = ""


ROWS = {
    "out_size": Row("D_G", "pixels per side of the output map", "strided", "output size"),
    "whole_bytes": Row(
        "v2's block whole", "peak over the block's operators, at stride 1",
        "plain", "whole", _SOURCE,
    ),
    "shortcut_whole_bytes": Row(
        "v2's block whole, shortcut", "M = N at stride 1: the input stays until it is added",
        "shortcut", "whole",
    ),
    "strided_whole_bytes": Row(
        "v2's block whole, stride s", "behind the depthwise convolution the map is smaller",
        "strided", "whole",
    ),
    "in_place_bytes": Row(
        "v2's block in place", "the depthwise convolution overwrites what it reads",
        "plain", "in-place",
    ),
    "shortcut_in_place_bytes": Row(
        "v2's block in place, shortcut", "M = N at stride 1", "shortcut", "in-place"
    ),
    "strided_in_place_bytes": Row(
        "v2's block in place, stride s", "the smaller output overwrites the input",
        "strided", "in-place",
    ),
    "group_channels": Row(
        "e", "channels in memory at once: the largest of G balanced groups of t M",
        "plain", "group channels",
    ),
    "grouped_bytes": Row(
        "bytes(G)", "v2's block in groups: input, output as sums, one group",
        "plain", "grouped", _SOURCE,
    ),
    "strided_grouped_bytes": Row(
        "bytes(G), stride s", "a group is in memory on both maps", "strided", "grouped"
    ),
    "one_channel_bytes": Row(
        "one channel at a time", "v2's block in G = t M groups: the limit", "plain", "one channel"
    ),
    "strided_one_channel_bytes": Row(
        "one channel at a time, stride s", "the same limit on both maps",
        "strided", "one channel",
    ),
    "separable_whole_bytes": Row(
        "v1's block whole, stride s", "no expansion, M channels inside", "separable", "whole"
    ),
    "separable_in_place_bytes": Row(
        "v1's block in place, stride s", "its depthwise convolution overwrites the input",
        "separable", "in-place",
    ),
    "separable_grouped_bytes": Row(
        "v1's block in groups, stride s", "a group is in memory on the output map only",
        "separable", "grouped",
    ),
    "saved_bytes": Row(
        "saved to train v2's block, stride s", "every map once; a shortcut adds one",
        "strided", "saved",
    ),
    "grouped_saved_bytes": Row(
        "saved to train it in groups, stride s", "input and output; the rest is recomputed",
        "strided", "saved in groups",
    ),
}  # fmt: skip
