"""mbv2calc check: one line a budget, and the exit code that CI reads."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mbv2calc import load
from mbv2calc.cost.budgets import BUDGETS
from mbv2calc.tables.check import check_document
from tests.support import assert_one_message, process, run
from tests.test_imports import loaded_by_command

V2 = load("mbv2_1.0")
EVERY = (
    "--max-madds", "300M", "--max-params", "3.5M", "--max-memory", "512KiB", "--reserve", "60KiB",
    "--max-flash", "4MiB",
)  # fmt: skip


def found(*arguments: str) -> dict[str, Any]:
    result = run("check", *arguments, "--format", "json")
    assert result.err == ""
    plain: dict[str, Any] = json.loads(result.out)
    return plain


def test_the_command_says_what_the_model_does() -> None:
    budgets: dict[str, Any] = {
        "max_madds": "300M", "max_params": "3.5M", "max_memory": "512KiB", "reserve": "60KiB",
        "max_flash": "4MiB",
    }  # fmt: skip
    assert found(*EVERY) == check_document(V2.check(**budgets)).plain()
    model = load("mbv1_1.0").at(
        width=0.5, resolution="160x224", batch=2, dtype="fp16", classes=10,
        settings={"layers[1].separable.k": 5},
    )  # fmt: skip
    knobs = (
        "--width", "0.5", "--resolution", "160x224", "--batch", "2", "--dtype", "fp16",
        "--classes", "10", "--set", "layers[1].separable.k=5",
    )  # fmt: skip
    way = ("--schedule", "grouped", "--groups", "max", "--accumulator", "fp32")
    checked = model.check("grouped", groups="max", accumulator="fp32", max_memory="1M")
    assert found("mbv1_1.0", *knobs, *way, "--max-memory", "1M") == check_document(checked).plain()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--max-madds", "300774272"), 0),
        (("--max-madds", "300774271"), 1),
        (("--max-params", "3.504872M"), 0),
        (("--max-params", "3_504_871"), 1),
        (("--max-flash", "3541984"), 0),
        (("--max-flash", "3541983"), 1),
        (("--max-memory", "1505280"), 1),  # the peak alone would fit
        (("--max-memory", "602112", "--schedule", "auto"), 0),
        (("--max-memory", "602112", "--reserve", "1", "--schedule", "auto"), 1),
        (("--max-memory", "1216768", "--groups", "max"), 0),
        (("--max-madds", "301M", "--max-params", "1"), 1),
        (("--max-madds", "301M", "--batch", "2"), 1),
    ],
)
def test_the_exit_code_says_whether_it_fits(arguments: tuple[str, ...], code: int) -> None:
    result = run("check", *arguments)
    assert (result.code, result.err) == (code, "")
    assert found(*arguments)["fits"] == (code == 0)
    assert ("broken" in result.out) == bool(code)


def test_a_person_reads_one_line_a_budget() -> None:
    out = run("check", *EVERY, COLUMNS="80").out
    rows = [line.split() for line in out.splitlines() if line.split()[:1] in [[k] for k in BUDGETS]]
    assert rows == [
        ["madds", "madds", "300,774,272", "300,000,000", "774,272", "1.003x", "no"],
        ["params", "params", "3,504,872", "3,500,000", "4,872", "1.001x", "no"],
        ["memory", "arena_total_bytes", "1,665,476", "462,848", "1,202,628", "3.60x", "no"],
        ["flash", "weight_bytes", "3,541,984", "4,194,304", "652,320", "84.45", "%", "yes"],
    ]
    assert "3 of 4 budgets" in out


def test_csv_says_on_standard_error_what_is_broken() -> None:
    result = run("check", *EVERY, "-f", "csv")
    assert result.code == 1
    assert [line.split(" does")[0] for line in result.err.splitlines()] == [
        "madds", "params", "whole"
    ]  # fmt: skip
    assert len(result.out.splitlines()) == 5


def test_a_file_is_written_whether_it_fits_or_not(tmp_path: Path) -> None:
    target = tmp_path / "check.json"
    result = run("check", "--max-madds", "1k", "-o", str(target))
    assert (result.code, result.out) == (1, "")
    assert result.err == "madds does not fit: 300,774,272 is 300,773,272 over 1,000.\n"
    assert json.loads(target.read_text())["fits"] is False
    assert run("check", "--max-madds", "1G", "-o", str(target)) == (0, "", "")
    assert json.loads(target.read_text())["fits"] is True


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "error: give a budget"),
        (("--schedule", "auto"), "error: give a budget"),
        (
            ("--max-madds", "300KiB"),
            "KiB is a unit of bytes",
        ),
        (("--max-flash", "4 MeB"), "found '4 MeB'"),
        (("--max-madds", "1", "--reserve", "1k"), "--reserve: there is no"),
        (("--max-madds", "1", "--groups", "1,2"), "--groups: expected one"),
        (("--max-madds", "1", "--schedule", "grouped"), "--groups: grouped needs a number"),
        (("--max-madds", "1", "--width", "0"), "--width: expected"),
    ],
)
def test_bad_usage_is_one_message(arguments: tuple[str, ...], message: str) -> None:
    assert_one_message(run("check", *arguments), message)


@pytest.mark.parametrize("width", [60, 80, 140])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    for arguments in (EVERY, (*EVERY, "--groups", "4", "--batch", "2")):
        result = run("check", *arguments, COLUMNS=str(width))
        assert max(map(len, result.out.splitlines())) <= width


def test_the_options_are_the_flags_of_the_budgets() -> None:
    text = run("check", "--help", COLUMNS="100").out
    options = re.findall(r"^│ (--[a-z-]+)", text, re.M)
    assert set(options) >= {kind.flag for kind in BUDGETS.values()} | {"--reserve"}
    assert "mbv2calc check mbv2_0.35 --resolution 96" in text


def test_an_output_without_unicode_gets_ascii() -> None:
    result = process("check", *EVERY, PYTHONIOENCODING="ascii")
    assert (result.code, result.err) == (1, "")
    assert result.out.isascii()


def test_a_check_loads_neither_numpy_nor_sympy() -> None:
    budgets = ["--max-madds", "1G", "--max-params", "4M", "--max-memory", "2MiB"]
    assert loaded_by_command("check", *budgets, "--max-flash", "4MiB") == "loaded:"
