"""The operators: one row each.

The table is in this room, below costs, because a Builder finds operators by name. A new
operator is one row here, or one `OPERATORS.add(Operator(...))` elsewhere before a network is built
with it; everything that counts, lists or names operators reads the row.

`interpreter_bytes` are what TensorFlow Lite Micro keeps for an operator beside its tensors, on a
64-bit host: fitted to what it reports of int8 networks that Keras exports. A classifier is halfway
between a dense layer (232, as in MobileNetV2) and a convolution with a reshape of four operators
behind it (837, as in MobileNetV1). Float networks keep no arrays for a dense layer.
"""

from mbv2calc.arith import Number, exact_div
from mbv2calc.errors import UsageError, unknown
from mbv2calc.model.layers import Counts, Layer, Operator
from mbv2calc.registry import Registry


def conv_weights(
    in_channels: Number, out_channels: Number, kernel_size: Number, conv_groups: Number
) -> Number:
    """Weights of a convolution: k^2 (M / g) N.

    >>> conv_weights(32, 64, 3, 1), conv_weights(32, 32, 3, 32)
    (18432, 288)
    """
    return kernel_size * kernel_size * exact_div(in_channels, conv_groups) * out_channels


def window_weights(layer: Layer) -> Number:
    """Weights of a convolution, or of a dense layer, which has no window."""
    window = 1 if layer.kernel_size is None else layer.kernel_size
    in_channels, out_channels = layer.inputs[0].channels, layer.output.channels
    return conv_weights(in_channels, out_channels, window, layer.conv_groups)


def convolution_counts(layer: Layer, weights: Number) -> Counts:
    """Multiply-adds = output positions x weights; positions on padding count."""
    output = layer.output
    return [("macs", output, weights), ("conv_outputs", output, output.channels)]


def _classifier_counts(layer: Layer, weights: Number) -> Counts:
    output = layer.output
    return [("macs", output, weights), ("classifier_outputs", output, output.channels)]


def _add_counts(layer: Layer, weights: Number) -> Counts:
    return [("add_elements", layer.output, layer.output.channels)]


def _maxpool_counts(layer: Layer, weights: Number) -> Counts:
    return [("maxpool_inputs", layer.input, layer.input.channels)]


def _avgpool_counts(layer: Layer, weights: Number) -> Counts:
    source, output = layer.input, layer.output
    return [
        ("avgpool_inputs", source, source.channels),
        ("avgpool_outputs", output, output.channels),
    ]


OPERATORS = Registry(
    (  # those with weights stand in the order of the papers' tables
        Operator("pointwise", 244, convolution_counts, window_weights, "1x1", "1x1 convolutions"),
        Operator(
            "depthwise", 244, convolution_counts, window_weights, noun="depthwise convolutions"
        ),
        Operator(
            "conv", 244, convolution_counts, window_weights, "{window}", "{window} convolutions"
        ),
        Operator("classifier", 534, _classifier_counts, window_weights, noun="the classifier"),
        Operator("add", 160, _add_counts, is_row=False),
        Operator("maxpool", 160, _maxpool_counts),
        Operator("avgpool", 180, _avgpool_counts),
        Operator("identity", 0, runs=False),  # a block with t = 0
    )
)
"""Every operator, in the order in which tables list them. A new one is one row."""


def find_operator(name: str) -> Operator:
    """An operator by its name. Raises UsageError where none is registered under it."""
    try:
        return OPERATORS[name]
    except KeyError:
        fix = "mbv2calc.model.operators.OPERATORS.add registers one"
        raise UsageError(f"{unknown('operator', name, OPERATORS)}; {fix}") from None
