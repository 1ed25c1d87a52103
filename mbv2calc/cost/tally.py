"""The tally: everything about a layer that some tool counts. Each count is linear in it."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from mbv2calc.arith import Number, sum_of_products
from mbv2calc.model.layers import Counts, Layer, Network
from mbv2calc.model.maps import Map


class Tally(NamedTuple):
    """What one layer, or a whole network, adds to each count, for one image."""

    macs: Number = 0  # multiply-adds of convolutions and classifiers
    weights: Number = 0
    bias: Number = 0
    norm_layers: Number = 0
    norm_channels: Number = 0
    norm_elements: Number = 0  # elements that BatchNorm puts out
    activation_elements: Number = 0  # elements that a non-linearity puts out
    relu_elements: Number = 0  # those of them that ReLU puts out, not ReLU6
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
"""What people read for a field whose own words, such as `add elements`, would not do."""


def title(field: str) -> str:
    """What a table calls a field of the tally.

    >>> title("norm_elements"), title("add_elements")
    ('BatchNorm elements', 'add elements')
    """
    return TITLES.get(field, field.replace("_", " "))


class Parameters(NamedTuple):
    """What a layer holds, wherever it runs: fields of its Tally."""

    weights: Number = 0
    bias: Number = 0
    norm_layers: Number = 0
    norm_channels: Number = 0


_NONE = Parameters()


def layer_parameters(layer: Layer) -> Parameters:
    """The weights, biases and BatchNorm of a layer."""
    weights, channels = layer.operator.weights, layer.output.channels
    if weights is None and not (layer.norm or layer.bias):
        return _NONE
    held = 0 if weights is None else weights(layer)
    bias = channels if layer.bias else 0
    return Parameters(held, bias, 1, channels) if layer.norm else Parameters(held, bias, 0, 0)


PER_POSITION = frozenset(field for field in Tally._fields if field not in Parameters._fields)
"""What grows with the positions of a tensor."""


_NO_NON_LINEARITY = ("", "linear")


@cache
def _fused(norm: bool, activation: str, fields: frozenset[str]) -> tuple[str, ...]:
    """Those of some fields that count what a fused BatchNorm and activation put out."""
    counted = {
        "norm_elements": norm,
        "activation_elements": activation not in _NO_NON_LINEARITY,
        "relu_elements": activation == "relu",
    }
    return tuple(field for field, is_counted in counted.items() if is_counted and field in fields)


def _counts(layer: Layer, weights: Number, fields: frozenset[str]) -> Counts:
    """What a layer adds to a tally at each position: its operator, and those fused of some fields.

    Over many layers the time is that of making lists, so what nobody asked for is not made.
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
    """The tally of a whole network: what it holds, and those of PER_POSITION among some fields.

    Each is a sum over maps of positions x the amount at each position: over a grid one matrix
    product, where a sum over layers has a product over all axes for each layer.
    """
    maps: dict[int, Map] = {}  # by identity, as layers share them
    counted = PER_POSITION.intersection(fields)
    amounts: dict[str, dict[int, Number]] = {field: {} for field in counted}
    parameters = []
    for layer in network.layers:
        parameters.append(layer_parameters(layer))
        for field, tensor, amount in _counts(layer, parameters[-1].weights, counted):
            if field in amounts:
                at, key = amounts[field], id(tensor.map)
                maps[key] = tensor.map
                at[key] = at.get(key, 0) + amount
    counts = {
        field: sum_of_products([(maps[key].positions, amount) for key, amount in at.items()])
        for field, at in amounts.items()
    }
    sums = map(sum, zip(*parameters, strict=True))
    return Tally(**counts, **dict(zip(Parameters._fields, sums, strict=True)))
