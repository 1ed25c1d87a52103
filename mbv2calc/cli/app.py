"""The Typer application. It finds the commands in their folder, and builds only those it needs."""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from mbv2calc.cli import collector, commands
from mbv2calc.cli.options import with_options
from mbv2calc.cli.streams import put_version

FIRST = (
    "report", "memory", "sweep", "fit", "check", "compare", "conventions", "explain", "verify",
    "formula", "networks", "show",
)  # fmt: skip
"""The order of `--help`. Commands that are not named here follow, by name."""


def command_names() -> list[str]:
    """The names of all commands, in the order of `--help`: each is a file of `commands/`."""
    files = [file for folder in commands.__path__ for file in os.listdir(folder)]
    names = [file[:-3] for file in files if file.endswith(".py") and not file.startswith("_")]
    return sorted(names, key=lambda name: (FIRST.index(name) if name in FIRST else 99, name))


def command_function(name: str) -> Callable[..., None]:
    """The function of a command. Imports its file."""
    function: Callable[..., None] = getattr(import_module(f"{commands.__name__}.{name}"), name)
    return function


def catch_sigterm() -> None:
    """From now on SIGTERM ends the process as an error does, so that no temporary file is left.

    Not before a command is loaded: Python ignores exceptions in some parts of an import.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


class _Group(TyperGroup):
    """A group that knows the names of its commands, and builds those that are asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes | {"commands": dict.fromkeys(command_names())})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Typer's command of a name, built now: to build all of them takes 12 ms."""
        if cmd_name not in self.commands:
            return None
        alone = typer.Typer(add_completion=False)
        alone.command(cmd_name)(with_options(command_function(cmd_name)))
        return typer.main.get_command(alone)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was named; once it is loaded, the garbage collector is on again."""
        command = super().resolve_command(ctx, args)
        collector.go_on()
        catch_sigterm()
        return command


app = typer.Typer(
    name="mbv2calc",
    cls=_Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(asked: bool) -> None:
    if asked:
        put_version()
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """The exact cost of a MobileNet before anyone builds it."""
