"""mbv2calc compare: networks against each other, each at the knobs that it has."""

import json
from pathlib import Path
from typing import Any

import pytest

from mbv2calc import compare, load
from mbv2calc.cli.app import command_names
from mbv2calc.plain import entries
from mbv2calc.tables.compare import compare_document
from tests.support import process, run

K5 = "layers[3].bottleneck.k=5"


def found(*arguments: str) -> dict[str, Any]:
    result = run("compare", *arguments, "--format", "json")
    assert (result.code, result.err) == (0, "")
    plain: dict[str, Any] = json.loads(result.out)
    return plain


def test_left_out_the_networks_are_v1_and_v2() -> None:
    assert run("compare") == run("compare", "mbv1_1.0", "mbv2_1.0")
    assert found() == compare_document(compare("mbv1_1.0", "mbv2_1.0")).plain()
    totals = [(n["totals"]["params"], n["totals"]["madds"]) for n in found()["networks"]]
    assert totals == [(4231976, 568740352), (3504872, 300774272)]


def test_the_totals_are_those_of_the_reports() -> None:
    names = ("mbv2_1.4", "resnet50", "mbv1_0.25")
    for one in found(*names)["networks"]:
        report = json.loads(run("report", one["network"], "-f", "json").out)
        assert one["totals"] == report["totals"]
        assert [one[key] for key in report["network"]] == [*report["network"].values()]


def test_the_parts_are_those_of_the_report_by_kind() -> None:
    for part in found()["by_kind"]:
        report = json.loads(run("report", part["network"], "--by", "kind", "-f", "json").out)
        kinds = {row["kind"]: row for row in report["kinds"]}
        assert {key: part[key] for key in kinds[part["kind"]]} == kinds[part["kind"]]


def test_what_a_person_sees() -> None:
    text = run("compare", COLUMNS="80").out
    assert max(map(len, text.splitlines())) <= 80
    for word in (
        "mbv2_1.0 against mbv1_1.0", "4,231,976", "300,774,272", "0.53x", "94.86 %", "74.59 %",
        "depthwise", "3x3", "classifier", "112x112", "D_F^2 M t (M + k^2 + N)", "0.2868", "72.0",
        "Sandler et al.", "0.3125", "1.4 points",
    ):  # fmt: skip
        assert word in text, word


def test_an_output_without_unicode_gets_ascii() -> None:
    result = process("compare", PYTHONIOENCODING="ascii")
    assert (result.code, result.err) == (0, "")
    assert result.out.isascii()


@pytest.mark.parametrize("name", ["csv", "markdown", "latex"])
def test_every_format_has_both_networks(name: str) -> None:
    text = run("compare", "-f", name).out.replace("\\", "")
    assert "mbv1_1.0" in text
    assert "mbv2_1.0" in text


def test_a_path_is_a_network_too(folder: Path) -> None:
    Path("mine.yaml").write_text("extends: mbv2_1.0\nwidth_multiplier: 0.35\n")
    one, other = found("mbv2_0.35", "mine.yaml")["networks"]
    assert other["network"] == "mine.yaml"
    assert other["name"] == "mine"
    assert one["totals"] == other["totals"]


def test_the_same_network_may_come_twice_and_is_read_once() -> None:
    twice = found("mbv2_1.0", "mbv2_1.0")
    assert [one["network"] for one in twice["networks"]] == ["mbv2_1.0", "mbv2_1.0 (2)"]
    assert set(list(twice["ratios"][0].values())[2:]) == {1.0, 0.0}
    text = "extends: mbv2_1.0\nname: piped\n"
    piped = process("compare", "/dev/stdin", "/dev/stdin", "-f", "json", read=text)
    assert [one["name"] for one in json.loads(piped.out)["networks"]] == ["piped", "piped"]


@pytest.mark.parametrize(
    ("arguments", "knobs"),
    [
        (["--width", "0.35"], {"width": "0.35"}),
        (["--resolution", "160x224"], {"resolution": (160, 224)}),
        (["--classes", "12"], {"classes": 12}),
        (["--batch", "3"], {"batch": 3}),
        (["--dtype", "fp32"], {"dtype": "fp32"}),
        (["--set", "input.channels=1"], {"settings": {"input.channels": 1}}),
    ],
)
def test_a_knob_that_all_have_applies_to_all(arguments: list[str], knobs: dict[str, Any]) -> None:
    plain = found(*arguments)
    for one in plain["networks"]:
        assert one["totals"] == entries(load(one["network"]).at(**knobs).totals())
    assert not any("as it is" in note for note in plain["notes"])


def test_a_knob_applies_to_each_network_that_has_it_and_the_others_are_named() -> None:
    plain = found("mbv1_1.0", "mbv2_1.0", "--t", "4", "--set", K5)
    v1, v2 = plain["networks"]
    assert v1["totals"] == entries(load("mbv1_1.0").totals())
    assert v2["totals"] == entries(load("mbv2_1.0").at(t=4, settings=[K5]).totals())
    without_t, without_k, with_k = plain["notes"]
    assert without_t.startswith("mbv1_1.0 has no block")
    assert without_k.startswith("mbv1_1.0 has no layers[3].bottleneck.k")
    assert with_k == f"set {K5} in mbv2_1.0"
    (several,) = found("mbv1_1.0", "mbv2_1.0", "resnet50", "--t", "4")["notes"]
    assert several == (
        "mbv1_1.0 and resnet50 have no block that takes its t from the file: they ignore --t"
    )


def test_the_notes_are_seen_on_a_terminal() -> None:
    text = " ".join(run("compare", "--t", "4").out.split())
    assert "mbv1_1.0 has no block" in text


def test_a_network_without_classifier_keeps_its_own(folder: Path) -> None:
    Path("x.yaml").write_text("layers:\n  - conv: {c: 8}\n")
    plain = found("x.yaml", "mbv2_1.0", "--classes", "9")
    assert [one["classes"] for one in plain["networks"]] == [None, 9]
    assert plain["notes"] == ["x.yaml has no classifier: it ignores --classes"]


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["mbv2_1.0"], ["error: compare: expected two networks or more"]),
        (["mbv1_1.0", "resnet5"], ["error: unknown network 'resnet5'"]),
        (["mbv1_1.0", "none.yaml"], ["none.yaml: no such file"]),
        (["mbv1_1.0", "resnet50", "--t", "4"], ["--t: mbv1_1.0 and resnet50 have no block"]),
        (
            ["mbv1_1.0", "resnet50", "--set", "q=1", "--t", "4"],
            ["--t: mbv1_1.0 and resnet50 have no block", "--set q=1: unknown key 'q'"],
        ),
        (
            ["mbv1_1.0", "mbv2_1.0", "resnet50", "--set", "layers[99].conv.k=3"],
            [
                "mbv1_1.0, resnet50: --set layers[99].conv.k=3: there is no layers[99]",
                "mbv2_1.0: --set layers[99].conv.k=3: there is no layers[99]",
            ],
        ),
        (["mbv1_1.0", "mbv2_1.0", "--set", "k5"], ["mbv1_1.0: --set: "]),
        (
            ["mbv1_1.0", "mbv2_1.0", "--set", "layers[3].bottleneck.k=x"],
            ["mbv2_1.0: --set layers[3].bottleneck.k=x: "],
        ),
        (["mbv1_1.0", "mbv2_1.0", "--t", "0"], ["mbv2_1.0: --t: layers[2].bottleneck: t = 0"]),
        (["--dtype", "float32"], ["mbv1_1.0: --dtype: unknown dtype 'float32'"]),
        (["-f", "jsn"], ["error: --format: unknown format 'jsn'"]),
    ],
)
def test_bad_usage(arguments: list[str], lines: list[str]) -> None:
    code, out, err = run("compare", *arguments)
    assert (code, out) == (2, "")
    for start, line in zip(lines, err.splitlines(), strict=False):
        assert line.startswith(start)
    assert len(err.splitlines()) >= len(lines)


def test_a_fault_of_a_file_says_where_once(folder: Path) -> None:
    Path("x.yaml").write_text("extends: mbv2_1.0\ninput: {height: 16}\n")
    code, out, err = run("compare", "mbv1_1.0", "x.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("x.yaml:2:8: input: resolution 16x224 is too small")


def test_it_is_one_of_the_commands() -> None:
    assert "compare" in command_names()
