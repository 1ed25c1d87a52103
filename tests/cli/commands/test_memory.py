"""mbv2calc memory: what a network needs, whether it fits, and how that ends."""

import json
from typing import Any

import pytest

from mbv2calc import load
from mbv2calc.tables.memory import memory_document
from tests.support import assert_one_message, process, run

V2 = load("mbv2_1.0")


def found(*arguments: str) -> dict[str, Any]:
    result = run("memory", *arguments, "--format", "json")
    assert result.err == ""
    plain: dict[str, Any] = json.loads(result.out)
    return plain


def test_the_command_says_what_the_model_does() -> None:
    assert found() == memory_document(V2.memory()).plain()
    model = load("mbv1_1.0").at(width=0.5, resolution="160x224", batch=2, dtype="fp16")
    knobs = ("--width", "0.5", "--resolution", "160x224", "--batch", "2", "--dtype", "fp16")
    options = ("--schedule", "grouped", "--groups", "2,max", "--accumulator", "fp32", "--training")
    memory = model.memory("grouped", groups="2,max", accumulator="fp32", training=True)
    assert found("--groups", "1..3") == memory_document(V2.memory(groups=(1, 2, 3))).plain()
    assert found("mbv1_1.0", *knobs, *options) == memory_document(memory).plain()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--max-memory", "320KiB"), 1),
        (("--max-memory", "1MiB"), 1),  # auto would fit; whole, which is compared, does not
        (("--max-memory", "1MiB", "--schedule", "auto"), 0),
        (("--max-memory", "602112", "--schedule", "auto"), 0),
        (("--max-memory", "602111", "--schedule", "auto"), 1),
        (("--max-memory", "602112", "--reserve", "1", "--schedule", "auto"), 1),
        (("--max-memory", "1.3MB", "--groups", "4,8"), 1),  # 4 does not
        (("--max-memory", "1.3MB", "--groups", "8,max"), 0),
        (("--max-memory", "2MB"), 0),
    ],
)
def test_the_exit_code_says_whether_it_fits(arguments: tuple[str, ...], code: int) -> None:
    result = run("memory", *arguments)
    assert (result.code, result.err) == (code, "")
    assert ("does not fit" in result.out) == bool(code)
    verdicts = found(*arguments)["budget"]
    assert all(verdict["fits"] for verdict in verdicts) == (code == 0)


def test_csv_says_on_standard_error_what_does_not_fit() -> None:
    result = run("memory", "--groups", "max,1", "--max-memory", "1300kB", "-f", "csv")
    assert result.code == 1
    assert result.err.startswith("G = 1 does not fit: its peak is 2,007,040 B")
    assert result.err.count("\n") == 1


def test_whole_is_compared_by_the_total_of_its_arena() -> None:
    """The peak alone would fit into 1,505,280 bytes."""
    result = run("memory", "--max-memory", "1505280")
    assert result.code == 1
    assert "Compared: arena_total_bytes" in result.out


def test_a_file_is_written_whether_it_fits_or_not(tmp_path: Any) -> None:
    target = tmp_path / "memory.json"
    result = run("memory", "--max-memory", "1k", "-o", str(target))
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("whole does not fit: its estimated arena total")
    assert json.loads(target.read_text())["budget"][0]["fits"] is False


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--schedule", "inplace"), "unknown schedule 'inplace'"),
        (("--schedule", "auto", "--groups", "4"), "--groups: the schedule"),
        (("--groups", "0"), "--groups: expected"),
        (("--groups", "4,x"), "found 'x'"),
        (("--groups", "4..1"), "found '4..1'"),
        (("--groups", "1,"), "found '1,'"),
        (("--groups", "01"), "found '01'"),
        (("--groups", "1..9999"), "--groups: expected at most"),
        (("--reserve", ""), "--reserve: expected"),
        (("--accumulator", "int64"), "--accumulator: unknown"),
        (("--max-memory", "lots"), "--max-memory: expected"),
        (("--max-memory", "1k", "--reserve", "2k"), "--reserve: expected at most"),
        (("--reserve", "2k"), "--reserve: there is no"),
        (("--by", "layer"), "--by: unknown grouping"),
        (("--dtype", "int4"), "--dtype: unknown dtype 'int4'"),
    ],
)
def test_bad_usage_is_one_message(arguments: tuple[str, ...], message: str) -> None:
    assert_one_message(run("memory", *arguments), message)


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize(
    "arguments", [(), ("--schedule", "auto"), ("--groups", "1,2,4,max"), ("--by", "step")]
)
def test_no_line_is_wider_than_the_window(arguments: tuple[str, ...], width: int) -> None:
    result = run("memory", *arguments, "--training", COLUMNS=str(width))
    assert max(map(len, result.out.splitlines())) <= width


def test_an_output_without_unicode_gets_ascii() -> None:
    result = process("memory", "--max-memory", "320KiB", PYTHONIOENCODING="ascii")
    assert (result.code, result.err) == (1, "")
    assert result.out.isascii()
