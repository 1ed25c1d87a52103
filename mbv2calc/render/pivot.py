"""Two axes and one metric as a pivot: numbers of one unit, on a colour scale where there is colour.

A window that is too narrow gets the columns in several panels; none is left out.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from mbv2calc.render.cells import cell, ratio
from mbv2calc.render.screen import Line, Screen
from mbv2calc.tables.neutral import Pivot, Table


class _Units(NamedTuple):
    """The powers of a base by name."""

    base: int
    names: tuple[str, ...]


_COUNTS = _Units(1000, ("", "thousands", "millions", "billions", "trillions"))
_BYTES = _Units(1024, ("", "KiB", "MiB", "GiB", "TiB"))
_SCALE = (  # from little to much: text and ground from the fixed 256 colours, so that both show
    "color(231) on color(54)", "color(231) on color(60)", "color(231) on color(24)",
    "color(231) on color(30)", "color(16) on color(36)", "color(16) on color(71)",
    "color(16) on color(149)", "color(16) on color(221)",
)  # fmt: skip


class _Grid(NamedTuple):
    """The cells of a pivot as texts and styles, with their labels."""

    down: list[str]
    across: list[str]
    texts: dict[tuple[str, str], str]
    styles: dict[tuple[str, str], str]


def pivot_lines(table: Table, pivot: Pivot, screen: Screen) -> Iterator[Line]:
    """The lines of a table shown as a pivot."""
    places = {column.key: place for place, column in enumerate(table.columns)}
    down, across = (table.columns[places[key]] for key in (pivot.down, pivot.across))
    values = [row[places[pivot.cell]] for row in table.rows]
    units = _BYTES if pivot.format == "size" else _COUNTS
    power = _power(values, units)
    scale = units.base**power
    labels = [
        (cell(row[places[pivot.down]], down), cell(row[places[pivot.across]], across))
        for row in table.rows
    ]
    marks = ["*" if number == pivot.marked else " " for number in range(len(values))]
    grid = _Grid(
        list(dict.fromkeys(label for label, _ in labels)),
        list(dict.fromkeys(label for _, label in labels)),
        {at: _text(v, scale) + mark for at, v, mark in zip(labels, values, marks, strict=True)},
        dict(zip(labels, _styles(values, pivot.marked), strict=True)),
    )
    unit = f" in {units.names[power]}" if power else ""
    yield [("", "")]
    yield [(f"{pivot.title}{unit}", "bold")]
    yield from _panels(grid, down.heading, across.heading, screen)
    for note in table.notes:
        yield [(note, "dim")]
    if screen.colour:
        yield _legend(values, scale)


def _panels(grid: _Grid, down: str, across: str, screen: Screen) -> Iterator[Line]:
    """The pivot in as many panels as the window asks for."""
    first = max(map(len, [down, *grid.down]))
    width = 1 + max(max(map(len, grid.texts.values())), *(len(label) + 1 for label in grid.across))
    many = len(grid.across)
    if screen.width is not None:
        many = max(1, (screen.width - first) // width)
    for start in range(0, len(grid.across), many):
        columns = grid.across[start : start + many]
        if start:
            yield [("", "")]
        yield [(" " * first, ""), (f"  {across}", "bold")]
        heads = "".join(f"{label:>{width - 1}} " for label in columns)
        yield [(f"{down:<{first}}", "bold"), (heads, "bold")]
        yield [(("─" if screen.unicode else "-") * (first + width * len(columns)), ""), ("", "")]
        for label in grid.down:
            line: Line = [(f"{label:>{first}}", "")]
            line += (
                (f"{grid.texts[label, column]:>{width}}", grid.styles[label, column])
                for column in columns
            )
            yield line


def _power(values: list[Any], units: _Units) -> int:
    """The largest power of the base of which every number has at least one."""
    least, power = min(_known(values), default=0), 0
    while power + 1 < len(units.names) and least >= units.base ** (power + 1):
        power += 1
    return power


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
    scaled = value / scale
    digits = 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0
    return f"{scaled:,.{digits}f}"


def _styles(values: list[Any], marked: int | None) -> list[str]:
    """The colour of each number, on a logarithmic scale; none for what is missing.

    0 has no logarithm: it counts as 1 among whole numbers, as the least ratio above it among those.
    """
    above = [value for value in _known(values) if value > 0]
    least = min(above, default=1) if any(isinstance(v, float) for v in above) else 1
    logs = [None if v is None else math.log(max(least, v)) for v in values]
    low, high = min(_known(logs), default=0.0), max(_known(logs), default=0.0)
    step = (high - low) / len(_SCALE) or 1.0
    last = len(_SCALE) - 1
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
