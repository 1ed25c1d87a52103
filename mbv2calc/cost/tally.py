"""The tally: everything about a layer that some tool counts. Every count is linear in it."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from mbv2calc.arith import Number, sum_of_products
from mbv2calc.model.layers import Counts, Layer, Network
from mbv2calc.model.maps import Map


class Tally(NamedTuple):
    """What one layer or a whole network adds to each count, for one image."""

    macs: Number = 0  # multiply-adds of convolutions and classifiers
    weights: Number = 0
    bias: Number = 0
    norm_layers: Number = 0
    norm_channels: Number = 0
    norm_elements: Number = 0  # output elements of BatchNorm
    activation_elements: Number = 0  # output elements of non-linearities
    relu_elements: Number = 0  # the part of them after ReLU, not ReLU6
    avgpool_inputs: Number = 0
    avgpool_outputs: Number = 0
    maxpool_inputs: Number = 0
    add_elements: Number = 0
    conv_outputs: Number = 0
    classifier_outputs: Number = 0


TITLES = {
    "macs": "multiply-adds",
    "bias": "biases",
    "norm_layers": "BatchNorm layers",
    "norm_channels": "BatchNorm channels",
    "norm_elements": "BatchNorm elements",
    "relu_elements": "ReLU elements",
    "avgpool_inputs": "average pool inputs",
    "avgpool_outputs": "average pool outputs",
    "maxpool_inputs": "max pool inputs",
    "conv_outputs": "convolution outputs",
}
"""The titles of fields whose name does not read well; `add_elements` reads well."""


def title(field: str) -> str:
    """The title of a field of the tally in tables.

    >>> title("norm_elements"), title("add_elements")
    ('BatchNorm elements', 'add elements')
    """
    return TITLES.get(field, field.replace("_", " "))


class Parameters(NamedTuple):
    """The parameters of a layer, which no size of a tensor changes: fields of its Tally."""

    weights: Number = 0
    bias: Number = 0
    norm_layers: Number = 0
    norm_channels: Number = 0


_NONE = Parameters()  # shared, as many layers of a network have none


def layer_parameters(layer: Layer) -> Parameters:
    """The weights, biases and BatchNorm channels of a layer."""
    weights, channels = layer.operator.weights, layer.output.channels
    if weights is None and not (layer.norm or layer.bias):
        return _NONE
    weight_count = 0 if weights is None else weights(layer)
    norm = (1, channels) if layer.norm else (0, 0)
    return Parameters(weight_count, channels if layer.bias else 0, *norm)


PER_POSITION = frozenset(field for field in Tally._fields if field not in Parameters._fields)
"""The fields that grow with the positions of a tensor: all but parameters."""

_NO_NON_LINEARITY = ("", "linear")


@cache
def _fused(norm: bool, activation: str, fields: frozenset[str]) -> tuple[str, ...]:
    """The fields, among some, that count the output elements of BatchNorm and activation."""
    counted = {
        "norm_elements": norm,
        "activation_elements": activation not in _NO_NON_LINEARITY,
        "relu_elements": activation == "relu",
    }
    return tuple(field for field, is_counted in counted.items() if is_counted and field in fields)


def _counts(layer: Layer, weights: Number, fields: frozenset[str]) -> Counts:
    """What a layer adds to a tally at each position: its operator, then BatchNorm and activation.

    Making these lists takes most of the time over many layers, so only `fields` are listed.
    """
    counts = layer.operator.counts(layer, weights)
    fused = _fused(layer.norm, layer.activation, fields)
    if not fused:
        return counts
    output = layer.output
    return [*counts, *[(field, output, output.channels) for field in fused]]


def layer_tally(layer: Layer) -> Tally:
    """The tally of one layer."""
    parameters = layer_parameters(layer)
    sums: dict[str, Number] = {}
    for field, tensor, amount in _counts(layer, parameters.weights, PER_POSITION):
        sums[field] = sums.get(field, 0) + tensor.map.positions * amount
    return Tally(**sums, **parameters._asdict())


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies, field by field."""
    columns = zip(*tallies, strict=True)
    return Tally(*map(sum, columns))


def network_tally(network: Network, fields: Collection[str] = PER_POSITION) -> Tally:
    """The tally of a whole network: its parameters, and the given fields of PER_POSITION.

    A field is the sum over maps of positions x amount at each position. Over a grid this is one
    matrix product; a sum over layers would multiply over all axes once for each layer.
    """
    # By identity, which is quick to hash, as layers share their maps. Every tensor keeps its map,
    # so no id is used twice.
    maps: dict[int, Map] = {}
    counted = PER_POSITION.intersection(fields)
    amounts: dict[str, dict[int, Number]] = {field: {} for field in counted}
    parameters = []
    for layer in network.layers:
        parameters.append(layer_parameters(layer))
        for field, tensor, amount in _counts(layer, parameters[-1].weights, counted):
            if field in amounts:
                by_map, key = amounts[field], id(tensor.map)
                maps[key] = tensor.map
                by_map[key] = by_map.get(key, 0) + amount
    counts = {
        field: sum_of_products([(maps[key].positions, amount) for key, amount in by_map.items()])
        for field, by_map in amounts.items()
    }
    sums = map(sum, zip(*parameters, strict=True))
    return Tally(**counts, **dict(zip(Parameters._fields, sums, strict=True)))
