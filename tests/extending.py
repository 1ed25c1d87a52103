"""Every command on one network, in this process: what a new thing has to survive.

    python -m tests.extending FILE.yaml     (with MBV2CALC_ADDED: code that registers the thing)

Prints a JSON object: by command line its exit code, and what it printed.
"""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout

from mbv2calc.cli.main import main

FORMATS = ("terminal", "json", "csv", "markdown", "latex")


def command_lines(network: str) -> list[str]:
    """Every command: in ints, on grids of thousands of points as arrays, and in symbols."""
    return [
        *(f"report {network} --by {by}" for by in ("layer", "block", "stage", "kind")),
        *(f"report {network} --format {name}" for name in FORMATS),
        f"memory {network}",
        f"memory {network} --groups 1,2,max --training",
        f"memory {network} --by step --schedule in-place",
        f"sweep {network} --width 0.5..1:0.25 --metrics ALL -f json",
        f"sweep {network} --width 0.5..1:0.25 --resolution 64,96 --metrics ALL",
        f"sweep {network} --width 0.2..2:0.001 --resolution 64..320:32 --metrics ALL -f csv",
        f"sweep {network} --schedule auto --width 0.5..2:0.01 --resolution 64..320:8 --top 3",
        f"fit {network} --max-madds 900M --max-memory 4MiB --max-flash 20MiB",
        f"check {network} --max-madds 900M --max-params 90M --max-memory 4MiB",
        f"compare {network} mbv2_1.0",
        f"compare {network} mbv1_1.0 mbv2_1.0 --by resolution",
        f"conventions {network}",
        f"explain 300M {network}",
        "verify",
        "networks",
        f"formula network {network}",
        f"formula network {network} --rounded --format python",
        f"formula memory {network} --format json",
        "formula bottleneck",
        f"show {network} --resolved",
    ]


def run(line: str) -> tuple[int, str, str]:
    """A command line in this process: its exit code, and what it printed."""
    from mbv2calc.cost.metrics import METRICS

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    sys.argv = ["mbv2calc", *line.replace("ALL", ",".join(METRICS)).split()]
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else -1
    texts = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        texts.append(stream.buffer.getvalue().decode())
    return code, texts[0], texts[1]


if __name__ == "__main__":
    exec(os.environ["MBV2CALC_ADDED"], {"__name__": "added"})
    asked = [*command_lines(sys.argv[1]), *filter(None, sys.argv[2:])]
    json.dump({line: run(line) for line in asked}, sys.stdout)
