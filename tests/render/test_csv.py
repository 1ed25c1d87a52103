"""CSV: the first table of the document, raw, in the columns that programs read."""

import csv
import io

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.render.csv import render
from mbv2calc.tables.networks import BuiltIn, networks_document
from mbv2calc.tables.neutral import Column, Document, Table
from mbv2calc.tables.report import report_document
from tests.support import tiny


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_values_are_raw_and_texts_are_quoted_where_they_must_be() -> None:
    columns = (
        Column("text", "Text"),
        Column("flag", "Flag", "agrees"),
        Column("shape", "Shape", "shape"),
        Column("input", "Input", "shape"),
        Column("width", "Width", "decimal"),
        Column("count", "Count", "count"),
        Column("nothing", "Nothing"),
        Column("people", "People", audience="people"),
    )
    values = (
        (
            'a, "b"',
            True,
            (1, 2, 3),
            {"height": 1, "width": 2},
            Ratio(7, 20),
            3504872,
            None,
            "hidden",
        ),
        ("two\nlines", False, (4,), None, Ratio(6), 0, None, "hidden"),
    )
    assert render(Document((Table("rows", "", columns, values, footer=values[0]),))) == (
        "text,flag,shape,input,width,count,nothing\n"
        '"a, ""b""",true,1x2x3,1x2,0.35,3504872,\n'
        '"two\nlines",false,4,,6,0,\n'
    )


def test_it_is_the_table_that_a_person_sees_first() -> None:
    report = load("mbv2_1.0").report()
    layers, blocks = (rows(render(report_document(report, by))) for by in ("layer", "block"))
    assert (layers[0][0], len(layers)) == ("name", 1 + 54)
    assert (blocks[0][0], len(blocks)) == ("block", 1 + 21)


def test_every_row_has_every_column() -> None:
    for document in (
        report_document(load("resnet50").report()),
        networks_document([BuiltIn("tiny", tiny("a, b").config(), tiny().totals())]),
    ):
        table = rows(render(document))
        assert {len(row) for row in table} == {len(table[0])}


def test_lines_end_with_a_line_feed_alone() -> None:
    assert "\r" not in render(report_document(tiny().report()))


def test_names_lists_and_sizes_each_have_their_form() -> None:
    columns = tuple(Column(key, key) for key in ("names", "none", "size", "objects"))
    row = (("a", "b"), (), (160, 224), ({"n": 1}, {"n": 2}))
    text = render(Document((Table("t", "", columns, (row,)),)))
    assert text.splitlines()[1] == 'a b,,160x224,"[{""n"": 1}, {""n"": 2}]"'
