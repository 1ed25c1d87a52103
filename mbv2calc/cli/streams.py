"""Standard output and error, which may be closed, full, a broken pipe, or of a poor encoding."""

import contextlib
import errno
import os
import sys
from typing import TextIO

from mbv2calc import __version__
from mbv2calc.errors import OutputError


def put_version() -> None:
    """What `--version` prints."""
    put_out(f"mbv2calc {__version__}\n")


def put_out(text: str, *, lossy: bool = False) -> None:
    """Write a text to standard output, all of it or with an error.

    `lossy` allows a `?` for a character that its encoding lacks. Raises OutputError where the text
    cannot be written, SystemExit where the reader, such as `head`, has gone away.
    """
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        _write(sys.stdout, text, "replace" if lossy else "strict")
    except UnicodeEncodeError as error:
        fix = "set PYTHONIOENCODING=utf-8, or write to a file with -o"
        message = f"standard output: {sys.stdout.encoding} has no {text[error.start]!r}; {fix}"
        raise OutputError(message) from None
    except BrokenPipeError:
        silence(sys.stdout)
        raise SystemExit(OutputError.exit_code) from None
    except OSError as error:
        silence(sys.stdout)
        raise OutputError(f"standard output: {error.strerror}") from None


def _write(stream: TextIO, text: str, errors: str) -> None:
    """Write and flush. A raw stream may take a part only of what it is given: it gets the rest."""
    encoded = text.encode(stream.encoding or "utf-8", errors)
    binary = getattr(stream, "buffer", None)
    if binary is None:  # a StringIO in the place of a stream
        stream.write(text)
        return
    stream.flush()
    rest = memoryview(encoded)
    while rest:
        rest = rest[binary.write(rest) :]
    binary.flush()


def print_error(message: str) -> None:
    """Write a message to standard error, if anyone can hear it."""
    try:
        if sys.stderr is not None:
            print(message, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def flushed(code: int) -> int:
    """The exit code after what Typer has written is out: 2 where that cannot be written."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
        return OutputError.exit_code
    except OSError as error:
        silence(sys.stdout)
        print_error(f"error: standard output: {error.strerror}")
        return OutputError.exit_code
    return code


def silence(stream: TextIO | None) -> None:
    """Keep the interpreter from flushing a broken stream again, and complaining, at exit."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]
