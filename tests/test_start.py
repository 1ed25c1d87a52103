"""How much the command line does before it answers, as counts: no clock, the same on any machine.

A count is a ratio to what the tool stands on, `import typer, rich.console, rich.table, yaml`. The
bounds are somewhat over what was counted when they were set; benchmarks/report.py has the times.
"""

import subprocess
import sys
from functools import cache

import pytest

from tests.test_imports import RUN

BARE = "import typer, rich.console, rich.table, yaml"
COUNTED = """
import sys
calls = 0

def count(frame, event, argument):
    global calls
    calls += event in ("call", "c_call")

sys.setprofile(count)
{statement}
sys.setprofile(None)
print(calls, len(sys.modules), file=sys.stderr)
"""


@cache
def counts(statement: str) -> tuple[int, int]:
    """How many functions a statement of Python calls in a new process, and the modules it loads.

    A call of a function of C, such as the compilation of a module, counts one.
    """
    done = subprocess.run(
        [sys.executable, "-c", COUNTED.format(statement=statement)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    calls, modules = map(int, done.stderr.split())
    return calls, modules


def calls_of(*arguments: str) -> float:
    """The calls of a command for each call of the bare imports."""
    return counts(RUN.format(arguments=arguments))[0] / counts(BARE)[0]


@pytest.mark.parametrize(
    ("command", "bound"),
    [
        ("--version", 0.15),
        ("report mbv2_1.0", 1.35),
        ("report mbv2_1.0 --format json", 1.6),
        ("show mbv2_1.0", 1.0),
        ("memory mbv2_1.0", 1.45),
        ("compare", 1.35),
        ("formula network mbv2_1.0 --rounded", 18.0),  # SymPy alone takes 4
        ("formula memory mbv2_1.0", 24.0),
    ],
)
def test_a_command_calls_few_functions(command: str, bound: float) -> None:
    assert calls_of(*command.split()) < bound


def test_a_report_loads_few_modules() -> None:
    own = counts(RUN.format(arguments=("report", "mbv2_1.0")))[1]
    assert own < 1.1 * counts(BARE)[1]


def test_the_count_sees_what_a_report_must_not_load() -> None:
    yaml = RUN.format(arguments=("report", "mbv2_1.0")) + "import yaml"
    assert counts(yaml)[0] > 1.05 * counts(RUN.format(arguments=("report", "mbv2_1.0")))[0]
