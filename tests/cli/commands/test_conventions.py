"""mbv2calc conventions, and --convention on the other commands."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from mbv2calc import load
from mbv2calc.cli import options
from mbv2calc.cost.conventions import Convention, Rule, conventions
from tests.support import run


def test_left_out_the_network_is_mobilenet_v2() -> None:
    result = run("conventions")
    assert result == run("conventions", "mbv2_1.0")
    assert (result.code, result.err) == (0, "")
    for name in conventions():
        assert name in result.out


def test_knobs_apply() -> None:
    result = run("conventions", "--width", "0.5", "--batch", "2", "-f", "json")
    rows = {row["convention"]: row for row in json.loads(result.out)["conventions"]}
    assert rows["thop"]["operations"] == 2 * 111_692_288
    assert rows["thop"]["params"] == 1_968_680
    assert rows["fvcore"]["activations"] == 2 * 3_641_112


@pytest.mark.parametrize("width", [60, 80, 140])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    lines = run("conventions", COLUMNS=str(width)).out.splitlines()
    assert max(map(len, lines)) <= width


def test_a_report_under_a_convention() -> None:
    found = json.loads(run("report", "--convention", "thop", "-f", "json").out)
    assert (found["convention"], found["verified"]) == ("thop", True)
    assert found["totals"]["counted"] == 327_486_720
    assert found["totals"]["madds"] == 300_774_272
    text = run("report", "--convention", "keras-total").out
    assert "3,538,984" in text
    assert "convention keras-total" in text
    assert "unverified" not in text


def test_a_report_of_another_network_is_unverified() -> None:
    found = json.loads(run("report", "mbv1_1.0", "--convention", "thop", "-f", "json").out)
    assert found["verified"] is False
    text = run("report", "mbv1_1.0", "--convention", "thop").out
    assert "thop is unverified on MobileNetV1; it was verified with thop 0.1.1" in text
    kernel = "layers[3].bottleneck.k=5"
    assert "unverified" in run("report", "--set", kernel, "--convention", "fvcore").out
    assert "unverified" not in run("report", "--set", kernel, "--convention", "flops").out


def test_a_comparison_under_a_convention() -> None:
    found = json.loads(run("compare", "--convention", "calflops", "-f", "json").out)
    assert (found["convention"], found["verified"]) == ("calflops", False)
    v1, v2 = (load(name).totals("calflops") for name in ("mbv1_1.0", "mbv2_1.0"))
    assert [n["totals"]["counted"] for n in found["networks"]] == [v1.counted, v2.counted]
    assert found["ratios"][0]["counted"] == v2.counted / v1.counted
    text = run("compare", "--convention", "calflops", COLUMNS="200").out
    assert "FLOPs counted" in text
    assert "calflops is unverified on MobileNetV1;" in text


def test_what_is_said_of_the_parameters_of_a_comparison_is_true_of_its_convention() -> None:
    assert "params count BatchNorm" in run("compare").out
    text = run("compare", "--convention", "weights").out
    assert "params count BatchNorm" not in text
    assert "convention weights" in text.splitlines()[0]


def test_the_count_of_a_report_is_exact() -> None:
    assert "MAdds counted 327,486,720" in run("report", "--convention", "thop").out


def test_a_comparison_as_the_papers_count_says_nothing_of_it() -> None:
    found = json.loads(run("compare", "-f", "json").out)
    assert {"convention", "verified"}.isdisjoint(found)
    assert "counted" not in found["ratios"][0]
    assert "counted" not in run("compare").out


def test_a_sweep_under_a_convention() -> None:
    result = run("sweep", "--width", "0.5,1", "--t", "6", "--convention", "fvcore", "-f", "json")
    rows = json.loads(result.out)
    assert [row["counted"] for row in rows] == [104_474_784, 314_193_216]
    assert [row["convention"] for row in rows] == ["fvcore", "fvcore"]
    assert result.err == ""
    text = run("sweep", "--t", "1..3", "--width", "0.5,1", "--convention", "fvcore").out
    assert "counted in millions" in text


def test_a_table_of_a_sweep_says_by_what_it_is_counted_and_what_is_unverified() -> None:
    text = run("sweep", "mbv1_1.0", "--width", "0.5,1", "--convention", "thop").out
    assert "convention thop" in text.splitlines()[0]
    assert "thop is unverified on MobileNetV1; it was verified with" in text.replace("\n", " ")
    assert "unverified" not in run("sweep", "--width", "0.5,1", "--convention", "thop").out


def test_a_batch_stands_in_the_heading() -> None:
    assert "batch 4" in run("conventions", "--batch", "4").out.splitlines()[0]


def test_networks_of_other_channels_are_verified_where_they_were_compared() -> None:
    """d-li14's width 0.1 has channels in multiples of 4; imgclsmob cuts them off."""

    def doubts(*arguments: str) -> set[str]:
        rows = json.loads(run("conventions", *arguments, "-f", "json").out)["conventions"]
        return {row["convention"] for row in rows if not row["verified"]}

    assert "d-li14" not in doubts("--width", "0.1", "--set", "channels.by=4")
    assert "thop" in doubts("--width", "0.1", "--set", "channels.by=4")
    assert "imgclsmob" in doubts("--width", "0.35")
    assert "imgclsmob" not in doubts("--width", "0.35", "--set", "channels.round=floor")


def test_a_sweep_can_be_cut_by_what_is_counted() -> None:
    where = ("sweep", "--width", "0.5,1", "--where", "counted < 200M", "-f", "csv")
    assert len(run(*where).out.splitlines()) == 2
    assert len(run(*where, "--convention", "torch").out.splitlines()) == 2
    assert len(run(*where, "--convention", "torch", "--resolution", "256").out.splitlines()) == 1


def test_rows_for_programs_say_on_standard_error_what_is_unverified() -> None:
    result = run("sweep", "mbv1_1.0", "--width", "0.5,1", "--convention", "thop", "-f", "csv")
    assert result.err.startswith("note: thop is unverified on MobileNetV1; it was verified with")
    kernels = ("sweep", "--set", "layers[3].bottleneck.k=3,5", "--convention", "thop", "-f", "csv")
    assert "unverified on MobileNetV2" in run(*kernels).err


@pytest.mark.parametrize("command", ["report", "sweep", "compare"])
def test_an_unknown_convention_names_the_nearest(command: str) -> None:
    result = run(command, "--convention", "thopp")
    assert (result.code, result.out) == (2, "")
    assert "unknown convention 'thopp'; did you mean 'thop'?" in result.err


@pytest.fixture
def adds_too() -> Iterator[Convention]:
    """A convention that somebody adds while Python runs."""
    params = Rule.parse("weights")
    counts = Rule.parse("macs + 3 add_elements")
    yield conventions().add(Convention("adds-too", "Ops", counts, params, "adds, too", "nobody"))
    conventions().remove("adds-too")


def test_a_convention_that_is_added_has_every_command(adds_too: Convention) -> None:
    def found(*arguments: str) -> Any:
        result = run(*arguments, "-f", "json")
        assert result.code == 0, result.err
        return json.loads(result.out)

    def counted(width: float) -> int:
        return int(load("mbv2_1.0").at(width=width).totals("adds-too").counted)

    report = found("report", "--convention", "adds-too")
    assert report["totals"]["counted"] == counted(1) == 301_423_424
    assert report["verified"] is False
    assert found("conventions")["conventions"][-1]["operations_rule"] == "macs + 3 add_elements"
    assert found("explain", "301423424")["matches"][0]["convention"] == "adds-too"
    comparison = found("compare", "--convention", "adds-too")
    assert comparison["networks"][1]["totals"]["counted"] == 301_423_424
    for widths in ("0.5,1", "0.5..1:0.001"):  # in ints, and in arrays
        rows = found("sweep", "--width", widths, "--t", "6", "--convention", "adds-too")
        assert (rows[0]["counted"], rows[-1]["counted"]) == (counted(0.5), counted(1))
    assert options.completing(get_args(options.Convention)[1].names)("add") == ["adds-too"]
    assert "adds-too: adds, too" in run("explain", "301423424").out
    assert "adds-too is unverified on MobileNetV2\n" in run("explain", "301423424").out
