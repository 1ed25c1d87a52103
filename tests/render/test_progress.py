"""Progress is for a person at a terminal who waits: nobody and nothing else sees any of it."""

import io
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from mbv2calc.render import progress
from mbv2calc.render.progress import state_of, tracked


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Standard error of a person who waits for nothing."""
    stream = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    monkeypatch.setattr(progress, "PATIENCE", -1)
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return stream


def every(parts: int = 3) -> Iterator[int]:
    return tracked(iter(range(parts)), 1e6 * parts, lambda _: 1e6)


def hidden(stream: Terminal) -> bool:
    """Whether the bar is gone, and the cursor there again."""
    text = stream.getvalue()
    return text.endswith("\x1b[2K") and text.count("\x1b[?25l") == text.count("\x1b[?25h")


def test_all_parts_come_in_their_order(terminal: Terminal) -> None:
    assert list(every(5)) == [0, 1, 2, 3, 4]
    assert "5.00 M / 5.00 M points" in terminal.getvalue()
    assert hidden(terminal)


def test_nothing_but_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1)
    monkeypatch.setenv("FORCE_COLOR", "1")
    for stream in (io.StringIO(), None):
        monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
        assert list(every()) == [0, 1, 2]
        assert stream is None or stream.getvalue() == ""


def test_a_terminal_that_redraws_nothing_gets_none(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert list(every()) == [0, 1, 2]
    assert terminal.getvalue() == ""


def test_short_work_has_no_bar(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 1e9)
    assert list(every()) == [0, 1, 2]
    assert terminal.getvalue() == ""


def test_who_wants_no_colour_gets_none(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    list(every())
    assert "\x1b[9" in terminal.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.truncate(0)
    terminal.seek(0)
    list(every())
    assert "M points" in terminal.getvalue()
    assert "\x1b[9" not in terminal.getvalue()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_the_bar_is_gone_before_an_error_is_told(
    terminal: Terminal, error: type[BaseException]
) -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise error

    with pytest.raises(error):
        list(tracked(failing(), 2, float))
    assert hidden(terminal)


def test_the_bar_of_work_that_is_given_up_is_gone(terminal: Terminal) -> None:
    waiting = every()
    next(waiting)
    assert "1.00 M / 3.00 M points" in terminal.getvalue()
    assert not hidden(terminal)
    waiting.close()  # type: ignore[attr-defined]
    assert hidden(terminal)


@pytest.mark.parametrize(
    ("done", "total", "seconds", "text"),
    [
        (0, 10, 0, "0 / 10 points  0/s  - left"),
        (10, 10, 0, "10 / 10 points  0/s  - left"),
        (1, 4, 2, "1 / 4 points  0/s  0:00:06 left"),
        (5e7, 1e8, 10, "50.0 M / 100 M points  5.00 M/s  0:00:10 left"),
        (1e3, 1e8, 1, "1.00 k / 100 M points  1.00 k/s  1 day, 3:46:39 left"),
        (12, 10, 1, "12 / 10 points  12/s  0:00:00 left"),
    ],
)
def test_the_state_is_in_round_numbers(
    done: float, total: float, seconds: float, text: str
) -> None:
    assert state_of(done, total, seconds, "points") == text
