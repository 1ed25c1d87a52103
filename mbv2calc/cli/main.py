"""The application: its commands, and how every run of it ends."""

import os
import sys
from typing import Annotated

import typer

from mbv2calc import __version__
from mbv2calc.cli.networks import networks
from mbv2calc.cli.report import report
from mbv2calc.cli.show import show
from mbv2calc.errors import Mbv2calcError, SpecError

COMMANDS = (report, networks, show)

app = typer.Typer(
    name="mbv2calc",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
for _command in COMMANDS:
    app.command()(_command)


def _version(asked: bool) -> None:
    if asked:
        print(f"mbv2calc {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """The exact cost of a MobileNet before anyone builds it."""


def main() -> None:
    """Run the command line. Exit codes: 0 done, 2 bad usage or file, 130 interrupted."""
    try:
        app()
    except SpecError as error:
        print(error, file=sys.stderr)  # a line for each fault, as editors read them
        sys.exit(error.exit_code)
    except Mbv2calcError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("MBV2CALC_DEBUG"):
            raise
        print(
            f"internal error: {type(error).__name__}: {error}\n"
            "This is a fault of mbv2calc; please report it with the command you typed. "
            "MBV2CALC_DEBUG=1 shows where it happened.",
            file=sys.stderr,
        )
        sys.exit(2)
