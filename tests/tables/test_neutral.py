"""Neutral tables: which columns are shown, where sections begin, what `once` leaves out."""

from operator import itemgetter

from mbv2calc.arith import Ratio
from mbv2calc.tables.neutral import Column, Document, Pivot, Table, table

NAME = Column("name", get=itemgetter(0))
SIZE = Column("size", get=itemgetter(1))
ITEMS = (("a", 1), ("a", None), ("b", 3), ("a", 3))


def test_a_column_without_a_value_is_not_shown() -> None:
    empty = Column("empty", get=lambda item: None, total="total")
    shown = table((NAME, empty, SIZE._replace(total=4)), ITEMS)
    assert shown.columns == (NAME, SIZE._replace(total=4))
    assert shown.rows == ITEMS
    assert shown.footer == (None, 4)
    assert table((empty,), ITEMS).rows == ()


def test_a_gap_stands_where_a_section_begins() -> None:
    assert table((NAME, SIZE), ITEMS, section=itemgetter(0)).gaps == {2, 3}
    assert table((NAME, SIZE), ITEMS, block=itemgetter(0)).gaps == set()


def test_once_shows_a_value_in_the_first_row_of_a_block() -> None:
    columns = (NAME._replace(once=True), SIZE)
    once = (("a", 1), (None, None), ("b", 3), ("a", 3))
    assert table(columns, ITEMS, block=itemgetter(0)).rows == once
    assert table(columns, ITEMS, section=itemgetter(0)).rows == once
    by_size = table(columns, ITEMS, section=itemgetter(0), block=itemgetter(1))
    assert by_size.rows == (*ITEMS[:3], (None, 3))
    assert table(columns, ITEMS).rows == ITEMS


def test_a_pivot_needs_values_in_its_cells() -> None:
    pivot = Pivot("name", "name", "size", "Sizes")
    assert table((NAME, SIZE), ITEMS, pivot=pivot).pivot == pivot
    assert table((NAME, SIZE), ITEMS[1:2], pivot=pivot).pivot is None


def test_a_table_has_a_row_for_each_item_and_a_value_for_each_column() -> None:
    columns = (
        Column("word", once=True, get=str.upper, total="total"),
        Column("length", "n", "count", get=len, total=5),
        Column("first", get=lambda word: word[0]),
    )
    assert table(columns, ["abc", "de"], section=len, title="Words") == Table(
        "Words",
        columns,
        (("ABC", 3, "a"), ("DE", 2, "d")),
        footer=("total", 5, None),
        gaps=frozenset({1}),
    )


def test_a_column_is_the_attribute_of_its_key_unless_it_says_otherwise() -> None:
    columns = (Column("real"), Column("numerator", "n"), Column("twice", get=lambda n: 2 * n))
    shown = table(columns, (2, 3))
    assert [column.heading for column in shown.columns] == ["real", "n", "twice"]
    assert shown.rows == ((2, 2, 4), (3, 3, 6))
    side_by_side = table((Column("real").at(0), Column("real").at(1)), [(2, 3), (4, 5)])
    assert [column.key for column in side_by_side.columns] == ["real_0", "real_1"]
    assert [column.heading for column in side_by_side.columns] == ["real", "real"]
    assert side_by_side.rows == ((2, 3), (4, 5))


def test_a_table_without_totals_has_no_footer() -> None:
    numbers = (Column("real", "n", "count"),)
    assert table(numbers, (1, 2)) == Table("", numbers, ((1,), (2,)))
    assert table(numbers, ()).rows == ()
    assert table((numbers[0]._replace(total=0),), (1,)).footer == (0,)


def test_numbers_align_on_the_right_and_words_on_the_left() -> None:
    assert all(Column("k", "t", kind).right for kind in ("number", "count", "size", "share"))
    assert not any(Column("k", "t", kind).right for kind in ("text", "shape", "bar"))


def test_the_plain_form_is_that_of_the_data() -> None:
    data = {"width": Ratio(7, 20), "input": (112, 112)}
    assert Document(data=data).plain() == {"width": 0.35, "input": [112, 112]}


def test_a_table_without_rows_is_not_shown() -> None:
    empty, full = table((NAME,), ()), table((NAME,), ITEMS)
    assert Document((empty, full)).shown_tables() == (full,)
