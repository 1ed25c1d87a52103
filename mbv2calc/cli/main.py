"""How every run of the command line starts and ends; `app` loads Typer where it is needed."""

import os
import re
import sys
from collections.abc import Callable

from mbv2calc.cli.streams import flush_out, print_error, put_version, silence
from mbv2calc.errors import Mbv2calcError, SpecError


def main() -> None:
    """Run the command line.

    Exit codes: 0 done, 1 a budget or a verification failed, 2 bad usage or file, 130 interrupted.
    """
    if not re.fullmatch("[1-9][0-9]{0,3}", os.environ.get("COLUMNS", "80"), re.ASCII):
        del os.environ["COLUMNS"]  # Typer would lay out its help in that width
    # What Typer prints may wait in a buffer: a full disk shows when that is flushed.
    code = _exit_code(_run)
    sys.exit(_exit_code(flush_out) or code)


def _run() -> None:
    if sys.argv[1:] == ["--version"]:  # which needs no Typer
        put_version()
        return
    from mbv2calc.cli.app import app

    app()


def _exit_code(step: Callable[[], None]) -> int:
    """The exit code after a step, whose error is printed."""
    try:
        step()
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
        fix = "please report it with the command you typed. MBV2CALC_DEBUG=1 shows a traceback."
        print_error(f"internal error: {type(error).__name__}: {error}")
        print_error(f"This is a fault of mbv2calc; {fix}")
        return 2
    return 0
