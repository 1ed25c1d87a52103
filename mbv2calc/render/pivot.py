"""Two axes and one metric as a pivot: numbers in one unit, on a colour scale if there is colour.

A narrow window gets the columns in several panels; none is left out.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from mbv2calc.render.cells import cell, decimals, ratio
from mbv2calc.render.screen import Line, Screen
from mbv2calc.tables.neutral import Pivot, Table

_COUNTS = 1000, ("", "thousands", "millions", "billions", "trillions")
_BYTES = 1024, ("", "KiB", "MiB", "GiB", "TiB")
_SCALE = (  # from little to much: text and ground from the fixed 256 colours, so that both show
    "color(231) on color(54)", "color(231) on color(60)", "color(231) on color(24)",
    "color(231) on color(30)", "color(16) on color(36)", "color(16) on color(71)",
    "color(16) on color(149)", "color(16) on color(221)",
)  # fmt: skip


class _Grid(NamedTuple):
    """The labels of a pivot, and by pair of labels the text and the style of a cell."""

    down: list[str]
    across: list[str]
    cells: dict[tuple[str, str], tuple[str, str]]


def pivot_lines(table: Table, pivot: Pivot, screen: Screen) -> Iterator[Line]:
    """The lines of a table shown as a pivot."""
    down, down_values = table.column(pivot.down)
    across, across_values = table.column(pivot.across)
    _, values = table.column(pivot.cell)
    unit, scale = _unit(values, *(_BYTES if pivot.format == "size" else _COUNTS))
    downs = [cell(value, down) for value in down_values]
    acrosses = [cell(value, across) for value in across_values]
    texts = (
        _text(value, scale) + ("*" if number == pivot.marked else " ")
        for number, value in enumerate(values)
    )
    cells = zip(texts, _styles(values, pivot.marked), strict=True)
    grid = _Grid(
        list(dict.fromkeys(downs)),
        list(dict.fromkeys(acrosses)),
        dict(zip(zip(downs, acrosses, strict=True), cells, strict=True)),
    )
    yield [("", "")]
    yield [(f"{pivot.title} in {unit}" if unit else pivot.title, "bold")]
    yield from _panels(grid, down.heading, across.heading, screen)
    for note in table.notes:
        yield [(note, "dim")]
    if screen.colour:
        yield _legend(values, scale)


def _panels(grid: _Grid, down: str, across: str, screen: Screen) -> Iterator[Line]:
    """The pivot in as many panels as the window asks for."""
    first = max(map(len, [down, *grid.down]))
    texts = (text for text, _ in grid.cells.values())
    # Each number has a place for its mark behind it, and so has each label above.
    width = 1 + max(*map(len, texts), *(len(label) + 1 for label in grid.across))
    per_panel = len(grid.across)
    if screen.width is not None:
        per_panel = max(1, (screen.width - first) // width)
    for start in range(0, len(grid.across), per_panel):
        columns = grid.across[start : start + per_panel]
        if start:
            yield [("", "")]
        yield [(" " * first, ""), (f"  {across}", "bold")]
        heads = "".join(f"{label:>{width - 1}} " for label in columns)
        yield [(f"{down:<{first}}", "bold"), (heads, "bold")]
        yield [(("─" if screen.unicode else "-") * (first + width * len(columns)), ""), ("", "")]
        for label in grid.down:
            cells = (grid.cells[label, column] for column in columns)
            yield [
                (f"{label:>{first}}", ""),
                *((text.rjust(width), style) for text, style in cells),
            ]


def _unit(values: list[Any], base: int, names: tuple[str, ...]) -> tuple[str, int]:
    """The name and size of the largest unit that no number is below."""
    least = min(_known(values), default=0)
    power = max((p for p in range(len(names)) if least >= base**p), default=0)
    return names[power], base**power


def _known(values: list[Any]) -> list[Any]:
    """The values that are there: a metric may be missing at some points."""
    return [value for value in values if value is not None]


def _text(value: Any, scale: int) -> str:
    """Three digits, or all of the whole ones; nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, float):
        return ratio(value / scale)
    if scale == 1:
        return f"{value:,}"
    return f"{value / scale:,.{decimals(value / scale)}f}"


def _styles(values: list[Any], marked: int | None) -> list[str]:
    """The colour of each number, on a logarithmic scale; none for what is missing.

    0 has no logarithm: it counts as 1 among whole numbers, as the least ratio above it among those.
    """
    above = [value for value in _known(values) if value > 0]
    least = min(above, default=1) if any(isinstance(v, float) for v in above) else 1
    logs = [None if v is None else math.log(max(least, v)) for v in values]
    low, high = min(_known(logs), default=0.0), max(_known(logs), default=0.0)
    step = (high - low) / len(_SCALE) or 1.0  # where all are equal, any step gives one colour
    last = len(_SCALE) - 1
    # The largest number would begin a step of its own behind the last one.
    styles = ["" if v is None else _SCALE[min(last, int((v - low) / step))] for v in logs]
    if marked is not None:
        styles[marked] = f"bold underline {styles[marked]}".rstrip()
    return styles


def _legend(values: list[Any], scale: int) -> Line:
    """The colours from the least number to the largest."""
    known = _known(values) or [0]
    low, high = (_text(end, scale) for end in (min(known), max(known)))
    patches = (("  ", style) for style in _SCALE)
    return [(f"{low} ", "dim"), *patches, (f" {high}, logarithmic colour scale", "dim")]
