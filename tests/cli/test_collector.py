"""The garbage collector waits while the command line starts, and in no other program."""

import subprocess
import sys

import pytest

STARTED = """
import gc, sys
from mbv2calc.__main__ import main
import mbv2calc.cli.app as app

enabled = []

def command_function(name):
    def command():
        enabled.append(gc.isenabled())
        {ending}
    enabled.append(gc.isenabled())
    return command

app.command_function = command_function
if not {before}:
    gc.disable()
sys.argv = ["mbv2calc", {argument!r}]
try:
    main()
except SystemExit:
    pass
print(*enabled, gc.isenabled())
"""

LIBRARY = """
import gc, sys
gc.disable = gc.enable = gc.freeze = None
import mbv2calc
mbv2calc.load("mbv2_1.0").report()
mbv2calc.sweep("mbv2_1.0", resolution="96..600:1").columns
from mbv2calc.cli.main import main
sys.argv = ["mbv2calc", "networks"]
try:
    main()
except SystemExit as end:
    assert not end.code
"""


def printed_by(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True
    ).stdout


@pytest.mark.parametrize("ending", ["pass", "raise SystemExit(1)", "raise KeyboardInterrupt"])
def test_it_waits_until_the_command_is_loaded(ending: str) -> None:
    code = STARTED.format(argument="report", before=True, ending=ending)
    assert printed_by(code) == "False True True\n"


@pytest.mark.parametrize("argument", ["--help", "--version", "nosuch"])
def test_it_is_on_again_where_no_command_runs(argument: str) -> None:
    code = STARTED.format(argument=argument, before=True, ending="pass")
    assert printed_by(code).splitlines()[-1].split()[-1] == "True"


def test_who_has_turned_it_off_keeps_it_off() -> None:
    code = STARTED.format(argument="report", before=False, ending="pass")
    assert printed_by(code) == "False False False\n"


def test_a_library_never_touches_it() -> None:
    printed_by(LIBRARY)
