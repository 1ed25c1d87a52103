"""How the networks of a sweep run: the peak under every schedule, in ints and in arrays."""

from typing import Any

import pytest

from mbv2calc import SpecError, UsageError, load, sweep
from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.grid import evaluate
from mbv2calc.grid.axes import text_of
from mbv2calc.grid.plan import Grid, make_grid
from mbv2calc.grid.query import Query
from mbv2calc.grid.sweep import make_sweep
from tests.grid.agreement import agree
from tests.support import layered


def grid(settings: Any = (), schedule: str | None = None, **ranges: Any) -> Grid:
    return make_grid(load("mbv2_1.0").architecture, ranges, settings, schedule=schedule)


def peaks(**asked: Any) -> list[int]:
    return [row["peak_bytes"] for row in sweep("mbv2_1.0", **asked).rows()]


def test_the_peaks_of_mobilenetv2() -> None:
    """Computed by hand: X, Y and the inner tensors of the block that holds the most.

    Whole, as petewarden/ml_memory_analyser has it. In groups, section 5.1 of the paper.
    """
    assert peaks(t=6, width=1) == [1_505_280]
    assert peaks(t=6, width=1, schedule="in-place") == [1_404_928]
    assert peaks(t=6, width=1, schedule="auto") == [602_112]
    assert peaks(groups="2,4,8,max") == [1_404_928, 1_304_576, 1_254_400, 1_216_768]
    assert peaks(groups="2,4,8,max", accumulator="same") == [
        1_028_608, 702_464, 652_288, 614_656,
    ]  # fmt: skip
    assert peaks(dtype="int8,fp16,fp32", batch="1,3") == [
        images * 1_505_280 * bytes for images in (1, 3) for bytes in (1, 2, 4)
    ]


MIXED = {"t": "0.5,1,6", "width": "0.05..0.5:0.05"}  # M = N after rounding at some widths


@pytest.mark.parametrize(
    ("schedule", "ranges"),
    [
        (None, {"t": "1..10", "width": "0.35..1.4"}),
        ("whole", MIXED | {"dtype": "int8,bf16"}),
        ("in-place", MIXED),
        ("auto", MIXED | {"batch": "1,2"}),
        ("auto", {"t": "1,6", "resolution": "97,160x224", "dtype": "int8,fp16,fp32"}),
        ("grouped", MIXED | {"groups": "1,5,max"}),
        ("grouped", {"groups": "1..9,500,max", "dtype": "int8,fp32"}),  # the network is of ints
        ("grouped", {"groups": "7", "width": "0.1..1.4:0.1"}),
    ],
)
@pytest.mark.parametrize("accumulator", [None, pytest.param("same", marks=pytest.mark.slow)])
def test_every_peak_is_that_of_the_memory_of_its_point(
    schedule: str | None, ranges: Any, accumulator: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load("mbv2_1.0")
    running = RunConfig(accumulator=accumulator)
    found = make_grid(model.architecture, ranges, run_config=running, schedule=schedule)
    assert agree(model, found, monkeypatch) == ""


@pytest.mark.parametrize("schedule", ["in-place", "grouped", "auto"])
@pytest.mark.parametrize("network", ["mbv1_1.0", "resnet50"])
def test_other_networks_too(network: str, schedule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = load(network)
    ranges = {"width": "0.2..1.2:0.2", "resolution": "96,130"}
    found = make_grid(model.architecture, ranges, schedule=schedule)
    assert agree(model, found, monkeypatch) == ""


def test_the_axes_of_how_it_runs() -> None:
    found = grid(groups="1..3,8,max", dtype=["int8", "fp32"], batch="1,2", t=6)
    assert [(a.name, [text_of(v) for v in a.values], a.discrete) for a in found.axes] == [
        ("groups", ["1", "2", "3", "8", "max"], False),
        ("batch", ["1", "2"], False),
        ("dtype", ["int8", "fp32"], True),
    ]
    assert found.own == (None, 1, "int8")
    assert found.run_config.schedule == "grouped"
    at = found.run_config_at((ONE_CHANNEL, 2, "fp32"))
    assert (at.batch, at.dtype, at.groups) == (2, "fp32", ONE_CHANNEL)
    assert (found.size, found.points_per_structure, found.blocks) == (20, 10, 2 * 21)


def test_blocks_are_counted_for_each_dtype() -> None:
    found = grid({"layers[3].bottleneck.n": "1..3"}, dtype="int8,fp16", width="0.5,1")
    assert (found.size, found.points_per_structure, found.blocks) == (12, 2, 2 * (19 + 20 + 21))


def test_one_value_is_how_the_whole_grid_runs() -> None:
    found = grid(groups=[4], dtype="fp16", batch="3")
    assert [axis.name for axis in found.axes] == ["t", "width"]
    assert found.run_config == RunConfig(3, "fp16", "grouped", 4)


def test_grouped_without_groups_sweeps_those_that_memory_shows() -> None:
    (axis,) = grid(schedule="grouped").axes
    assert list(map(text_of, axis.values)) == ["2", "4", "8", "max"]
    assert [p.groups for p in load("mbv2_1.0").memory("grouped").plans] == list(axis.values)


def test_without_groups_a_schedule_has_none_and_none_is_whole() -> None:
    for schedule in ("whole", "in-place", "auto"):
        assert grid(schedule=schedule).run_config.schedule == schedule
    assert grid().run_config == RunConfig()


def test_python_reads_max() -> None:
    found = sweep("mbv2_1.0", groups=[2, "max"], dtype=["int8", "fp16"])
    assert [(row["groups"], row["dtype"]) for row in found.rows()] == [
        (2, "int8"), (2, "fp16"), ("max", "int8"), ("max", "fp16"),
    ]  # fmt: skip
    assert repr(found) == "Sweep('MobileNetV2', 2 groups x 2 dtype)"


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        (
            {"groups": "1-8"},
            "--groups: expected numbers of groups such as 4, 1,2,4,8 or max (one channel at a"
            " time), found '1-8'; a range is written 1..10",
        ),
        (
            {"groups": "0..2"},
            "--groups: expected numbers of groups such as 4, 1,2,4,8 or max (one channel at a"
            " time), found '0'",
        ),
        (
            {"groups": "1..max"},
            "--groups: expected a range such as 1..10 or 96..224:32, or a list such as 1,3,6,"
            " found '1..max'",
        ),
        ({"dtype": "int8,fp61"}, "--dtype: unknown dtype 'fp61'; did you mean 'fp16'?"),
        (
            {"dtype": "int8,"},
            "--dtype: unknown dtype ''; known here: int8, fp16, bf16, fp32",
        ),
    ],
)
def test_what_is_no_way_to_run_is_a_fault(ranges: Any, message: str) -> None:
    with pytest.raises(SpecError) as error:
        grid(**ranges)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"schedule": "wole"}, "--schedule: unknown schedule 'wole'; did you mean 'whole'?"),
        (
            {"schedule": "whole", "groups": "4"},
            "--groups: the schedule whole takes none; leave --groups out, or ask for --schedule"
            " grouped",
        ),
    ],
)
def test_what_memory_refuses_is_refused_in_its_words(asked: Any, message: str) -> None:
    for command in (sweep, load("mbv2_1.0").memory):
        with pytest.raises(UsageError) as error:
            command(**asked)
        assert str(error.value) == message


@pytest.mark.parametrize("dtype", ["int8", "int8,fp32"])
def test_an_accumulator_that_is_none_is_refused_whatever_the_schedule(dtype: str) -> None:
    with pytest.raises(UsageError, match="unknown accumulator 'int64'; did you mean 'int32'"):
        sweep("mbv2_1.0", dtype=dtype, accumulator="int64")


def test_bytes_that_no_int64_holds_are_exact_where_all_else_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two tensors of 3 x 10^12 elements at 4 bytes, 500,000 times: 1.2 x 10^19."""
    model = layered("copy", ("depthwise", {"k": 1}))
    ranges = {"resolution": "1000,999999,1000000", "batch": "1,2,500000", "dtype": "fp32"}
    found = make_grid(model.architecture, ranges)
    assert agree(model, found, monkeypatch) == ""
    columns = make_sweep(found).columns
    assert max(columns["flops"]) < 2**63 < max(columns["peak_bytes"])


def test_sums_that_no_int64_holds_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """X and Y have 10^12 and 2 x 10^12 elements: 10^19 bytes where sums take 4, else 4 x 10^18.

    The network is of ints; only the groups are an array.
    """
    numbers = {"input.channels": 1, "channels.by": 1}
    model = layered("copy", ("separable", {"c": 2, "k": 1})).at(
        resolution=1_000_000, settings=numbers
    )
    found = make_grid(model.architecture, {"batch": "1000000", "groups": "1..9"})
    assert agree(model, found, monkeypatch) == ""
    columns = make_sweep(found).columns
    assert max(columns["flops"]) < 2**63 < min(columns["peak_bytes"])


def test_groups_are_one_array_and_a_dtype_is_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    from mbv2calc.grid import arrays

    built: list[Any] = []
    real = arrays._network

    def spied(of: Grid, part: Any) -> Any:
        built.append(part)
        return real(of, part)

    monkeypatch.setattr(evaluate, "SMALL", 0)
    monkeypatch.setattr(arrays, "_network", spied)
    found = make_sweep(grid(groups="1..100", batch="1..9", dtype="int8,fp16"))
    assert len(found.columns["peak_bytes"]) == 1800
    assert len(built) == 2


def test_counts_that_no_int64_holds_are_exact_where_multiply_adds_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """thop counts five operations an element of a depthwise 1x1, of which one is a multiply-add."""
    small = layered("small", ("depthwise", {"k": 1})).at(settings={"input.channels": 2})
    found = make_grid(
        small.architecture,
        {"resolution": "999999,1000000", "batch": "999998,999999,1000000"},
        run_config=RunConfig(accumulator="same", convention="thop"),
    )
    exact = [
        5 * 2 * side * side * batch
        for side in (999_999, 1_000_000)
        for batch in (999_998, 999_999, 1_000_000)
    ]
    for blocks in (10**9, 0):
        monkeypatch.setattr(evaluate, "SMALL", blocks)
        query = Query.read(found, metrics="counted,madds")
        rows = list(make_sweep(found, query).rows())
        assert sorted(row["counted"] for row in rows) == sorted(exact)
        assert max(row["madds"] for row in rows) < 2**63 < max(exact)
