"""The screen: what a stream and the environment say of width, colour and letters."""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO, cast

import pytest

from mbv2calc.render.screen import Screen
from tests.support import process

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")


class Stream(io.StringIO):
    """A stream that says of itself what a test wants."""

    def __init__(self, encoding: str | None = "utf-8", terminal: bool = False) -> None:
        super().__init__()
        self._encoding, self._terminal = encoding, terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return cast(str, self._encoding)

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("stream", "environ", "screen"),
    [
        (Stream(), {}, Screen(None, False, True)),
        (Stream(), {"COLUMNS": "60"}, Screen(60, False, True)),
        (Stream(), {"COLUMNS": "0"}, Screen(None, False, True)),
        (Stream(), {"COLUMNS": "wide"}, Screen(None, False, True)),
        (Stream(), {"FORCE_COLOR": "1"}, Screen(None, True, True)),
        (Stream(), {"FORCE_COLOR": ""}, Screen(None, False, True)),
        (Stream(), {"FORCE_COLOR": "0"}, Screen(None, False, True)),
        (Stream(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, Screen(None, False, True)),
        (Stream("UTF8"), {}, Screen(None, False, True)),
        (Stream("ascii"), {}, Screen(None, False, False)),
        (Stream("latin-1"), {}, Screen(None, False, False)),
        (Stream(terminal=True), {"COLUMNS": "72"}, Screen(72, True, True)),
        (Stream(terminal=True), {"COLUMNS": "72", "TERM": "xterm"}, Screen(72, True, True)),
        (Stream(terminal=True), {"COLUMNS": "72", "TERM": "dumb"}, Screen(72, False, True)),
        (Stream(terminal=True), {"COLUMNS": "72", "NO_COLOR": "1"}, Screen(72, False, True)),
        (Stream(terminal=True), {"COLUMNS": "72", "NO_COLOR": ""}, Screen(72, True, True)),
    ],
)
def test_a_screen_is_what_stream_and_environment_say(
    stream: Stream, environ: dict[str, str], screen: Screen
) -> None:
    assert Screen.of(stream, environ) == screen


def test_a_closed_stream_has_no_screen() -> None:
    screen = Screen.of(None, {})
    assert (screen.width, screen.colour) == (None, False)


@pytest.fixture
def open_window() -> Iterator[Callable[[int], TextIO]]:
    """Opens terminals of so many columns."""
    import fcntl
    import struct
    import termios

    with ExitStack() as at_end:

        def window(columns: int) -> TextIO:
            master, slave = os.openpty()
            at_end.callback(os.close, master)
            fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            return at_end.enter_context(open(slave, "w", encoding="utf-8"))

        yield window


@pytest.fixture
def pipe() -> Iterator[TextIO]:
    """The end of a pipe that one writes to."""
    reading, writing = os.pipe()
    with open(writing, "w", encoding="utf-8") as stream:
        yield stream
    os.close(reading)


@POSIX
@pytest.mark.parametrize(("columns", "width"), [(67, 67), (0, 80)])
def test_a_window_is_measured(
    columns: int, width: int, open_window: Callable[[int], TextIO]
) -> None:
    assert Screen.of(open_window(columns), {}) == Screen(width, True, True)


@POSIX
@pytest.mark.parametrize(
    ("columns", "environ", "screen"),
    [
        (67, {}, Screen(67, False, True)),
        (67, {"COLUMNS": "90"}, Screen(90, False, True)),
        (67, {"FORCE_COLOR": "1"}, Screen(67, True, True)),
        (0, {}, Screen(None, False, True)),
    ],
)
def test_a_pager_shows_a_pipe_in_the_window_of_errors(
    columns: int,
    environ: dict[str, str],
    screen: Screen,
    open_window: Callable[[int], TextIO],
    pipe: TextIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", open_window(columns))
    assert Screen.of(pipe, environ) == screen


@POSIX
def test_without_any_window_there_is_no_limit(
    open_window: Callable[[int], TextIO],
    pipe: TextIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for errors in (None, Stream(), pipe):
        monkeypatch.setattr(sys, "stderr", errors)
        assert Screen.of(pipe, {}) == Screen(None, False, True)
    monkeypatch.setattr(sys, "stderr", open_window(67))
    with open(tmp_path / "file", "w", encoding="utf-8") as file:
        assert Screen.of(file, {}) == Screen(None, False, True)
    assert Screen.of(Stream(), {}) == Screen(None, False, True)


@POSIX
def test_a_report_through_a_pager_keeps_to_the_window(
    open_window: Callable[[int], TextIO],
) -> None:
    result = process("report", stderr=open_window(72).fileno())
    assert max(map(len, result.out.splitlines())) == 72
    assert "\x1b" not in result.out
