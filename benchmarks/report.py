"""How long a report takes, against bounds that hold on any machine. Run: make bench

As a process: `mbv2calc report mbv2_1.0` against the bare import of what it stands on, in turn, so
that a machine that slows down slows both. In process: a Network of ints and its totals.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from mbv2calc.api import load

RUNS = 15
BARE = [sys.executable, "-c", "import typer, rich.console, rich.table, yaml"]
REPORT = [sys.executable, "-c", "from mbv2calc.cli import main; main()", "report", "mbv2_1.0"]


def seconds(command: list[str]) -> float:
    """The wall time of one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def process_ratio() -> tuple[float, float, float]:
    """Median of the bare imports, of the report, and of their ratios pair by pair."""
    seconds(BARE), seconds(REPORT)  # both read from the disk's cache from here on
    pairs = [(seconds(BARE), seconds(REPORT)) for _ in range(RUNS)]
    bare, report = (statistics.median(column) for column in zip(*pairs, strict=True))
    return bare, report, statistics.median(r / b for b, r in pairs)


def microseconds(function: Callable[[], object], runs: int = 300) -> float:
    """The median time of one call."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def main() -> int:
    """Print each figure beside its bound; exit with 1 where one is missed."""
    bare, report, ratio = process_ratio()
    model = load("mbv2_1.0")
    totals = microseconds(model.totals)
    whole = microseconds(model.report)
    print(f"import of typer, rich, yaml          {bare * 1e3:8.1f} ms")
    print(f"mbv2calc report mbv2_1.0             {report * 1e3:8.1f} ms")
    print(f"  ratio                              {ratio:8.2f}       bound 1.60")
    print(f"a Network of ints and its totals     {totals:8.1f} us    bound 500")
    print(f"a Report                             {whole:8.1f} us")
    return int(ratio > 1.6 or totals > 500)


if __name__ == "__main__":
    sys.exit(main())
