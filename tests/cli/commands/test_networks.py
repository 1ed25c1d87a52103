"""mbv2calc networks: what ships, with totals."""

import json

import pytest

from mbv2calc import load
from tests.support import SHIPPED, assert_refused, run


def test_each_shipped_network_has_a_line_with_its_totals() -> None:
    result = run("networks")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0].split()[:3] == ["network", "name", "input"]
    assert [line.split()[0] for line in lines[2:]] == list(SHIPPED)
    for line, name in zip(lines[2:], SHIPPED, strict=True):
        totals = load(name).totals()
        assert f" {totals.params:,} " in line
        assert f" {totals.madds:,} " in line


def test_a_narrow_window_keeps_names_and_totals() -> None:
    lines = run("networks", COLUMNS="60").out.splitlines()
    assert max(map(len, lines)) <= 60
    assert {"network", "params", "MAdds"} <= set(lines[0].split())


def test_a_knob_applies_to_each_network_that_has_it() -> None:
    result = run("networks", "--t", "3", "--resolution", "96", "--dtype", "fp32", "-f", "json")
    rows = {row["network"]: row for row in json.loads(result.out)["networks"]}
    v1 = load("mbv1_1.0").at(resolution=96, dtype="fp32").totals()
    v2 = load("mbv2_1.0").at(resolution=96, dtype="fp32", t=3).totals()
    assert [rows["mbv1_1.0"][key] for key in ("t", "madds")] == [None, v1.madds]
    assert [rows["mbv2_1.0"][key] for key in ("t", "madds")] == [3, v2.madds]
    assert rows["mbv2_1.0"]["weight_bytes"] == v2.weight_bytes


def test_a_setting_applies_to_each_network_that_has_the_path() -> None:
    setting = "layers[3].bottleneck.k=5"
    result = run("networks", "--set", setting, "-f", "json")
    rows = {row["network"]: row for row in json.loads(result.out)["networks"]}
    assert rows["mbv1_1.0"]["madds"] == load("mbv1_1.0").totals().madds
    assert rows["mbv2_1.0"]["madds"] == load("mbv2_1.0").at(settings=[setting]).totals().madds


def test_a_note_names_the_networks_that_a_flag_leaves_as_they_are() -> None:
    without = "mbv1_0.25, mbv1_0.5, mbv1_0.75, mbv1_1.0 and resnet50 have no"
    text = run("networks", "--t", "3", "--set", "layers[3].bottleneck.k=5", COLUMNS="200").out
    without_t, without_k = text.splitlines()[-2:]
    assert without_t.startswith(f"{without} block")
    assert without_k.startswith(f"{without} layers[3].bottleneck.k")
    assert "resnet50 have no" not in run("networks", "--width", "0.5").out


Q5 = "layers[3].bottleneck.q=5"


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            ("--set", Q5),
            (
                f"mbv1_0.25, mbv1_0.5, mbv1_0.75, mbv1_1.0: --set {Q5}: expected",
                f"mbv2_0.35, mbv2_0.5, mbv2_0.75, mbv2_1.0, mbv2_1.3, mbv2_1.4: --set {Q5}: ",
                f"resnet50: --set {Q5}: expected",
            ),
        ),
        (("--set", "q=5"), ("--set q=5: unknown key 'q'",)),
        (
            ("--set", "layers[3].bottleneck.k=x"),
            ("mbv2_0.35: --set layers[3].bottleneck.k=x: expected",),
        ),
        (
            ("--width", "x", "--classes", "0"),
            ("mbv1_0.25: --width: expected", "mbv1_0.25: --classes: expected"),
        ),
        (("--t", "x"), ("mbv2_0.35: --t: expected",)),
        (("--resolution", "31"), ("mbv1_0.25: --resolution: input: resolution 31x31",)),
    ],
)
def test_a_knob_that_does_not_fit_names_the_network(
    arguments: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    assert_refused(run("networks", *arguments), *lines)


def test_a_batch_is_said() -> None:
    assert "batch" not in run("networks").out
    assert "batch" in run("networks", "--batch", "2").out.splitlines()[0].split()


def test_programs_get_a_list() -> None:
    result = run("networks", "--format", "json")
    assert [row["network"] for row in json.loads(result.out)["networks"]] == list(SHIPPED)
    assert run("networks", "-f", "csv").out.startswith(
        "network,name,input,width,t,batch,dtype,params,"
    )
