"""Blocks run in NumPy: the same outputs under every schedule, and no more memory than computed.

The closed forms leave out the scratch of one channel or one row, and the objects of Python: 2 % at
the sizes below.
"""

import tracemalloc
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pytest

from mbv2calc.arith import Ratio
from mbv2calc.cost.memory.blocks import blocks_of
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.schedules import block_bytes
from mbv2calc.cost.memory.training import training_cost
from mbv2calc.model.layers import Network
from tests.cost.memory.by_hand import half_up, single
from tests.cost.memory.execution import Array, Read, Weights, depthwise, grouped, in_place, whole

FLOAT32 = ElementBytes(4, 4)
SCRATCH = 0.02
EXACT = 1e-5
GROUPS = (1, 2, 5, 7, ONE_CHANNEL)
"""Some divide E and some do not; the last is one channel at a time."""


class Case(NamedTuple):
    """A block at numbers; a separable of MobileNetV1 has no t."""

    height: int
    width: int
    in_channels: int
    out_channels: int
    t: str | None
    stride: int = 1
    kernel_size: int = 3

    @property
    def network(self) -> Network:
        """The block alone, as a network of ints."""
        keys: dict[str, Any] = {"c": self.out_channels, "s": self.stride, "k": self.kernel_size}
        if self.t is not None:
            keys["t"] = Ratio.parse(self.t)
        kind = "separable" if self.t is None else "bottleneck"
        return single(self.height, self.width, self.in_channels, kind, **keys)

    @property
    def weights(self) -> Weights:
        """Random ones, which leave activations on both sides of what ReLU6 clips."""
        random = np.random.default_rng(6)
        m, n, k = self.in_channels, self.out_channels, self.kernel_size
        inner = m if self.t is None else half_up(Fraction(self.t) * m)

        def drawn(*shape: int, inputs: int) -> Array:
            return random.normal(0, 3 / inputs**0.5, shape).astype(np.float32)

        return Weights(
            None if self.t in (None, "1") else drawn(m, inner, inputs=m),
            drawn(k, k, inner, inputs=k * k),
            drawn(inner, n, inputs=inner),
            self.stride,
            self.t is not None and self.stride == 1 and m == n,
            self.t is not None,
        )

    @property
    def image(self) -> Array:
        """A random X."""
        size = (self.height, self.width, self.in_channels)
        return np.random.default_rng(4).normal(0, 1, size).astype(np.float32)


CASES = {
    "shortcut": Case(96, 80, 16, 16, "6"),
    "no shortcut": Case(64, 64, 24, 32, "6"),
    "stride 2": Case(112, 112, 16, 24, "6", 2),
    "stride 2 of odd sides": Case(97, 85, 24, 32, "4.25", 2),
    "stride 3 and 5 x 5": Case(100, 97, 24, 24, "3", 3, 5),
    "5 x 5 with a shortcut": Case(80, 96, 24, 24, "2", 1, 5),
    "no expansion, shortcut": Case(112, 112, 32, 32, "1"),
    "no expansion": Case(112, 112, 32, 16, "1"),
    "no expansion, stride 2": Case(112, 112, 32, 32, "1", 2),
    "bottleneck, shortcut": Case(112, 96, 32, 32, "0.5"),
    "separable": Case(112, 112, 32, 64, None),
    "separable, stride 2": Case(111, 96, 32, 64, None, 2),
}


def reference(case: Case) -> Array:
    """The block in double precision, with a padded copy and a loop over taps."""
    expand, kernel, project, stride, shortcut, linear = case.weights
    x = inner = case.image.astype(np.float64)
    if expand is not None:
        inner = np.clip(x @ expand, 0, 6)
    k = len(kernel)
    height, width = -(-case.height // stride), -(-case.width // stride)
    padded = np.pad(inner, ((k // 2, k), (k // 2, k), (0, 0)))
    filtered = np.zeros((height, width, inner.shape[-1]))
    for i in range(k):
        for j in range(k):
            rows, columns = i + stride * np.arange(height), j + stride * np.arange(width)
            filtered += padded[np.ix_(rows, columns)] * kernel[i, j]
    y = np.clip(filtered, 0, 6) @ project
    if not linear:
        y = np.clip(y, 0, 6)
    return y + x if shortcut else y


def traced(execute: Callable[[Read, Weights], Array], case: Case) -> tuple[Array, int]:
    """The output, and the most bytes that were there at once beside weights and the image.

    A small block runs first, for NumPy to load what it loads when it is first needed.
    """
    small = case._replace(height=8, width=7)
    execute(small.image.copy, small.weights)
    image, weights = case.image, case.weights
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        output = execute(image.copy, weights)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return output, peak - before


def ways(case: Case) -> Iterator[tuple[str, int, Callable[[Read, Weights], Array]]]:
    """Every schedule with its number of groups, and how it is executed."""
    yield "whole", 1, whole
    yield "in-place", 1, in_place
    for number in GROUPS:
        yield "grouped", number, partial(grouped, groups=number)


def assert_equal(found: Array, expected: Array) -> None:
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= EXACT * np.abs(expected).max()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_schedule_gives_one_output_in_the_memory_that_is_computed(case: Case) -> None:
    expected = reference(case)
    (block,) = blocks_of(case.network)
    for schedule, number, execute in ways(case):
        output, peak = traced(execute, case)
        assert_equal(output, expected)
        assert output.dtype == np.float32
        bytes_ = block_bytes(block, schedule, FLOAT32, number)
        assert bytes_ <= peak <= (1 + SCRATCH) * bytes_, (schedule, number)


@pytest.mark.parametrize("groups", GROUPS)
def test_accumulators_wider_than_activations(groups: int) -> None:
    """Activations of 4 bytes, sums of 8."""
    case = CASES["shortcut"]
    output, peak = traced(partial(grouped, groups=groups, accumulator=np.float64), case)
    assert_equal(output, reference(case))
    assert output.dtype == np.float64
    (block,) = blocks_of(case.network)
    bytes_ = block_bytes(block, "grouped", ElementBytes(4, 8), groups)
    assert bytes_ <= peak <= (1 + SCRATCH) * bytes_


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_training_keeps_every_tensor_of_a_block(case: Case) -> None:
    """Run whole for a backward pass; in groups, nothing but X and Y stays."""
    cost = training_cost(case.network, 4, 1)
    kept: list[Array] = []
    whole(case.image.copy, case.weights, kept)
    assert sum(tensor.nbytes for tensor in kept) == cost.whole_saved_bytes
    output = grouped(case.image.copy, case.weights, 4)
    assert case.image.nbytes + output.nbytes == cost.grouped_saved_bytes


def test_training_computes_expand_and_depthwise_again() -> None:
    """MAdds by what is read and written: M for each expanded element, k x k for each filtered."""
    case = CASES["stride 2"]
    kept: list[Array] = []
    whole(case.image.copy, case.weights, kept)
    _, inner, filtered, _ = kept
    again = inner.size * case.in_channels + filtered.size * case.kernel_size**2
    assert training_cost(case.network, 4, 1).extra_madds == again


@pytest.mark.parametrize(("side", "k", "stride"), [(1, 3, 1), (2, 5, 1), (5, 7, 3), (6, 1, 2)])
def test_edges_of_small_maps(side: int, k: int, stride: int) -> None:
    """Windows that reach over both ends at once."""
    case = Case(side, side + 1, 3, 3, "1", stride, k)
    found = np.empty((-(-side // stride), -(-(side + 1) // stride), 3), np.float32)
    weights = case.weights
    depthwise(case.image, weights.depthwise, stride, found)
    shortcut = case.image if weights.shortcut else 0
    assert_equal(np.clip(found, 0, 6) @ weights.project + shortcut, reference(case))
