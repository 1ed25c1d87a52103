"""Maps: the height and width that tensors share, and the map behind a window.

A map is known by its identity: tensors of one size by construction share one object, so that sums
over positions can be taken map by map.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeAlias

from mbv2calc.arith import Number, ceil_div


class Map(NamedTuple):
    """The positions of a tensor.

    Of a chain of "same" windows, `start` has the height and width where it began, and `stride` is
    the product of its strides: the sides are ceil(start / stride).
    """

    height: Number
    width: Number
    positions: Number  # height x width
    stride: int = 1
    start: tuple[Number, Number] | None = None  # None: this map itself

    @classmethod
    def of(cls, height: Number, width: Number) -> "Map":
        """The map at the start of a chain of windows."""
        return cls(height, width, height * width)


ONE_POSITION = Map(1, 1, 1)
"""The map behind a global pool; no window changes it."""

Padding: TypeAlias = Callable[[Map, Number, int, int], Map]
"""A rule of padding: (map, kernel size, stride, dilation) to the map behind the window."""


def same(source: Map, kernel_size: Number, stride: int, dilation: int) -> Map:
    """ceil(side / stride), whatever the kernel: padding makes up the difference.

    Nested ceilings are one, ceil(ceil(a / s) / t) = ceil(a / (s t)), so the sides come from the
    start of the chain: a formula with symbols has one ceiling.
    """
    total = source.stride * stride
    if source is ONE_POSITION or total == source.stride:
        return source
    start = source.start or (source.height, source.width)
    height, width = (ceil_div(side, total) for side in start)
    return Map(height, width, height * width, total, start)


def padded(source: Map, kernel_size: Number, stride: int, dilation: int, padding: int) -> Map:
    """floor((side + 2 padding - dilation (kernel_size - 1) - 1) / stride) + 1.

    >>> padded(Map.of(224, 112), 7, 2, 1, 3)[:2]
    (112, 56)
    """
    reach = 2 * padding - dilation * (kernel_size - 1) - 1
    return Map.of((source.height + reach) // stride + 1, (source.width + reach) // stride + 1)


PADDINGS: dict[str, Padding] = {"same": same, "valid": partial(padded, padding=0)}
"""Rules of padding by name. A new one is one row."""


def output_map(
    source: Map, kernel_size: Number, stride: int, padding: str | int = "same", dilation: int = 1
) -> Map:
    """The map behind a window, padded by a rule of PADDINGS or by so many positions on each side.

    >>> output_map(Map.of(7, 7), 3, 2)[:2], output_map(Map.of(7, 7), 3, 2, "valid")[:2]
    ((4, 4), (3, 3))
    """
    if isinstance(padding, str):
        return PADDINGS[padding](source, kernel_size, stride, dilation)
    return padded(source, kernel_size, stride, dilation, padding)
