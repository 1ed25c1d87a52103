"""Pivots: every number stands where its axes say, in one unit, at any width, in any colour."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.render.screen import Screen
from mbv2calc.render.terminal import render
from mbv2calc.tables.neutral import Column, Document, Pivot, Table
from tests.support import unstyled


def table(values: list[list[int]], marked: int | None = None, **more: Any) -> Table:
    """Rows 10, 20, ... down and columns a, b, ... across."""
    rows = tuple(
        (10 * (y + 1), chr(97 + x), value)
        for y, line in enumerate(values)
        for x, value in enumerate(line)
    )
    columns = (Column("y", "y", "count"), Column("x", "x"), Column("z", "Z", "count"))
    return Table("", columns, rows, pivot=Pivot("y", "x", "z", "Z", marked), **more)


def shown(of: Table, screen: Screen | None = None) -> list[str]:
    return render(Document((of,)), screen or Screen()).splitlines()


def test_a_pivot() -> None:
    """The layout, whole."""
    values = [[1_500_000, 20_000_000], [300_000_000, 4_000_000_000]]
    assert shown(table(values, 3, notes=("* own",))) == [
        "",
        "Z in millions",
        "    x",
        "y      a      b",
        "─" * 16,
        "10  1.50   20.0",
        "20   300  4,000*",
        "* own",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("least", "title", "text"),
    [(999, "Z", "999"), (0, "Z", "0"), (1000, "Z in thousands", "1.00"),
     (10**6 - 1, "Z in thousands", "1,000"), (10**9, "Z in billions", "1.00"),
     (10**15, "Z in trillions", "1,000")],
)  # fmt: skip
def test_the_unit_is_the_largest_that_every_number_has(least: int, title: str, text: str) -> None:
    lines = shown(table([[least, least], [least * 3 + 1, least * 2]]))
    assert lines[1] == title
    assert lines[5].split() == ["10", text, text]


@pytest.mark.parametrize(
    ("least", "title", "text"),
    [(1023, "Z", "1,023"), (1024, "Z in KiB", "1.00"), (602_112, "Z in KiB", "588"),
     (2**20, "Z in MiB", "1.00")],
)  # fmt: skip
def test_bytes_are_in_powers_of_1024(least: int, title: str, text: str) -> None:
    of = table([[least, least], [least, 2 * least]])
    assert of.pivot is not None
    lines = shown(of._replace(pivot=of.pivot._replace(format="size")))
    assert lines[1] == title
    assert lines[5].split() == ["10", text, text]


@given(down=st.integers(1, 4), across=st.integers(1, 20), width=st.integers(12, 90), data=st.data())
def test_no_cell_is_lost_and_no_line_is_wider_than_the_window(
    down: int, across: int, width: int, data: st.DataObject
) -> None:
    numbers = st.integers(0, 999)
    values = [[data.draw(numbers) for _ in range(across)] for _ in range(down)]
    lines = shown(table(values), Screen(width))
    assert max(map(len, lines)) <= width
    panels = [line.split() for line in lines[3:] if line]
    found: dict[tuple[str, str], str] = {}
    columns: list[str] = []
    for first, *cells in panels:
        if first == "y":
            columns = cells
        elif first.isdecimal():
            found |= {(first, c): text for c, text in zip(columns, cells, strict=True)}
    assert found == {
        (str(10 * (y + 1)), chr(97 + x)): str(value)
        for y, line in enumerate(values)
        for x, value in enumerate(line)
    }


def test_colour_changes_nothing_but_the_legend() -> None:
    of = table([[1, 10], [100, 1000]], 2)
    plain, coloured = (
        render(Document((of,)), Screen(80, colour)).splitlines() for colour in (False, True)
    )
    assert [unstyled(line).rstrip() for line in coloured[:-1]] == plain
    assert unstyled(coloured[-1]).split() == ["1", "1,000,", "logarithmic", "colour", "scale"]


def test_colours_go_from_little_to_much() -> None:
    lines = render(Document((table([[1, 10, 100, 1000]]),)), Screen(80, True)).splitlines()
    (row,) = (line for line in lines if unstyled(line).startswith("10 "))
    grounds = [part.split("m")[0] for part in row.split("48;5;")[1:]]
    assert len(grounds) == 4 == len(set(grounds))
    same = render(Document((table([[5, 5]]),)), Screen(80, True)).splitlines()
    (row,) = (line for line in same if unstyled(line).startswith("10 "))
    assert len({part.split("m")[0] for part in row.split("48;5;")[1:]}) == 1


def test_ascii() -> None:
    assert all(line.isascii() for line in shown(table([[1, 2]], 0), Screen(80, unicode=False)))
