"""Neutral tables: which columns are shown, where sections begin, and the order of the parts."""

from mbv2calc.arith import Ratio
from mbv2calc.tables.neutral import Column, Document, Fact, Prose, Record, Table, table

COLUMNS = (
    Column("name", "name"),
    Column("bar", "share", "bar"),
    Column("empty", "empty"),
    Column("size", "size", "shape"),
)
ROWS = (
    ("a", 0.5, None, (1, 2)),
    ("a", 0.25, None, None),
    ("b", 0.25, None, (3, 4)),
)
TABLE = Table("", COLUMNS, ROWS, footer=("total", None, None, None), section=("a", "a", "b"))


def test_a_column_without_a_value_is_not_visible() -> None:
    assert [COLUMNS[i].key for i in TABLE.visible()] == ["name", "bar", "size"]


def test_a_block_begins_where_its_column_changes() -> None:
    blocks = TABLE._replace(section=None, block=(1, 2, 3))
    assert [blocks.begins(blocks.block, i) for i in range(3)] == [True, True, True]
    assert [TABLE.begins(TABLE.block, i) for i in range(3)] == [True, False, False]


def test_a_table_has_a_row_for_each_item_and_a_value_for_each_column() -> None:
    columns = (
        Column("word", once=True, get=str.upper, total="total"),
        Column("length", "n", "count", get=len, total=5),
        Column("first", get=lambda word: word[0]),
    )
    assert table(columns, ["abc", "de"], section="word", title="Words") == Table(
        "Words",
        columns,
        (("ABC", 3, "a"), ("DE", 2, "d")),
        footer=("total", 5, None),
        section=("ABC", "DE"),
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
    assert table((numbers[0]._replace(total=0),), ()).footer == (0,)


def test_a_footer_alone_does_not_show_a_column() -> None:
    table = Table("", COLUMNS[:1], ((None,), (None,)), footer=("total",))
    assert table.visible() == ()


def test_a_section_begins_where_its_column_changes() -> None:
    assert [TABLE.begins(TABLE.section, i) for i in range(3)] == [True, False, True]
    assert [TABLE.begins(None, i) for i in range(3)] == [True, False, False]


def test_numbers_align_on_the_right_and_words_on_the_left() -> None:
    assert all(Column("k", "t", kind).right for kind in ("number", "count", "size", "share"))
    assert not any(Column("k", "t", kind).right for kind in ("text", "shape", "bar"))


def test_the_plain_form_is_that_of_the_data() -> None:
    data = {"width": Ratio(7, 20), "input": (112, 112)}
    assert Document((TABLE,), data=data).plain() == {"width": 0.35, "input": [112, 112]}


def test_a_table_without_a_value_is_not_shown() -> None:
    document = Document((TABLE._replace(rows=()), TABLE))
    assert document.tables() == document.for_people() == (TABLE,)


def test_a_person_reads_the_heading_first_and_sums_last() -> None:
    heading = Record((Fact("x"),), heading=True)
    sums, more, prose = Record(()), Record((Fact(1, "n"),)), Prose(("So it is.",))
    document = Document((sums, prose, TABLE, heading, more, TABLE))
    assert document.for_people() == (heading, TABLE, TABLE, prose, sums, more)
