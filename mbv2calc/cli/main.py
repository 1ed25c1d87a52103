"""The application: its commands, and how every run of it ends."""

import os
import sys
from typing import Annotated, NoReturn

import typer

from mbv2calc import __version__
from mbv2calc.cli.networks import networks
from mbv2calc.cli.output import silence
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
        _end(str(error), error.exit_code)  # a line for each fault, as editors read them
    except Mbv2calcError as error:
        _end(f"error: {error}", error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:  # of a stream that Typer writes to
        silence(sys.stdout)
        _end(f"error: {error.filename or 'standard output'}: {error.strerror}", 2)
    except Exception as error:
        if os.environ.get("MBV2CALC_DEBUG"):
            raise
        _end(
            f"internal error: {type(error).__name__}: {error}\n"
            "This is a fault of mbv2calc; please report it with the command you typed. "
            "MBV2CALC_DEBUG=1 shows where it happened.",
            2,
        )


def _end(message: str, code: int) -> NoReturn:
    """Say what went wrong, if anyone can hear it, and exit."""
    try:
        if sys.stderr is not None:
            print(message, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)
    sys.exit(code)
