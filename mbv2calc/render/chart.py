"""A number of every row as a line of bars, the rows across, with a mark under one of them."""

from collections.abc import Iterator

from mbv2calc.render.cells import size
from mbv2calc.render.screen import Line, Screen
from mbv2calc.tables.neutral import Chart, Table

_HEIGHT = 8  # lines of bars
_WIDEST = 140  # columns of the chart; more would only widen the bars
_WIDEST_BAR = 8  # columns of one row
_EIGHTHS = " ▁▂▃▄▅▆▇█"


def chart_lines(table: Table, chart: Chart, screen: Screen) -> Iterator[Line]:
    """The lines of a table of bytes shown as a chart: title, bars, axis, ticks, notes.

    In a wide window a row fills several columns; in a narrow one a column shows the largest of
    several rows.
    """
    _, values = table.column(chart.value)
    _, labels = table.column(chart.label)
    scale = (size(max(values)), size(max(values) // 2), size(0))
    margin = max(map(len, scale))
    columns = _columns(len(values), min(screen.width or _WIDEST, _WIDEST) - margin - 2)
    marks = [chart.marked in rows for rows in columns]
    yield [("", "")]
    yield [(table.title, "bold")]
    tops = [max(values[row] for row in rows) / (max(values) or 1) for rows in columns]
    yield from _bars(tops, marks, [text.rjust(margin) for text in scale], screen)
    yield [(" " * (margin + 2), ""), (_ticks(labels, columns), "dim")]
    for note in table.notes:
        yield [(note, "dim")]


def _columns(rows: int, room: int) -> list[range]:
    """Which rows each column shows."""
    # A window with less room wraps the lines; with fewer columns there would be no chart to see.
    room = max(room, 10)
    if rows <= room:
        wide = min(room // rows, _WIDEST_BAR)
        return [range(row, row + 1) for row in range(rows) for _ in range(wide)]
    return [range(i * rows // room, (i + 1) * rows // room) for i in range(room)]


def _bars(tops: list[float], marks: list[bool], scale: list[str], screen: Screen) -> Iterator[Line]:
    """The bars from the top down, then the axis with its mark."""
    blank = " " * len(scale[0])
    side, corner, flat, mark = "│└─▲" if screen.unicode else "|+-^"
    for level in range(_HEIGHT - 1, -1, -1):
        text = {_HEIGHT - 1: scale[0], _HEIGHT // 2 - 1: scale[1]}.get(level, blank)
        line: Line = [(f"{text} {side}", "")]
        for top, marked in zip(tops, marks, strict=True):
            drawn = _cell(top * _HEIGHT - level, screen.unicode)
            line.append((drawn, "bold yellow" if marked else "cyan"))
        yield line
    axis = "".join(mark if marked else flat for marked in marks)
    yield [(f"{scale[2]} {corner}", ""), (axis, "")]


def _cell(filled: float, unicode: bool) -> str:
    """One character of a bar that fills this much of its line."""
    eighths = max(0, min(8, round(filled * 8)))
    return _EIGHTHS[eighths] if unicode else " #"[eighths >= 4]


def _ticks(labels: list[str], columns: list[range]) -> str:
    """The first part of each label (the entry of a step) where it changes, if there is room."""
    line, before = "", ""
    for place, rows in enumerate(columns):
        text = labels[rows[0]].partition(".")[0]
        fits = len(line) < max(place, 1) and place + len(text) <= len(columns)
        if text != before and fits:
            line = line.ljust(place) + text
        before = text
    return line
