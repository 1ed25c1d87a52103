"""Rows of a grid: their points, columns and dicts, cut, moved and joined."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mbv2calc import Model, SpecError, fit, load, sweep
from mbv2calc.arith import Ratio
from mbv2calc.cost.metrics import METRICS
from mbv2calc.grid import evaluate
from mbv2calc.grid.axes import order_of
from mbv2calc.grid.chunks import chunks
from mbv2calc.grid.evaluate import MetricRequest, evaluated
from mbv2calc.grid.plan import Grid, make_grid
from mbv2calc.grid.rows import Rows
from tests.grid.agreement import grids
from tests.tiers import examples

V2 = load("mbv2_1.0").architecture
WHOLE: dict[str, Any] = {"t": "1.5,6", "resolution": "96,160x224", "groups": "2,max"}


@pytest.fixture(params=["ints", "arrays"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(evaluate, "SMALL", 10**9 if request.param == "ints" else 0)
    return str(request.param)


def of(grid: Grid, *metrics: str) -> Rows:
    return evaluated(grid, MetricRequest(metrics or ("params", "madds", "top1")))


def plain(rows: Rows) -> list[dict[str, Any]]:
    """All that there is of each row: its place and its values, of plain types."""
    found = [{"place": int(place)} for place in rows.places]
    rows_found = zip(found, rows.rows(), strict=True)
    return [one | row | {"types": [*map(type, row.values())]} for one, row in rows_found]


@examples(60)
@given(data=st.data(), case=grids(), small=st.sampled_from([0, 10**9]))
def test_rows_are_taken_moved_and_joined_as_lists_are(
    data: st.DataObject, case: tuple[Model, Grid], small: int
) -> None:
    _, grid = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "SMALL", small)
        try:
            rows = of(grid)
        except SpecError:
            assume(False)
        parts = [
            of(c.grid).in_grid(grid, c.start) for c in chunks(grid, data.draw(st.integers(1, 9)))
        ]
    every = plain(rows)
    assert [row["place"] for row in every] == list(range(grid.size))
    assert plain(Rows.joined(parts)) == every
    points = list(grid.points())
    for which in data.draw(selections(grid.size)):
        taken = rows.take(which)
        kept = list(range(grid.size))[which] if isinstance(which, slice) else list(which)
        assert plain(taken) == [every[i] for i in kept]
        assert list(taken.points()) == [points[i] for i in kept]
        for axis, swept in enumerate(grid.axes):
            values = [points[i][axis] for i in kept]
            assert [swept.values[i] for i in taken.indices(axis)] == values
            by_rank = sorted(range(len(kept)), key=lambda i: list(taken.ranks(axis))[i])
            by_order = sorted(range(len(kept)), key=lambda i: order_of(values[i]))
            assert by_rank == by_order
        moved = taken.in_grid(grid, 7)
        assert [int(p) for p in moved.places] == [int(p) + 7 for p in taken.places]
        again = Rows.joined([taken, rows, taken])
        assert plain(again) == [*plain(taken), *every, *plain(taken)]


def selections(size: int) -> st.SearchStrategy[list[Any]]:
    places = st.lists(st.integers(0, size - 1), max_size=2 * size)
    arrays = places.map(lambda found: np.array(found, np.int64))
    return st.lists(places | arrays | st.slices(size).filter(forwards), min_size=1, max_size=3)


def forwards(which: slice) -> bool:
    return which.step is None or which.step == 1


def test_ranges_that_follow_on_each_other_stay_ranges() -> None:
    grid = make_grid(V2, {"t": "1..10"})
    rows = of(grid)
    parts = [rows.take(slice(0, 3)), rows.take(slice(3, 10))]
    assert Rows.joined(parts).places == range(10)
    assert list(Rows.joined(parts[::-1]).places) == [*range(3, 10), *range(3)]
    assert Rows.joined(parts[:1]) is parts[0]


def test_ints_beyond_int64_are_joined_with_others() -> None:
    grid = make_grid(V2, {"t": "1..4"})
    first: Any = np.array([1, 2])
    low = Rows(grid, range(2), {"madds": first})
    columns: list[Any] = [[2**70, 3], np.array([2**70, 3], object)]
    for column in columns:
        both = Rows.joined([low, Rows(grid, range(2, 4), {"madds": column})])
        assert [row["madds"] for row in both.rows()] == [1, 2, 2**70, 3]
        assert {type(row["madds"]) for row in both.rows()} == {int}
        assert both.column("madds").dtype == object


def test_a_row_has_plain_values(way: str) -> None:
    rows = of(make_grid(V2, WHOLE), "params", "top1")
    assert (way == "ints") == isinstance(rows.columns["params"], list)
    found = list(rows.rows())
    assert [(row["t"], row["resolution"], row["groups"]) for row in found] == [
        (t, size, groups) for t in (1.5, 6) for size in (96, (160, 224)) for groups in (2, "max")
    ]
    assert {type(row["t"]) for row in found} == {int, float}
    assert {type(row["params"]) for row in found} == {int}
    assert {row["top1"] for row in found} == {None}


KINDS: dict[str, tuple[dict[str, Any], str, list[Any]]] = {
    "t": ({"t": "1..3"}, "f", [1.0, 2.0, 3.0]),
    "width": ({"width": "0.35,1"}, "f", [0.35, 1.0]),
    "resolution": ({"resolution": "96,224"}, "i", [96, 224]),
    "batch": ({"batch": "1,5"}, "i", [1, 5]),
    "classes": ({"classes": "2,10"}, "i", [2, 10]),
    "dtype": ({"dtype": "int8,fp32"}, "U", ["int8", "fp32"]),
    "groups": ({"groups": "1,8"}, "i", [1, 8]),
    "layers[3].bottleneck.k": ({"settings": {"layers[3].bottleneck.k": "3,5"}}, "i", [3, 5]),
    "layers[3].bottleneck.t": ({"settings": {"layers[3].bottleneck.t": "3,5"}}, "f", [3.0, 5.0]),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_column_of_an_axis_is_an_array_of_one_kind(name: str, way: str) -> None:
    ranges, kind, values = KINDS[name]
    columns = sweep("mbv2_1.0", **ranges).columns
    assert columns[name].dtype.kind == kind
    assert columns[name].tolist() == values


def test_a_column_is_of_texts_where_one_value_is(way: str) -> None:
    columns = sweep("mbv2_1.0", **WHOLE).columns
    assert columns["resolution"].tolist() == ["96", "96", "160x224", "160x224"] * 2
    assert columns["groups"].tolist() == ["2", "max"] * 4
    assert columns["t"].tolist() == [1.5] * 4 + [6.0] * 4


def test_what_there_is_none_of_is_nan(way: str) -> None:
    columns = sweep("mbv2_1.0", metrics="top1,arena_bytes", t="5,6", width=1).columns
    assert columns["top1"].dtype == np.float64
    assert np.isnan(columns["top1"]).tolist() == [True, False]
    assert sweep("mbv2_1.0", metrics="top1", t="4,5").columns["top1"].dtype == np.float64


def test_columns_are_a_mapping_in_order() -> None:
    columns = sweep("mbv2_1.0", metrics="madds,params", t="5,6", where="t > 5").columns
    assert list(columns) == ["t", "madds", "params"]
    assert len(columns) == 3
    assert {name: column.tolist() for name, column in columns.items()} == {
        "t": [6.0], "madds": [300_774_272], "params": [3_504_872],
    }  # fmt: skip
    assert repr(columns) == "Columns(t, madds, params)"
    with pytest.raises(KeyError):
        columns["width"]


def test_a_condition_reads_ratios_exactly_and_heights() -> None:
    rows = of(make_grid(V2, {"width": "0.35,1,0.5", "resolution": "96,160"}))
    width = rows.column("width")
    assert isinstance(width, Ratio)
    assert [Ratio(int(num), width.den) for num in width.num[::2]] == [
        Ratio(7, 20), Ratio(1), Ratio(1, 2),
    ]  # fmt: skip
    assert rows.column("resolution").tolist() == [96, 160] * 3


def test_no_rows_at_all(way: str) -> None:
    none = of(make_grid(V2, WHOLE)).take(slice(0, 0))
    assert list(none.rows()) == []
    assert list(none.points()) == []
    found = sweep("mbv2_1.0", where="params < 1", metrics="params,top1,arena_bytes")
    assert list(found.rows()) == []
    assert len(found) == 0
    assert {name: len(column) for name, column in found.columns.items()} == dict.fromkeys(
        ["t", "width", "params", "top1", "arena_bytes"], 0
    )


def test_one_point_has_no_axes(way: str) -> None:
    grid = make_grid(V2, {}, defaults={})
    (row,) = of(grid, *METRICS).rows()
    assert (row["madds"], row["top1"]) == (300_774_272, 72.0)
    assert list(of(grid).take([0, 0]).points()) == [(), ()]


def test_columns_of_no_rows_have_the_kinds_that_they_have_elsewhere() -> None:
    def kinds(**asked: Any) -> dict[str, str]:
        columns = sweep("mbv2_1.0", width="0.5,1", **asked).columns
        return {name: column.dtype.kind for name, column in columns.items()}

    for metrics in ("params,peak_bytes,top1", "arena_bytes"):
        assert kinds(metrics=metrics, where="madds < 1") == kinds(metrics=metrics)
    none: dict[str, Any] = {"schedule": "auto", "metrics": "arena_bytes,arena_total_bytes,madds"}
    assert kinds(**none, where="madds < 1") == kinds(**none)
    some, nothing = fit(max_madds="300M").columns, fit(max_madds=1).columns
    assert {n: c.dtype.kind for n, c in nothing.items()} == {
        n: c.dtype.kind for n, c in some.items()
    }
