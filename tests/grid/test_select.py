"""Order and choice of the points of a sweep."""

from typing import Any

import pytest

from mbv2calc import UsageError, sweep
from mbv2calc.api.many import sweep_grid
from mbv2calc.grid import evaluate
from mbv2calc.grid.axes import text_of
from mbv2calc.grid.query import Query
from mbv2calc.grid.rows import Rows
from mbv2calc.grid.select import metric_shown
from mbv2calc.grid.sweep import Sweep, make_sweep

RANGES = {"t": "1,6", "resolution": "128x64,96,224"}


@pytest.fixture(params=["ints", "arrays"], autouse=True)
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "arrays":
        monkeypatch.setattr(evaluate, "SMALL", 0)


def of(metric: str | None = None, ranges: Any = RANGES, **asked: Any) -> Sweep:
    grid = sweep_grid("mbv2_1.0", **ranges)
    return make_sweep(grid, Query.read(grid, metric=metric, **asked))


def shown(sort: str | None, top: int | None = None, metric: str | None = None) -> list[str]:
    return [" ".join(map(text_of, point)) for point in of(metric, sort=sort, top=top).points()]


IN_ORDER = ["1 128x64", "1 96", "1 224", "6 128x64", "6 96", "6 224"]


def test_points_keep_their_order_unless_they_are_asked_to_change_it() -> None:
    assert shown(None) == IN_ORDER


@pytest.mark.parametrize(
    ("sort", "points"),
    [
        ("t", IN_ORDER),
        ("-t", IN_ORDER[3:] + IN_ORDER[:3]),  # equals keep their order
        ("resolution", ["1 128x64", "6 128x64", "1 96", "6 96", "1 224", "6 224"]),  # by pixels
        ("-resolution,-t", ["6 224", "1 224", "6 96", "1 96", "6 128x64", "1 128x64"]),
        ("madds", ["1 128x64", "1 96", "6 128x64", "6 96", "1 224", "6 224"]),
        (" params , -flops ", ["1 224", "1 96", "1 128x64", "6 224", "6 96", "6 128x64"]),
    ],
)
def test_points_by_their_axes_and_metrics(sort: str, points: list[str]) -> None:
    assert shown(sort) == points


def test_a_few_are_those_of_most_unless_an_order_is_given() -> None:
    assert shown(None, 2) == ["6 224", "1 224"]
    assert shown(None, 1, "params") == ["6 128x64"]
    assert shown("madds", 2) == ["1 128x64", "1 96"]
    assert shown(None, 99) == shown("-madds")


@pytest.mark.parametrize("sort", ["x", "", "madd", "t,", "width"])
def test_an_unknown_column_is_refused(sort: str) -> None:
    with pytest.raises(UsageError, match=r"^--sort: unknown column '"):
        shown(sort)


def test_an_unknown_metric_is_refused() -> None:
    of("flops", sort="t,-resolution,params")
    with pytest.raises(UsageError) as error:
        of("madd")
    assert str(error.value) == "--metric: unknown metric 'madd'; did you mean 'madds'?"


def test_a_table_shows_the_peak_where_the_other_metrics_cannot_vary() -> None:
    def shows(asked: str | None = None, **ranges: Any) -> str:
        return metric_shown(sweep("mbv2_1.0", t=6, width="0.5,1", **ranges).grid, asked)

    assert shows() == shows(dtype="fp16") == shows(schedule="whole") == "madds"
    assert shows(groups="2") == shows(schedule="auto") == shows(dtype="int8,fp16") == "peak_bytes"
    assert shows("params", groups="2") == "params"


def test_groups_are_in_order_of_their_number_and_dtypes_of_their_size() -> None:
    ranges = {"groups": "8,max,2", "dtype": "fp32,int8,fp16"}
    found = of(ranges=ranges, sort="groups,-dtype")
    assert [" ".join(map(text_of, point)) for point in found.points()] == [
        f"{groups} {dtype}" for groups in ("2", "8", "max") for dtype in ("fp32", "fp16", "int8")
    ]
    peaks = [row["peak_bytes"] for row in of(ranges=ranges, sort="peak_bytes").rows()]
    assert peaks == sorted(peaks)


def test_what_is_missing_comes_last_in_both_orders() -> None:
    ranges = {"width": "0.3,0.35,1,1.2,1.4", "t": 6}
    for sort, known in (("top1", [60.8, 72.0, 74.7]), ("-top1", [74.7, 72.0, 60.8])):
        rows = list(of(ranges=ranges, sort=sort).rows())
        assert [row["top1"] for row in rows] == [*known, None, None]
        assert [row["width"] for row in rows[3:]] == [0.3, 1.2]


def test_an_order_by_a_metric_that_is_not_shown() -> None:
    rows = list(of(sort="-params,resolution", metrics="madds").rows())
    assert [set(row) for row in rows] == [{"t", "resolution", "madds"}] * 6
    assert [row["t"] for row in rows] == [6, 6, 6, 1, 1, 1]


def test_a_selection_of_chunks_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of 7 points: what is kept of each makes what is kept of all."""
    from mbv2calc.grid import sweep as room

    ranges = {"t": "1..9", "width": "0.2..1.4:0.1", "resolution": "96..224:64"}
    asked: list[dict[str, Any]] = [
        {"top": 5}, {"sort": "params,-resolution", "top": 9}, {"pareto": "madds,+width,+t"},
        {"pareto": "madds,+params", "top": 4}, {"where": "params < 2M", "sort": "-madds"}, {},
    ]  # fmt: skip
    whole = [list(of(ranges=ranges, **one).rows()) for one in asked]
    monkeypatch.setattr(room, "IN_MEMORY", 7)
    monkeypatch.setattr(room, "CHUNK", 7)
    assert [list(of(ranges=ranges, **one).rows()) for one in asked] == whole


def test_rows_of_one_grid_are_joined_in_their_order() -> None:
    found = of().kept
    parts = [found.take(slice(0, 2)), found.take(slice(2, 6))]
    assert list(Rows.joined(parts).rows()) == list(found.rows())
    backwards = Rows.joined(parts[::-1])
    assert list(backwards.rows()) == [*list(found.rows())[2:], *list(found.rows())[:2]]


def test_what_comes_back_of_a_chunk_is_what_may_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a cluster sends a few rows, not all."""
    from mbv2calc.grid import sweep as room

    monkeypatch.setattr(room, "CHUNK", 50)
    sizes: list[int] = []

    def mapper(function: Any, grids: Any) -> Any:
        for rows in map(function, grids):
            sizes.append(len(rows.places))
            yield rows

    grid = sweep_grid("mbv2_1.0", t="1..9", width="0.2..1.4:0.1", resolution="96..224:64")
    found = make_sweep(grid, Query.read(grid, top=5), mapper=mapper)
    assert (len(found), max(sizes), len(sizes)) == (5, 5, 9)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"metrics": 5}, "--metrics: expected names such as 'madds,params', found 5"),
        (
            {"metrics": b"params"},
            "--metrics: expected names such as 'madds,params', found b'params'",
        ),
        ({"pareto": 5}, "--pareto: expected names such as 'madds,params', found 5"),
        ({"sort": [5]}, "--sort: expected names such as 'madds,params', found [5]"),
        ({"where": 3}, "--where: expected a text such as 'madds < 300M', found 3"),
    ],
)
def test_what_is_no_text_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as error:
        of(**asked)
    assert str(error.value) == message


def test_names_may_be_several_texts() -> None:
    assert list(of(pareto=["madds", "+t"]).points()) == list(of(pareto="madds,+t").points())
    assert shown("-t,resolution") == [
        " ".join(map(text_of, point)) for point in of(sort=("-t", "resolution")).points()
    ]
