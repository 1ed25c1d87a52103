"""How long the commands take, against bounds that hold on any machine. Run: make bench

As processes: each command against the bare import of what the tool stands on, in turn, so that a
machine that slows down slows both; all modules are compiled first, as an installer does. In
process: a Network of ints and its totals.
"""

import compileall
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import mbv2calc

RUNS = 15
BARE = [sys.executable, "-c", "import typer, rich.console, rich.table, yaml"]
TOOL = [sys.executable, "-c", "from mbv2calc.__main__ import main; main()"]
BOUNDS = {  # of each command, against the bare imports
    "--version": 0.35,
    "report mbv2_1.0": 1.25,
    "memory mbv2_1.0": 1.4,
    "compare": 1.4,
    "conventions": 1.4,
    "sweep --t 1..10 --width 0.35..1.4": 2.2,
    "explain 314M": 2.2,
    "verify": 2.6,
    "formula network mbv2_1.0 --rounded": 7.5,  # SymPy alone takes 2
    "formula memory mbv2_1.0": 9.0,
}


def seconds(command: list[str]) -> float:
    """The wall time of one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def process_ratio(base: list[str], command: list[str]) -> tuple[float, float, float]:
    """Median of each of two commands, and of the ratios of the second to the first by pairs."""
    seconds(base), seconds(command)  # both read from the disk's cache from here on
    pairs = [(seconds(base), seconds(command)) for _ in range(RUNS)]
    base_time, command_time = (statistics.median(column) for column in zip(*pairs, strict=True))
    # The ratio of each pair, not of the medians: both runs of a pair met the machine as busy.
    return base_time, command_time, statistics.median(c / b for b, c in pairs)


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
    compileall.compile_dir(os.path.dirname(mbv2calc.__file__), quiet=1)
    missed = False
    for arguments, bound in BOUNDS.items():
        bare, command, ratio = process_ratio(BARE, [*TOOL, *arguments.split()])
        missed |= ratio > bound
        print(f"mbv2calc {arguments:<34}{command * 1e3:8.1f} ms")
        print(
            f"  ratio to bare imports, {bare * 1e3:5.1f} ms {ratio:18.2f}       bound {bound:.2f}"
        )
    model = mbv2calc.load("mbv2_1.0")
    totals = microseconds(model.totals)
    print(f"a Network of ints and its totals           {totals:8.1f} us    bound 500")
    print(f"a Report                                   {microseconds(model.report):8.1f} us")
    return int(missed or totals > 500)


if __name__ == "__main__":
    sys.exit(main())
