"""Charts: a bar for every row at any width, its height by its value, a mark where it belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.render.screen import Screen
from mbv2calc.render.terminal import render
from mbv2calc.tables.neutral import Chart, Column, Document, Table
from tests.support import unstyled


def table(values: list[int], marked: int | None = None) -> Table:
    rows = tuple((f"{place // 2}.{place}", value) for place, value in enumerate(values))
    columns = (Column("step", "step"), Column("bytes", "bytes", "count"))
    return Table("Bytes", columns, rows, notes=("* peak",), chart=Chart("bytes", "step", marked))


def shown(of: Table, screen: Screen | None = None) -> list[str]:
    return render(Document((of,)), screen or Screen(width=20)).splitlines()


def test_a_chart() -> None:
    """The layout, whole: of 20 places 14 are left behind the scale, three for each row."""
    assert shown(table([8, 4, 1, 0], 0)) == [
        "",
        "Bytes",
        "8 B │███",
        "    │███",
        "    │███",
        "    │███",
        "4 B │██████",
        "    │██████",
        "    │██████",
        "    │█████████",
        "0 B └▲▲▲─────────",
        "     0     1",
        "* peak",
    ]


def test_without_unicode_it_is_ascii() -> None:
    lines = shown(table([8, 4], 1), Screen(width=20, unicode=False))
    assert all(line.isascii() for line in lines)
    assert lines[2].endswith("|#######")
    assert lines[10] == "0 B +-------^^^^^^^"


@given(
    values=st.lists(st.integers(0, 10**9), min_size=1, max_size=300),
    width=st.integers(24, 160),
    data=st.data(),
)
def test_no_line_is_wider_than_the_window_and_the_mark_is_under_its_bar(
    values: list[int], width: int, data: st.DataObject
) -> None:
    marked = data.draw(st.integers(0, len(values) - 1))
    lines = shown(table(values, marked), Screen(width=width))
    assert max(map(len, lines[2:-1])) <= width
    axis = lines[10].partition("└")[2]
    assert set(axis) <= {"─", "▲"}
    place = axis.index("▲") * len(values) // len(axis)
    assert abs(place - marked) <= len(values) // len(axis)


@given(values=st.lists(st.integers(10**5, 10**6), min_size=2, max_size=20))
def test_higher_values_have_higher_bars(values: list[int]) -> None:
    lines = [line.partition("│")[2].ljust(160) for line in shown(table(values), Screen())[2:10]]
    wide = len(lines[-1].rstrip()) // len(values)
    for place, value in enumerate(values):
        height = sum(" ▁▂▃▄▅▆▇█".index(line[place * wide]) for line in lines)
        assert abs(height - 64 * value / max(values)) <= 1


def test_colours_are_those_of_a_terminal_and_change_no_letter() -> None:
    plain = [line.rstrip() for line in shown(table([3, 5, 2], 1), Screen(width=40))]
    coloured = shown(table([3, 5, 2], 1), Screen(width=40, colour=True))
    assert [unstyled(line).rstrip() for line in coloured] == plain
    assert any("\x1b[" in line for line in coloured)


@pytest.mark.parametrize("values", [[0], [0, 0, 0], [7]])
def test_charts_of_little(values: list[int]) -> None:
    assert len(shown(table(values))) == 13
