"""Two axes and one metric as a pivot: numbers of one unit, on a colour scale where there is colour.

A window that is too narrow gets the columns in several panels; none is left out.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from mbv2calc.render.cells import cell
from mbv2calc.render.screen import Line, Screen
from mbv2calc.tables import Pivot, Table

_UNITS = ("", "thousands", "millions", "billions", "trillions")
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
    power = _power(values)
    labels = [
        (cell(row[places[pivot.down]], down), cell(row[places[pivot.across]], across))
        for row in table.rows
    ]
    marks = ["*" if number == pivot.marked else " " for number in range(len(values))]
    grid = _Grid(
        list(dict.fromkeys(label for label, _ in labels)),
        list(dict.fromkeys(label for _, label in labels)),
        {at: _text(v, power) + mark for at, v, mark in zip(labels, values, marks, strict=True)},
        dict(zip(labels, _styles(values, pivot.marked), strict=True)),
    )
    unit = f" in {_UNITS[power]}" if power else ""
    yield [("", "")]
    yield [(f"{pivot.title}{unit}", "bold")]
    yield from _panels(grid, down.title, across.title, screen)
    for note in table.notes:
        yield [(note, "dim")]
    if screen.colour:
        yield _legend(values, power)


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


def _power(values: list[int]) -> int:
    """The largest power of 1000 of which every number has at least one."""
    least = min(values)
    return min(len(_UNITS) - 1, max(0, (len(str(least)) - 1) // 3))


def _text(value: int, power: int) -> str:
    """Three digits, or all of the whole ones."""
    if not power:
        return f"{value:,}"
    scaled = value / 1000**power
    digits = 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0
    return f"{scaled:,.{digits}f}"


def _styles(values: list[int], marked: int | None) -> list[str]:
    """The colour of each number: equal factors are equal steps."""
    low, high = (math.log(max(1, end)) for end in (min(values), max(values)))
    step = (high - low) / len(_SCALE) or 1.0
    last = len(_SCALE) - 1
    found = [_SCALE[min(last, int((math.log(max(1, v)) - low) / step))] for v in values]
    if marked is not None:
        found[marked] = f"bold underline {found[marked]}"
    return found


def _legend(values: list[int], power: int) -> Line:
    """The colours from the least number to the largest."""
    low, high = (_text(end, power) for end in (min(values), max(values)))
    patches = (("  ", style) for style in _SCALE)
    return [(f"{low} ", "dim"), *patches, (f" {high}, equal factors a step", "dim")]
