"""Files of a sweep: the same rows in every format and through every chunk, whole or not there."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from mbv2calc.cli import sweep_output
from mbv2calc.grid import evaluate
from mbv2calc.grid import sweep as room
from mbv2calc.grid.sweep import streamed
from tests.support import process, run

GRID = ("sweep", "--t", "1,1.5,6", "--width", "0.35,0.5,1", "--resolution", "96,160x224,224",
        "--metrics", "params,madds,peak_bytes,arena_bytes,top1")  # fmt: skip
GROUPED = ("sweep", "--t", "1,6", "--resolution", "96,224,160x224", "--groups", "1..4,max",
           "--metrics", "madds,peak_bytes,top1")  # fmt: skip
CHOICES = [
    (),
    ("--where", "madds < 100M"),
    ("--where", "madds < 200M and arena_bytes < 700000"),
    ("--where", "top1 > 60"),
    ("--sort", "-madds,-t"),
    ("--top", "10"),
    ("--pareto", "madds,+params"),
    ("--where", "t > 1", "--sort", "peak_bytes", "--top", "12"),
]


@pytest.fixture
def chunked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on chunks of 7 points, of 3 where arenas are planned, pieces of 5 rows."""

    def cut() -> None:
        monkeypatch.setattr(streamed, "__defaults__", (map, 7))
        for where, name, points in (
            (room, "IN_MEMORY", 7), (room, "ONE_BY_ONE", 3),
            (sweep_output, "CHUNK", 7), (sweep_output, "PIECE", 5), (evaluate, "SMALL", 60),
        ):  # fmt: skip
            monkeypatch.setattr(where, name, points)

    return cut


def text_of(value: Any) -> str:
    return "" if value is None else str(value)


def json_rows(*arguments: str) -> list[dict[str, Any]]:
    result = run(*arguments, "-f", "json")
    assert (result.code, result.err) == (0, "")
    rows: list[dict[str, Any]] = json.loads(result.out)
    return rows


@pytest.mark.parametrize("choice", CHOICES, ids=" ".join)
@pytest.mark.parametrize("grid", [GRID, GROUPED], ids=["plain", "grouped"])
def test_every_format_has_the_same_rows_across_chunks(
    grid: tuple[str, ...], choice: tuple[str, ...], folder: Path, chunked: Callable[[], None]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    if grid is GROUPED and "arena_bytes" in str(choice):
        choice = ("--where", "groups == max or groups < 3")
    arguments = (*grid, *choice)
    rows = json_rows(*arguments)
    expected = run(*arguments, "-f", "csv").out
    assert 0 < len(rows) <= 30
    chunked()
    assert json_rows(*arguments) == rows
    assert run(*arguments, "-f", "csv").out == expected
    for name in ("a.csv", "a.json", "a.parquet"):
        assert run(*arguments, "-o", name) == (0, "", "")
    assert (folder / "a.csv").read_text() == expected
    assert json.loads((folder / "a.json").read_text()) == rows
    read = list(csv.DictReader(io.StringIO(expected)))
    assert read == [{name: text_of(value) for name, value in row.items()} for row in rows]
    table = parquet.read_table("a.parquet")
    texts = {field.name for field in table.schema if str(field.type) == "string"}
    assert table.to_pylist() == [
        {
            name: str(value) if name in texts and value is not None else value
            for name, value in row.items()
        }
        for row in rows
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "a.json", "a.parquet"]


def test_parquet_has_a_row_group_for_each_chunk(folder: Path, chunked: Callable[[], None]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    chunked()
    assert run("sweep", "--metrics", "madds", "--t", "1..10", "-o", "a.parquet").code == 0
    metadata = parquet.ParquetFile("a.parquet").metadata
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [7, 3]


@pytest.mark.parametrize("more", [(), ("--sort", "madds"), ("--top", "3")])
def test_nothing_that_meets_a_condition_is_the_header_alone(
    more: tuple[str, ...], folder: Path, chunked: Callable[[], None]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    chunked()
    arguments = (*GRID, "--where", "params < 1", *more)
    header = "t,width,resolution,groups,params,madds,peak_bytes,arena_bytes,top1\n"
    assert run(*arguments, "-f", "csv") == (0, header, "")
    assert run(*arguments, "-f", "json") == (0, "[]\n", "")
    assert run(*arguments, "-o", "a.csv") == (0, "", "")
    assert (folder / "a.csv").read_text() == header
    assert run(*arguments, "-o", "a.parquet") == (0, "", "")
    table = parquet.read_table("a.parquet")
    assert table.num_rows == 0
    assert ",".join(table.column_names) + "\n" == header


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.parquet"])
def test_a_point_that_makes_no_network_leaves_no_file(
    name: str, folder: Path, chunked: Callable[[], None]
) -> None:
    """Also where the rows before it were written already."""
    chunked()
    (folder / "a.csv").write_text("old")
    arguments = ("sweep", "--width", "0.5,1", "--resolution", "64,63,62,61,60,59,58,57,31,30")
    result = run(*arguments, "-o", name)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("at width 0.5, resolution 31: ")
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("a.csv", "old")]


def test_a_number_that_no_parquet_holds_leaves_no_file(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    arguments = ("sweep", "--width", "1,900", "--resolution", "224,900000", "--metrics", "madds")
    result = run(*arguments, "-o", "a.parquet")
    message = "madds has values that no 64-bit integer holds; write csv or json"
    assert result == (2, "", f"error: --format parquet: {message}\n")
    assert list(folder.iterdir()) == []
    assert max(row["madds"] for row in json_rows(*arguments)) > 2**63


LARGE = ("sweep", "--t", "1..100", "--width", "0.01..10:0.01", "--resolution", "32..1031:1",
         "--metrics", "params,madds")  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="no POSIX signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_an_interruption_leaves_nothing(
    name: str, number: signal.Signals, code: int, folder: Path
) -> None:
    """In the middle: some of 100 million rows are in the file that is not yet there."""
    command = [sys.executable, "-m", "mbv2calc", *LARGE, "-o", name]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
    ) as running:
        while not any(path.stat().st_size > 10_000 for path in folder.iterdir()):
            assert running.poll() is None
            sleep(0.02)
        assert not (folder / name).exists()
        running.send_signal(number)
        try:
            out, err = running.communicate(timeout=60)
        finally:
            running.kill()  # which would be waited for
    assert (running.returncode, out, err.decode().strip()) == (code, b"", "")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_the_head_of_a_large_sweep_is_read_and_all_is_quiet(unbuffered: str) -> None:
    command = [sys.executable, "-m", "mbv2calc", *LARGE, "-f", "csv"]
    environ = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == b"t,width,resolution,groups,params,madds\n"
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 2


def test_a_process_says_what_this_one_says(folder: Path) -> None:
    assert process(*GRID, "-f", "csv", folder=folder) == run(*GRID, "-f", "csv")
