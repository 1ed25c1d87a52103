"""Each kind of block: its layers, its regimes, and what makes it impossible."""

import pytest

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.errors import SpecError
from mbv2calc.model.blocks.avgpool import AvgPool
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.classifier import Classifier
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.model.blocks.depthwise import Depthwise
from mbv2calc.model.blocks.maxpool import MaxPool
from mbv2calc.model.blocks.residual import Residual
from mbv2calc.model.blocks.separable import Separable
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Layer, Network
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.spec.schema import Block


def network(*blocks: Block, expansion: str = "6", size: int = 32) -> Network:
    """A network of 8 input channels, so that widths of 1 keep channels."""
    entries = tuple(map(Entry, blocks))
    image = Input(height=size, width=size, channels=8)
    architecture = Architecture(
        name="test", input=image, expansion=Ratio.parse(expansion), layers=entries
    )
    return build_network(architecture)


def summary(layer: Layer) -> tuple[str, str, int, int]:
    return (layer.kind, layer.role, layer.output.height, layer.output.channels)


def test_inverted_residual_with_shortcut() -> None:
    layers = network(Bottleneck(c=8)).layers
    assert [summary(layer) for layer in layers] == [
        ("pointwise", "expand", 32, 48),
        ("depthwise", "depthwise", 32, 48),
        ("pointwise", "project", 32, 8),
        ("add", "add", 32, 8),
    ]
    assert {layer.place.regime for layer in layers} == {"inverted residual"}
    assert [layer.activation for layer in layers] == ["relu", "relu", "linear", ""]
    assert [layer.residual for layer in layers] == [False, False, True, False]
    assert layers[3].inputs[0] is layers[0].input


@pytest.mark.parametrize(("c", "s"), [(16, 1), (8, 2)])
def test_no_shortcut_where_ends_differ(c: int, s: int) -> None:
    layers = network(Bottleneck(c=c, s=s)).layers
    assert [layer.role for layer in layers] == ["expand", "depthwise", "project"]
    assert layers[1].stride == s
    assert layers[0].output.height == 32


def test_only_the_first_repeat_strides() -> None:
    layers = network(Bottleneck(c=8, n=3, s=2)).layers
    assert [layer.name for layer in layers if layer.kind == "depthwise"] == [
        "0.0.depthwise",
        "0.1.depthwise",
        "0.2.depthwise",
    ]
    assert [layer.stride for layer in layers if layer.kind == "depthwise"] == [2, 1, 1]
    assert [layer.block for layer in layers if layer.kind == "add"] == ["0.1", "0.2"]


@pytest.mark.parametrize(
    ("t", "regime", "parts"),
    [
        ("0", "identity", ["identity"]),
        ("0.5", "bottleneck", ["expand", "depthwise", "project", "add"]),
        ("1", "no expansion", ["depthwise", "project", "add"]),
        ("1.01", "inverted residual", ["expand", "depthwise", "project", "add"]),
        ("6", "inverted residual", ["expand", "depthwise", "project", "add"]),
    ],
)
def test_regimes(t: str, regime: str, parts: list[str]) -> None:
    layers = network(Bottleneck(c=8), expansion=t).layers
    assert [layer.role for layer in layers] == parts
    assert {layer.place.regime for layer in layers} == {regime}


def test_a_block_that_always_expands_is_inverted_from_t_1_on() -> None:
    layers = network(Bottleneck(c=8, t=Ratio(1), expands="always")).layers
    assert {(layer.place.regime, len(layers)) for layer in layers} == {("inverted residual", 4)}


def test_an_identity_is_a_row_but_no_step() -> None:
    found = network(Bottleneck(c=8, t=Ratio(0)), AvgPool())
    assert [layer.kind for layer in found.rows] == ["identity", "avgpool"]
    assert [layer.kind for layer in found.steps] == ["avgpool"]
    assert found.rows[0].input is found.rows[0].output


def test_a_stated_t_stays() -> None:
    at_three = load("mbv2_1.0").at(t=3).network()
    assert {str(layer.place.t) for layer in at_three.layers if layer.place.stage == 1} == {"1"}
    assert {str(layer.place.t) for layer in at_three.layers if layer.place.stage == 2} == {"3"}


def test_separable() -> None:
    layers = network(Separable(c=16, n=2, s=2)).layers
    assert [summary(layer) for layer in layers] == [
        ("depthwise", "depthwise", 16, 8),
        ("pointwise", "pointwise", 16, 16),
        ("depthwise", "depthwise", 16, 16),
        ("pointwise", "pointwise", 16, 16),
    ]


def test_residual_projects_its_shortcut_where_shapes_differ() -> None:
    layers = network(Residual(c=32, n=2, s=2)).layers
    assert [(layer.name, *summary(layer)) for layer in layers] == [
        ("0.0.reduce", "pointwise", "reduce", 32, 8),
        ("0.0.conv", "conv", "conv", 16, 8),
        ("0.0.restore", "pointwise", "restore", 16, 32),
        ("0.0.shortcut", "pointwise", "shortcut", 16, 32),
        ("0.0.add", "add", "add", 16, 32),
        ("0.1.reduce", "pointwise", "reduce", 16, 8),
        ("0.1.conv", "conv", "conv", 16, 8),
        ("0.1.restore", "pointwise", "restore", 16, 32),
        ("0.1.add", "add", "add", 16, 32),
    ]
    assert layers[3].input is layers[0].input
    assert layers[4].activation == "relu"


def test_conv_groups_divide_both_ends() -> None:
    layer = network(Conv(c=16, k=3, conv_groups=4)).layers[0]
    assert (layer.kind, layer.conv_groups) == ("conv", 4)
    with pytest.raises(SpecError) as caught:
        network(Conv(c=16, conv_groups=3))
    assert [fault.message for fault in caught.value.faults] == [
        "conv_groups 3 does not divide its 8 in_channels",
        "conv_groups 3 does not divide its 16 out_channels",
    ]


def test_maxpool_and_depthwise_keep_channels() -> None:
    layers = network(MaxPool(), Depthwise(s=2)).layers
    assert [summary(layer) for layer in layers] == [
        ("maxpool", "maxpool", 16, 8),
        ("depthwise", "depthwise", 8, 8),
    ]


def test_a_classifier_needs_one_position() -> None:
    with pytest.raises(SpecError, match="a classifier needs a single position"):
        network(Classifier())


def test_identity_of_unlike_ends_names_the_block_once_an_entry() -> None:
    with pytest.raises(SpecError) as caught:
        network(Bottleneck(c=16, n=3, s=2), Bottleneck(c=24, n=2), expansion="0")
    ends = "t = 0 is the identity, which needs stride 1 and equal channels; block"
    assert [str(fault) for fault in caught.value.faults] == [
        f"layers[0].bottleneck: {ends} 0.0 has stride 2 and 8 to 16 channels; give it a t above 0",
        f"layers[1].bottleneck: {ends} 1.0 has stride 1 and 16 to 24 channels; give it a t above 0",
    ]


def test_kinds_have_names_of_their_own() -> None:
    with pytest.raises(ValueError, match="two kinds are called 'conv'"):
        type("Other", (Conv,), {"kind": "conv"})
