"""A Dask cluster on this machine, of real processes: a scheduler and workers of one thread."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Cluster(NamedTuple):
    """The address of a scheduler, its process, and those of its workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def running_cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A cluster whose files are in a folder; it ends with the block."""
    file = folder / "scheduler.json"
    own = ("--no-dashboard", "--scheduler-file", str(file))
    processes = [_start(folder, "scheduler", "--host", "127.0.0.1", "--port", "0", *own)]
    try:
        for _ in range(workers):
            options = (
                "--no-nanny",
                "--nthreads",
                "1",
                "--host",
                "127.0.0.1",
                "--memory-limit",
                "0",
            )
            processes.append(_start(folder, "worker", *options, *own))
        while not file.exists() or not file.read_text().endswith("}"):
            assert processes[0].poll() is None, "the scheduler has ended"
            sleep(0.05)
        yield Cluster(json.loads(file.read_text())["address"], processes[0], processes[1:])
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _start(folder: Path, kind: str, *options: str) -> "subprocess.Popen[bytes]":
    """A process that can import this package and these tests, and says nothing."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", kind, *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
