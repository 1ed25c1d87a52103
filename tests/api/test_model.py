"""The Python API: what it accepts, and that it says what the command line says."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mbv2calc
from mbv2calc.spec.reader import Source, read_source
from tests.support import SHIPPED

SETTING = "--set: expected PATH=VALUE, such as layers[3].bottleneck.k=5"


@pytest.mark.parametrize("width", [0.35, "0.35", "0.350", Fraction(7, 20)])
def test_widths_are_kept_as_written(width: object) -> None:
    assert mbv2calc.load("mbv2_1.0").at(width=width).totals().params == 1_677_128


@pytest.mark.parametrize("resolution", [(160, 224), [160, 224], "160x224"])
def test_sides_may_differ(resolution: object) -> None:
    size = mbv2calc.load("mbv2_1.0").at(resolution=resolution).architecture.input
    assert (size.height, size.width) == (160, 224)


def test_at_keeps_what_is_not_given() -> None:
    model = mbv2calc.load("mbv2_1.0").at(batch=4, dtype="fp32").at(width=0.5).at(t=3)
    assert (model.batch, model.dtype) == (4, "fp32")
    assert str(model.architecture.width_multiplier) == "0.5"


def test_all_faults_at_once() -> None:
    with pytest.raises(mbv2calc.SpecError) as caught:
        mbv2calc.load("mbv2_1.0").at(
            width=-1, t="x", resolution="a", classes=0, batch=True, dtype="int4", settings=["k=1"]
        )
    assert [fault.origin for fault in caught.value.faults] == [
        "--t", "--width", "--resolution", "--classes", "--set k=1", "--batch", "--dtype",
    ]  # fmt: skip


def test_load_takes_a_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("extends: mbv2_1.0\nwidth_multiplier: 0.5\n", encoding="utf-8")
    model = mbv2calc.load(file)
    assert model.architecture.name == "mine"
    assert model.totals() == mbv2calc.load("mbv2_0.5").totals()


def test_load_takes_a_source() -> None:
    text = "extends: mbv2_1.0\nwidth_multiplier: 0.5\n"
    model = mbv2calc.load(Source("nowhere/mine.yaml", "mine", text))
    assert model.architecture.name == "mine"
    assert model.architecture.origins["width_multiplier"] == "mine:2:19"
    assert model.totals() == mbv2calc.load("mbv2_0.5").totals()
    assert mbv2calc.load(read_source("mbv2_0.5")) == mbv2calc.load("mbv2_0.5")
    with pytest.raises(mbv2calc.SpecError) as caught:
        mbv2calc.load(Source("nowhere/mine.yaml", "mine", "layers: 3"))
    assert str(caught.value).startswith("mine:1:9: layers: ")


def test_the_shipped_networks_have_names() -> None:
    assert mbv2calc.networks() == SHIPPED
    assert [mbv2calc.load(name).architecture.name for name in ("mbv1_0.5", "resnet50")] == [
        "MobileNetV1",
        "ResNet-50",
    ]


def test_a_convention_says_what_is_counted() -> None:
    model = mbv2calc.load("mbv2_1.0")
    assert model.totals(convention="timm").counted == 314_130_496
    assert model.report(convention="timm").totals == model.totals("timm")
    assert model.report(convention="openvino-omz").convention.name == "openvino-omz"
    assert model.totals() == model.totals(convention="paper")
    for ask in (model.totals, model.report):
        with pytest.raises(mbv2calc.UsageError) as caught:
            ask(convention="papr")
        assert str(caught.value) == "unknown convention 'papr'; did you mean 'paper'?"


def test_what_a_shell_shows_is_one_short_line() -> None:
    v2 = mbv2calc.load("mbv2_1.0")
    v1 = mbv2calc.load("mbv1_0.5").at(resolution="160x224", batch=2, dtype="fp16")
    named = v2.at(width=0.35, t=4.5, settings={"name": "it's \\ mine"})
    assert repr(v2) == "Model('MobileNetV2', 224x224x3, width 1, t 6, batch 1, int8)"
    assert repr(v1) == "Model('MobileNetV1', 160x224x3, width 0.5, batch 2, fp16)"
    assert repr(named) == ('Model("it\'s \\\\ mine", 224x224x3, width 0.35, t 4.5, batch 1, int8)')
    assert repr(v2.report()) == "Report('MobileNetV2', 3504872 params, 300774272 MAdds)"
    assert repr(v1.report()) == "Report('MobileNetV1', 1331592 params, 213859840 MAdds)"
    assert repr(v2.network()) == "Network('MobileNetV2', 64 layers)"


def test_models_are_values() -> None:
    assert mbv2calc.load("mbv2_1.0") == mbv2calc.load("mbv2_1.0")
    assert mbv2calc.load("mbv2_1.0").at(width=0.5) != mbv2calc.load("mbv2_1.0")


def test_a_bool_is_no_number() -> None:
    with pytest.raises(mbv2calc.SpecError) as caught:
        mbv2calc.load("mbv2_1.0").at(classes=True, settings={"layers[0].conv.c": True})
    assert [fault.origin for fault in caught.value.faults] == [
        "--classes",
        "--set layers[0].conv.c=True",
    ]
    assert str(caught.value).count("found 'True'") == 2


def test_one_setting_may_be_a_text() -> None:
    model = mbv2calc.load("mbv2_1.0")
    assert model.at(settings="channels.by=4") == model.at(settings={"channels.by": 4})


def test_numbers_of_numpy_are_numbers() -> None:
    model = mbv2calc.load("mbv2_1.0")
    assert model.at(
        classes=np.int64(10), t=np.int32(3), resolution=np.int16(96), batch=np.uint8(2)
    ) == model.at(classes=10, t=3, resolution=96, batch=2)
    assert model.at(width=np.float64(0.35)) == model.at(width=0.35)
    assert model.at(settings={"layers[0].conv.c": np.int64(16)}) == model.at(
        settings={"layers[0].conv.c": 16}
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"dtype": []}, "--dtype: unknown dtype '[]'"),
        ({"settings": {5: 3}}, "--set 5=3: unknown key '5'"),
        ({"resolution": []}, "--resolution: expected pixels"),
        ({"resolution": [160, 0]}, "--resolution: expected pixels"),
        ({"settings": 5}, f"{SETTING}, found '5'"),
        ({"settings": [3]}, f"{SETTING}, found '3'"),
        ({"settings": ["channels.by=4", None]}, f"{SETTING}, found 'None'"),
        ({"settings": [("channels.by", 4)]}, f"{SETTING}, found \"('channels.by', 4)\""),
        ({"classes": np.True_}, "--classes: expected"),
        ({"batch": [2]}, "--batch: expected"),
    ],
)
def test_what_is_of_the_wrong_type_is_a_fault_and_no_crash(
    wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(mbv2calc.SpecError) as caught:
        mbv2calc.load("mbv2_1.0").at(**wrong)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("float32", "fp32"), ("float", "fp32"), ("FP32", "fp32"), ("half", "fp16"),
        ("float16", "fp16"), ("bfloat16", "bf16"), ("i8", "int8"), ("uint8", "int8"),
    ],
)  # fmt: skip
def test_what_others_call_a_dtype_leads_to_it(name: str, meant: str) -> None:
    with pytest.raises(mbv2calc.SpecError) as caught:
        mbv2calc.load("mbv2_1.0").at(dtype=name)
    assert str(caught.value) == f"--dtype: unknown dtype {name!r}; did you mean {meant!r}?"


def test_a_comparison_is_counted_under_one_convention() -> None:
    found = mbv2calc.compare("mbv1_1.0", "mbv2_1.0", convention="torch")
    assert found.convention.name == "torch"
    assert [one.totals.counted for one in found.networks] == [1_137_480_704, 601_548_544]
