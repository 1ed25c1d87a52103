"""Every metric of every point, also where int64 does not hold it."""

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from mbv2calc import UsageError, load, sweep
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.cost.metrics import METRICS, default_metrics, read_metrics
from mbv2calc.grid.plan import make_grid
from tests.grid.agreement import COMPUTED, agree
from tests.tiers import examples

V2 = load("mbv2_1.0")


@examples(40)
@given(data=st.data())
def test_metrics_about_the_bounds_of_floats_and_of_int64_are_exact(data: st.DataObject) -> None:
    """Multiply-adds of one image from 2^48 to 2^66, and of up to 2^20 images."""
    side = data.draw(st.integers(14, 19), "side")
    width = data.draw(st.integers(0, 9), "width")
    odd = data.draw(st.integers(0, 63), "odd")
    ranges: dict[str, Any] = {
        "resolution": [2**side + odd, 2**side - 1, 224],
        "width": [str(2**width), "0.35"],
    }
    if data.draw(st.booleans(), "batches"):
        ranges["batch"] = [1, 2 ** data.draw(st.integers(0, 19), "batch") + 1]
    grid = make_grid(V2.architecture, ranges)
    with pytest.MonkeyPatch.context() as patch:
        assert agree(V2, grid, patch) == ""
    most = max(row["flops"] for row in sweep(V2, metrics="flops", **ranges).rows())
    event(f"2^{math.floor(math.log2(most)) // 5 * 5}")


@pytest.mark.parametrize(
    ("ranges", "low", "high"),
    [
        ({"width": "30,31.5", "resolution": "131072,131071"}, 2**53, 2**63),
        ({"width": "400,401.5", "resolution": "262144,262143"}, 2**63, 2**80),
        ({"width": "1,1.4", "resolution": "65536,65535", "batch": "1000,1001"}, 2**53, 2**63),
        ({"width": "30,31", "resolution": "262144,9999", "batch": "1000000,1"}, 2**40, 2**80),
    ],
)  # fmt: skip
def test_numbers_of_each_size(
    ranges: Any, low: int, high: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for schedule in (None, "auto"):
        grid = make_grid(V2.architecture, ranges, schedule=schedule)
        assert agree(V2, grid, monkeypatch) == ""
    madds = [row["madds"] for row in sweep(V2, metrics="madds", **ranges).rows()]
    assert low < min(madds) <= max(madds) < high


def test_a_column_is_of_int64_where_these_hold_it_else_of_ints() -> None:
    small = sweep(V2, metrics=COMPUTED, t="1..10", width="0.35..1.4").columns
    assert {small[name].dtype for name in COMPUTED} == {np.dtype(np.int64)}
    large = sweep(V2, metrics=METRICS, width="1,401", resolution="224,262144").columns
    assert large["madds"].dtype == object
    assert {type(value) for value in large["madds"]} == {int}
    assert large["params"].dtype == np.int64


def test_a_schedule_of_its_own_has_no_arena() -> None:
    """An interpreter's arena holds whole tensors."""
    names = list(METRICS)
    for schedule in ("whole", "in-place", "auto"):
        (row, _) = sweep(V2, metrics=names, width="0.5,1", schedule=schedule).rows()
        plan = V2.at(width="0.5").memory(schedule).plans[0]
        assert (row["arena_bytes"], row["arena_total_bytes"]) == (
            plan.arena_bytes, plan.arena_total_bytes,
        )  # fmt: skip
        assert (row["arena_bytes"] is None) == (schedule != WHOLE)
        assert row["peak_bytes"] == plan.peak_bytes


def test_the_table_of_the_docs_has_a_row_for_each() -> None:
    page = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
    table = page.partition("| metric |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", table, re.MULTILINE) == list(METRICS)


def test_the_names_are_read() -> None:
    assert read_metrics(None) == default_metrics()
    assert default_metrics() == ("params", "madds", "flops", "peak_bytes", "top1")
    of_thop = ("params", "madds", "flops", "counted", "peak_bytes", "top1")
    assert read_metrics(None, "thop") == default_metrics("thop") == of_thop
    assert read_metrics(" madds,params, madds") == ("madds", "params")
    assert read_metrics(iter(METRICS)) == tuple(METRICS)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("mads", "--metrics: unknown metric 'mads'; did you mean 'madds'?"),
        ("madds,", "--metrics: unknown metric ''"),
        ("", "--metrics: unknown metric ''"),
        ([], "--metrics: expected some of params, madds, "),
        (["flash"], "--metrics: unknown metric 'flash'; did you mean 'weight_bytes'?"),
    ],
)
def test_a_name_that_is_none_is_refused(typed: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_metrics(typed)
    assert str(caught.value).startswith(message)
