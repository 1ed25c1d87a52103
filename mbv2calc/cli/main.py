"""The application: its commands, and how every run of it ends."""

import os
import re
import signal
import sys
from typing import Annotated

import typer

from mbv2calc import __version__
from mbv2calc.cli.check import check
from mbv2calc.cli.compare import compare
from mbv2calc.cli.conventions import conventions
from mbv2calc.cli.explain import explain
from mbv2calc.cli.fit import fit
from mbv2calc.cli.formula import formula
from mbv2calc.cli.memory import memory
from mbv2calc.cli.networks import networks
from mbv2calc.cli.report import report
from mbv2calc.cli.show import show
from mbv2calc.cli.streams import flushed, print_error, put_out, silence
from mbv2calc.cli.sweep import sweep
from mbv2calc.cli.verify import verify
from mbv2calc.errors import Mbv2calcError, SpecError

COMMANDS = (
    report,
    memory,
    sweep,
    fit,
    check,
    compare,
    conventions,
    explain,
    verify,
    formula,
    networks,
    show,
)

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
        put_out(f"mbv2calc {__version__}\n")
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
    """Run the command line.

    Exit codes: 0 done, 1 over a budget, 2 bad usage or file, 130 interrupted.
    """
    # A request to end ends as an error does, so that no temporary file is left.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if not re.fullmatch("[1-9][0-9]{0,3}", os.environ.get("COLUMNS", "80"), re.ASCII):
        del os.environ["COLUMNS"]  # Typer would lay out its help in that width
    sys.exit(flushed(_run()))


def _run() -> int:
    """The exit code of a run, whose errors are then reported."""
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except SpecError as error:
        print_error(str(error))  # a line for each fault, as editors read them
        return error.exit_code
    except Mbv2calcError as error:
        print_error(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # of a stream that Typer writes to
        silence(sys.stdout)
        print_error(f"error: {error.filename or 'standard output'}: {error.strerror}")
        return 2
    except Exception as error:
        if os.environ.get("MBV2CALC_DEBUG"):
            raise
        print_error(
            f"internal error: {type(error).__name__}: {error}\n"
            "This is a fault of mbv2calc; please report it with the command you typed. "
            "MBV2CALC_DEBUG=1 shows where it happened."
        )
        return 2
    return 0
