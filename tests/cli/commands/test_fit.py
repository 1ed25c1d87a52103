"""mbv2calc fit: rows that check passes, and the exit code where there is none."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from mbv2calc import fit
from mbv2calc.cost.budgets import BUDGETS
from mbv2calc.tables.fit import fit_document
from tests.support import assert_one_message, process, run
from tests.test_imports import loaded_by_command

EVERY = (
    "--max-madds", "300M", "--max-params", "3.5M", "--max-memory", "512KiB", "--reserve", "1KiB",
    "--max-flash", "4MiB",
)  # fmt: skip
NOTHING = ("--max-madds", "1M", "--max-memory", "10KiB")


def found(*arguments: str) -> dict[str, Any]:
    result = run("fit", *arguments, "--format", "json")
    assert result.err == ""
    plain: dict[str, Any] = json.loads(result.out)
    return plain


def test_the_command_says_what_python_does() -> None:
    result = fit(
        max_madds="300M", max_params="3.5M", max_memory="512KiB", reserve="1KiB", max_flash="4MiB"
    )
    assert found(*EVERY) == fit_document(result).plain()
    knobs = (
        "mbv1_1.0", "--width", "0.25,0.5", "--resolution", "96..160", "--batch", "1,2", "--dtype",
        "fp16", "--classes", "10", "--set", "layers[1].separable.k=3,5", "--groups", "max",
        "--accumulator", "fp32", "--top", "2",
    )  # fmt: skip
    python = fit(
        "mbv1_1.0", width="0.25,0.5", resolution="96..160", batch="1,2", dtype="fp16", classes=10,
        settings=["layers[1].separable.k=3,5"], groups="max", accumulator="fp32", top=2,
        max_memory="1M",
    )  # fmt: skip
    assert found(*knobs, "--max-memory", "1M") == fit_document(python).plain()


@pytest.mark.parametrize("way", [(), ("--schedule", "auto"), ("--groups", "1,4,max")])
def test_every_row_passes_check(way: tuple[str, ...]) -> None:
    rows = found(*EVERY, *way)["fits"]
    assert rows
    for row in rows:
        one = ("--width", str(row["width"]), "--resolution", str(row["resolution"]))
        of_one = ("--groups", str(row["groups"])) if row["groups"] else way
        result = run("check", *one, *EVERY, *of_one, "-f", "json")
        assert result.code == 0
        held = json.loads(result.out)["budgets"]
        assert {line["budget"]: line["slack"] for line in held} == row["slack"]


def test_csv_has_a_row_for_each_that_fits() -> None:
    result = run("fit", *EVERY, "--t", "1..3", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    plain = found(*EVERY, "--t", "1..3")["fits"]
    assert [int(row["madds"]) for row in rows] == [row["madds"] for row in plain]
    assert [int(row["slack_flash"]) for row in rows] == [row["slack"]["flash"] for row in plain]
    assert {row["top1"] for row in rows} == {""}


def test_nothing_fits() -> None:
    result = run("fit", *NOTHING)
    assert (result.code, result.err) == (1, "")
    assert "None of 297" in result.out
    assert "the nearest" in result.out
    assert found(*NOTHING)["fits"] == []


def test_csv_of_nothing_is_a_head_and_a_message() -> None:
    result = run("fit", *NOTHING, "-f", "csv")
    assert result.code == 1
    assert result.out.count("\n") == 1
    starts = [line.split()[0] for line in result.err.splitlines()]
    assert starts == ["None", "madds:", "memory:"]


def test_a_file_is_written_whether_anything_fits_or_not(tmp_path: Path) -> None:
    target = tmp_path / "fit.csv"
    result = run("fit", *NOTHING, "-o", str(target))
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("None of 297 ")
    assert target.read_text().count("\n") == 1
    assert run("fit", "--max-madds", "300M", "-o", str(target)) == (0, "", "")
    assert target.read_text().count("\n") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "error: give a budget"),
        (("--max-flash", "4 MeB"), "--max-flash: expected"),
        (("--max-madds", "1", "--top", "x"), "--top: expected"),
        (("--max-madds", "1", "--width", "0"), "--width: expected"),
        (("--max-madds", "1", "--schedule", "inplace"), "unknown schedule 'inplace'"),
        (("resnet50", "--max-madds", "1", "--t", "1..3"), "--t: ResNet-50 has no block"),
    ],
)
def test_bad_usage_is_one_message(arguments: tuple[str, ...], message: str) -> None:
    assert_one_message(run("fit", *arguments), message)


@pytest.mark.parametrize("width", [60, 80, 140])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    for arguments in (EVERY, NOTHING, (*EVERY, "--groups", "2,4", "--t", "1..6")):
        result = run("fit", *arguments, COLUMNS=str(width))
        assert max(map(len, result.out.splitlines())) <= width


def test_a_narrow_terminal_keeps_the_memory_and_the_limiting_budget() -> None:
    titles = run("fit", *EVERY, COLUMNS="80").out.splitlines()[3]
    assert titles.split()[:4] == ["width", "resolution", "params", "MAdds"]
    assert titles.endswith("limit")
    assert "arena total B" in titles


def test_the_help_names_every_budget() -> None:
    text = run("fit", "--help", COLUMNS="100").out
    options = re.findall(r"^│ (--[a-z-]+)", text, re.M)
    assert set(options) >= {kind.flag for kind in BUDGETS.values()} | {"--reserve", "--top"}
    assert "mbv2calc fit --max-madds 100M" in text
    assert re.search(r"--width +RANGE", text)


def test_an_output_without_unicode_gets_ascii() -> None:
    result = process("fit", *EVERY, PYTHONIOENCODING="ascii")
    assert (result.code, result.err) == (0, "")
    assert result.out.isascii()


def test_a_small_fit_loads_neither_numpy_nor_sympy() -> None:
    few = ["--width", "0.35,0.5", "--resolution", "96..224", "--max-memory", "512KiB"]
    assert loaded_by_command("fit", *few, "--max-madds", "100M") == "loaded:"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-f", "parquet"], "--format parquet: "),
        (["-o", "x.parquet"], "--format parquet: "),
        (["-f", "jsn"], "--format: unknown"),
    ],
)
def test_a_format_is_refused_before_any_work(
    arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: Any, **__: Any) -> Any:
        raise AssertionError("it began")

    monkeypatch.setattr("mbv2calc.grid.fit.make_fit", work)
    code, out, err = run("fit", "--max-madds", "60M", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {message}")
