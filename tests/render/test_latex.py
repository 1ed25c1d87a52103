"""LaTeX: booktabs tables whose cells hold no command."""

import pytest

from mbv2calc.render.latex import render
from mbv2calc.tables.neutral import Column, Document, Table
from mbv2calc.tables.report import report_document
from tests.support import tiny

SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def document(text: str) -> Document:
    columns = (Column("a", text), Column("count", "count", "count"), Column("bar", "bar", "bar"))
    table = Table("a title", columns, ((text, 1, 0.5),), footer=(text, 1, None))
    return Document((table,))


@pytest.mark.parametrize("character", SPECIAL)
def test_every_special_character_is_escaped(character: str) -> None:
    text = f"a{character}b"
    escaped = f"a{SPECIAL[character]}b"
    assert render(document(text)) == (
        "% needs \\usepackage{booktabs}\n"
        "\n"
        "% a title\n"
        "\\begin{tabular}{lrr}\n"
        "\\toprule\n"
        f"{escaped} & count & bar \\\\\n"
        "\\midrule\n"
        f"{escaped} & 1 & 50.0 \\% \\\\\n"
        "\\midrule\n"
        f"{escaped} & 1 &  \\\\\n"
        "\\bottomrule\n"
        "\\end{tabular}\n"
    )


def test_an_escape_is_not_escaped_again() -> None:
    assert r"\textbackslash{}\{\}" in render(document("\\{}"))


def test_what_is_no_cell_is_a_comment() -> None:
    text = render(report_document(tiny("50 % of $5").report()))
    table = False
    for line in text.splitlines():
        table = (table or line.startswith(r"\begin")) and not line.startswith(r"\end")
        assert table or line == "" or line.startswith(("%", r"\end")), line
    assert "% 50 % of $5, 8x8x3, width 1.0" in text
