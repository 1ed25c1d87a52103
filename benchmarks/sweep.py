"""How fast sweeps are, against bounds that hold on any machine. Run: make bench

In process: a grid of ten million points in memory against a copy of its columns, in turn. As a
process: a hundred million points to Parquet, and the most memory that it takes. Beside them, where
torch and fvcore are installed, what one point costs there.
"""

import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from mbv2calc import sweep

RUNS = 7
TEN_MILLION: dict[str, Any] = {
    "t": "1..10:0.1",
    "width": "0.35..1.4:0.005",
    "resolution": "96..616:1",
}
HUNDRED_MILLION: dict[str, Any] = {
    "t": "1..10:0.1",
    "width": "0.35..1.4:0.001",
    "resolution": "96..1143:1",
}
MEBIBYTE = 2**20

TORCH = """
import time, torch, torchvision
from fvcore.nn import FlopCountAnalysis
image = torch.zeros(1, 3, 224, 224)
times = []
for _ in range(3):
    start = time.perf_counter()
    FlopCountAnalysis(torchvision.models.mobilenet_v2(width_mult=1.0), image).total()
    times.append(time.perf_counter() - start)
print(min(times))
"""


def seconds(function: Callable[[], Any]) -> float:
    """The time of one call, without that of freeing its result."""
    start = time.perf_counter()
    result = function()
    elapsed = time.perf_counter() - start
    del result  # outside the time: letting go of arrays takes some, too
    return elapsed


def in_memory(metrics: str) -> tuple[int, float, float]:
    """The points of the grid, the fastest of all sweeps, and the fastest copy of its columns."""
    names = metrics.split(",")
    kept = sweep("mbv2_1.0", metrics=metrics, **TEN_MILLION)
    columns = [kept.columns[name] for name in names]
    sweeps, copies = [], []
    for _ in range(RUNS):
        copies.append(seconds(lambda: [column.copy() for column in columns]))
        sweeps.append(seconds(lambda: sweep("mbv2_1.0", metrics=metrics, **TEN_MILLION)))
    return len(kept), min(sweeps), min(copies)


def to_parquet() -> tuple[int, float, float]:
    """The points of the larger grid, the seconds that a process takes, and its most memory."""
    from pyarrow import parquet

    command = [sys.executable, "-m", "mbv2calc", "sweep", "--metrics", "params,madds,peak_bytes"]
    for name, text in HUNDRED_MILLION.items():
        command += [f"--{name}", text]
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "grid.parquet")
        taken = seconds(lambda: subprocess.run([*command, "-o", file], check=True))
        points = parquet.ParquetFile(file).metadata.num_rows
    # Linux gives the peak in KiB.
    return points, taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def elsewhere() -> str:
    """What one point costs in torch and fvcore."""
    if not all(map(importlib.util.find_spec, ("torch", "torchvision", "fvcore"))):
        return "not installed"
    done = subprocess.run([sys.executable, "-c", TORCH], capture_output=True, text=True)
    return f"{float(done.stdout):.2f} s a point" if done.returncode == 0 else "does not run"


def main() -> int:
    """Print each figure beside its bound; exit with 1 where one is missed."""
    missed = False
    if importlib.util.find_spec("pyarrow"):  # first, while this process is small
        points, taken, memory = to_parquet()
        missed |= memory > 1024 * MEBIBYTE
        print(f"{points:,} points to Parquet")
        print(f"  a second                {points / taken / 1e6:8.1f} M")
        print(f"  the most memory         {memory / MEBIBYTE:8.0f} MiB    bound 1024 MiB")
    else:
        print("points to Parquet: pyarrow is not installed")
    for metrics, bound, most in (("params,madds", 50, 6.0), ("params,madds,peak_bytes", 8, None)):
        points, taken, copied = in_memory(metrics)
        rate = points / taken / 1e6
        missed |= rate < bound or (most is not None and taken / copied > most)
        limit = f"      bound {most:.2f}" if most is not None else ""
        print(f"{points:,} points in memory: {metrics}")
        print(f"  a second                {rate:8.1f} M      bound {bound} M")
        print(f"  to a copy of its columns{taken / copied:8.2f}  {limit}".rstrip())
    print(f"torch and fvcore: {elsewhere()}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
