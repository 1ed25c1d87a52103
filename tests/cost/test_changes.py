"""A network at other numbers: each is exact, set in order, and at its own path."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import Model, load
from mbv2calc.arith import Ratio
from mbv2calc.cost.changes import with_knobs
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.spec.architecture import Architecture, Input
from mbv2calc.spec.paths import put
from mbv2calc.spec.schema import fields_of

V2 = load("mbv2_1.0").architecture


def block(architecture: Architecture, index: int) -> Any:
    return architecture.layers[index].block


@pytest.mark.parametrize(
    ("value", "ratio"),
    [
        ("0.35", Ratio(7, 20)),
        (0.35, Ratio(7, 20)),
        (0.1, Ratio(1, 10)),
        (1, Ratio(1)),
        ("1.0", Ratio(1)),
        (2.0, Ratio(2)),
        (Fraction(7, 5), Ratio(7, 5)),
        (Fraction(1, 8), Ratio(1, 8)),
        (Ratio(83, 100), Ratio(83, 100)),
    ],
)
def test_a_width_is_kept_exactly_as_written(value: Any, ratio: Ratio) -> None:
    assert with_knobs(V2, width=value).width_multiplier == ratio


@given(st.integers(1, 99_999))
def test_a_float_means_the_decimal_that_prints_it(hundredths: int) -> None:
    ratio = with_knobs(V2, width=hundredths / 100).width_multiplier
    assert Fraction(ratio.num, ratio.den) == Fraction(hundredths, 100)


def test_no_knob_is_no_change() -> None:
    assert with_knobs(V2) == V2


@pytest.mark.parametrize(
    ("value", "height", "width"),
    [(96, 96, 96), ("96", 96, 96), ("160x224", 160, 224), ((160, 224), 160, 224)],
)
def test_a_resolution_is_a_square_or_height_and_width(value: Any, height: int, width: int) -> None:
    at = with_knobs(V2, resolution=value)
    assert at.input == Input(height=height, width=width, channels=3)


def test_t_leaves_a_stated_t_alone() -> None:
    at = with_knobs(V2, t="4.5")
    assert at.expansion == Ratio(9, 2)
    assert block(at, 1).t == Ratio(1)
    assert all(block(at, i).t is None for i in range(2, 8))


def test_classes_reach_the_classifier() -> None:
    at = with_knobs(V2, classes=12)
    assert at.classes == 12
    assert block(at, 10).classes == 12


@pytest.mark.parametrize("settings", [{"layers[3].bottleneck.k": 5}, ["layers[3].bottleneck.k=5"]])
def test_a_setting_is_a_mapping_or_texts(settings: Any) -> None:
    assert block(with_knobs(V2, settings=settings), 3) == Bottleneck(c=32, n=3, s=2, k=5)


def test_a_default_can_be_set_though_the_file_does_not_write_it() -> None:
    settings = [
        "layers[0].conv.conv_groups=3",
        "layers[0].conv.widen=never",
        "channels.at_least=16",
        "input.channels=4",
        "layers[2].bottleneck.t=0.5",
        "source=somewhere",
        "activation=swish",
    ]
    at = with_knobs(V2, settings=settings)
    assert block(at, 0) == Conv(c=32, k=3, s=2, conv_groups=3, widen="never")
    assert block(at, 2).t == Ratio(1, 2)
    assert (at.channels.at_least, at.input.channels) == (16, 4)
    assert (at.source, at.activation) == ("somewhere", "swish")


def test_every_key_of_every_entry_can_be_set() -> None:
    for index, entry in enumerate(V2.layers):
        for name in fields_of(type(entry.block)):
            value = {"widen": "never", "expands": "always"}.get(name, "7")
            path = f"layers[{index}].{entry.block.kind}.{name}"
            changed = block(with_knobs(V2, settings={path: value}), index)
            assert str(getattr(changed, name)) == value, path


def test_a_setting_changes_nothing_else() -> None:
    at = with_knobs(V2, settings={"layers[3].bottleneck.k": 5})
    same = [i for i in range(len(V2.layers)) if at.layers[i] == V2.layers[i]]
    assert same == [0, 1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert at.layers[3].origin == "--set layers[3].bottleneck.k=5"
    assert at.layers[2].origin == V2.layers[2].origin


def test_a_setting_holds_for_all_repeats_but_s_for_the_first() -> None:
    at = with_knobs(V2, settings=["layers[4].bottleneck.k=5", "layers[4].bottleneck.s=1"])
    layers = [x for x in Model(at).network().layers if x.place.stage == 4 and x.role == "depthwise"]
    assert [layer.kernel_size for layer in layers] == [5] * 4
    assert [layer.stride for layer in layers] == [1] * 4
    layers = [x for x in Model(V2).network().layers if x.place.stage == 4 and x.role == "depthwise"]
    assert [layer.stride for layer in layers] == [2, 1, 1, 1]


def test_the_order_is_base_then_file_then_flags_then_settings(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("extends: mbv2_1.0\nwidth_multiplier: 0.5\n")
    file = load(path).architecture
    assert load("mbv2_1.0").architecture.width_multiplier == Ratio(1)
    assert file.width_multiplier == Ratio(1, 2)
    assert with_knobs(file, width="0.75").width_multiplier == Ratio(3, 4)
    settings = ["width_multiplier=1.4", "input.height=96", "layers[10].classifier.classes=5"]
    at = with_knobs(file, width="0.75", resolution=128, classes=7, settings=settings)
    assert at.width_multiplier == Ratio(7, 5)
    assert (at.input.height, at.input.width, at.classes) == (96, 128, 5)


def test_of_two_settings_of_one_path_the_last_holds() -> None:
    at = with_knobs(V2, settings=["layers[0].conv.c=8", "layers[0].conv.c=16"])
    assert block(at, 0).c == 16


def test_spaces_around_a_setting_say_nothing() -> None:
    assert block(with_knobs(V2, settings=[" layers[0].conv.c = 8 "]), 0).c == 8


def test_put_takes_a_value_past_its_check() -> None:
    marker = object()
    at = put(V2, "layers[2].bottleneck.c", marker)
    assert block(at, 2).c is marker
    assert block(V2, 2).c == 24
