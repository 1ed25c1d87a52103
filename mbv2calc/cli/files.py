"""Files and folders that are written atomically; devices and pipes are written to directly."""

import contextlib
import errno
import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from mbv2calc.errors import OutputError, printable

_STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
_OPEN_FILES = ("/dev/stderr", "/dev/fd/", "/proc/self/fd/")  # which are appended to
_FIXES = {
    errno.ENOENT: "; name a file in a folder that exists",
    errno.ENOTDIR: "; name a file in a folder that exists",
    errno.EISDIR: "; name a file, not a folder",
    errno.EACCES: "; name a file that you may write to",
    errno.EROFS: "; name a file that you may write to",
}
_PART = re.compile(r"part-[0-9]+\.parquet", re.ASCII)
_PREFIX = ".mbv2calc-"


def is_standard_output(path: str | None) -> bool:
    """Whether a result goes to standard output, which may be a terminal."""
    return path is None or path in _STANDARD_OUTPUT


def part_name(number: int) -> str:
    """The name of a part of a folder: part-00000007.parquet.

    Programs read the parts in the order of their names, so the numbers have leading zeros.
    """
    return f"part-{number:08}.parquet"


@contextlib.contextmanager
def whole_file(path: str) -> Iterator[BinaryIO]:
    """A temporary file to write, which replaces the file of this path at the end.

    A reader sees the old file or the new one. If the writing fails or is interrupted, the old file
    stays and nothing is left beside it. Raises OutputError, before the writing if it can be known.
    """
    with _reported(path):
        if not path or path.endswith(os.sep) or os.path.isdir(path):
            raise _refusal(errno.EISDIR)
        is_device = os.path.exists(path) and not os.path.isfile(path)
        if is_device or path.startswith(_OPEN_FILES):
            with open(path, "ab") as file:
                yield file
        else:
            with _beside(os.path.realpath(path)) as file:
                yield file


@contextlib.contextmanager
def whole_folder(path: str) -> Iterator[str]:
    """A temporary folder to fill with parts, which takes the place of this path at the end.

    It replaces a folder that has nothing but such parts, and refuses to replace anything else.
    Raises OutputError, before the writing if it can be known.
    """
    with _reported(path):
        target = os.path.realpath(path) if path else ""
        _check_folder(path, target)
        with _temporary(target, folder=True) as temporary:
            yield temporary
            os.chmod(temporary, _mode(target, 0o777))
            _replace_folder(temporary, target)


@contextlib.contextmanager
def _reported(path: str) -> Iterator[None]:
    """Turn an OSError into an OutputError that names the file and the fix."""
    try:
        yield
    except OSError as error:
        fix = _FIXES.get(error.errno or 0, "")
        reason = error.strerror or str(error)
        raise OutputError(f"{printable(path) or '-o'}: cannot be written: {reason}{fix}") from None


def _refusal(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@contextlib.contextmanager
def _beside(target: str) -> Iterator[BinaryIO]:
    """A temporary file that replaces the target unless an exception is raised."""
    if os.path.islink(target):  # after realpath: a link that leads back to itself
        raise _refusal(errno.ELOOP)
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise _refusal(errno.EACCES)
    with _temporary(target) as temporary:
        with open(temporary, "wb") as file:
            yield file
            # mkstemp makes files that only their owner may read.
            os.fchmod(file.fileno(), _mode(target, 0o666))
        os.replace(temporary, target)


@contextlib.contextmanager
def _temporary(target: str, *, folder: bool = False) -> Iterator[str]:
    """A new file or folder beside the target; at the end it is removed if it is still there."""
    import tempfile  # slow to load, and not needed for standard output

    temporary = None
    try:
        # Beside the target: no file can be renamed from one file system to another.
        if folder:
            temporary = tempfile.mkdtemp(dir=os.path.dirname(target), prefix=_PREFIX)
        else:
            handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=_PREFIX)
            os.close(handle)
        yield temporary
    finally:
        if temporary is not None:
            _remove(temporary)


def _remove(path: str) -> None:
    """Remove a file, or a folder with its files, if it exists."""
    remove: Callable[[str], None] = os.unlink
    with contextlib.suppress(OSError):
        if os.path.isdir(path):
            remove = os.rmdir
            for name in os.listdir(path):
                os.unlink(os.path.join(path, name))
        remove(path)


def _mode(target: str, new: int) -> int:
    """The permissions of the file that is replaced, else those of a new file."""
    with contextlib.suppress(OSError):
        return os.stat(target).st_mode & 0o777
    # The only way to read the mask is to set another.
    mask = os.umask(0)
    os.umask(mask)
    return new & ~mask


def _check_folder(path: str, target: str) -> None:
    """Refuse to replace anything that this tool did not write. Raises OutputError or OSError."""
    if not path or is_standard_output(path):
        place = "standard output" if path else "-o"
        raise OutputError(f"{place}: the result is a folder; name it with -o")
    if os.path.islink(target):
        raise _refusal(errno.ELOOP)
    if not os.path.exists(target):
        return
    if not os.path.isdir(target):
        raise OutputError(f"{printable(path)}: is no folder; name a new one, or remove it")
    if others := [name for name in os.listdir(target) if not _PART.fullmatch(name)]:
        message = f"a folder with {printable(min(others))!r} is not replaced; name a new one"
        raise OutputError(f"{printable(path)}: {message}")


def _replace_folder(temporary: str, target: str) -> None:
    """Put a folder in the place of another, which is kept until the new one is in place."""
    if not os.path.exists(target):
        os.rename(temporary, target)
        return
    # A folder with files cannot be renamed over, so the old one first moves out of the way.
    old = f"{temporary}-old"
    try:
        os.rename(target, old)
        os.rename(temporary, target)
    # Ctrl-C counts, too: the old folder goes back.
    except BaseException:
        if os.path.exists(old) and not os.path.exists(target):
            os.rename(old, target)
        raise
    finally:
        if os.path.exists(target):
            _remove(old)
