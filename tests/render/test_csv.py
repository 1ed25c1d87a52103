"""CSV: the records of the document, raw, a column for each key."""

import csv
import io
from typing import Any

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.render.csv import render
from mbv2calc.tables.networks import BuiltIn, networks_document
from mbv2calc.tables.neutral import Document, Records
from mbv2calc.tables.report import report_document
from tests.support import tiny


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def csv_of(*records: dict[str, Any]) -> str:
    return render(Document((), records=Records(tuple(records[0]), records)))


def test_values_are_raw_and_texts_are_quoted_where_they_must_be() -> None:
    first = {
        "text": 'a, "b"', "flag": True, "shape": (1, 2, 3), "input": {"height": 1, "width": 2},
        "width": Ratio(7, 20), "count": 3504872, "nothing": None,
    }  # fmt: skip
    second = {
        "text": "two\nlines", "flag": False, "shape": (4,), "input": None, "width": Ratio(6),
        "count": 0, "nothing": None,
    }  # fmt: skip
    assert csv_of(first, second) == (
        "text,flag,shape,input,width,count,nothing\n"
        '"a, ""b""",true,1x2x3,1x2,0.35,3504872,\n'
        '"two\nlines",false,4,,6,0,\n'
    )


def test_it_has_what_the_first_table_is_of() -> None:
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
    row = {"names": ("a", "b"), "none": (), "size": (160, 224), "objects": ({"n": 1}, {"n": 2})}
    text = csv_of(row)
    assert text.splitlines()[1] == 'a b,,160x224,"[{""n"": 1}, {""n"": 2}]"'
