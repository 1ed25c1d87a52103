"""Documents on a terminal, styled with Rich: a narrow window loses whole columns, no cell wraps.

Without a window, as in a file, all columns are written. This module formats tables itself: it knows
all widths once it has chosen the columns, whereas Rich's own Table measures every cell again, which
took a third of a report's time.
"""

import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from rich.cells import cell_len

from mbv2calc.render.cells import bar, fact_texts, share, texts
from mbv2calc.render.screen import Line, Screen
from mbv2calc.tables.neutral import Column, Document, Fact, Table

_STYLES: dict[str, dict[str, str]] = {  # of a column: the style of each text, "" for any other
    "quiet": {"": "dim"},
    "accent": {"": "magenta"},
    "activation": {"linear": "yellow"},
    "schedule": {"whole": "dim", "": "green"},
    "verdict": {"yes": "green", "no": "red"},
    "doubt": {"unverified": "yellow", "": "dim"},
}
_BAR = (5, 24)  # the narrowest and the widest bar


def render(document: Document, screen: Screen | None = None) -> str:
    """The document as the text of a terminal."""
    screen = screen or Screen.of(sys.stdout)
    lines: list[Line] = []
    lines += _facts(document.heading, "  ", screen.width, heading=True)
    for table in document.shown_tables():
        lines += _shown(table, screen)
    if document.sentences:
        lines += [[("", "")]]
        for text, good in zip_longest(document.sentences, document.verdicts):
            lines += [[(text, {None: "", True: "bold green", False: "bold red"}[good])]]
    lines += _facts(document.totals, "   ", screen.width, heading=False)
    lines += ([(note, "dim")] for note in document.notes)
    return text_of(lines, screen)


def _shown(table: Table, screen: Screen) -> Iterator[Line]:
    """The lines of a table, as a pivot or a chart where it is one."""
    if table.pivot is not None:
        from mbv2calc.render.pivot import pivot_lines

        return pivot_lines(table, table.pivot, screen)
    if table.chart is not None:
        from mbv2calc.render.chart import chart_lines

        return chart_lines(table, table.chart, screen)
    return _panels(table, screen)


def text_of(lines: Iterable[Line], screen: Screen) -> str:
    """Lines as a screen shows them: prose cut at its width, styles where it has colour."""
    lines = [piece for line in lines for piece in _wrapped(line, screen.width)]
    return _coloured(lines) if screen.colour else "".join(map(_plain, lines))


def _wrapped(line: Line, width: int | None) -> list[Line]:
    """A line of prose cut at its spaces; any other line as it is."""
    # A line of several texts is a row of a table, which never wraps.
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


def _facts(facts: Sequence[Fact], sep: str, width: int | None, *, heading: bool) -> Iterator[Line]:
    """Facts in as few lines as there is room for; a heading begins with its name in bold."""
    for number, line in enumerate(_filled(fact_texts(facts), sep, width)):
        if heading and number == 0:
            name = str(facts[0].value).strip()[: len(line)]
            yield [(name, "bold"), (line[len(name) :], "")]
        else:
            yield [(line, "" if heading else "bold")]


def _filled(texts: list[str], sep: str, width: int | None) -> list[str]:
    """The texts side by side, in as many lines as the window asks for; none is cut."""
    lines: list[str] = []
    for text in texts:
        if lines and (width is None or len(lines[-1] + sep + text) <= width):
            lines[-1] += sep + text
        else:
            lines.append(text)
    return lines


def _panels(table: Table, screen: Screen) -> Iterator[Line]:
    """A table, in several panels if its `panel` columns have no room beside each other."""
    if screen.width is None or not any(column.panel for column in table.columns):
        yield from _table(table, screen)
        return
    from mbv2calc.render.panels import panels

    for number, panel in enumerate(panels(table, _widths(_lines(table)), screen.width)):
        if number:
            yield [("", "")]
        yield from _table(panel, screen)


def _lines(table: Table) -> list[list[str]]:
    """A table as texts: the headings, the rows, the footer if there is one."""
    rows = [*table.rows, table.footer] if table.footer else table.rows
    return [[column.heading for column in table.columns], *(texts(row, table) for row in rows)]


def _widths(lines: list[list[str]]) -> list[int]:
    return [max(map(cell_len, cells)) for cells in zip(*lines, strict=True)]


def _table(table: Table, screen: Screen) -> Iterator[Line]:
    """The lines of a table: heading, rows with a gap between sections, totals, notes."""
    lines = _lines(table)
    places = tuple(range(len(table.columns)))
    full_bars = [_full_bar(table, place) for place in places]
    grid = _Grid(table.columns, _widths(lines), full_bars, screen.unicode, places)
    grid = grid.fit(screen.width)
    if table.title:
        yield [("", "")]
        yield [(table.title, "bold")]
    yield grid.line(lines[0], "bold")
    yield [(("─" if screen.unicode else "-") * grid.total(), ""), ("", "")]
    for number, row in enumerate(table.rows):
        if number in table.gaps:
            yield [("", "")]
        yield grid.line(lines[1 + number], "", row)
    if table.footer:
        yield [("", "")]
        yield grid.line(lines[-1], "bold")
    for note in (*table.notes, *grid.scale()):
        yield [(note, "dim")]


def _full_bar(table: Table, place: int) -> float:
    """The largest share of a column of bars, which fills its bar whole; 1 where all are 0."""
    if table.columns[place].format != "bar":
        return 1.0
    return max(row[place] or 0.0 for row in table.rows) or 1.0


class _Grid(NamedTuple):
    """Columns at their widths: those shown, the room between them, how bars are drawn."""

    columns: Sequence[Column]
    widths: list[int]
    full_bars: list[float]  # the share that fills a bar of each column
    unicode: bool
    places: tuple[int, ...]
    gap: int = 2
    numbers: bool = True  # whether a bar stands behind its number
    bar: int = _BAR[1]

    def width(self, place: int) -> int:
        """The width of a column as it is shown."""
        column = self.columns[place]
        if column.format != "bar":
            return self.widths[place]
        return max(len(column.heading), (self.widths[place] + 1) * self.numbers + self.bar)

    def total(self) -> int:
        """The width of the table."""
        return sum(map(self.width, self.places)) + self.gap * (len(self.places) - 1)

    def fit(self, limit: int | None) -> "_Grid":
        """What a window has room for.

        First the gaps shrink, then bars lose their numbers, then the columns of the highest `keep`
        go. What is left over widens the bar.
        """
        if limit is None:
            return self
        for gap, numbers in ((2, True), (1, True), (1, False)):
            least = self._replace(gap=gap, numbers=numbers, bar=_BAR[0])
            if (room := limit - least.total()) >= 0:
                return least._replace(bar=min(_BAR[1], _BAR[0] + room))
        # One level of `keep` at a time: the gaps and bars may fit again once it is gone.
        droppable = [i for i in self.places if self.columns[i].keep]
        if not droppable:
            return self._replace(gap=1, numbers=False, bar=_BAR[0])
        last = max(self.columns[i].keep for i in droppable)
        kept = tuple(i for i in self.places if self.columns[i].keep != last)
        return self._replace(places=kept).fit(limit)

    def scale(self) -> Iterator[str]:
        """The share that fills a bar, for bars without numbers."""
        for place in self.places:
            if not self.numbers and self.full_bars[place] != 1:
                yield f"full bar = {share(self.full_bars[place])}"

    def line(self, texts: list[str], style: str, row: Sequence[Any] | None = None) -> Line:
        """One line; a `row` of values has bars, and words in the styles of their columns."""
        line: Line = [("", style)]
        for number, place in enumerate(self.places):
            column, text, width = self.columns[place], texts[place], self.width(place)
            gap = " " * (self.gap * (number > 0))
            if column.format == "bar" and row is not None:
                line += self.drawn(place, text, (row[place] or 0.0) / self.full_bars[place], gap)
                continue
            padding = " " * (width - cell_len(text))
            if row is not None:
                styles = _STYLES.get(column.style, {})
                style = styles.get(text, styles.get("", ""))
            line += [(gap, ""), (padding + text if column.right else text + padding, style)]
        return line

    def drawn(self, place: int, text: str, share: float, gap: str) -> Line:
        """A share as a bar, behind its number if there is room."""
        number = text.rjust(self.widths[place]) + " " if self.numbers else ""
        filled = bar(share, self.bar, ascii_only=not self.unicode)
        return [(gap + number, ""), (filled.ljust(self.width(place) - len(number)), "cyan")]
