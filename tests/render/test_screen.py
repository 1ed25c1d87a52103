"""The screen: what a stream and the environment say of width, colour and letters."""

import io
import os
import sys
from typing import cast

import pytest

from mbv2calc.render.terminal import Screen


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


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize(("columns", "width"), [(67, 67), (0, 80)])
def test_a_window_is_measured(columns: int, width: int) -> None:
    import fcntl
    import struct
    import termios

    master, slave = os.openpty()
    with open(slave, "w", encoding="utf-8") as stream, open(master, "rb", buffering=0):
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        assert Screen.of(stream, {}) == Screen(width, True, True)
