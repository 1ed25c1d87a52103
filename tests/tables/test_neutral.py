"""Neutral tables: which columns are for whom, where sections begin, and the plain form."""

from mbv2calc.arith import Ratio
from mbv2calc.tables.neutral import Column, Document, Fact, Field, Record, Table, table

COLUMNS = (
    Column("name", "name"),
    Column("secret", "secret", audience="machines"),
    Column("bar", "share", "bar", audience="people"),
    Column("empty", "empty"),
    Column("size", "size", "shape"),
)
ROWS = (
    ("a", 1, 0.5, None, (1, 2)),
    ("a", 2, 0.25, None, None),
    ("b", 3, 0.25, None, (3, 4)),
)
TABLE = Table(
    "rows", "", COLUMNS, ROWS, footer=("total", 6, None, None, None), section=("a", "a", "b")
)


def test_people_see_no_column_of_machines_nor_one_without_a_value() -> None:
    assert [COLUMNS[i].key for i in TABLE.for_people()] == ["name", "bar", "size"]


def test_machines_see_every_column_but_those_of_people() -> None:
    assert [COLUMNS[i].key for i in TABLE.for_machines()] == ["name", "secret", "empty", "size"]


def test_a_block_begins_where_its_column_changes() -> None:
    blocks = TABLE._replace(section=None, block=(1, 2, 3))
    assert [blocks.begins(blocks.block, i) for i in range(3)] == [True, True, True]
    assert [TABLE.begins(TABLE.block, i) for i in range(3)] == [True, False, False]


def test_a_table_has_a_row_for_each_item_and_a_column_for_each_field() -> None:
    fields: list[Field[str]] = [
        Field(Column("word", "word", once=True), str.upper, "total"),
        Field(Column("length", "n", "count"), len, 5),
        Field(Column("first", "first"), lambda word: word[0]),
    ]
    assert table("words", fields, ["abc", "de"], section="word", title="Words") == Table(
        "words",
        "Words",
        (Column("word", "word", once=True), Column("length", "n", "count"), fields[2].column),
        (("ABC", 3, "a"), ("DE", 2, "d")),
        footer=("total", 5, None),
        section=("ABC", "DE"),
    )


def test_a_table_without_totals_has_no_footer() -> None:
    fields: list[Field[int]] = [Field(Column("n", "n", "count"), lambda n: n)]
    assert table("numbers", fields, (1, 2)) == Table(
        "numbers", "", (Column("n", "n", "count"),), ((1,), (2,))
    )
    assert table("numbers", fields, ()).rows == ()
    zero = [Field(Column("n", "n", "count"), lambda n: n, 0)]
    assert table("numbers", zero, ()).footer == (0,)


def test_a_footer_alone_does_not_show_a_column() -> None:
    table = Table("t", "", COLUMNS[:1], ((None,), (None,)), footer=("total",))
    assert table.for_people() == ()


def test_a_section_begins_where_its_column_changes() -> None:
    assert [TABLE.begins(TABLE.section, i) for i in range(3)] == [True, False, True]
    assert [TABLE.begins(None, i) for i in range(3)] == [True, False, False]


def test_numbers_align_on_the_right_and_words_on_the_left() -> None:
    assert all(Column("k", "t", kind).right for kind in ("number", "count", "size", "share"))
    assert not any(Column("k", "t", kind).right for kind in ("text", "shape", "bar"))


def test_the_plain_form_has_the_keys_of_parts_in_their_order() -> None:
    record = Record(
        "network",
        (
            Fact("width", Ratio(7, 20), "width"),
            Fact("t", Ratio(6)),
            Fact("input", {"height": 1, "scale": Ratio(1, 2)}),
            Fact("", "for people", "shown"),
        ),
        heading=True,
    )
    document = Document((record, Fact("convention", "paper"), TABLE), notes=("a note",))
    plain = document.plain()
    assert list(plain) == ["network", "convention", "rows"]
    assert plain["network"] == {"width": 0.35, "t": 6, "input": {"height": 1, "scale": 0.5}}
    assert type(plain["network"]["t"]) is int
    assert plain["convention"] == "paper"
    assert plain["rows"] == [
        {"name": "a", "secret": 1, "empty": None, "size": [1, 2]},
        {"name": "a", "secret": 2, "empty": None, "size": None},
        {"name": "b", "secret": 3, "empty": None, "size": [3, 4]},
    ]


def test_a_hidden_table_is_in_the_plain_form_only() -> None:
    hidden = TABLE._replace(key="hidden", shown=False)
    document = Document((hidden, TABLE))
    assert document.tables() == (TABLE,)
    assert document.for_people() == (TABLE,)
    assert list(document.plain()) == ["hidden", "rows"]


def test_a_person_reads_the_heading_first_and_sums_last() -> None:
    heading = Record("network", (Fact("name", "x", ""),), heading=True)
    sums, more = Record("totals", ()), Record("more", ())
    document = Document((sums, TABLE, Fact("convention", "paper"), heading, more, TABLE))
    assert document.for_people() == (heading, TABLE, TABLE, sums, more)
    assert list(document.plain()) == ["totals", "rows", "convention", "network", "more"]
