"""Where results go: standard output in one piece, or a file that appears whole or not at all."""

import contextlib
import errno
import os
import sys
from typing import TextIO

from mbv2calc.errors import OutputError
from mbv2calc.tables import Document


def deliver(document: Document, name: str | None, path: str | None) -> None:
    """Render a document and put it out.

    Without a format it is that of the file's ending, else `terminal`. Raises OutputError where it
    cannot be written.
    """
    from mbv2calc.render import ENDINGS, render

    if name is None:
        name = ENDINGS.get(os.path.splitext(path or "")[1].lower(), "terminal")
    deliver_text(
        _for_file(document) if name == "terminal" and path else render(document, name), path
    )


def _for_file(document: Document) -> str:
    """A terminal's text for a file: no window, no colour."""
    from mbv2calc.render import terminal

    return terminal.render(document, terminal.Screen())


def deliver_text(text: str, path: str | None) -> None:
    """Put a text out as it is."""
    if path is None:
        _print(text)
    elif os.path.exists(path) and not os.path.isfile(path):
        _write_to_device(text, path)
    else:
        _write_whole(text, path)


def _print(text: str) -> None:
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has enough
        silence(sys.stdout)
        raise SystemExit(OutputError.exit_code) from None
    except OSError as error:
        silence(sys.stdout)
        raise OutputError(f"standard output: {error.strerror}") from None


def silence(stream: TextIO | None) -> None:
    """Keep the interpreter from flushing a broken stream again, and complaining, at exit."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]


def _write_to_device(text: str, path: str) -> None:
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None


def _write_whole(text: str, path: str) -> None:
    """Write beside the file, then take its place: a reader sees the old file or the new one."""
    import tempfile  # slow to load, and not needed for standard output

    target = os.path.realpath(path)
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".mbv2calc-")
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            os.fchmod(file.fileno(), _mode(target))
        os.replace(temporary, target)
    except OSError as error:
        reason = error.strerror or str(error)
        mend = "; name a file in a folder that exists and that you may write to"
        raise OutputError(f"{path}: cannot be written: {reason}{mend}") from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _mode(target: str) -> int:
    """The permissions of the file to be replaced, else what a new file would get."""
    with contextlib.suppress(OSError):
        return os.stat(target).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
