"""Tables of many columns alike, such as one for each number of groups, in several panels."""

from collections.abc import Iterator

from rich.cells import cell_len

from mbv2calc.render.cells import footer_row, text_rows
from mbv2calc.tables.neutral import Table

_GAP = 1


def panels(table: Table, width: int | None) -> Iterator[Table]:
    """The table; or several, where the window has no room for all columns of `panel`.

    Each has as many of them as there is room for, behind the columns that are never dropped.
    """
    places = table.visible()
    alike = [place for place in places if table.columns[place].panel]
    if width is None or not alike:
        yield table
        return
    widths = dict(zip(places, _widths(table), strict=True))
    fixed = [p for p in places if p not in alike and not table.columns[p].keep]
    room = width - sum(widths[place] + _GAP for place in fixed) + _GAP
    many = max(1, room // (max(widths[place] for place in alike) + _GAP))
    if many >= len(alike):
        yield table
        return
    for start in range(0, len(alike), many):
        shown = {*fixed, *alike[start : start + many]}
        yield _of(table, [place for place in places if place in shown], first=not start)


def _widths(table: Table) -> list[int]:
    """The width of each column that people read."""
    titles = [table.columns[place].heading for place in table.visible()]
    footer = footer_row(table)
    lines = [titles, *text_rows(table), *([footer] if footer else [])]
    return [max(map(cell_len, cells)) for cells in zip(*lines, strict=True)]


def _of(table: Table, places: list[int], *, first: bool) -> Table:
    """Some columns of a table; its title and notes stand at the first panel."""
    footer = table.footer
    return table._replace(
        title=table.title if first else "",
        columns=tuple(table.columns[place] for place in places),
        rows=tuple(tuple(row[place] for place in places) for row in table.rows),
        footer=None if footer is None else tuple(footer[place] for place in places),
        notes=table.notes if first else (),
        section=None,
        block=None,
    )
