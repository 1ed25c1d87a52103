"""Networks: sizes, tensors, structure, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.arith import ceil_div
from mbv2calc.errors import SpecError
from mbv2calc.model.builder import build_network
from mbv2calc.spec.architecture import Architecture
from tests.strategies import POINTS, Point, architectures
from tests.tiers import examples


def test_mobilenet_v2_has_54_rows_and_64_steps() -> None:
    network = load("mbv2_1.0").network()
    assert (len(network.rows), len(network.steps)) == (54, 64)
    assert sum(layer.residual for layer in network.rows) == 10
    assert len({layer.block for layer in network.rows if layer.place.regime}) == 17


@pytest.mark.parametrize(
    ("resolution", "sizes"),
    [
        ("224", [(112, 112), (56, 56), (28, 28), (14, 14), (7, 7)]),
        ("97", [(49, 49), (25, 25), (13, 13), (7, 7), (4, 4)]),
        ("33", [(17, 17), (9, 9), (5, 5), (3, 3), (2, 2)]),
        ("160x224", [(80, 112), (40, 56), (20, 28), (10, 14), (5, 7)]),
    ],
)
def test_sizes_are_nested_ceilings(resolution: str, sizes: list[tuple[int, int]]) -> None:
    network = load("mbv2_1.0").at(resolution=resolution).network()
    strided = [layer.output for layer in network.layers if layer.stride == 2]
    assert [(tensor.height, tensor.width) for tensor in strided] == sizes


@examples(100)
@given(architecture=architectures(), point=POINTS)
def test_each_layer_reads_what_came_before_and_ceils_its_size(
    architecture: Architecture, point: Point
) -> None:
    network = point.network(architecture)
    made = {0}
    for layer in network.steps:
        assert {tensor.id for tensor in layer.inputs} <= made
        made.add(layer.output.id)
        if layer.kind not in ("avgpool", "classifier"):
            assert layer.output.height == ceil_div(layer.input.height, layer.stride)
            assert layer.output.width == ceil_div(layer.input.width, layer.stride)
    assert made == {tensor.id for tensor in network.tensors}


@given(st.integers(1, 31))
def test_an_input_below_the_total_stride_is_refused(size: int) -> None:
    with pytest.raises(SpecError) as caught:
        load("mbv2_1.0").at(resolution=(size, 224)).network()
    assert str(caught.value) == (
        f"--resolution: input: resolution {size}x224 is too small: the layers have a total stride "
        "of 32; give at least 32 pixels per side"
    )
    assert load("mbv2_1.0").at(resolution=32).network().tensors[-3].height == 1


def test_a_network_of_too_many_blocks_is_refused() -> None:
    architecture = load("mbv2_1.0").architecture
    entries = architecture.layers[1:2] * 10_001
    with pytest.raises(SpecError, match="more than 10000 blocks"):
        build_network(Architecture(name="long", layers=entries))


def test_as_many_blocks_as_allowed_are_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    v2 = load("mbv2_1.0").architecture
    blocks = sum(entry.block.blocks for entry in v2.layers)
    monkeypatch.setattr("mbv2calc.model.builder.MAX_BLOCKS", blocks)
    assert len(build_network(v2).layers) == 64


@pytest.mark.parametrize(
    ("path", "value", "repeats"),
    [("layers[3].bottleneck.k", 5, 3), ("layers[1].bottleneck.k", 7, 1)],
)
def test_settings_hold_for_all_repeats(path: str, value: int, repeats: int) -> None:
    network = load("mbv2_1.0").at(settings={path: value}).network()
    kernels = [layer.kernel_size for layer in network.layers if layer.kind == "depthwise"]
    assert kernels.count(value) == repeats


def test_a_total_stride_beyond_all_bounds_is_not_printed(tmp_path: Path) -> None:
    file = tmp_path / "long.yaml"
    file.write_text("layers:\n" + "  - conv: {c: 1, s: 1000}\n" * 1500, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load(file).network()
    assert str(caught.value) == (
        f"{file}: input: resolution 224x224 is too small: the layers have a total stride of over "
        "1000000; lower an s"
    )
