"""Markdown: pipe tables whose cells cannot break out of them."""

import re

import pytest

from mbv2calc.render.markdown import render
from mbv2calc.tables.neutral import Column, Document, Fact, Table
from mbv2calc.tables.report import report_document
from tests.support import tiny

NASTY = "a|b_c*d`e<f\\g"
ESCAPED = r"a\|b\_c\*d\`e\<f\\g"


def document(text: str) -> Document:
    columns = (Column(text, text), Column("count", "count", "count"))
    table = Table(text, columns, ((text, 1),), footer=(text, 1), notes=(text,))
    return Document((table,), heading=(Fact(text),), totals=(Fact(text, text),), notes=(text,))


def test_special_characters_are_escaped_wherever_a_text_goes() -> None:
    assert render(document(NASTY)) == (
        f"**{ESCAPED}**\n\n"
        f"### {ESCAPED}\n\n"
        f"| {ESCAPED} | count |\n"
        "| --- | ---: |\n"
        f"| {ESCAPED} | 1 |\n"
        f"| **{ESCAPED}** | **1** |\n\n"
        f"{ESCAPED}\n\n"
        f"**{ESCAPED} {ESCAPED}**\n\n"
        f"{ESCAPED}\n"
    )


@pytest.mark.parametrize("text", ["|", "||", "a|b", "\\|", "\\", "\\\\|"])
def test_a_row_has_as_many_cells_as_the_heading(text: str) -> None:
    lines = [line for line in render(document(text)).splitlines() if line.startswith("| ")]
    assert len(lines) == 4
    for line in lines:
        unescaped = re.sub(r"\\.", "", line)
        assert unescaped.count("|") == 3, line


def test_the_name_of_a_network_is_escaped_in_the_heading() -> None:
    first = render(report_document(tiny("my_net*").report())).splitlines()[0]
    assert first == r"**my\_net\*, 8x8x3, width 1.0, int8, convention paper**"


def test_tables_without_rows_are_not_shown() -> None:
    table = Table("Nothing", (Column("a", "a"),), ())
    assert render(Document((table,))).strip() == ""


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("[x](y)", "\\[x\\](y)"),
        ("a &amp; b", "a \\&amp; b"),
        ("+ a", "\\+ a"),
        ("# a", "\\# a"),
        ("~~a~~", "\\~\\~a\\~\\~"),
    ],
)
def test_a_note_is_text_and_no_markup(text: str, escaped: str) -> None:
    assert render(Document((), notes=(text,))) == f"{escaped}\n"
