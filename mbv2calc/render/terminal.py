"""Documents on a terminal, styled with Rich: a narrow window loses whole columns, no cell wraps.

Off a terminal there is no window to be narrow, and all columns are written. Tables are laid out
here, since widths are known once columns are chosen: Rich's own Table measures every cell again,
which took a third of a report's time.
"""

import os
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TextIO, TypeAlias

from rich.cells import cell_len

from mbv2calc.render.cells import bar, facts_line, footer_row, text_rows
from mbv2calc.tables import Column, Document, Record, Table

Line: TypeAlias = list[tuple[str, str]]
"""Texts with their styles; a line of one text may be wrapped where it is too long."""

_STYLES = {"quiet": "dim", "accent": "magenta"}
_WORDS = {"linear": "yellow", "yes": "green", "no": "red"}
_BAR = (5, 24)  # the narrowest and the widest bar


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
        if stream is not None and terminal and width is None:
            width = os.get_terminal_size(stream.fileno()).columns or 80
        forced = environ.get("FORCE_COLOR", "") not in ("", "0")
        plain = environ.get("NO_COLOR", "") != "" or environ.get("TERM") == "dumb"
        return cls(width, (terminal or forced) and not plain, unicode)


def render(document: Document, screen: Screen | None = None) -> str:
    """The document as the text of a terminal."""
    screen = screen or Screen.of(sys.stdout)
    lines: list[Line] = []
    for part in document.parts:
        if isinstance(part, Record):
            lines += _record(part, screen.width)
        elif isinstance(part, Table) and part.shown:
            lines += _table(part, screen)
    lines += ([(note, "dim")] for note in document.notes)
    lines = [piece for line in lines for piece in _wrapped(line, screen.width)]
    return _coloured(lines) if screen.colour else "".join(map(_plain, lines))


def _wrapped(line: Line, width: int | None) -> list[Line]:
    """A line of prose cut at its spaces; any other line as it is."""
    if width is None or len(line) > 1 or not line[0][0]:
        return [line]
    ((text, style),) = line
    return [[(piece, style)] for piece in textwrap.wrap(text, width, break_long_words=False)]


def _plain(line: Line) -> str:
    return "".join(text for text, _ in line).rstrip() + "\n"


def _coloured(lines: Iterable[Line]) -> str:
    """The lines with the escape sequences of their styles, in the terminal's own 16 colours."""
    from rich.style import Style  # loaded only where there is colour

    styles = {style: Style.parse(style) for line in lines for _, style in line}
    return "".join(
        "".join(styles[style].render(text) for text, style in line).rstrip() + "\n"
        for line in lines
    )


def _record(record: Record, width: int | None) -> Iterator[Line]:
    """A record in one line, or more where it is long; a heading begins with its name in bold."""
    text = facts_line(record.facts, "  " if record.heading else "   ")
    first, *rest = textwrap.wrap(text, width or len(text) + 1)
    if record.heading:
        name = str(record.facts[0].value).strip()[: len(first)]
        yield [(name, "bold"), (first[len(name) :], "")]
    else:
        yield [(first, "bold")]
    for line in rest:
        yield [(line, "" if record.heading else "bold")]


def _table(table: Table, screen: Screen) -> Iterator[Line]:
    """The lines of a table: heading, rows with a gap between sections, totals, notes."""
    columns = [table.columns[i] for i in table.for_people()]
    rows, footer = text_rows(table), footer_row(table)
    lines = [[column.title for column in columns], *rows, *([footer] if footer else [])]
    widths = [max(map(cell_len, cells)) for cells in zip(*lines, strict=True)]
    grid = _Grid(columns, widths, _fit(columns, widths, screen.width), screen.unicode)
    if table.title:
        yield [("", "")]
        yield [(table.title, "bold")]
    yield grid.line(lines[0], "bold")
    yield [(("─" if screen.unicode else "-") * grid.total(), ""), ("", "")]
    shares = [_shares(table, place) for place in table.for_people()]
    for number, texts in enumerate(rows):
        if table.begins_section(number):
            yield [("", "")]
        yield grid.line(texts, "", [share[number] for share in shares])
    if footer:
        yield [("", "")]
        yield grid.line(footer, "bold")
    for note in table.notes:
        yield [(note, "dim")]


def _shares(table: Table, place: int) -> list[float]:
    """How far each row of a column fills its bar: the largest share fills it whole."""
    if table.columns[place].kind != "bar":
        return [0.0] * len(table.rows)
    shares = [row[place] or 0.0 for row in table.rows]
    largest = max(shares, default=0.0) or 1.0
    return [share / largest for share in shares]


class _Fit(NamedTuple):
    """Which columns are shown, the room between them and for a bar, and whether it has a number."""

    places: tuple[int, ...]
    gap: int = 2
    numbers: bool = True
    bar: int = _BAR[1]


def _fit(columns: list[Column], widths: list[int], limit: int | None) -> _Fit:
    """What a window has room for.

    First the gaps shrink, then bars lose their numbers, then the column of the highest `keep`
    goes. What is left over widens the bar.
    """
    places = tuple(range(len(columns)))
    if limit is None:
        return _Fit(places)
    while True:
        for gap, numbers in ((2, True), (1, True), (1, False)):
            used = sum(_width(columns[i], widths[i], numbers) for i in places)
            used += gap * (len(places) - 1)
            if used <= limit:
                return _Fit(places, gap, numbers, min(_BAR[1], _BAR[0] + limit - used))
        droppable = [i for i in places if columns[i].keep]
        if not droppable:
            return _Fit(places, 1, False, _BAR[0])
        last = max(droppable, key=lambda i: columns[i].keep)
        places = tuple(i for i in places if i != last)


def _width(column: Column, width: int, numbers: bool) -> int:
    if column.kind != "bar":
        return width
    return max(len(column.title), (width + 1) * numbers + _BAR[0])


class _Grid(NamedTuple):
    """A table's columns at their widths, of which `fit` has chosen some."""

    columns: list[Column]
    widths: list[int]
    fit: _Fit
    unicode: bool

    def width(self, place: int) -> int:
        """The width of a column as it is shown."""
        column = self.columns[place]
        if column.kind != "bar":
            return self.widths[place]
        numbers = (self.widths[place] + 1) * self.fit.numbers
        return max(len(column.title), numbers + self.fit.bar)

    def total(self) -> int:
        return sum(map(self.width, self.fit.places)) + self.fit.gap * (len(self.fit.places) - 1)

    def line(self, texts: list[str], style: str, shares: list[float] | None = None) -> Line:
        """One line; `shares` are given for the rows, whose words and bars have styles."""
        line: Line = [("", style)]
        for number, place in enumerate(self.fit.places):
            column, text, width = self.columns[place], texts[place], self.width(place)
            gap = " " * (self.fit.gap * (number > 0))
            if column.kind == "bar" and shares is not None:
                line += self.bar(place, text, shares[place], gap)
                continue
            padding = " " * (width - cell_len(text))
            if shares is not None:
                style = _WORDS.get(text, _STYLES.get(column.style, ""))
            line += [(gap, ""), (padding + text if column.right else text + padding, style)]
        return line

    def bar(self, place: int, text: str, share: float, gap: str) -> Line:
        """A share as a bar, after its number where there is room."""
        number = text.rjust(self.widths[place]) + " " if self.fit.numbers else ""
        drawn = bar(share, self.fit.bar, ascii_only=not self.unicode)
        return [(gap + number, ""), (drawn.ljust(self.width(place) - len(number)), "cyan")]
