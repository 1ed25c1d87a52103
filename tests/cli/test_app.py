"""Commands: each is a file of its folder, and only the one that was asked for is loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mbv2calc.cli.app import FIRST, command_names
from tests.support import run, unstyled

HELLO = '''
def hello(name: str = "you", loud: bool = False) -> None:
    """Greet somebody."""
    print("hello", name.upper() if loud else name)
'''

ADDED = """
import sys
from mbv2calc.cli import commands
commands.__path__.append(".")
from mbv2calc.cli.main import main
sys.argv = ["mbv2calc", *{arguments!r}]
main()
"""

LOADED = """
import sys
from mbv2calc.cli.main import main
sys.argv = ["mbv2calc", *{arguments!r}]
try:
    main()
except SystemExit:
    prefix = "mbv2calc.cli.commands."
    loaded = (name.removeprefix(prefix) for name in sys.modules if name.startswith(prefix))
    print("loaded:", *sorted(loaded))
"""


def printed_by(code: str, **environ: str) -> list[str]:
    """The lines that a program of Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **environ},
        check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return unstyled(done.stdout).splitlines()


def test_the_commands_have_an_order_that_names_no_other() -> None:
    assert tuple(command_names()) == FIRST


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        (["networks"], "loaded: networks"),
        (["show", "mbv2_0.5"], "loaded: show"),
        (["report", "--help"], "loaded: report"),
        (["--version"], "loaded:"),
    ],
)
def test_only_the_command_that_was_asked_for_is_loaded(arguments: list[str], loaded: str) -> None:
    assert printed_by(LOADED.format(arguments=arguments))[-1] == loaded


def test_a_new_command_is_a_new_file(folder: Path) -> None:
    Path("hello.py").write_text(HELLO)
    assert printed_by(ADDED.format(arguments=["hello", "--name", "a", "--loud"])) == ["hello A"]
    line, _ = filter(None, printed_by(ADDED.format(arguments=["--help"]))[-3:])
    assert line.startswith("│ hello ")
    assert "Greet somebody." in line


TERMINATED = """
import signal
print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)

def hello() -> None:
    signal.raise_signal(signal.SIGTERM)
"""


def test_sigterm_ends_a_command_as_an_error_does_once_it_is_loaded(folder: Path) -> None:
    """Before, the system ends the process: an exception in an import could be lost."""
    Path("hello.py").write_text(TERMINATED)
    code = ADDED.format(arguments=["hello"])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (143, b"True\n", b"")


@pytest.mark.parametrize(
    ("typed", "meant"), [("raport", "'report'"), ("networkx", "'networks'"), ("fti", "'fit'")]
)
def test_a_command_that_is_none_is_told_the_nearest(typed: str, meant: str) -> None:
    result = run(typed)
    text = " ".join(result.err.replace("│", " ").split())
    assert (result.code, result.out) == (2, "")
    assert f"No such command '{typed}'. Did you mean {meant}" in text


@pytest.mark.parametrize("typed", ["../report", "options", "__init__", "report.py", ""])
def test_no_other_file_is_a_command(typed: str) -> None:
    assert run(typed).code == 2
    assert "No such command" in run(typed).err


def completions(words: str) -> list[str]:
    """What a shell offers in the place of the last of some words."""
    return printed_by(
        LOADED.format(arguments=[]),
        _MBV2CALC_COMPLETE="complete_bash",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
    )[:-1]


def test_a_shell_completes_commands_options_and_networks() -> None:
    assert completions("mbv2calc re") == ["report"]
    assert completions("mbv2calc co") == ["compare", "conventions"]
    assert completions("mbv2calc report mbv2_0") == ["mbv2_0.35", "mbv2_0.5", "mbv2_0.75"]
    assert completions("mbv2calc report --conv") == ["--convention"]
    assert completions("mbv2calc formula m") == ["memory"]
    assert completions("mbv2calc compare resnet50 mbv1_0.7") == ["mbv1_0.75"]


INTERRUPTED = """
import sys

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupt())
from mbv2calc.__main__ import main
sys.argv = ["mbv2calc", "report"]
main()
"""


@pytest.mark.parametrize(
    "module",
    ["mbv2calc.cli", "mbv2calc.errors", "typer", "mbv2calc.api.model", "mbv2calc.render.terminal"],
)
def test_an_interruption_while_it_loads_is_quiet(module: str) -> None:
    code = INTERRUPTED.format(module=module)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
