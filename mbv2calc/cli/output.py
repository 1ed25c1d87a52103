"""Where results go: standard output in one piece, or a file that appears whole or not at all."""

import contextlib
import errno
import os

from mbv2calc.cli.streams import put_out
from mbv2calc.errors import OutputError, shown
from mbv2calc.render import format_of, render
from mbv2calc.tables import Document

_STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
_OPEN_FILES = ("/dev/stderr", "/dev/fd/", "/proc/self/fd/")  # written on from where they are
_MENDS = {
    errno.ENOENT: "; name a file in a folder that exists",
    errno.ENOTDIR: "; name a file in a folder that exists",
    errno.EISDIR: "; name a file, not a folder",
    errno.EACCES: "; name a file that you may write to",
    errno.EROFS: "; name a file that you may write to",
}


def deliver(document: Document, name: str | None, path: str | None) -> None:
    """Render a document and put it out.

    Without a format it is that of the file's ending, else `terminal`. Raises OutputError where it
    cannot be written.
    """
    if name is None:
        name = format_of(path or "")
    if name == "terminal" and path is not None and not is_standard_output(path):
        deliver_text(_for_file(document), path)
    else:
        deliver_text(render(document, name), path, lossy=name == "terminal")


def is_standard_output(path: str | None) -> bool:
    """Whether a result goes to standard output, of which there may be a window."""
    return path is None or path in _STANDARD_OUTPUT


def _for_file(document: Document) -> str:
    """A terminal's text for a file: no window, no colour."""
    from mbv2calc.render import terminal
    from mbv2calc.render.screen import Screen

    return terminal.render(document, Screen())


def deliver_text(text: str, path: str | None, *, lossy: bool = False) -> None:
    """Put a text out as it is; `lossy` is for standard output, files are UTF-8."""
    if path is None or is_standard_output(path):
        put_out(text, lossy=lossy)
        return
    try:
        if not path or path.endswith(os.sep) or os.path.isdir(path):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        is_device = os.path.exists(path) and not os.path.isfile(path)
        if is_device or path.startswith(_OPEN_FILES):
            _write_to_device(text, path)
        else:
            _write_whole(text, os.path.realpath(path))
    except OSError as error:
        mend = _MENDS.get(error.errno or 0, "")
        reason = error.strerror or str(error)
        raise OutputError(f"{shown(path) or '-o'}: cannot be written: {reason}{mend}") from None


def _write_to_device(text: str, path: str) -> None:
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)


def _write_whole(text: str, target: str) -> None:
    """Write beside the file, then take its place: a reader sees the old file or the new one."""
    import tempfile  # slow to load, and not needed for standard output

    if os.path.islink(target):  # links that lead back to themselves lead nowhere
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".mbv2calc-")
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            os.fchmod(file.fileno(), _mode(target))
        os.replace(temporary, target)
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
