"""A sweep as a document: what programs read of a point, and what people read around it."""

from typing import Any

import pytest

from mbv2calc import load, sweep
from mbv2calc.cost.memory.schedules import MEANINGS
from mbv2calc.render.cells import fact_texts
from mbv2calc.tables.neutral import Document, Pivot, Table
from mbv2calc.tables.report import report_document
from mbv2calc.tables.sweep import sweep_document
from mbv2calc.tables.sweep_columns import column_kinds, machine_columns


def document(network: str = "mbv2_1.0", *, cell: str | None = "madds", **asked: Any) -> Document:
    return sweep_document(sweep(network, **asked), cell)


def plain(network: str = "mbv2_1.0", *, typed: bool = False, **asked: Any) -> list[dict[str, Any]]:
    found = sweep(network, **asked)
    columns = machine_columns(found.kept, list(found.kept.columns), typed=typed)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def heading(of: Document) -> list[str]:
    return fact_texts(of.heading)


def points(of: Document) -> Table:
    (table,) = of.shown_tables()
    return table


def test_a_row_has_the_swept_axes_then_what_stands_then_the_metrics() -> None:
    rows = plain(resolution="96,160x224", t=6)
    assert [list(row.values()) for row in rows] == [
        [96, 6, 1, None, 3504872, 56289152, 112578304, 276480, None],
        ["160x224", 6, 1, None, 3504872, 215204480, 430408960, 1075200, None],
    ]
    assert [list(row) for row in rows] == [
        ["resolution", "t", "width", "groups", "params", "madds", "flops", "peak_bytes", "top1"]
    ] * 2


def test_groups_are_a_number_or_max_where_something_is_grouped_else_null() -> None:
    assert [row["groups"] for row in plain(groups="1..2,max")] == [1, 2, "max"]
    for groups, told in (("max", "max"), (4, 4)):
        (row,) = plain(groups=groups, t=6, width=1)
        assert list(row) == [
            "t", "width", "resolution", "groups", "params", "madds", "flops", "peak_bytes", "top1",
        ]  # fmt: skip
        assert row["groups"] == told
    for schedule in ("whole", "in-place", "auto"):
        (row,) = plain(schedule=schedule, t=6, width=1)
        assert row["groups"] is None


def test_how_a_network_runs_is_a_column_where_it_is_an_axis_or_not_the_usual_way() -> None:
    rows = plain(dtype="int8,fp32", groups="1,2", batch=2)
    assert list(rows[0])[:6] == ["groups", "dtype", "t", "width", "resolution", "batch"]
    assert [(row["groups"], row["dtype"]) for row in rows] == [
        (1, "int8"), (1, "fp32"), (2, "int8"), (2, "fp32"),
    ]  # fmt: skip
    assert "dtype" not in plain(t="1,2")[0]
    (row, _) = plain(dtype="fp16", t="1,2", schedule="auto", accumulator="fp32")
    assert list(row)[3:8] == ["groups", "dtype", "schedule", "accumulator", "params"]
    assert "accumulator" not in plain(t="1,2", accumulator="fp32")[0]  # nothing adds up
    assert [row[key] for key in ("dtype", "schedule", "accumulator")] == ["fp16", "auto", "fp32"]


def test_rationals_are_decimals() -> None:
    rows = plain(width="0.35,1", t="1.5,2")
    assert [(row["t"], row["width"]) for row in rows] == [(1.5, 0.35), (1.5, 1), (2, 0.35), (2, 1)]


def test_every_row_is_a_point_of_a_report() -> None:
    for row in plain("mbv1_1.0", width="0.25..0.5:0.25", batch=3):
        totals = load("mbv1_1.0").at(width=row["width"], batch=row["batch"]).report().totals
        assert (row["params"], row["madds"], row["flops"]) == (
            totals.params, totals.madds, totals.flops,
        )  # fmt: skip
        assert row["t"] is None


def test_a_knob_that_a_path_sweeps_is_told_of_each_point() -> None:
    settings = {"width_multiplier": "0.5,1", "input.height": "96,128"}
    rows = plain(settings=settings)
    assert [(row["width"], row["resolution"]) for row in rows] == [
        (0.5, "96x224"), (0.5, "128x224"), (1, "96x224"), (1, "128x224"),
    ]  # fmt: skip
    assert [row["width_multiplier"] for row in rows] == [0.5, 0.5, 1, 1]


@pytest.mark.parametrize(
    ("ranges", "said", "unsaid"),
    [
        ({}, ["224x224x3", "10 t x 22 width = 220 points"], ["t", "width"]),
        ({"resolution": "96..224"}, ["width 1.0", "t 6", "5 points"], ["224x224x3"]),
        ({"classes": "10,1000", "batch": 8}, ["batch 8", "2 points"], ["classes"]),
        ({"batch": "1,8"}, ["classes 1000"], ["batch"]),
        ({"classes": "10,1000", "dtype": "fp16"}, ["fp16", "2 points"], ["int8", "schedule"]),
        ({"dtype": "int8,fp16", "t": 6, "schedule": "in-place"}, ["schedule in-place"],
         ["int8", "fp16", "sums", "groups"]),
        ({"groups": "1,2"}, ["schedule grouped", "sums in int32", "2 points"], ["groups"]),
        ({"groups": "max", "accumulator": "fp32"},
         ["schedule grouped", "groups max", "sums in fp32"], []),
        ({"schedule": "auto", "accumulator": "same"}, ["schedule auto", "sums in int8"],
         ["groups"]),
        ({"groups": 2, "dtype": "int8,fp16,fp32"}, ["sums in int32, fp16 and fp32"], ["int8"]),
        ({"settings": {"expansion": "1..3"}, "width": 0.5}, ["width 0.5"], ["t"]),
        ({"settings": ["channels.by=4"], "t": 6, "width": 1}, ["set channels.by=4", "1 point"], []),
    ],
)  # fmt: skip
def test_the_heading_says_what_stands_and_not_what_varies(
    ranges: dict[str, Any], said: list[str], unsaid: list[str]
) -> None:
    found = heading(document(**ranges))
    assert set(said) <= set(found)
    assert not {text.partition(" ")[0] for text in found} & set(unsaid)


def test_two_axes_are_a_pivot_the_longer_one_down() -> None:
    assert points(document()).pivot == Pivot("width", "t", "madds", "MAdds", 5 * 22 + 13)
    assert points(document(t="1..3", width="0.5,1")).pivot == Pivot(
        "t", "width", "madds", "MAdds", None
    )
    assert points(document(cell=None)).pivot is None
    assert points(document(t="1..3")).pivot is None
    assert points(document(t="1,2", width="1,1.4", batch="1,2")).pivot is None


def test_a_pivot_of_peaks_says_that_it_holds_bytes() -> None:
    pivot = points(document(groups="1,2,max", dtype="int8,fp16", cell="peak_bytes")).pivot
    assert pivot == Pivot("groups", "dtype", "peak_bytes", "peak bytes", None, "size")


def test_the_network_itself_is_marked_where_it_is_among_the_points() -> None:
    table = points(document(t="5,6", width=1))
    assert [row[-1] for row in table.rows] == [None, "*"]
    assert table.notes == ("* this network's setting: t 6",)
    assert points(document(t="1,2", width=1)).notes == ()
    assert points(document(t=6, width=1)).notes == ()
    assert points(document(t="5,6", groups="1,2")).notes == ()  # no groups are its own
    assert points(document(t="5,6", dtype="fp16,int8")).notes == (
        "* this network's setting: t 6, dtype int8",
    )


def test_the_notes_are_about_what_is_shown() -> None:
    def notes(cell: str | None, **asked: Any) -> str:
        (note,) = document(cell=cell, t="2,6", width="0.55,1.2", **asked).notes
        return note

    counted = report_document(load("mbv2_1.0").report()).notes[-1]
    peak = "peak: activations at once, every operator by itself"
    assert notes("madds") == notes("params") == counted
    assert notes("peak_bytes") == peak
    assert notes(None) == notes("madds", batch="1,2") == f"{counted}; {peak}"
    assert [
        notes("peak_bytes", **running).partition("activations at once, ")[2]
        for running in ({"schedule": "in-place"}, {"groups": 2}, {"schedule": "auto"})
    ] == [MEANINGS["in-place"], "blocks in groups", MEANINGS["auto"]]


def test_the_sources_of_accuracies_are_told_where_some_are_shown() -> None:
    def last(**asked: Any) -> str:
        return document(cell=None, **asked).notes[-1]

    assert last(width="1,1.4", classes="1000,1001").startswith("top-1: published, ")
    assert "TF-Slim" in last(width="1,1.3", classes=1001)
    assert "TF-Slim" not in last(width="1,1.3")
    assert last(width="1,1.3", where="width > 1").startswith("convention")
    assert last(width="1,1.3", metrics="madds").startswith("convention")


def test_a_column_holds_one_kind_whatever_the_point() -> None:
    grid = sweep("mbv2_1.0", width="0.35,1", resolution="96,160x224", groups="2,max").grid
    kinds = column_kinds(grid, ["madds", "top1"])
    assert kinds == {
        "width": "float", "resolution": "text", "groups": "text", "t": "float",
        "madds": "int", "top1": "float",
    }  # fmt: skip
    assert (
        column_kinds(sweep("mbv2_1.0", groups="2,4", dtype="int8,fp16").grid, ())["groups"] == "int"
    )
    (row, *_) = plain(width="1,0.35", resolution="96,160x224", groups="2,max", typed=True)
    assert [type(row[name]) for name in ("width", "resolution", "groups", "t")] == [
        float, str, str, float,
    ]  # fmt: skip
