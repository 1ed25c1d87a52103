"""The tally: what each kind of operator adds to each count, by hand, and its laws."""

from typing import Any

import pytest
from hypothesis import given

from mbv2calc import load
from mbv2calc.cost.tally import Parameters, Tally, layer_tally, network_tally, total
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Network
from mbv2calc.model.maps import Map
from mbv2calc.model.operators import OPERATORS
from mbv2calc.spec.architecture import Architecture, Entry, Input
from tests.strategies import POINTS, Point, architectures, graphs
from tests.tiers import examples


def tally_of(kind: str, **keys: Any) -> Tally:
    """One layer on a 6 x 5 map of 8 channels."""
    architecture = Architecture(
        name="one",
        input=Input(height=6, width=5, channels=8),
        activation="relu",
        layers=(Entry(KINDS[kind](**keys)),),
    )
    return layer_tally(build_network(architecture).layers[0])


def test_convolution() -> None:
    """3 x 3, stride 2, 8 to 16 channels in 2 groups: 3 x 3 positions, 9 x 4 x 16 weights."""
    assert tally_of("conv", c=16, k=3, s=2, conv_groups=2) == Tally(
        macs=9 * 576,
        weights=576,
        norm_layers=1,
        norm_channels=16,
        norm_elements=144,
        activation_elements=144,
        relu_elements=144,
        conv_outputs=144,
    )


def test_depthwise() -> None:
    found = tally_of("depthwise", k=5)
    assert (found.weights, found.macs) == (25 * 8, 25 * 8 * 30)


def test_pools() -> None:
    assert tally_of("maxpool") == Tally(maxpool_inputs=240)
    assert tally_of("avgpool") == Tally(avgpool_inputs=240, avgpool_outputs=8)


def test_classifier_and_adds_of_a_whole_network() -> None:
    network = load("mbv2_1.0").network()
    last = layer_tally(network.layers[-1])
    assert last == Tally(macs=1_280_000, weights=1_280_000, bias=1000, classifier_outputs=1000)
    adds = [layer for layer in network.layers if layer.kind == "add"]
    whole = total(map(layer_tally, adds))
    assert whole == Tally(add_elements=sum(add.output.elements for add in adds))
    resnet = load("resnet50").network()
    added = total(layer_tally(layer) for layer in resnet.layers if layer.kind == "add")
    assert added.activation_elements == added.add_elements > 0


def test_relu_6_is_an_activation_and_no_relu() -> None:
    """Some tools count ReLU and do not know ReLU6."""
    v1, v2 = (network_tally(load(name).network()) for name in ("mbv1_1.0", "mbv2_1.0"))
    assert (v1.relu_elements, v1.activation_elements) == (5_042_688, 5_042_688)
    assert (v2.relu_elements, v2.activation_elements) == (0, 6_105_792)


def test_a_tally_has_the_fields_that_were_asked_for() -> None:
    network = load("mbv2_1.0").network()
    few, whole = network_tally(network, ("macs", "norm_elements")), network_tally(network)
    for field in ("macs", "norm_elements", *Parameters._fields):
        assert getattr(few, field) == getattr(whole, field) > 0
    assert few.activation_elements == few.conv_outputs == 0


def test_a_linear_projection_has_no_activation() -> None:
    for layer in load("mbv2_1.0").network().layers:
        if layer.role == "project":
            assert layer_tally(layer).activation_elements == 0
        if layer.role == "expand":
            assert layer_tally(layer).activation_elements == layer.output.elements


def test_norm_channels_of_the_published_networks() -> None:
    """17,056 for V2 and 10,944 for V1: the difference of the Keras counts, halved."""
    assert network_tally(load("mbv2_1.0").network()).norm_channels == 17_056
    assert network_tally(load("mbv1_1.0").network()).norm_channels == 10_944


@examples(100)
@given(architecture=architectures(), point=POINTS)
def test_madds_are_positions_times_weights(architecture: Architecture, point: Point) -> None:
    for layer in point.network(architecture).layers:
        tally = layer_tally(layer)
        assert tally.macs == layer.output.height * layer.output.width * tally.weights
        assert all(count >= 0 for count in tally)


@examples(50)
@given(architecture=architectures(), point=POINTS)
def test_the_whole_is_the_sum_of_its_layers(architecture: Architecture, point: Point) -> None:
    network = point.network(architecture)
    tallies = [layer_tally(layer) for layer in network.layers]
    for field in Tally._fields:
        whole = sum(getattr(tally, field) for tally in tallies)
        assert getattr(network_tally(network), field) == whole


def test_a_map_of_another_size_at_the_same_total_stride_counts_as_it_is() -> None:
    """MobileNetV2 with one expansion on 15 x 14 positions, as another padding makes it: a row more
    of 14 positions, each with 64 x 384 weights.
    """
    network = load("mbv2_1.0").network()
    changed = next(layer for layer in network.layers if layer.name == "4.1.expand").output
    tensors = [*network.tensors]
    tensors[changed.id] = changed._replace(map=Map.of(changed.height + 1, changed.width))
    other = network.with_tensors(tensors)
    assert network_tally(other) == total(map(layer_tally, other.layers))
    assert network_tally(other).macs - network_tally(network).macs == 14 * 64 * 384


@examples(100)
@given(network=graphs())
def test_the_whole_of_any_graph_is_the_sum_of_its_layers(network: Network) -> None:
    assert network_tally(network) == total(map(layer_tally, network.layers))


@pytest.mark.parametrize("kind", OPERATORS)
def test_every_operator_is_met_in_some_network(kind: str) -> None:
    met = {layer.kind for name in ("mbv2_1.0", "resnet50") for layer in load(name).network().layers}
    assert kind in met | {"identity"}
