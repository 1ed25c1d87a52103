"""mbv2calc formula: topics, networks, questions, and what is wrong with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from mbv2calc import load
from tests.support import assert_refused, process, run

pytestmark = pytest.mark.usefixtures("folder")


def plain(*arguments: str) -> dict[str, Any]:
    """The JSON of a run."""
    result = run("formula", *arguments, "--format", "json")
    assert (result.code, result.err) == (0, "")
    found: dict[str, Any] = json.loads(result.out)
    return found


def madds(*arguments: str) -> list[str]:
    return [f["expression"] for f in plain(*arguments)["formulas"] if f["name"] == "madds"]


def test_the_polynomial_comes_out_of_the_command() -> None:
    inner = "821248*alpha**2*t + {} + 58176*alpha*t + {}"
    narrow = inner.format("131072*alpha**2", "704512*alpha")
    wide = inner.format("540672*alpha**2", "294912*alpha")
    assert madds("network", "mbv2_1.0") == [
        f"rho**2*({narrow}) + 1280000",
        f"1280000*alpha + rho**2*({wide})",
    ]
    assert madds("network", "mbv2_1.0") == madds("network")


def test_knobs_and_at_give_the_same_numbers() -> None:
    (value,) = madds("network", "--t", "1", "--width", "1", "--resolution", "224")
    assert value == "63689536"
    assert madds("network", "--at", "t=1,width=1,resolution=224") == [value]
    assert madds("network", "--at", "t=1", "--at", "alpha=1,rho=7") == [value]
    turned = ["--batch", "4", "--classes", "10", "--set", "layers[3].bottleneck.k=5"]
    model = load("mbv2_1.0").at(classes=10, batch=4, settings={"layers[3].bottleneck.k": 5})
    at = ["--at", "t=6,width=1,resolution=224"]
    assert madds("network", *turned, *at) == [str(model.totals().madds)]


def test_a_file_of_ones_own(folder: Path) -> None:
    (folder / "mine.yaml").write_text("extends: mbv2_1.0\nname: Mine\nexpansion: 4\n")
    found = plain("network", "mine.yaml", "--in", "width")
    assert found["network"] == "Mine"
    assert found["at"]["t"] == "4"


def test_the_file_gets_the_format_of_its_ending(folder: Path) -> None:
    for ending, start in {
        "txt": "MobileNetV2's block", "tex": "% needs", "json": "{", "py": '"""MobileNetV2',
    }.items():  # fmt: skip
        assert run("formula", "bottleneck", "-o", f"a.{ending}") == (0, "", "")
        assert (folder / f"a.{ending}").read_text(encoding="utf-8").startswith(start)


def test_a_file_has_no_window() -> None:
    run("formula", "network", "--rounded", "-o", "a.txt", COLUMNS="40")
    assert max(map(len, Path("a.txt").read_text(encoding="utf-8").splitlines())) > 200


def test_a_poor_encoding_gets_ascii(folder: Path) -> None:
    result = process("formula", "ratio", folder=folder, PYTHONIOENCODING="ascii")
    assert (result.code, result.err) == (0, "")
    assert result.out.isascii()
    assert "?" not in result.out


def test_questions() -> None:
    assert plain("bottleneck", "--diff", "t")["diff"] == "t"
    found = plain(
        "network", "--at", "t=6,width=1", "--solve", "resolution", "--equals", "300774272"
    )
    assert (found["solve"], found["equals"], found["metric"]) == ("rho", "300774272", "madds")
    assert [f["value"] for f in found["formulas"]] == [7]
    none = plain("network", "--at", "width=1,rho=7", "--solve", "t", "--equals", "1M")
    assert none["formulas"] == []
    assert none["notes"][-1].startswith("no root: MAdds is nowhere")
    params = plain("network", "--solve", "t", "--equals", "3M", "--metric", "params")
    assert "params = 3,000,000" in params["formulas"][0]["meaning"]


def test_a_figure_as_it_is_printed() -> None:
    at = ("network", "--at", "width=1,resolution=224", "--solve", "t", "--equals")
    assert [f["value"] for f in plain(*at, "300,774,272")["formulas"]] == [6]
    assert plain(*at, "1e8")["formulas"] == plain(*at, "100M")["formulas"]


def test_the_memory_of_a_block_and_of_a_network() -> None:
    block = plain("memory")
    assert (block["topic"], block["network"]) == ("memory", None)
    names = {f["name"]: f["expression"] for f in block["formulas"]}
    assert names["group_channels"] == "ceiling(M*t/G)"
    held = "(ceiling(M*t/G))"
    assert names["grouped_bytes"] == f"D_F**2*(N*b_acc + b*(M + 2*{held}))"
    at = "t=6,M=16,N=24,D_F=112,s=2,G=4,b=1,b_acc=4"
    assert plain("memory", "--at", at)["at"]["G"] == "4"
    network = plain("memory", "mbv2_1.0", "--dtype", "int8", "--at", "t=6,width=1,r=224")
    assert [f["value"] for f in network["formulas"]] == [1505280, 1404928, 1216768, 602112]
    assert (network["network"], network["at"]["b_acc"]) == ("MobileNetV2", "4")
    assert plain("memory", "--dtype", "fp32")["at"] == {"b": "4", "b_acc": "4"}


@pytest.mark.slow
def test_the_first_metric_of_a_topic_is_solved() -> None:
    at = ["--at", "t=6,width=1"]
    solved = plain("memory", "mbv2_1.0", "--solve", "rho", "--equals", "1505280", *at)
    assert solved["metric"] == "whole"
    in_place = ["--solve", "rho", "--equals", "1404928", "--metric", "in-place"]
    found = plain("memory", "mbv2_1.0", "--dtype", "int8", *in_place, *at)
    assert [f["value"] for f in found["formulas"]] == [7]
    held = plain("memory", "--solve", "e", "--equals", "1M", "--at", "s=2")
    assert held["metric"] == "grouped"


def test_no_root_has_a_condition_that_never_holds() -> None:
    for arguments in (
        ("network", "--solve", "t", "--equals", "0"),
        ("network", "--solve", "resolution", "--equals", "1M"),
        ("ratio", "--solve", "N", "--equals", "1", "--at", "t=6"),
    ):
        result = run("formula", *arguments)
        assert "False" not in result.out
        assert plain(*arguments)["formulas"] == []


BAD: dict[str, tuple[list[str], str]] = {
    "no topic": (
        ["mbv2_1.0"],
        "'mbv2_1.0' is a network, no topic; write `mbv2calc formula network mbv2_1.0`",
    ),
    "a file as topic": (
        ["mine.yaml"],
        "'mine.yaml' is a network, no topic; write `mbv2calc formula network mine.yaml`",
    ),
    "unknown topic": (["botleneck"], "unknown topic 'botleneck'; did you mean 'bottleneck'?"),
    "any topic": (
        ["zzz"],
        "unknown topic 'zzz'; known here: bottleneck, separable, conv, ratio, memory, network",
    ),
    "a network too many": (
        ["ratio", "mbv2_1.0"],
        "the topic ratio takes no network, found 'mbv2_1.0'; leave it out",
    ),
    "a knob on a block": (
        ["bottleneck", "--t", "6"],
        "--t: the topic bottleneck has symbols and no network; give numbers with --at, such as"
        " --at t=6,M=32",
    ),
    "set on a block": (
        ["--set", "layers[0].conv.k=5"],
        "--set: the overview has symbols and no network; give numbers with --at, such as"
        " --at t=6,M=32",
    ),
    "rounded block": (
        ["conv", "--rounded"],
        "--rounded: the topic conv has no network; leave the flag out, or name the topic `network`",
    ),
    "symbols of a block": (
        ["conv", "--in", "t"],
        "--in: the topic conv has no network; leave the flag out, or name the topic `network`",
    ),
    "a knob on the memory of a block": (
        ["memory", "--t", "6"],
        "--t: the topic memory has symbols and no network; give numbers with --at, such as"
        " --at t=6,M=32, or name a network: `mbv2calc formula memory mbv2_1.0`",
    ),
    "rounded peaks": (
        ["memory", "mbv2_1.0", "--rounded"],
        "--rounded: floors keep peaks from being compared; leave the flag out, or see `mbv2calc"
        " memory`",
    ),
    "symbols of the memory of a block": (
        ["memory", "--in", "t"],
        "--in: the topic memory has no network; leave the flag out, or name a network: `mbv2calc"
        " formula memory mbv2_1.0`",
    ),
    "groups of a network": (
        ["memory", "mbv2_1.0", "--solve", "G", "--equals", "1M"],
        "--solve: G is a number",
    ),
    "groups in steps": (
        ["memory", "--solve", "G", "--equals", "320KiB"],
        "--solve G: it stands",
    ),
    "unknown dtype": (
        ["memory", "--dtype", "int9"],
        "unknown dtype 'int9'",
    ),
    "dtype": (
        ["network", "--dtype", "int8"],
        "--dtype: a formula counts params and MAdds, not bytes; leave the flag out",
    ),
    "solve alone": (
        ["bottleneck", "--solve", "t"],
        "--solve: needs a target",
    ),
    "equals alone": (
        ["bottleneck", "--equals", "1"],
        "--equals: nothing",
    ),
    "metric alone": (
        ["bottleneck", "--metric", "params"],
        "--metric: nothing is solved; add --solve, such as --solve t",
    ),
    "two questions": (
        ["bottleneck", "--diff", "t", "--solve", "t", "--equals", "1"],
        "--diff, --solve: one question at a time; leave one out",
    ),
    "no figure": (
        ["bottleneck", "--solve", "t", "--equals", "lots"],
        "--equals: expected",
    ),
    "unknown symbol": (
        ["network", "--solve", "widht", "--equals", "1"],
        "--solve: unknown symbol",
    ),
    "two sides and one resolution": (
        ["network", "--in", "input.height,resolution"],
        "--in input.height,resolution: ",
    ),
    "two sizes": (
        ["network", "--at", "resolution=160x224"],
        "--at resolution: expected",
    ),
    "no derivative": (
        ["bottleneck", "--diff", "s"],
        "--diff s: ",
    ),
    "unknown format": (
        ["--format", "csv"],
        "--format: unknown format 'csv'; known here: pretty, latex, json, python",
    ),
    "unknown network": (
        ["network", "zzz"],
        "unknown network 'zzz'",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_usage(case: str) -> None:
    arguments, message = BAD[case]
    assert_refused(run("formula", *arguments), f"error: {message}")


def test_a_network_that_cannot_be_built_is_no_traceback() -> None:
    result = run("formula", "network", "--at", "t=0")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("--at t=0: layers[2].bottleneck: ")
    small = run("formula", "network", "--resolution", "16")
    assert small.code == 2
    assert "resolution 16x16" in small.err
