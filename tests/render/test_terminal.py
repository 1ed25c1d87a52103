"""A terminal: nothing is wider than the window, and what is marked can be seen."""

import re

import pytest

from mbv2calc import Model, load
from mbv2calc.arith import Ratio
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.render import terminal
from mbv2calc.render.screen import Screen
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.tables.neutral import Column, Document, Table
from mbv2calc.tables.report import report_document
from tests.support import shipped_document, tiny, unstyled

DOCUMENTS = {
    "mbv2_1.0": report_document(load("mbv2_1.0").report()),
    "resnet50": report_document(load("resnet50").report()),
    "mbv2_1.0 by stage": report_document(load("mbv2_1.0").report(), "stage"),
    "mbv1_0.25 by block": report_document(load("mbv1_0.25").report(), "block"),
    "resnet50 by kind": report_document(load("resnet50").report(), "kind"),
    "networks": shipped_document(),
}
V2 = DOCUMENTS["mbv2_1.0"]
TABLE = V2.shown_tables()[0]


def lines(document: Document, screen: Screen) -> list[str]:
    return terminal.render(document, screen).splitlines()


def heading(document: Document, width: int | None) -> list[str]:
    """The titles of the first table's columns that are shown; only `output B` has a space."""
    line = next(x for x in lines(document, Screen(width)) if x.startswith("block"))
    return line.replace("output B", "bytes").split()


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_line_is_wider_than_the_window(name: str, width: int) -> None:
    for line in lines(DOCUMENTS[name], Screen(width)):
        assert len(line) <= width, line


@pytest.mark.parametrize("width", [10, 40])
@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("mbv2_1.0", "total               3,504,872 300,774,272"),
        ("resnet50", "total               25,557,032 4,089,184,256"),
    ],
)
def test_a_window_too_narrow_keeps_the_columns_that_never_go(
    name: str, total: str, width: int
) -> None:
    assert heading(DOCUMENTS[name], width) == ["block", "operator", "params", "MAdds"]
    found = lines(DOCUMENTS[name], Screen(width))
    assert total in found
    assert max(map(len, rows(found))) == len(total)


def test_prose_is_wrapped_in_a_window_too_narrow_for_the_table() -> None:
    found = lines(report_document(tiny().report()), Screen(40))
    assert found[:2] == ["tiny  8x8x3  width 1.0  int8", "convention paper"]
    assert max(map(len, found)) <= 40


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (41, "block operator params MAdds"),
        (60, "block regime operator params MAdds share"),
        (80, "block regime operator output s act params MAdds share"),
        (100, "block regime operator output s act params MAdds share bytes"),
        (140, "block regime operator input output k s act params MAdds share bytes"),
        (None, "block regime operator input output k s act params MAdds share bytes"),
    ],
)
def test_the_least_useful_columns_go_first(width: int | None, titles: str) -> None:
    assert heading(V2, width) == titles.split()


def test_columns_go_in_the_order_that_they_state() -> None:
    people = TABLE.columns
    order = sorted((c for c in people if c.keep), key=lambda c: -c.keep)
    before = len(people)
    for width in range(140, 40, -1):
        titles = heading(V2, width)
        gone = [c.heading.replace("output B", "bytes") for c in order[: len(people) - len(titles)]]
        assert not set(gone) & set(titles)
        assert len(titles) <= before, f"a window of {width} shows more than a wider one"
        before = len(titles)


def small(share: float = 0.25) -> Document:
    columns = (
        Column("name", "name"),
        Column("extra", "extra", keep=2),
        Column("share", "share", "bar", keep=1),
        Column("count", "count", "count"),
    )
    rows = (("first", "x", 0.5, 1000), ("second", "yy", share, 20))
    return Document((Table("", columns, rows, footer=("total", None, None, 1020)),))


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (None, "second  yy     25.0 % ████████████                 20"),
        (40, "second  yy     25.0 % █████▌          20"),
        (34, "second  yy     25.0 % ██▌       20"),
        (33, "second yy    25.0 % ███▌       20"),
        (31, "second yy    25.0 % ██▌      20"),
        (30, "second yy    █████▌         20"),
        (24, "second yy    ██▌      20"),
        (23, "second █████         20"),
        (18, "second ██▌      20"),
        (17, "second     20"),
        (13, "second     20"),
        (12, "second    20"),
        (5, "second    20"),
    ],
)
def test_gaps_then_numbers_of_bars_then_columns_go(width: int | None, expected: str) -> None:
    found = lines(small(), Screen(width))
    assert found[3] == expected
    assert width is None or width < 12 or max(map(len, found)) <= width


def test_the_largest_share_fills_its_bar_and_none_draws_nothing() -> None:
    assert "50.0 % ████████████████████████" in lines(small(), Screen())[2]
    assert "█" not in lines(small(0.0), Screen())[3]


def test_a_table_whose_shares_are_all_nothing_is_drawn_without_bars() -> None:
    blocks = (Entry(Bottleneck(c=8, t=Ratio(0))),)
    model = Model(Architecture(name="id", input=Input(channels=8), layers=blocks))
    text = terminal.render(report_document(model.report()), Screen())
    assert "0.0 %" in text
    assert "█" not in text


def test_a_narrow_window_cuts_no_value() -> None:
    wide, narrow = (rows(lines(V2, Screen(width))) for width in (None, 80))
    assert len(wide) == len(narrow) == 54
    for row, short in zip(wide, narrow, strict=True):
        words = {word for word in short.split() if not set(word) <= set("█▏▎▍▌▋▊▉")}
        assert words <= set(row.split())


def rows(found: list[str]) -> list[str]:
    """The rows of the first table."""
    start, end = (
        next(i for i, x in enumerate(found) if x.startswith(word)) for word in ("block", "total")
    )
    return [line for line in found[start + 2 : end] if line]


def test_no_colour_is_written_but_where_it_is_wanted() -> None:
    assert "\x1b" not in terminal.render(V2, Screen(80))
    assert "\x1b" in terminal.render(V2, Screen(80, colour=True))


@pytest.mark.parametrize("width", [60, 100, None])
def test_colour_changes_no_text(width: int | None) -> None:
    coloured = unstyled(terminal.render(V2, Screen(width, colour=True)))
    plain = terminal.render(V2, Screen(width))
    assert [line.rstrip() for line in coloured.splitlines()] == plain.splitlines()


def test_what_matters_has_a_colour() -> None:
    text = terminal.render(V2, Screen(colour=True))
    assert "\x1b[1mMobileNetV2\x1b[0m" in text
    assert "\x1b[33mlinear" in text
    assert "\x1b[35minverted t=6" in text
    assert "\x1b[2m2.0 " in text
    assert re.search(r"\x1b\[32m *yes\x1b", text)
    assert re.search(r"\x1b\[31m *no\x1b", text)
    assert "\x1b[36m█" in text


def test_a_terminal_without_unicode_gets_ascii_alone() -> None:
    for name in ("mbv2_1.0", "resnet50"):
        text = terminal.render(DOCUMENTS[name], Screen(80, unicode=False))
        assert text.isascii()
        assert "#####" in text


def test_the_linear_bottleneck_says_linear_and_an_add_is_marked() -> None:
    found = lines(V2, Screen())
    projects = [line for line in found if " project 1x1" in line]
    assert len(projects) == 17
    assert all(" linear " in line for line in projects)
    assert sum(" project 1x1 + " in line for line in projects) == 10
    assert not any(" linear " in line for line in found if " depthwise" in line)
    assert any(line.startswith("+ the block's input") for line in found)


def test_all_four_regimes_can_be_told_apart() -> None:
    entries = tuple(Entry(Bottleneck(c=8, t=Ratio.parse(t))) for t in ("0", "0.5", "1", "6"))
    model = Model(Architecture(name="all", input=Input(channels=8), layers=entries))
    found = lines(report_document(model.report()), Screen(80))
    starts = [line[:27].rstrip() for line in found if line[:1].isdigit()]
    assert starts == [
        "0.0   identity         iden",
        "1.0   bottleneck t=0.5 expa",
        "2.0   no expansion     dept",
        "3.0   inverted t=6     expa",
    ]


def test_stages_are_set_apart_by_a_gap() -> None:
    found = lines(V2, Screen(80))
    end = next(i for i, line in enumerate(found) if line.startswith("total"))
    blocks = [line[:5].rstrip() or line[:1] for line in found[3 : end - 1]]
    assert blocks[:9] == ["0.0", "", "1.0", " ", "", "2.0", " ", " ", "2.1"]
    assert blocks.count("") == 10  # between eleven entries of the file


def test_the_header_says_what_was_counted_and_how() -> None:
    model = load("mbv2_1.0").at(width="0.35", t=4, resolution="160x224", batch=2, dtype="fp16")
    assert lines(report_document(model.report()), Screen())[0] == (
        "MobileNetV2  160x224x3  width 0.35  t 4  batch 2  fp16  classes 1000  convention paper"
    )


def test_a_name_may_begin_with_spaces() -> None:
    first = render_tiny("  x").splitlines()[0]
    assert first.startswith("x  8x8x3  width 1.0")


def render_tiny(name: str) -> str:
    return terminal.render(report_document(tiny(name).report()), Screen())


def test_verdicts_have_colours_and_other_sentences_none() -> None:
    sentences = ("It fits.", "It does not.", "Left out: much.")
    document = Document(sentences=sentences, verdicts=(True, False))
    lines = terminal.render(document, Screen(colour=True)).splitlines()
    styled = ["", "\x1b[1;32mIt fits.\x1b[0m", "\x1b[1;31mIt does not.\x1b[0m", "Left out: much."]
    assert lines == styled
