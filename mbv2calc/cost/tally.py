"""The tally: everything about a layer that some tool counts. Each count is linear in it."""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple, TypeAlias

from mbv2calc.arith import Number, exact_div, sum_of_products
from mbv2calc.model.layers import Layer, Network, Tensor


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


Counts: TypeAlias = list[tuple[str, Tensor, Number]]
"""Fields of a tally, each with a tensor and how much there is of it at every position of that."""


def _convolution(layer: Layer, held: Parameters) -> Counts:
    """Multiply-adds = output positions x weights; positions on padding count."""
    output = layer.output
    return [
        ("macs", output, held.weights),
        ("conv_outputs", output, output.channels),
        *([("norm_elements", output, output.channels)] if held.norm_layers else ()),
        *_activation(layer),
    ]


def _classifier(layer: Layer, held: Parameters) -> Counts:
    output = layer.output
    return [("macs", output, held.weights), ("classifier_outputs", output, output.channels)]


def _add(layer: Layer, held: Parameters) -> Counts:
    return [("add_elements", layer.output, layer.output.channels), *_activation(layer)]


def _activation(layer: Layer) -> Counts:
    output = layer.output
    fields = ("activation_elements", "relu_elements")
    many = 0 if not layer.activates else 2 if layer.activation == "relu" else 1
    return [(field, output, output.channels) for field in fields[:many]]


def _avgpool(layer: Layer, held: Parameters) -> Counts:
    source, output = layer.input, layer.output
    return [
        ("avgpool_inputs", source, source.channels),
        ("avgpool_outputs", output, output.channels),
    ]


def _maxpool(layer: Layer, held: Parameters) -> Counts:
    return [("maxpool_inputs", layer.input, layer.input.channels)]


def _identity(layer: Layer, held: Parameters) -> Counts:
    return []


_WEIGHTED = frozenset(("conv", "pointwise", "depthwise", "classifier"))

_COUNTS: dict[str, Callable[[Layer, Parameters], Counts]] = {
    "conv": _convolution,
    "pointwise": _convolution,
    "depthwise": _convolution,
    "classifier": _classifier,
    "add": _add,
    "avgpool": _avgpool,
    "maxpool": _maxpool,
    "identity": _identity,
}


PER_POSITION = frozenset(field for field in Tally._fields if field not in Parameters._fields)
"""What grows with the positions of a tensor."""


def layer_tally(layer: Layer) -> Tally:
    """The tally of one layer."""
    held = layer_parameters(layer)
    counts = _COUNTS[layer.kind](layer, held)
    found: dict[str, Number] = {}
    for field, size, each in counts:
        found[field] = found.get(field, 0) + size.height * size.width * each
    return Tally(**found, **held._asdict())


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies, field by field."""
    columns = zip(*tallies, strict=True)
    return Tally(*map(sum, columns))


def network_tally(network: Network, fields: Collection[str] = PER_POSITION) -> Tally:
    """The tally of a whole network: what it holds, and those of PER_POSITION among some fields.

    Each is a sum over output sizes of positions x how much there is at each position: over a grid
    one matrix product, where a sum over layers has a product over all axes for each layer.
    """
    sizes: dict[int, Tensor] = {}
    found: dict[str, dict[int, Number]] = {f: {} for f in fields if f in PER_POSITION}
    held = []
    for layer in network.layers:
        held.append(layer_parameters(layer))
        for field, size, each in _COUNTS[layer.kind](layer, held[-1]):
            if field in found:
                sizes.setdefault(size.stride, size)
                at = found[field]
                at[size.stride] = at.get(size.stride, 0) + each
    counts = {
        field: sum_of_products(
            [(sizes[stride].height * sizes[stride].width, each) for stride, each in at.items()]
        )
        for field, at in found.items()
    }
    sums = map(sum, zip(*held, strict=True))
    return Tally(**counts, **dict(zip(Parameters._fields, sums, strict=True)))
