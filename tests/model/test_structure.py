"""Structure: what tells networks of unlike layers apart, and where each layer stands."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.model.blocks.avgpool import AvgPool
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.classifier import Classifier
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.model.blocks.maxpool import MaxPool
from mbv2calc.model.blocks.separable import Separable
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Decision, Network, Place
from mbv2calc.spec.architecture import Architecture, Entry, Input, entry_path
from mbv2calc.spec.paths import put
from mbv2calc.spec.schema import Block
from tests.strategies import POINTS, Point, architectures
from tests.tiers import examples


def network(*blocks: Block) -> Network:
    """A network of 8 input channels."""
    image, entries = Input(height=32, width=32, channels=8), tuple(map(Entry, blocks))
    return build_network(Architecture(name="test", input=image, layers=entries))


def skeleton(of: Network) -> list[tuple[Any, ...]]:
    """What layers there are and what they read, without their numbers."""
    return [
        (layer.kind, layer.role, layer.stride, tuple(tensor.id for tensor in layer.inputs))
        for layer in of.layers
    ]


def paths(architecture: Architecture) -> list[tuple[str, int]]:
    """The path and the value of every n and every s."""
    return [
        (f"{entry_path(stage, entry)}.{name}", getattr(entry.block, name))
        for stage, entry in enumerate(architecture.layers)
        for name in ("n", "s")
        if hasattr(entry.block, name)
    ]


@st.composite
def siblings(draw: st.DrawFn) -> tuple[Architecture, Architecture]:
    """An architecture, and the same with another n or s in one entry."""
    architecture = draw(architectures())
    path, value = draw(st.sampled_from(paths(architecture)))
    other = draw(st.integers(1, 4).filter(lambda number: number != value))
    return architecture, put(architecture, path, other)


@examples(100)
@given(pair=siblings(), point=POINTS)
def test_another_n_or_s_is_another_structure(
    pair: tuple[Architecture, Architecture], point: Point
) -> None:
    one, two = (point.network(architecture) for architecture in pair)
    assert one.structure != two.structure


@examples(150)
@given(pair=siblings(), change=st.booleans(), point=POINTS, other=POINTS)
def test_networks_of_one_structure_have_the_same_layers(
    pair: tuple[Architecture, Architecture], change: bool, point: Point, other: Point
) -> None:
    one, two = point.network(pair[0]), other.network(pair[int(change)])
    if one.structure == two.structure:
        assert skeleton(one) == skeleton(two)
        assert [layer.name for layer in one.layers] == [layer.name for layer in two.layers]


def test_structure_holds_answers_and_the_numbers_that_no_formula_holds() -> None:
    found = network(Separable(c=16, n=2, s=2), Bottleneck(c=16, t=Ratio(6)), MaxPool(s=3))
    assert found.structure == (
        Decision("n", 2),
        Decision("s", 2),
        Decision("t = 0", False),
        Decision("t = 1", False),
        Decision("t < 1", False),
        Decision("n", 1),
        Decision("s", 1),
        Decision("M = N", True),
        Decision("s", 3),
    )


def test_a_layer_knows_its_place() -> None:
    found = network(Conv(c=8), Bottleneck(c=8, t=Ratio(6), n=2), AvgPool(), Classifier())
    inverted = ("bottleneck", "inverted residual", Ratio(6))
    assert [(layer.role, layer.place) for layer in found.layers] == [
        ("conv", Place(0, 0, "conv")),
        ("expand", Place(1, 0, *inverted)),
        ("depthwise", Place(1, 0, *inverted)),
        ("project", Place(1, 0, *inverted)),
        ("add", Place(1, 0, *inverted)),
        ("expand", Place(1, 1, *inverted)),
        ("depthwise", Place(1, 1, *inverted)),
        ("project", Place(1, 1, *inverted)),
        ("add", Place(1, 1, *inverted)),
        ("avgpool", Place(2, 0, "avgpool")),
        ("classifier", Place(3, 0, "classifier")),
    ]
    assert found.layers[6].block == "1.1"
    assert found.layers[6].name == "1.1.depthwise"


@pytest.mark.parametrize("name", ["mbv1_1.0", "mbv2_1.0", "resnet50"])
def test_every_layer_stands_in_the_entry_that_made_it(name: str) -> None:
    found = load(name).network()
    entries = load(name).architecture.layers
    assert [layer.place.kind for layer in found.layers] == [
        entries[layer.place.stage].block.kind for layer in found.layers
    ]
    for stage, entry in enumerate(entries):
        repeats = {layer.place.repeat for layer in found.layers if layer.place.stage == stage}
        assert repeats == set(range(entry.block.blocks))


def test_the_stride_of_a_tensor_is_that_of_all_layers_before_it() -> None:
    blocks = (Conv(c=8, s=2), MaxPool(s=3), Separable(c=8, n=2, s=2))
    assert [tensor.map.stride for tensor in network(*blocks).tensors] == [1, 2, 6, 12, 12, 12, 12]


def test_behind_a_global_pool_there_is_one_position_and_no_stride() -> None:
    found = network(Conv(c=8, s=2), AvgPool(), Conv(c=8, k=3, s=2), MaxPool(s=4), Classifier())
    assert [tensor.map.stride for tensor in found.tensors] == [1, 2, 1, 1, 1, 1]
    assert {(tensor.height, tensor.width) for tensor in found.tensors[2:]} == {(1, 1)}
    assert [layer.stride for layer in found.layers] == [2, 1, 2, 4, 1]
