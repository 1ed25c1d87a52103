"""A grid as arrays: the formulas of a report, evaluated once for each part of one structure.

Every axis is a dimension. A number lies along its own axis only, so an array spreads over the axes
that it depends on and no others, and a condition of structure tells which axes it depends on.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from mbv2calc.arith import Ratio
from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.cost.tally import network_tally
from mbv2calc.cost.totals import Costs
from mbv2calc.errors import SpecError
from mbv2calc.grid.axes import Value, over_one_denominator
from mbv2calc.grid.plan import Grid, Point
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Layer, Network, Tensor
from mbv2calc.model.maps import Map

Array: TypeAlias = Any
Part: TypeAlias = tuple[Array, ...]
"""For each axis, the indices of some of its values; their product is a part of the grid."""

Values: TypeAlias = Callable[[Network, RunConfig], Iterable[Any]]
"""Computes the metrics of a network; None for a value that does not exist."""

TOO_LARGE = 2**63
"""The first int that int64 cannot hold."""

_FEW = 4
"""A part with at most so many points is faster as ints, one by one."""


class _MixedError(Exception):
    """A condition that holds at some points and not at others; the argument is the condition."""


def parts_of(grid: Grid, values: Values) -> Iterator[tuple[Part, Network, RunConfig]]:
    """The parts of a grid, each with its network and how it runs, in numbers that hold its values.

    Raises SpecError, naming the first such point, where a point makes no network.
    """
    places = [np.arange(len(axis.values)) for axis in grid.axes]
    single = (
        np.split(p, len(p)) if a.discrete else [p] for a, p in zip(grid.axes, places, strict=True)
    )
    faulty: list[Part] = []
    for whole in product(*single):
        for part, network in _split(grid, whole, faulty):
            numbers = _numbers(grid, part)
            # int64 wraps without an error. Only a part that could wrap pays for Python's ints.
            if _bound(network, grid.run_config_at(numbers), values) >= TOO_LARGE:
                numbers = _numbers(grid, part, object)
                network = build_network(grid.at(numbers), _one_answer)
            yield part, network, grid.run_config_at(numbers)
    # Only now: parts do not come in the order of the points, and the first fault is named.
    if faulty:
        first = min(_first_fault(grid, part) for part in faulty)
        raise grid.fault(tuple(a.values[i] for a, i in zip(grid.axes, first, strict=True)))


def _split(grid: Grid, part: Part, faulty: list[Part]) -> Iterator[tuple[Part, Network]]:
    """A part and its network, or the smaller ones that it falls into; faults go to `faulty`."""
    smaller: Iterable[Part]
    if 1 < math.prod(map(len, part)) <= _FEW:
        smaller = product(*(np.split(places, len(places)) for places in part))
    else:
        try:
            yield part, _network(grid, part)
            return
        except SpecError:
            faulty.append(part)
            return
        except _MixedError as mixed:
            smaller = _smaller(part, mixed.args[0])
    for smaller_part in smaller:
        yield from _split(grid, smaller_part, faulty)


def _network(grid: Grid, part: Part) -> Network:
    """The network of a part.

    Raises SpecError if any point makes no network, _MixedError if the part has several structures.
    """
    try:
        return build_network(grid.at(_numbers(grid, part)), _one_answer)
    except OverflowError:  # a product of strides that no int64 holds
        return build_network(grid.at(_numbers(grid, part, object)), _one_answer)


def _numbers(grid: Grid, part: Part, dtype: Any = np.int64) -> Point:
    """The values of a part: for each axis an array along its own dimension; ints for one point.

    Python ints (dtype object) have no bound, and take a hundred times as long.
    """
    if all(len(places) == 1 for places in part):
        return tuple(a.values[places[0]] for a, places in zip(grid.axes, part, strict=True))
    numbers = []
    for dimension, (axis, places) in enumerate(zip(grid.axes, part, strict=True)):
        shape = [1] * len(part)
        shape[dimension] = -1
        values = [axis.values[i] for i in places]
        numbers.append(values[0] if axis.discrete else _array(values, shape, dtype))
    return tuple(numbers)


def _array(values: list[Value], shape: list[int], dtype: Any) -> Value:
    """Ints as an array, ratios over their common denominator, sizes side by side."""
    if isinstance(values[0], tuple):
        return tuple(_array(list(sides), shape, dtype) for sides in zip(*values, strict=True))
    if isinstance(values[0], Ratio):
        nums, den = over_one_denominator(values)
        return Ratio(np.array(nums, dtype).reshape(shape), den)
    return np.array(values, dtype).reshape(shape)


def _one_answer(condition: Any, about: str) -> bool:
    """The answer that all points give. Raises _MixedError if they differ."""
    if not isinstance(condition, np.ndarray):
        return bool(condition)
    if condition.all():
        return True
    if condition.any():
        raise _MixedError(condition)
    return False


def _smaller(part: Part, condition: Array) -> Iterator[Part]:
    """A part cut along the first axis on which a condition depends.

    The values at which it has the same answers, all along the other axes, stay together.
    """
    axis = next(
        axis for axis in range(condition.ndim) if (condition != condition.take([0], axis)).any()
    )
    rows = np.moveaxis(condition, axis, 0).reshape(condition.shape[axis], -1)
    _, groups = np.unique(rows, axis=0, return_inverse=True)
    # NumPy 2.0.0 alone gives this inverse a second dimension.
    groups = groups.reshape(-1)
    for group in range(groups.max() + 1):
        yield (*part[:axis], part[axis][groups == group], *part[axis + 1 :])


def _first_fault(grid: Grid, part: Part) -> tuple[int, ...]:
    """The places of a faulty part's first point that makes no network: bisection, axis by axis."""
    point: Part = ()
    for axis, places in enumerate(part):
        # The fewest leading values among which some point fails: the last of these is its value.
        low, high = 1, len(places)
        while low < high:
            middle = (low + high) // 2
            if _fails(grid, (*point, places[:middle], *part[axis + 1 :])):
                high = middle
            else:
                low = middle + 1
        point = (*point, places[low - 1 : low])
    return tuple(int(places[0]) for places in point)


def _fails(grid: Grid, part: Part) -> bool:
    """Whether any point of a part makes no network."""
    try:
        _network(grid, part)
    except SpecError:
        return True
    except _MixedError as mixed:  # where the fault is not, channels differ that it made alike
        return any(_fails(grid, smaller) for smaller in _smaller(part, mixed.args[0]))
    return False


def _bound(network: Network, config: RunConfig, values: Values) -> int:
    """More than any number that the metrics of a part come to, in Python's ints, which do not wrap.

    That is what they come to where every size, channel and kernel is the largest of the part, as
    none of them grows when one of these shrinks. A metric may be less than what it is made of, such
    as a quotient or the least of several peaks, so the counts and all tensors at once bound it too.
    The sums of ints are bounded by nothing: 0.
    """
    if not _has_arrays(network, config):
        return 0
    most, batch = _at_most(network), _largest(config.batch)
    # Fewer groups have more channels at once, so the fewest have the highest peak.
    config = config._replace(batch=batch, groups=int(np.min(config.groups)))
    rule = find_convention(config.convention)
    costs = Costs(network_tally(most), find_dtype(config.dtype), rule, batch)
    widest = max(config.element_bytes)
    results = [math.ceil(value) for value in values(most, config) if value is not None]
    counts = costs.params, costs.flops, costs.counted, costs.weight_bytes
    return int(max(*results, *counts, sum(t.elements for t in most.tensors) * widest))


def _at_most(network: Network) -> Network:
    """A network of ints: each number is the largest that it is anywhere in a part."""
    maps = {id(t.map): Map.of(*map(_largest, t.map[:2])) for t in network.tensors}
    tensors = [Tensor(t.id, maps[id(t.map)], _largest(t.channels)) for t in network.tensors]
    most = network.with_tensors(tensors)
    return most._replace(layers=tuple(map(_layer_at_most, most.layers)))


def _layer_at_most(layer: Layer) -> Layer:
    """A layer of ints. Groups divide weights: they are 1, but for a depthwise convolution."""
    # Its groups are the very array of its channels: to compare two arrays would take longer.
    is_depthwise = layer.conv_groups is layer.input.channels
    window = layer.kernel_size
    return layer._replace(
        kernel_size=None if window is None else _largest(window),
        conv_groups=layer.conv_groups if is_depthwise else 1,
    )


def _has_arrays(network: Network, config: RunConfig) -> bool:
    sizes = (n for tensor in network.tensors for n in (*tensor.map[:2], tensor.channels))
    windows = (n for layer in network.layers for n in (layer.kernel_size, layer.conv_groups))
    numbers = (config.batch, config.groups, *sizes, *windows)
    return any(isinstance(n, np.ndarray) for n in numbers)


def _largest(value: Any) -> int:
    return int(np.max(value))
