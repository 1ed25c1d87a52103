"""A sweep over a cluster has the rows of one machine, also where a worker is killed meanwhile."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from mbv2calc import cluster
from mbv2calc.cli import sweep_output
from mbv2calc.grid.chunks import CHUNK
from mbv2calc.grid.sweep import over_chunks
from tests.cluster.running import ROOT, Cluster, running_cluster
from tests.support import run

distributed = pytest.importorskip("distributed")
parquet = pytest.importorskip("pyarrow.parquet")
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no POSIX signals"),
    pytest.mark.usefixtures("folder"),
]

# Each value of n makes a network by itself: there are 12 chunks of 32 or 8 points, ...
MANY = ("sweep", "--set", "layers[2].bottleneck.n=1..6", "--set", "layers[3].bottleneck.n=1..20",
        "--set", "layers[1].bottleneck.c=8,16",
        "--metrics", "params,madds,arena_bytes,top1")  # fmt: skip
FEW = "layers[2].bottleneck.n=1..6"
# ... and in chunks of 17 points a chunk holds only some of the values that make texts of columns.
TEXTS = ("sweep", "--resolution", "96,160x224", "--groups", "1,2,max", "--dtype", "int8,fp16",
         "--set", "layers[3].bottleneck.n=1..17", "--metrics", "madds,peak_bytes,top1")  # fmt: skip


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, which no test is to end."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine workers take their time to start."""
    monkeypatch.setattr(cluster, "_PATIENCE", 20)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client cuts the grid; what runs as a process of its own has those of MANY."""
    for name in ("CHUNK", "PIECE"):
        monkeypatch.setattr(sweep_output, name, 17)
    monkeypatch.setattr(over_chunks, "__defaults__", (17,))


def parts_of(path: Path) -> list[Path]:
    """The files of a dataset in the order in which programs read them."""
    found = sorted(path.iterdir())
    assert all(part.name.startswith("part-") for part in found)
    return found


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, or of all parts of a folder in their order, which have one schema."""
    if path.is_file():
        rows: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
        return rows
    assert len({str(parquet.read_schema(part)) for part in parts_of(path)}) == 1
    return [row for part in parts_of(path) for row in rows_of(part)]


def here(*arguments: str) -> list[dict[str, Any]]:
    assert run(*arguments, "-o", "here.parquet") == (0, "", "")
    return rows_of(Path("here.parquet"))


@pytest.mark.parametrize(
    "arguments",
    [
        MANY,
        (*MANY, "--where", "madds < 500M and arena_bytes < 1000000"),
        (*MANY, "--sort", "-madds", "--top", "9"),
        (*MANY, "--pareto", "madds,+params"),
        (*MANY, "--where", "params < 1"),
        TEXTS,
        (*TEXTS, "--where", "groups == max"),
        (*TEXTS, "--sort", "peak_bytes"),
    ],
    ids=lambda arguments: " ".join(arguments[-4:]),
)
@pytest.mark.slow
def test_a_dataset_has_the_rows_of_one_machine(
    arguments: tuple[str, ...], workers: Cluster
) -> None:
    expected = here(*arguments)
    assert run(*arguments, "--dask", workers.address, "-o", "grid.parquet") == (0, "", "")
    dataset = Path("grid.parquet")
    assert dataset.is_dir()
    assert rows_of(dataset) == expected
    schema = parquet.read_schema(parts_of(dataset)[0])
    assert str(schema) == str(parquet.read_schema("here.parquet"))
    if not {"--sort", "--pareto"}.intersection(arguments):
        assert len(parts_of(dataset)) > 10
        assert parquet.read_table(dataset).to_pylist() == expected  # as one dataset


@pytest.mark.parametrize("name", ["csv", "json"])
@pytest.mark.slow
def test_a_text_has_the_rows_of_one_machine(name: str, workers: Cluster) -> None:
    for arguments in (MANY, (*TEXTS, "--sort", "-peak_bytes")):
        expected = run(*arguments, "-f", name)
        assert expected.code == 0
        assert run(*arguments, "-o", f"a.{name}", "--dask", workers.address) == (0, "", "")
        assert Path(f"a.{name}").read_text() == expected.out
    assert run(*TEXTS, "-f", name, "--dask", workers.address) == run(*TEXTS, "-f", name)


def test_a_table_has_the_rows_of_one_machine(workers: Cluster) -> None:
    arguments = (*MANY, "--where", "madds < 300M", "--sort", "params")
    assert run(*arguments, "--dask", workers.address) == run(*arguments)


@pytest.mark.slow
def test_tasks_that_plan_arenas_are_small(
    workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6,000 points are one chunk of multiply-adds and two of arenas."""
    monkeypatch.setattr(over_chunks, "__defaults__", (CHUNK,))
    grid = ("sweep", "--width", "0.001..6:0.001", "--t", "6", "--where", "width < 0.01")
    for metrics, parts in (("madds", 1), ("madds,arena_bytes", 2)):
        more = ("--metrics", metrics, "--dask", workers.address, "-o", "grid.parquet")
        assert run(*grid, *more) == (0, "", "")
        assert len(parts_of(Path("grid.parquet"))) == parts


def test_a_point_that_makes_no_network_leaves_no_folder(workers: Cluster, folder: Path) -> None:
    arguments = ("sweep", "--width", "0.5,1", "--resolution", "64,31")
    result = run(*arguments, "--dask", workers.address, "-o", "grid.parquet")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("at width 0.5, resolution 31: ")
    assert list(folder.iterdir()) == []


def sweeping(found: Cluster, *arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "mbv2calc", *arguments, "--dask", found.address]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def written(folder: Path) -> int:
    """How many parts a folder that is not yet there has."""
    return len(list(folder.glob(".mbv2calc-*/part-*.parquet")))


def started(found: Cluster, count: int) -> None:
    """Wait for so many workers."""
    with distributed.Client(found.address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=30)


@pytest.mark.slow
def test_a_worker_that_is_killed_meanwhile_costs_no_row(folder: Path) -> None:
    arguments = list(MANY)
    arguments[arguments.index(FEW)] = FEW.replace("6", "26")
    with running_cluster(folder) as found:
        started(found, 2)
        running = sweeping(found, *arguments, "-o", "grid.parquet")
        while written(folder) < 5:
            assert running.poll() is None
            sleep(0.02)
        found.workers[0].send_signal(signal.SIGKILL)
        found.workers[0].wait(10)
        assert written(folder) < 40
        try:
            out, err = running.communicate(timeout=600)
        finally:
            running.kill()  # which would be waited for
        assert (running.returncode, out, err) == (0, b"", b"")
        assert found.workers[1].poll() is None
    assert len(parts_of(folder / "grid.parquet")) == 26 * 2
    assert rows_of(folder / "grid.parquet") == here(*arguments)


@pytest.mark.slow
def test_an_interruption_leaves_no_folder(workers: Cluster, folder: Path) -> None:
    arguments = list(MANY)
    arguments[arguments.index(FEW)] = FEW.replace("6", "200")
    with sweeping(workers, *arguments, "-o", "grid.parquet") as running:
        while written(folder) < 3:
            assert running.poll() is None
            sleep(0.02)
        running.send_signal(signal.SIGINT)
        try:
            out, err = running.communicate(timeout=60)
        finally:
            running.kill()  # which would be waited for
    assert (running.returncode, out, err.strip()) == (130, b"", b"")
    assert list(folder.iterdir()) == []
