"""Blocks that run for real, in NumPy, under each schedule, and hold no more than it says.

A block expands M to E channels (1 x 1), filters each by itself (k x k, with the stride), and
projects E to N (1 x 1); a shortcut adds its input X to its output Y. ReLU6 follows the first two,
and in MobileNetV1, which does not expand, the last one too. Source: arXiv:1801.04381, section 5.1.

Tensors are height x width x channels. Every function allocates what it returns, and beside that
nothing but a scratch that it names. `read` allocates X, so that nobody else holds it.
"""

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise, product
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Read: TypeAlias = Callable[[], Array]


class Weights(NamedTuple):
    """A block with its weights."""

    expand: Array | None  # M x E; None where the block does not expand
    depthwise: Array  # k x k x E
    project: Array  # E x N
    stride: int
    shortcut: bool
    projects_linearly: bool = True

    @property
    def inner_channels(self) -> int:
        """E."""
        return len(self.project)


def whole(read: Read, block: Weights, kept: list[Array] | None = None) -> Array:
    """Every operator by itself; `kept` takes all tensors, as training does for its way back."""
    source = read()
    inner = source if block.expand is None else expanded(source, block.expand)
    _keep(kept, source, inner)
    if not block.shortcut:
        del source
    filtered = np.empty((*_strided(inner, block.stride), block.inner_channels), inner.dtype)
    depthwise(inner, block.depthwise, block.stride, filtered)
    relu6(filtered)
    del inner
    projected: Array = filtered @ block.project
    _keep(kept, filtered, projected)
    del filtered
    if not block.projects_linearly:
        relu6(projected)
    if not block.shortcut:
        return projected
    added = source + projected
    _keep(kept, added)
    return added


def _keep(kept: list[Array] | None, *tensors: Array) -> None:
    for tensor in tensors:
        if kept is not None and not any(tensor is other for other in kept):
            kept.append(tensor)


def in_place(read: Read, block: Weights) -> Array:
    """The depthwise output is written over its input, by way of a scratch of one channel.

    Channel c puts its positions into the first of those that it had, and no other channel's: at a
    stride the output lies packed at the front of the buffer, which is then cut to it.
    """
    if block.shortcut and block.expand is None:
        return whole(read, block)  # X has to stay for the sum
    source = read()
    inner = source if block.expand is None else expanded(source, block.expand)
    if not block.shortcut:
        del source
    height, width = _strided(inner, block.stride)
    scratch = np.empty((height, width, 1), inner.dtype)
    by_position = inner.reshape(-1, block.inner_channels)
    for c in range(block.inner_channels):
        channel = slice(c, c + 1)
        depthwise(inner[..., channel], block.depthwise[..., channel], block.stride, scratch)
        relu6(scratch)
        by_position[: height * width, channel] = scratch.reshape(-1, 1)
    del by_position, scratch
    inner.resize((height, width, block.inner_channels), refcheck=False)
    projected: Array = inner @ block.project
    del inner
    if not block.projects_linearly:
        relu6(projected)
    return source + projected if block.shortcut else projected


def grouped(read: Read, block: Weights, groups: int, accumulator: Any = np.float32) -> Array:
    """The inner channels in groups, each expanded, filtered, projected and added into Y.

    With a shortcut Y begins as X. One group is held at a time, and a scratch of one row of Y.
    """
    source = read()
    inner_channels = block.inner_channels
    groups = min(groups, inner_channels)
    ends = [inner_channels * number // groups for number in range(groups + 1)]
    most = max(last - first for first, last in pairwise(ends))
    size = _strided(source, block.stride)
    shape = (*size, block.project.shape[1])
    output = source.astype(accumulator) if block.shortcut else np.zeros(shape, accumulator)
    before = None if block.expand is None else np.empty(source[..., 0].size * most, source.dtype)
    behind = np.empty(size[0] * size[1] * most, source.dtype)
    for group in (slice(first, last) for first, last in pairwise(ends)):
        if block.expand is None or before is None:
            inner = source[..., group]
        else:
            inner = _shaped(before, source.shape[:2], group)
            np.matmul(source, block.expand[:, group], out=inner)
            relu6(inner)
        filtered = _shaped(behind, size, group)
        depthwise(inner, block.depthwise[..., group], block.stride, filtered)
        relu6(filtered)
        accumulate(filtered, block.project[group], output)
    if not block.projects_linearly:
        relu6(output)
    return output


def _shaped(buffer: Array, size: tuple[int, ...], group: slice) -> Array:
    """The front of a buffer as a tensor of the channels of a group."""
    shape = (*size, group.stop - group.start)
    return buffer[: int(np.prod(shape))].reshape(shape)


def accumulate(inner: Array, project: Array, output: Array) -> None:
    """Add inner channels, projected, into an output, a row at a time."""
    scratch = np.empty(output.shape[1:], inner.dtype)
    for row, target in zip(inner, output, strict=True):
        np.matmul(row, project, out=scratch)
        np.add(target, scratch, out=target)


def expanded(source: Array, weights: Array) -> Array:
    """The first 1 x 1 convolution."""
    inner: Array = source @ weights
    relu6(inner)
    return inner


def relu6(tensor: Array) -> None:
    """Clip to 0..6 in place."""
    np.clip(tensor, 0, 6, out=tensor)


def depthwise(source: Array, kernel: Array, stride: int, output: Array) -> None:
    """Filter each channel by itself, without a padded copy: at the edges taps are left out."""
    size, window = source.shape[:2], len(kernel)
    rows, columns = (list(_spans(side, window, stride)) for side in size)
    for down, across in product(rows, columns):
        seen = sliding_window_view(
            source[down.read, across.read], (down.taps, across.taps), axis=(0, 1)
        )[::stride, ::stride]
        taps = kernel[down.tap : down.tap + down.taps, across.tap : across.tap + across.taps]
        np.einsum("yxcij,ijc->yxc", seen, taps, out=output[down.written, across.written])


class _Span(NamedTuple):
    """Neighbouring outputs that see the same taps of a window, along one side."""

    written: slice  # the outputs
    read: slice  # the inputs under any of their windows
    tap: int  # the first tap
    taps: int


def _spans(side: int, window: int, stride: int) -> Iterator[_Span]:
    """Windows begin window // 2 before the first pixel; some taps lie outside at both ends."""

    def taps(place: int) -> tuple[int, int]:
        begin = place * stride - window // 2
        return max(0, -begin), min(window, side - begin)

    for (first, last), places in groupby(range(-(-side // stride)), key=taps):
        start, *others = places
        end = others[-1] if others else start
        begin = start * stride - window // 2 + first
        reach = (end - start) * stride + last - first
        yield _Span(slice(start, end + 1), slice(begin, begin + reach), first, last - first)


def _strided(tensor: Array, stride: int) -> tuple[int, int]:
    """Height and width behind a stride."""
    height, width = tensor.shape[:2]
    return -(-height // stride), -(-width // stride)
