"""Wide tables in several panels: those with one column for each number of groups, for example."""

from collections.abc import Iterator, Sequence

from mbv2calc.tables.neutral import Table

_GAP = 1  # the narrowest that a terminal makes it, see terminal._Grid.fit


def panels(table: Table, widths: Sequence[int], limit: int) -> Iterator[Table]:
    """The table in panels; one where a window of `limit` places has room for all its columns.

    Each panel has the columns that are never dropped, and as many `panel` columns as fit beside
    them. `widths` are those of the columns.
    """
    places = range(len(table.columns))
    repeated = [place for place in places if table.columns[place].panel]
    fixed = [p for p in places if p not in repeated and not table.columns[p].keep]
    room = limit - sum(widths[place] + _GAP for place in fixed) + _GAP
    per_panel = max(1, room // (max(widths[place] for place in repeated) + _GAP))
    if per_panel >= len(repeated):
        yield table
        return
    for start in range(0, len(repeated), per_panel):
        shown = sorted([*fixed, *repeated[start : start + per_panel]])
        yield _panel(table, shown, first=not start)


def _panel(table: Table, places: Sequence[int], *, first: bool) -> Table:
    """Some columns of a table; its title and notes stand at the first panel."""
    return table._replace(
        title=table.title if first else "",
        columns=tuple(table.columns[place] for place in places),
        rows=tuple(tuple(row[place] for place in places) for row in table.rows),
        footer=table.footer and tuple(table.footer[place] for place in places),
        notes=table.notes if first else (),
        gaps=frozenset(),
    )
