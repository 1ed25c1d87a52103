"""One document in every format, as whole texts, and the same numbers in all of them."""

import csv
import io
import json

import pytest

from mbv2calc import UsageError, load
from mbv2calc.render import terminal
from mbv2calc.render.formats import FORMATS, Format, document_formats, format_of, render
from mbv2calc.render.screen import Screen
from mbv2calc.tables.neutral import Document
from mbv2calc.tables.report import report_document
from tests.support import tiny

TINY = report_document(tiny().report())

WITHOUT, NOTE = TINY.notes

EXPECTED = {
    "terminal": f"""\
tiny  8x8x3  width 1.0  int8  convention paper
block  regime        operator       input  output  k  s  act     params  MAdds  share                            output B
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
0.0                  conv 3x3       8x8x3  4x4x8   3  2  relu       232  3,456  61.4 % ████████████████████████       128

1.0    no expansion  depthwise 3x3  4x4x8  4x4x8   3  1  relu        88  1,152  20.5 % ████████                       128
                     project 1x1 +  4x4x8  4x4x8   1  1  linear      80  1,024  18.2 % ███████▏                       128

total                                                               400  5,632
+ the block's input is added to this output
params 400   MAdds 5.63 k   FLOPs 11.3 k   weights (int8) 448 B   peak memory 384 B
{WITHOUT}
{NOTE}
""",  # noqa: E501
    "json": json.dumps(
        {
            "network": {
                "name": "tiny",
                "input": {"height": 8, "width": 8, "channels": 3},
                "width": 1,
                "t": None,
                "batch": 1,
                "dtype": "int8",
                "classes": None,
            },
            "convention": "paper",
            "layers": [
                {
                    "name": "0.0.conv", "block": "0.0", "stage": 0, "kind": "conv", "regime": None,
                    "input": [8, 8, 3], "output": [4, 4, 8], "kernel_size": 3, "stride": 2,
                    "conv_groups": 1, "norm": "batch_norm", "activation": "relu",
                    "residual": False, "params": 232, "madds": 3456, "output_bytes": 128,
                },
                {
                    "name": "1.0.depthwise", "block": "1.0", "stage": 1, "kind": "depthwise",
                    "regime": "no expansion", "input": [4, 4, 8], "output": [4, 4, 8],
                    "kernel_size": 3, "stride": 1, "conv_groups": 8, "norm": "batch_norm",
                    "activation": "relu", "residual": False, "params": 88, "madds": 1152,
                    "output_bytes": 128,
                },
                {
                    "name": "1.0.project", "block": "1.0", "stage": 1, "kind": "pointwise",
                    "regime": "no expansion", "input": [4, 4, 8], "output": [4, 4, 8],
                    "kernel_size": 1, "stride": 1, "conv_groups": 1, "norm": "batch_norm",
                    "activation": "linear", "residual": True, "params": 80, "madds": 1024,
                    "output_bytes": 128,
                },
            ],
            "totals": {
                "params": 400,
                "madds": 5632,
                "flops": 11264,
                "counted": 5632,
                "weight_bytes": 448,
                "peak_bytes": 384,
            },
            "published": [],
        },
        indent=2,
    )
    + "\n",
    "csv": """\
name,block,stage,kind,regime,input,output,kernel_size,stride,conv_groups,norm,activation,residual,params,madds,output_bytes
0.0.conv,0.0,0,conv,,8x8x3,4x4x8,3,2,1,batch_norm,relu,false,232,3456,128
1.0.depthwise,1.0,1,depthwise,no expansion,4x4x8,4x4x8,3,1,8,batch_norm,relu,false,88,1152,128
1.0.project,1.0,1,pointwise,no expansion,4x4x8,4x4x8,1,1,1,batch_norm,linear,true,80,1024,128
""",
    "markdown": f"""\
**tiny, 8x8x3, width 1.0, int8, convention paper**

| block | regime | operator | input | output | k | s | act | params | MAdds | share | output B |
| --- | --- | --- | --- | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |
| 0.0 |  | conv 3x3 | 8x8x3 | 4x4x8 | 3 | 2 | relu | 232 | 3,456 | 61.4 % | 128 |
| 1.0 | no expansion | depthwise 3x3 | 4x4x8 | 4x4x8 | 3 | 1 | relu | 88 | 1,152 | 20.5 % | 128 |
|  |  | project 1x1 + | 4x4x8 | 4x4x8 | 1 | 1 | linear | 80 | 1,024 | 18.2 % | 128 |
| **total** |  |  |  |  |  |  |  | **400** | **5,632** |  |  |

\\+ the block's input is added to this output

**params 400, MAdds 5.63 k, FLOPs 11.3 k, weights (int8) 448 B, peak memory 384 B**

{WITHOUT}

{NOTE}
""",
    "latex": rf"""% needs \usepackage{{booktabs}}
% tiny, 8x8x3, width 1.0, int8, convention paper

\begin{{tabular}}{{lllllrrlrrrr}}
\toprule
block & regime & operator & input & output & k & s & act & params & MAdds & share & output B \\
\midrule
0.0 &  & conv 3$\times$3 & 8$\times$8$\times$3 & 4$\times$4$\times$8 & 3 & 2 & relu & 232 & 3,456 & 61.4 \% & 128 \\
\addlinespace
1.0 & no expansion & depthwise 3$\times$3 & 4$\times$4$\times$8 & 4$\times$4$\times$8 & 3 & 1 & relu & 88 & 1,152 & 20.5 \% & 128 \\
 &  & project 1$\times$1 + & 4$\times$4$\times$8 & 4$\times$4$\times$8 & 1 & 1 & linear & 80 & 1,024 & 18.2 \% & 128 \\
\midrule
total &  &  &  &  &  &  &  & 400 & 5,632 &  &  \\
\bottomrule
\end{{tabular}}
% + the block's input is added to this output
% params 400, MAdds 5.63 k, FLOPs 11.3 k, weights (int8) 448 B, peak memory 384 B
% {WITHOUT}
% {NOTE}
""",  # noqa: E501
}  # fmt: skip


def text_of(document: Document, name: str) -> str:
    """The document in a format; on a terminal without a limit, whatever the tests run on."""
    if name == "terminal":
        return terminal.render(document, Screen())
    return render(document, name)


@pytest.mark.parametrize("name", document_formats())
def test_the_tiny_network_in_every_format(name: str) -> None:
    assert text_of(TINY, name) == EXPECTED[name]


def untested() -> set[str]:
    return set(document_formats()) - set(EXPECTED)


def test_no_format_is_without_a_test() -> None:
    assert untested() == set()


def test_a_new_format_would_be_missed() -> None:
    FORMATS.add(Format("new", ".new", lambda document, screen: ""))
    try:
        assert untested() == {"new"}
    finally:
        FORMATS.remove("new")


def test_an_unknown_format_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        render(TINY, "yaml")
    assert str(caught.value) == (
        "--format: unknown format 'yaml'; known here: terminal, json, csv, markdown, latex"
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("md", "markdown"), ("gfm", "markdown"), ("Markdwn", "markdown"), ("tex", "latex"),
        ("txt", "terminal"), ("text", "terminal"), ("table", "terminal"), ("JSON", "json"),
        ("jsonl", "json"), ("CSV", "csv"),
    ],
)  # fmt: skip
def test_what_others_call_a_format_leads_to_it(name: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        render(TINY, name)
    assert str(caught.value) == f"--format: unknown format {name!r}; did you mean {meant!r}?"


def test_endings_name_formats_that_exist() -> None:
    assert [format_of(f"a.b{row.ending}") for row in FORMATS.values()] == list(FORMATS)
    assert [format_of(path) for path in ("a", "a.log", ".json", "")] == ["terminal"] * 4


def sums_of_terminal(text: str) -> tuple[list[int], list[int]]:
    """The sums of the printed rows of `params` and `MAdds`, and the printed totals."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(("block", "stage", "kind")))
    end = next(i for i, line in enumerate(lines) if line.startswith("total"))
    places = [lines[start].index(title) + len(title) for title in ("params", "MAdds")]
    rows = [line for line in lines[start + 2 : end] if line]
    sums = [sum(_number(line[:place]) for line in rows) for place in places]
    return sums, [_number(lines[end][:place]) for place in places]


def sums_of_markdown(text: str) -> tuple[list[int], list[int]]:
    head, _, *rows = (
        [cell.strip(" *") for cell in line.strip("|").split("|")]
        for line in text.split("\n\n")[1].splitlines()
    )
    places = [head.index(title) for title in ("params", "MAdds")]
    sums = [sum(_number(row[place]) for row in rows[:-1]) for place in places]
    return sums, [_number(rows[-1][place]) for place in places]


def _number(cell: str) -> int:
    return int(cell.split()[-1].replace(",", ""))


@pytest.mark.parametrize("by", ["layer", "block", "stage", "kind"])
@pytest.mark.parametrize("name", ["mbv2_1.0", "mbv1_0.25", "resnet50"])
def test_printed_rows_sum_to_printed_totals(name: str, by: str) -> None:
    report = load(name).report()
    document = report_document(report, by)
    totals = [report.totals.params, report.totals.madds]
    assert sums_of_terminal(text_of(document, "terminal")) == (totals, totals)
    assert sums_of_markdown(render(document, "markdown")) == (totals, totals)
    rows = list(csv.DictReader(io.StringIO(render(document, "csv"))))
    assert [sum(int(row[key]) for row in rows) for key in ("params", "madds")] == totals


def test_a_wrong_row_would_be_seen() -> None:
    text = EXPECTED["terminal"].replace(" 88 ", " 89 ")
    assert sums_of_terminal(text) == ([401, 5632], [400, 5632])
    text = EXPECTED["markdown"].replace("| 88 |", "| 89 |")
    assert sums_of_markdown(text) == ([401, 5632], [400, 5632])


@pytest.mark.parametrize("name", document_formats())
def test_every_format_ends_its_last_line(name: str) -> None:
    text = text_of(TINY, name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
