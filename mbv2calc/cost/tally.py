"""The tally: everything about a layer that some tool counts. Each count is linear in it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from mbv2calc.arith import Number, exact_div, sum_of_products
from mbv2calc.model import Layer, Network, Tensor


class Tally(NamedTuple):
    """What one layer, or a whole network, adds to each count, for one image."""

    macs: Number = 0  # multiply-adds of convolutions and classifiers
    weights: Number = 0
    bias: Number = 0
    norm_layers: Number = 0
    norm_channels: Number = 0
    norm_elements: Number = 0  # elements that BatchNorm puts out
    activation_elements: Number = 0  # elements that a non-linearity puts out
    avgpool_inputs: Number = 0
    avgpool_outputs: Number = 0
    maxpool_inputs: Number = 0
    add_elements: Number = 0
    conv_outputs: Number = 0
    classifier_outputs: Number = 0


def conv_weights(
    in_channels: Number, out_channels: Number, kernel_size: Number, conv_groups: Number
) -> Number:
    """Weights of a convolution: k^2 (M / g) N.

    >>> conv_weights(32, 64, 3, 1), conv_weights(32, 32, 3, 32)
    (18432, 288)
    """
    return kernel_size * kernel_size * exact_div(in_channels, conv_groups) * out_channels


class Parameters(NamedTuple):
    """What a layer holds, wherever it runs: fields of its Tally."""

    weights: Number = 0
    bias: Number = 0
    norm_layers: Number = 0
    norm_channels: Number = 0


_NONE = Parameters()


def layer_parameters(layer: Layer) -> Parameters:
    """The weights, biases and BatchNorm of a layer."""
    if layer.kind not in _WEIGHTED:
        return _NONE
    source, out_channels = layer.inputs[0], layer.output.channels
    window = 1 if layer.kernel_size is None else layer.kernel_size
    weights = conv_weights(source.channels, out_channels, window, layer.conv_groups)
    if layer.norm:
        return Parameters(weights, 0, 1, out_channels)
    return Parameters(weights, out_channels, 0, 0)


def _convolution(layer: Layer) -> Tally:
    """Multiply-adds = output positions x weights; positions on padding count."""
    held, output = layer_parameters(layer), layer.output
    positions = output.height * output.width
    elements = positions * output.channels
    return Tally(
        positions * held.weights,
        *held,
        norm_elements=held.norm_layers * elements,
        activation_elements=elements if layer.activates else 0,
        conv_outputs=elements,
    )


def _classifier(layer: Layer) -> Tally:
    held = layer_parameters(layer)
    return Tally(held.weights, *held, classifier_outputs=layer.output.channels)


def _add(layer: Layer) -> Tally:
    elements = layer.output.elements
    return Tally(add_elements=elements, activation_elements=elements if layer.activates else 0)


def _avgpool(layer: Layer) -> Tally:
    return Tally(avgpool_inputs=layer.input.elements, avgpool_outputs=layer.output.elements)


def _maxpool(layer: Layer) -> Tally:
    return Tally(maxpool_inputs=layer.input.elements)


def _identity(layer: Layer) -> Tally:
    return Tally()


_WEIGHTED = frozenset(("conv", "pointwise", "depthwise", "classifier"))

_TALLIES: dict[str, Callable[[Layer], Tally]] = {
    "conv": _convolution,
    "pointwise": _convolution,
    "depthwise": _convolution,
    "classifier": _classifier,
    "add": _add,
    "avgpool": _avgpool,
    "maxpool": _maxpool,
    "identity": _identity,
}


def layer_tally(layer: Layer) -> Tally:
    """The tally of one layer."""
    return _TALLIES[layer.kind](layer)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies, field by field."""
    columns = zip(*tallies, strict=True)
    return Tally(*map(sum, columns))


def network_tally(network: Network) -> Tally:
    """The tally of a whole network."""
    return total(map(layer_tally, network.layers))


def params_and_macs(network: Network) -> Tally:
    """A tally of what a network holds and of its macs alone, for evaluations of many networks.

    macs = sum over output sizes of positions x weights at that size: over a grid
    one matrix product, where the sum over layers has a product over all axes for each layer.
    """
    sizes: dict[int, Tensor] = {}
    weights: dict[int, Number] = {}
    held = []
    for layer in network.layers:
        held.append(layer_parameters(layer))
        size = layer.output
        sizes.setdefault(size.stride, size)
        weights[size.stride] = weights.get(size.stride, 0) + held[-1].weights
    macs = [(size.height * size.width, weights[stride]) for stride, size in sizes.items()]
    return Tally(sum_of_products(macs), *map(sum, zip(*held, strict=True)))
