"""mbv2calc report: the network that was named, at the numbers that were turned."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from mbv2calc import load
from mbv2calc.tables.report import report_document
from tests.support import SHIPPED, Result, process, run


def report(*arguments: str) -> dict[str, Any]:
    result = run("report", *arguments, "--format", "json")
    assert (result.code, result.err) == (0, "")
    found: dict[str, Any] = json.loads(result.out)
    return found


def test_left_out_the_network_is_mobilenet_v2() -> None:
    assert run("report") == run("report", "mbv2_1.0")
    assert run("report").out.startswith("MobileNetV2  224x224x3  width 1.0  t 6  int8")


@pytest.mark.parametrize(
    ("name", "params", "madds"),
    [
        ("mbv2_1.0", 3504872, 300774272),
        ("mbv1_1.0", 4231976, 568740352),
        ("resnet50", 25557032, 4089184256),
    ],
)
def test_the_totals_that_must_hold(name: str, params: int, madds: int) -> None:
    totals = report(name)["totals"]
    assert (totals["params"], totals["madds"], totals["flops"]) == (params, madds, 2 * madds)
    text = run("report", name).out
    line = next(line for line in text.splitlines() if line.startswith("total"))
    assert line.split() == ["total", f"{params:,}", f"{madds:,}"]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_network_has_a_report(name: str) -> None:
    assert report(name) == report_document(load(name).report()).plain()


def test_a_path_is_a_network_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: mbv2_1.0\nwidth_multiplier: 0.35\n")
    assert report(str(path))["totals"] == report("mbv2_0.35")["totals"]
    assert report(str(path))["network"]["name"] == "mine"


@pytest.mark.parametrize(
    ("arguments", "knobs"),
    [
        (["--width", "0.35"], {"width": "0.35"}),
        (["--t", "4.5"], {"t": "4.5"}),
        (["--resolution", "96"], {"resolution": "96"}),
        (["--resolution", "160x224"], {"resolution": (160, 224)}),
        (["--classes", "12"], {"classes": 12}),
        (["--batch", "3"], {"batch": 3}),
        (["--dtype", "fp32"], {"dtype": "fp32"}),
        (["--set", "layers[3].bottleneck.k=5"], {"settings": {"layers[3].bottleneck.k": 5}}),
        (
            ["--set", "layers[3].bottleneck.k=5", "--set", "input.channels=1", "--width", "0.5"],
            {"width": 0.5, "settings": {"layers[3].bottleneck.k": 5, "input.channels": 1}},
        ),
    ],
)
def test_every_knob_reaches_the_network(arguments: list[str], knobs: dict[str, Any]) -> None:
    found = report(*arguments)
    assert found == report_document(load("mbv2_1.0").at(**knobs).report()).plain()
    assert found != report()


def test_knobs_may_stand_before_the_network() -> None:
    assert report("--width", "0.5", "mbv1_1.0") == report("mbv1_1.0", "--width", "0.5")


def test_the_order_is_file_then_flags_then_settings(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: mbv2_1.0\nwidth_multiplier: 0.5\n")
    flags = ("--width", "0.75")
    setting = ("--set", "width_multiplier=1.4")
    assert report(str(path))["network"]["width"] == 0.5
    assert report(str(path), *flags)["network"]["width"] == 0.75
    assert report(str(path), *setting, *flags)["network"]["width"] == 1.4


def rows(result: Result) -> list[dict[str, str]]:
    assert (result.code, result.err) == (0, "")
    return list(csv.DictReader(io.StringIO(result.out)))


@pytest.mark.parametrize(
    ("by", "count"), [("layer", 54), ("block", 21), ("stage", 11), ("kind", 5)]
)
def test_rows_are_what_by_says(by: str, count: int) -> None:
    found = rows(run("report", "--by", by, "-f", "csv"))
    assert len(found) == count
    assert sum(int(row["madds"]) for row in found) == 300774272


def test_the_groups_are_named_as_in_the_file() -> None:
    blocks = rows(run("report", "--by", "block", "-f", "csv"))
    assert [row["block"] for row in blocks][:4] == ["0.0", "1.0", "2.0", "2.1"]
    kinds = rows(run("report", "--by", "kind", "-f", "csv"))
    expected = {"conv", "depthwise", "pointwise", "avgpool", "classifier"}
    assert {row["kind"] for row in kinds} == expected


def test_the_table_is_what_the_design_promises() -> None:
    text = run("report").out
    for word in ("linear", "project 1x1 +", "no expansion", "inverted t=6", "published", "█"):
        assert word in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("columns", "widest"), [("60", 60), ("80", 80), ("100", 100), ("140", 140)]
)
def test_a_window_of_columns_is_kept_to(columns: str, widest: int) -> None:
    result = process("report", COLUMNS=columns)
    assert max(map(len, result.out.splitlines())) <= widest
    assert result.code == 0


def test_colour_is_for_terminals_and_for_who_forces_it() -> None:
    assert "\x1b" not in process("report").out
    assert "\x1b" in process("report", FORCE_COLOR="1").out
    assert "\x1b" not in process("report", FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b" not in process("report", FORCE_COLOR="1", TERM="dumb").out


def test_an_output_without_unicode_gets_ascii() -> None:
    result = process("report", PYTHONIOENCODING="ascii")
    assert (result.code, result.err) == (0, "")
    assert result.out.isascii()
    assert "#" in result.out
