"""mbv2calc sweep, as a person and as a program sees it."""

import csv
import io
import json
from pathlib import Path

import pytest

from mbv2calc import load
from mbv2calc.render.formats import format_of
from tests.support import assert_refused, run, unstyled

DEFAULT = ("sweep", "--t", "1..10", "--width", "0.35..1.4")


def test_the_sweep_that_people_ask_for_first() -> None:
    result = run(*DEFAULT, COLUMNS="80")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[1] == "10 t x 22 width = 220 points"
    assert "MAdds in millions" in lines
    (own,) = (line for line in lines if line.split()[:1] == ["1.0"])
    assert " ".join(own.split()) == "1.0 63.7 128 171 215 258 301* 344 387 430 473"
    assert "* this network's setting: t 6, width 1.0" in lines
    assert run("sweep", COLUMNS="80") == result


def test_another_metric() -> None:
    out = run(*DEFAULT, "--metric", "params").out
    assert "params in millions" in out.splitlines()
    assert " 3.50*" in out


def lines_of(*arguments: str) -> list[str]:
    result = run("sweep", *arguments, COLUMNS="80")
    assert (result.code, result.err) == (0, "")
    return [" ".join(line.split()) for line in result.out.splitlines()]


def test_groups_and_dtypes_are_axes_and_show_the_peak() -> None:
    lines = lines_of("--groups", "2,4,8,max", "--dtype", "int8,fp16")
    assert "schedule grouped sums in int32 and fp16 4 groups x 2 dtype = 8 points" in lines
    assert any(line.startswith("peak bytes in ") for line in lines)
    rows = json.loads(run("sweep", "--groups", "2,4,8,max", "--dtype", "int8", "-f", "json").out)
    assert [(row["groups"], row["peak_bytes"]) for row in rows] == [
        (2, 1_404_928), (4, 1_304_576), (8, 1_254_400), ("max", 1_216_768),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "metric"),
    [
        ([], "MAdds"),
        (["--dtype", "fp16"], "MAdds"),
        (["--schedule", "whole"], "MAdds"),
        (["--schedule", "auto"], "peak bytes"),
        (["--groups", "4"], "peak bytes"),
        (["--t", "1,6", "--dtype", "int8,fp16"], "peak bytes"),
        (["--t", "1,6", "--dtype", "int8,fp16", "--metric", "madds"], "MAdds"),
    ],
)
def test_a_table_shows_the_peak_where_it_alone_can_vary(arguments: list[str], metric: str) -> None:
    assert any(line.startswith(f"{metric} in ") for line in lines_of(*arguments))


def test_points_by_their_peak() -> None:
    lines = lines_of("--schedule", "auto", "--sort", "peak_bytes,-madds", "--top", "1")
    start = next(i for i, line in enumerate(lines) if line.startswith("─"))
    peak = load("mbv2_1.0").at(t=10, width="0.35").memory("auto").plans[0].peak_bytes
    assert lines[start + 1].split()[0] == "10"
    assert lines[start + 1].split()[-1] == f"{peak:,}"


def test_an_accumulator_is_that_of_memory() -> None:
    arguments = ("sweep", "--groups", "max", "--t", "6", "--width", "1", "-f", "json")
    (row,) = json.loads(run(*arguments, "--accumulator", "same").out)
    assert row["peak_bytes"] == 614_656


def test_programs_get_a_list_of_every_point() -> None:
    rows = json.loads(run(*DEFAULT, "-f", "json").out)
    assert len(rows) == 220
    by_point = {(row["t"], row["width"]): row for row in rows}
    for t, width in ((1, 1), (6, 1), (6, 0.35), (10, 1.4)):
        totals = load("mbv2_1.0").at(t=t, width=width).totals()
        assert by_point[t, width] == {
            "t": t, "width": width, "resolution": 224, "groups": None, "params": totals.params,
            "madds": totals.madds, "flops": totals.flops, "peak_bytes": totals.peak_bytes,
            "top1": {(6, 1): 72.0, (6, 0.35): 60.8}.get((t, width)),
        }  # fmt: skip


def test_every_format_has_the_same_points() -> None:
    arguments = ("sweep", "mbv1_1.0", "--resolution", "96..224:64,160x224")
    rows = json.loads(run(*arguments, "-f", "json").out)
    table = list(csv.DictReader(io.StringIO(run(*arguments, "-f", "csv").out)))
    assert [int(row["madds"]) for row in table] == [row["madds"] for row in rows]
    assert [row["resolution"] for row in table] == ["96", "160", "224", "160x224"]
    for name in ("terminal", "markdown", "latex"):
        out = run(*arguments, "-f", name).out
        assert all(f"{row['madds']:,}" in out for row in rows)


def test_a_pivot_is_for_terminals_only() -> None:
    for name in ("csv", "markdown", "latex"):
        out = run("sweep", "--t", "1,6", "--width", "1,1.4", "-f", name).out
        assert "in millions" not in out
        assert ("300774272" if name == "csv" else "300,774,272") in out


def test_sorting_and_choosing_give_rows() -> None:
    out = run(*DEFAULT, "--sort", "-madds", "--top", "3").out.splitlines()
    start = next(i for i, line in enumerate(out) if line.startswith("─"))
    assert [line.split()[:2] for line in out[start + 1 : start + 4]] == [
        ["10", "1.4"], ["10", "1.35"], ["9", "1.4"],
    ]  # fmt: skip
    few = json.loads(run(*DEFAULT, "--top", "1", "-f", "json").out)
    assert [(row["t"], row["width"]) for row in few] == [(10, 1.4)]


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.md", "x.tex", "x.txt"])
def test_a_file_has_what_its_ending_says(name: str, folder: Path) -> None:
    assert run(*DEFAULT, "-o", name) == (0, "", "")
    text = (folder / name).read_text(encoding="utf-8")
    assert text == run(*DEFAULT, "-f", format_of(name)).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--t", "10..1"], "--t: expected"),
        (["--t", "1..5:0"], "--t: expected a step"),
        (
            ["--width", ""],
            "--width: expected a range",
        ),
        (
            ["--width", "0.35-1.4"],
            "--width: expected a positive",
        ),
        pytest.param(
            ["--t", "1..1000", "--resolution", "32..999999:1", "--batch", "1..10000"],
            "--t, --resolution, --batch: expected at most 1,000,000,000,000 points, found"
            " 9,999,680,000,000; use wider steps",
            marks=pytest.mark.slow,
        ),
        (
            ["--resolution", "16..64"],
            "at resolution 16: --resolution: ",
        ),
        (["--metric", "flop"], "error: --metric: unknown"),
        (
            ["--sort", "peak"],
            "error: --sort: unknown",
        ),
        (["--top", "0"], "error: --top: expected"),
        (["--top", "-1"], "error: --top: expected"),
        (["--dtype", "int8,fp61"], "--dtype: unknown"),
        (
            ["--groups", "1..max"],
            "--groups: expected a range",
        ),
        (
            ["--schedule", "in-place", "--groups", "4"],
            "error: --groups: the schedule",
        ),
        (
            ["--schedule", "inplace"],
            "error: --schedule: unknown",
        ),
    ],
)
def test_what_cannot_be_swept_is_said(arguments: list[str], message: str) -> None:
    assert_refused(run("sweep", *arguments), message)


def test_a_large_grid_says_which_point_cannot_exist() -> None:
    result = run("sweep", "--width", "0.5..1", "--resolution", "20..300:1")
    assert result.code == 2
    assert result.err.startswith(
        "at width 0.5, resolution 20: --resolution: input: resolution 20x20"
    )


def test_the_help_says_which_options_take_ranges_and_which_names() -> None:
    words = [line.split()[1:3] for line in unstyled(run("sweep", "--help").out).splitlines()]
    assert ["--groups", "RANGE"] in words
    assert ["--dtype", "NAMES"] in words
    words = [line.split()[1:3] for line in unstyled(run("memory", "--help").out).splitlines()]
    assert ["--groups", "N"] in words
