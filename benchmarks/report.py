"""How long the commands take, against bounds that hold on any machine. Run: make bench

As processes: `mbv2calc report mbv2_1.0` against the bare import of what it stands on, and the other
commands against that report, in turn, so that a machine that slows down slows both. In process: a
Network of ints and its totals.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from mbv2calc import load

RUNS = 15
BARE = [sys.executable, "-c", "import typer, rich.console, rich.table, yaml"]
TOOL = [sys.executable, "-c", "from mbv2calc.__main__ import main; main()"]
REPORT = [*TOOL, "report", "mbv2_1.0"]
OTHERS = {  # with the bound of each against the report
    "memory mbv2_1.0": 1.5,
    "compare": 1.5,
    "sweep --t 1..10 --width 0.35..1.4": 1.6,
    "conventions": 2.0,
    "explain 314M": 3.0,
    "verify": 2.0,
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
    one, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    return one, other, statistics.median(c / b for b, c in pairs)


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
    bare, report, ratio = process_ratio(BARE, REPORT)
    model = load("mbv2_1.0")
    totals = microseconds(model.totals)
    whole = microseconds(model.report)
    print(f"import of typer, rich, yaml          {bare * 1e3:8.1f} ms")
    print(f"mbv2calc report mbv2_1.0             {report * 1e3:8.1f} ms")
    print(f"  ratio                              {ratio:8.2f}       bound 1.60")
    missed = ratio > 1.6
    for arguments, bound in OTHERS.items():
        _, other, more = process_ratio(REPORT, [*TOOL, *arguments.split()])
        missed |= more > bound
        print(f"mbv2calc {arguments:<28}{other * 1e3:8.1f} ms")
        print(f"  ratio to the report                {more:8.2f}       bound {bound:.2f}")
    print(f"a Network of ints and its totals     {totals:8.1f} us    bound 500")
    print(f"a Report                             {whole:8.1f} us")
    return int(missed or totals > 500)


if __name__ == "__main__":
    sys.exit(main())
