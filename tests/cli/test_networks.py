"""mbv2calc networks: what ships, with totals."""

import json

import pytest

from mbv2calc import load
from tests.support import SHIPPED, run


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--set", "layers[3].bottleneck.k=5"),
            "mbv1_0.25: --set layers[3].bottleneck.k=5: expected layers[3].separable.KEY, found"
            " 'layers[3].bottleneck.k'",
        ),
        (
            ("--width", "x", "--classes", "0"),
            "mbv1_0.25: --width: expected a positive decimal number, such as 0.35, found 'x'\n"
            "mbv1_0.25: --classes: expected a positive integer, found '0'",
        ),
        (
            ("--t", "x"),
            "mbv2_0.35: --t: expected a decimal number of 0 or more, such as 0.35, found 'x'",
        ),
        (
            ("--resolution", "31"),
            "mbv1_0.25: --resolution: input: resolution 31x31 is too small: the layers have a"
            " total stride of 32; give at least 32 pixels a side",
        ),
    ],
)
def test_a_knob_that_does_not_fit_names_the_network(
    arguments: tuple[str, ...], message: str
) -> None:
    assert run("networks", *arguments) == (2, "", f"{message}\n")


def test_a_batch_is_said() -> None:
    assert "batch" not in run("networks").out
    assert "batch" in run("networks", "--batch", "2").out.splitlines()[0].split()


def test_programs_get_a_list() -> None:
    result = run("networks", "--format", "json")
    assert [row["network"] for row in json.loads(result.out)["networks"]] == list(SHIPPED)
    assert run("networks", "-f", "csv").out.startswith(
        "network,name,input,width,t,batch,dtype,params,"
    )
