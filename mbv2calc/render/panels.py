"""Tables of many columns alike, one for each number of groups, say, in several panels."""

from collections.abc import Iterator, Sequence

from mbv2calc.tables.neutral import Table

_GAP = 1


def panels(table: Table, widths: Sequence[int], limit: int) -> Iterator[Table]:
    """The table in panels; one where a window of `limit` places has room for all its columns.

    Each panel has the columns that are never dropped, and as many `panel` columns as fit beside
    them. `widths` are those of the columns.
    """
    places = range(len(table.columns))
    alike = [place for place in places if table.columns[place].panel]
    fixed = [p for p in places if p not in alike and not table.columns[p].keep]
    room = limit - sum(widths[place] + _GAP for place in fixed) + _GAP
    many = max(1, room // (max(widths[place] for place in alike) + _GAP))
    if many >= len(alike):
        yield table
        return
    for start in range(0, len(alike), many):
        yield _some(table, sorted([*fixed, *alike[start : start + many]]), first=not start)


def _some(table: Table, places: Sequence[int], *, first: bool) -> Table:
    """Some columns of a table; its title and notes stand at the first panel."""
    return table._replace(
        title=table.title if first else "",
        columns=tuple(table.columns[place] for place in places),
        rows=tuple(tuple(row[place] for place in places) for row in table.rows),
        footer=table.footer and tuple(table.footer[place] for place in places),
        notes=table.notes if first else (),
        gaps=frozenset(),
    )
