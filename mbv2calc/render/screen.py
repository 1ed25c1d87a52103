"""Where a document is to be shown, and the lines that it is made of."""

import contextlib
import os
import stat
import sys
from collections.abc import Mapping
from typing import NamedTuple, TextIO, TypeAlias

Line: TypeAlias = list[tuple[str, str]]
"""Texts with their styles; a line of one text may be wrapped where it is too long."""


class Screen(NamedTuple):
    """Where a document is to be shown. `width` None: no limit."""

    width: int | None = None
    colour: bool = False
    unicode: bool = True

    @classmethod
    def of(cls, stream: TextIO | None, environ: Mapping[str, str] = os.environ) -> "Screen":
        """The screen behind a stream, as the environment has it (COLUMNS, NO_COLOR, TERM)."""
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
        unicode = encoding.replace("-", "").startswith("utf")
        columns = environ.get("COLUMNS", "")
        width = int(columns) if columns.isdecimal() and int(columns) > 0 else None
        terminal = stream is not None and stream.isatty()
        if width is None:
            width = _window(stream)
        forced = environ.get("FORCE_COLOR", "") not in ("", "0")
        plain = environ.get("NO_COLOR", "") != "" or environ.get("TERM") == "dumb"
        return cls(width, (terminal or forced) and not plain, unicode)


def _window(stream: TextIO | None) -> int | None:
    """The width of the window that a person reads a stream in, also through a pager; else None."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if stream is None:
            return None
        if stream.isatty():
            # Some terminals, such as serial lines, report 0 columns.
            return os.get_terminal_size(stream.fileno()).columns or 80
        # A pipe to a pager ends on the terminal that standard error writes to.
        if stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode) and sys.stderr.isatty():
            return os.get_terminal_size(sys.stderr.fileno()).columns or None
    return None
