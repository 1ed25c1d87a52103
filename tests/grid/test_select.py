"""Order and choice of the points of a sweep."""

from typing import Any

import pytest

from mbv2calc import UsageError, sweep
from mbv2calc.grid.axes import text_of
from mbv2calc.grid.select import check_columns, metric_shown, select

FOUND = sweep("mbv2_1.0", t="1,6", resolution="128x64,96,224")


def shown(sort: str | None, top: int | None = None, metric: str = "madds") -> list[str]:
    return [" ".join(map(text_of, row.point)) for row in select(FOUND, sort, top, metric)]


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


def test_the_network_itself_is_marked() -> None:
    assert [text_of(row.point[1]) for row in select(FOUND, None, None, "madds") if row.own] == [
        "224"
    ]
    elsewhere = sweep("mbv2_1.0", t="1,2", width=1)
    assert not any(row.own for row in select(elsewhere, None, None, "madds"))


@pytest.mark.parametrize("sort", ["x", "", "madd", "t,", "width"])
def test_an_unknown_column_is_refused(sort: str) -> None:
    with pytest.raises(UsageError, match=r"^--sort: unknown column '"):
        shown(sort)
    with pytest.raises(UsageError, match=r"^--sort: unknown column '"):
        check_columns(FOUND.grid, sort, "madds")


def test_an_unknown_metric_is_refused() -> None:
    check_columns(FOUND.grid, "t,-resolution,params", "flops")
    check_columns(FOUND.grid, None, "madds")
    with pytest.raises(UsageError) as error:
        check_columns(FOUND.grid, None, "madd")
    assert str(error.value) == "--metric: unknown metric 'madd'; did you mean 'madds'?"


def test_a_table_shows_the_peak_where_the_other_metrics_cannot_vary() -> None:
    def shows(asked: str | None = None, **ranges: Any) -> str:
        return metric_shown(sweep("mbv2_1.0", t=6, width="0.5,1", **ranges).grid, asked)

    assert shows() == shows(dtype="fp16") == shows(schedule="whole") == "madds"
    assert shows(groups="2") == shows(schedule="auto") == shows(dtype="int8,fp16") == "peak_bytes"
    assert shows("params", groups="2") == "params"


def test_groups_are_in_order_of_their_number_and_dtypes_of_their_size() -> None:
    found = sweep("mbv2_1.0", groups="8,max,2", dtype="fp32,int8,fp16")
    rows = select(found, "groups,-dtype", None, "peak_bytes")
    assert [" ".join(map(text_of, row.point)) for row in rows] == [
        f"{groups} {dtype}" for groups in ("2", "8", "max") for dtype in ("fp32", "fp16", "int8")
    ]
    assert not any(row.own for row in rows)
    peaks = [row.metrics[-1] for row in select(found, "peak_bytes", None, "madds")]
    assert peaks == sorted(peaks)
