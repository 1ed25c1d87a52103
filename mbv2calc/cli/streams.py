"""Standard output and error, which may be closed, full, a broken pipe, or lack characters."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from typing import TextIO

from mbv2calc import __version__
from mbv2calc.errors import OutputError


def put_version() -> None:
    """Print what `--version` prints."""
    put_out(f"mbv2calc {__version__}\n")


def put_out(text: str, *, lossy: bool = False) -> None:
    """Write a text to standard output, all of it or with an error.

    `lossy` allows a `?` for a character that the encoding lacks. Raises OutputError if the text
    cannot be written, SystemExit if the reader, such as `head`, is gone.
    """
    with _reported():
        # Python has no stream for a descriptor that was closed before the start.
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        try:
            _write(sys.stdout, text, "replace" if lossy else "strict")
        except UnicodeEncodeError as error:
            fix = "set PYTHONIOENCODING=utf-8, or write to a file with -o"
            message = f"standard output: {sys.stdout.encoding} has no {text[error.start]!r}; {fix}"
            raise OutputError(message) from None


def flush_out() -> None:
    """Flush what Typer has written to standard output. Raises as `put_out`."""
    with _reported():
        if sys.stdout is not None:
            sys.stdout.flush()


@contextlib.contextmanager
def _reported() -> Iterator[None]:
    """What goes wrong with standard output as an OutputError; a reader that is gone as an exit."""
    try:
        yield
    except BrokenPipeError:
        silence(sys.stdout)
        raise SystemExit(OutputError.exit_code) from None
    except OSError as error:
        silence(sys.stdout)
        raise OutputError(f"standard output: {error.strerror}") from None


def _write(stream: TextIO, text: str, errors: str) -> None:
    """Write and flush. A raw stream may accept only part of the bytes: it then gets the rest."""
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
    """Write a message to standard error, unless that is closed."""
    try:
        if sys.stderr is not None:
            print(message, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO | None) -> None:
    """Keep the interpreter from flushing a broken stream again at exit, which prints an error."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]
