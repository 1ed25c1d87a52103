"""Panels: every column that is one of many stands in one of them, and none is too wide."""

from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.render.panels import panels
from mbv2calc.render.screen import Screen
from mbv2calc.render.terminal import render
from mbv2calc.tables.neutral import Column, Document, Table


def table(many: int, value: int = 12_345) -> Table:
    columns = (
        Column("name", "name"),
        Column("wide", "wide", keep=1),
        *(Column(f"g{place}", f"G={place}", "count", panel=True) for place in range(many)),
    )
    rows = tuple((name, "x" * 30, *range(value, value + many)) for name in "ab")
    footer = ("peak", None, *range(many))
    return Table("Title", columns, rows, footer=footer, gaps=frozenset({1}), notes=("note",))


def test_a_window_with_room_has_the_table_as_it_is() -> None:
    assert list(panels(table(5), [4, 30, *[6] * 5], 200)) == [table(5)]


def cells(of: Table) -> dict[tuple[str, int], object]:
    """Every value by its column and row, the footer behind the rows."""
    rows = (*of.rows, of.footer or ())
    return {
        (column.key, number): row[place]
        for number, row in enumerate(rows)
        for place, column in enumerate(of.columns)
    }


@given(many=st.integers(1, 40), width=st.integers(14, 120), value=st.integers(0, 10**6))
def test_every_column_stands_in_one_panel(many: int, width: int, value: int) -> None:
    found = list(panels(table(many, value), [4, 30, *[len(f"{value + many:,}")] * many], width))
    keys = [c.key for panel in found for c in panel.columns if c.panel]
    assert keys == [f"g{place}" for place in range(many)]
    assert [panel.title for panel in found] == ["Title"] + [""] * (len(found) - 1)
    if len(found) > 1:
        assert all(panel.columns[0].key == "name" for panel in found)
        for panel in found:
            assert cells(panel).items() <= cells(table(many, value)).items()
    lines = render(Document((table(many, value),)), Screen(width=width)).splitlines()
    assert max(map(len, lines)) <= width


def test_panels_have_a_gap_between_them() -> None:
    lines = render(Document((table(6),)), Screen(width=24)).splitlines()
    heads = [place for place, line in enumerate(lines) if line.startswith("name")]
    assert len(heads) > 1
    assert all(lines[place - 1] == "" for place in heads[1:])
