"""How far long work is: a bar on standard error, where that is a terminal that can redraw it."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from time import monotonic
from typing import Any, TextIO, TypeVar

from mbv2calc.render.cells import si

T = TypeVar("T")

PATIENCE = 0.5
"""Seconds of work before there is a bar."""


def tracked(
    parts: Iterable[T], total: float, size: Callable[[T], float], label: str = "points"
) -> Iterator[T]:
    """The parts as they come, while a bar shows the sum of their sizes, of a total.

    There is none on anything but a terminal, and none for short work; it is gone at the end, also
    of an iterator that fails or is closed.
    """
    if not _redraws(sys.stderr):
        yield from parts
        return
    begin, done, bar = monotonic(), 0.0, None
    try:
        for part in parts:
            done += size(part)
            seconds = monotonic() - begin
            if seconds > PATIENCE:
                # Only now, so that short work never loads Rich's progress bars.
                bar = bar or _bar()
                bar.update(
                    bar.task_ids[0],
                    total=total,
                    completed=done,
                    description=state_of(done, total, seconds, label),
                )
                bar.start()
            yield part
    finally:
        if bar is not None:
            bar.stop()


def state_of(done: float, total: float, seconds: float, label: str) -> str:
    """What stands beside the bar: how much is done, the rate, the time left at that rate.

    >>> state_of(25e6, 100e6, 5, "points")
    '25.0 M / 100 M points  5.00 M/s  0:00:15 left'
    """
    rate = done / seconds if seconds > 0 else 0.0
    left = timedelta(seconds=round(max(total - done, 0) / rate)) if rate else "-"
    return f"{si(round(done))} / {si(round(total))} {label}  {si(round(rate))}/s  {left} left"


def _redraws(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal that can move its cursor."""
    return os.environ.get("TERM") != "dumb" and stream is not None and stream.isatty()


def _bar() -> Any:
    """A bar of one task on standard error, which is not shown before it starts."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    bar = Progress(
        BarColumn(bar_width=24),
        TextColumn("{task.description}", markup=False),
        console=Console(file=sys.stderr),
        transient=True,
        refresh_per_second=4,
        # Rows may be written to standard output meanwhile, byte for byte as they are.
        redirect_stdout=False,
        redirect_stderr=False,
    )
    bar.add_task("")
    return bar
