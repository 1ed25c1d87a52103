"""What stands around the tables: the heading first, sums after all tables, then the notes."""

import pytest

from mbv2calc import Model, load
from mbv2calc.render import terminal
from mbv2calc.render.formats import render
from mbv2calc.render.screen import Screen
from mbv2calc.tables.neutral import Column, Document, Fact, Table
from mbv2calc.tables.report import report_document
from tests.support import tiny

SETTINGS = ["layers[0].conv.k=5", "name=Mine"]
PLACED = Document(
    (
        Table("", (Column("a", "a"),), (("x",), ("y",)), gaps=frozenset({1}), notes=("of one",)),
        Table("Two", (Column("b", "b"),), (("1x2",),)),
    ),
    heading=(Fact("Mine"), Fact(6, "t")),
    totals=(Fact(2, "rows", "count"), Fact(3, "all", "count")),
    notes=("a note", "another"),
)
EXPECTED = {
    "terminal": """\
Mine  t 6
a
─
x

y
of one

Two
b
───
1x2
rows 2   all 3
a note
another
""",
    "markdown": """\
**Mine, t 6**

| a |
| --- |
| x |
| y |

of one

### Two

| b |
| --- |
| 1x2 |

**rows 2, all 3**

a note

another
""",
    "latex": r"""% needs \usepackage{booktabs}
% Mine, t 6

\begin{tabular}{l}
\toprule
a \\
\midrule
x \\
\addlinespace
y \\
\bottomrule
\end{tabular}
% of one

% Two
\begin{tabular}{l}
\toprule
b \\
\midrule
1$\times$2 \\
\bottomrule
\end{tabular}
% rows 2, all 3
% a note
% another
""",
}


def text_of(document: Document, name: str, width: int | None = None) -> str:
    if name == "terminal":
        return terminal.render(document, Screen(width))
    return render(document, name)


def report(model: Model, name: str, by: str = "layer", width: int | None = None) -> list[str]:
    return text_of(report_document(model.report(), by), name, width).splitlines()


@pytest.mark.parametrize("name", EXPECTED)
def test_sums_come_after_all_tables_and_before_the_notes(name: str) -> None:
    assert text_of(PLACED, name) == EXPECTED[name]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        (
            "terminal",
            "Mine  8x8x3  width 1.0  int8  convention paper  set layers[0].conv.k=5, name=Mine",
        ),
        (
            "markdown",
            "**Mine, 8x8x3, width 1.0, int8, convention paper,"
            r" set layers\[0\].conv.k=5, name=Mine**",
        ),
        (
            "latex",
            "% Mine, 8x8x3, width 1.0, int8, convention paper, set layers[0].conv.k=5, name=Mine",
        ),
    ],
)
def test_a_heading_says_what_was_set(name: str, heading: str) -> None:
    place = 1 if name == "latex" else 0
    assert report(tiny().at(settings=SETTINGS), name)[place] == heading
    assert "set" not in report(tiny(), name)[place]


@pytest.mark.parametrize("name", ["terminal", "markdown", "latex"])
def test_parameters_without_batch_norm_are_a_note(name: str) -> None:
    (note,) = (n for n in report_document(load("mbv2_1.0").report()).notes if "3,470,760" in n)
    assert [line for line in report(load("mbv2_1.0"), name) if note in line] == [
        f"% {note}" if name == "latex" else note
    ]


@pytest.mark.parametrize(
    ("by", "width", "scale"),
    [
        ("layer", None, []),
        ("layer", 140, []),
        ("layer", 80, ["full bar = 6.7 %"]),
        ("stage", 75, ["full bar = 19.3 %"]),
        ("kind", 80, []),
    ],
)
def test_a_bar_without_a_number_has_a_scale(by: str, width: int | None, scale: list[str]) -> None:
    lines = report(load("mbv2_1.0"), "terminal", by, width)
    assert [line for line in lines if "full bar" in line] == scale
    first = next(line for line in lines if "█" in line)
    assert (" % █" in first) is not bool(scale)


def test_the_scale_of_a_bar_stands_below_its_table() -> None:
    lines = report(load("mbv2_1.0"), "terminal", width=80)
    place = lines.index("full bar = 6.7 %")
    assert lines[place - 1].startswith("+ the block's input")
    assert lines[place + 1] == ""
    assert lines[place + 2].startswith("published ")


@pytest.mark.parametrize("name", ["markdown", "latex"])
def test_only_a_terminal_draws_bars(name: str) -> None:
    assert not any("bar" in line or "█" in line for line in report(load("mbv2_1.0"), name))


def test_a_bar_that_has_no_room_has_no_scale() -> None:
    lines = report(load("mbv2_1.0"), "terminal", "stage", 25)
    assert not any("█" in line or "full bar" in line for line in lines)
