"""Chunks tile a grid in its order, and memory holds one of them whatever the grid is."""

import math
import pickle
import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mbv2calc import Model, SpecError, load
from mbv2calc.grid import evaluate, sweep
from mbv2calc.grid.axes import Axis
from mbv2calc.grid.chunks import ONE_BY_ONE, Chunk, chunks
from mbv2calc.grid.evaluate import MetricRequest, evaluated
from mbv2calc.grid.plan import Grid, make_grid
from mbv2calc.grid.rows import Rows
from mbv2calc.grid.sweep import streamed
from tests.grid.agreement import grids
from tests.tiers import examples

room: Any = chunks.__globals__  # of the module, whose name the function has too
V2 = load("mbv2_1.0").architecture


def grid(settings: Any = (), **ranges: Any) -> Grid:
    return make_grid(V2, ranges, settings)


@st.composite
def bare(draw: st.DrawFn) -> Grid:
    """A grid that nobody works out: any number of axes, discrete or not, of channels or not."""
    kinds = [("width", ("width_multiplier",)), ("batch", ()), ("dtype", ())]
    paths = ("input.height", "input.width", "layers[3].bottleneck.n", "layers[3].bottleneck.k")
    kinds += [(path, (path,)) for path in paths]
    axes = []
    for name, sets in draw(st.permutations(kinds))[: draw(st.integers(0, 5))]:
        count = draw(st.integers(1, 7))
        values = tuple(range(1, count + 1))
        axes.append(Axis(name, "", sets, values, discrete=draw(st.booleans())))
    return Grid(V2, make_grid(V2, {}).run_config, tuple(axes), (None,) * len(axes))


@examples(300)
@given(
    whole=bare(), points=st.integers(1, 60), networks=st.integers(1, 40), discrete=st.integers(1, 4)
)
def test_chunks_are_the_points_of_a_grid_in_their_order(
    whole: Grid, points: int, networks: int, discrete: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(room, "NETWORKS", networks)
        patch.setitem(room, "MAX_DISCRETE", discrete)
        found = list(chunks(whole, points))
    starts = 0
    for chunk in found:
        assert chunk.start == starts
        assert 1 <= chunk.grid.size <= points
        assert chunk.grid._replace(axes=whole.axes) == whole
        arrays = False
        for axis, of in zip(chunk.grid.axes, whole.axes, strict=True):
            assert axis._replace(values=of.values) == of
            assert arrays or not axis.discrete or len(axis.values) <= discrete
            arrays = arrays or (not axis.discrete and len(of.values) > 1)
        channels = [a for a in chunk.grid.axes if not keeps_channels(a)]
        assert math.prod(len(a.values) for a in channels) <= networks
        starts += chunk.grid.size
    assert [point for chunk in found for point in chunk.grid.points()] == list(whole.points())


def keeps_channels(axis: Axis) -> bool:
    return axis.name in ("batch", "resolution", "input.height", "input.width")


def sizes(whole: Grid, points: int) -> list[tuple[int, ...]]:
    found = chunks(whole, points)
    return [tuple(len(axis.values) for axis in chunk.grid.axes) for chunk in found]


def test_the_last_axes_are_whole_and_one_before_them_is_cut() -> None:
    whole = grid(t="1..2", width="0.1,0.2,0.3,0.4,0.5", resolution="96,128")
    assert sizes(whole, 20) == [(2, 5, 2)]
    assert sizes(whole, 19) == [(1, 5, 2), (1, 5, 2)]
    assert sizes(whole, 9) == [(1, 4, 2), (1, 1, 2)] * 2
    assert sizes(whole, 1) == [(1, 1, 1)] * 20


def test_values_that_each_make_a_network_are_few() -> None:
    assert sizes(grid({"layers[3].bottleneck.n": "1..40"}, t=6), 10**6) == [(16,), (16,), (8,)]
    assert sizes(grid(t="1..3", dtype="int8,fp16,fp32"), 10**6) == [(3, 3)]


def test_values_that_make_networks_of_arrays_cut_nothing() -> None:
    """Else a 17th value of n would leave one network for every point."""
    depths = {"layers[3].bottleneck.n": "1..40"}
    assert sizes(grid(depths, t="1..10", width="0.5,1"), 10**6) == [(10, 2, 40)]
    assert sizes(grid(depths, t="1..10", width="0.5,1"), 500) == [(6, 2, 40), (4, 2, 40)]


def test_points_of_other_channels_are_fewer_than_those_of_other_sizes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert room["NETWORKS"] < room["CHUNK"]
    monkeypatch.setitem(room, "NETWORKS", 50)
    assert sizes(grid(width="0.001..0.12:0.001"), 10**6) == [(50,), (50,), (20,)]
    assert sizes(grid(width="0.1,0.2", resolution="32..431:1"), 10**6) == [(2, 400)]
    assert sizes(grid(width="0.1,0.2", batch="1..400"), 10**6) == [(2, 400)]
    assert sizes(grid(width="0.1,0.2", groups="1..26"), 10**6) == [(1, 26), (1, 26)]


def test_a_grid_of_one_point_is_one_chunk() -> None:
    one = make_grid(V2, {}, defaults={})
    (chunk,) = chunks(one)
    assert chunk == (0, one)


def test_a_chunk_survives_a_journey() -> None:
    whole = grid(t="0.5,6", width="0.35,1", groups="2,max", dtype="int8,fp16")
    for chunk in chunks(whole, 3):
        assert pickle.loads(pickle.dumps(chunk)) == chunk


def test_metrics_that_take_ints_have_smaller_chunks() -> None:
    """So that a worker's task is seconds, and a person sees that something goes on."""
    whole = grid(width="0.001..10:0.001")
    assert whole.size == 10_000
    asked: list[Grid] = []

    def never(function: Any, grids: Any) -> Any:
        asked.extend(grids)
        return map(len, [()] * len(asked))

    list(streamed(whole, MetricRequest(("params",)), never))
    assert [one.size for one in asked] == [10_000]
    asked.clear()
    list(streamed(whole, MetricRequest(("params", "arena_bytes")), never))
    assert [one.size for one in asked] == [ONE_BY_ONE, ONE_BY_ONE, 10_000 - 2 * ONE_BY_ONE]


def test_chunks_are_made_as_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of those of 10^12 points would fill the memory before the first is worked out."""
    made: list[int] = []

    def counted(whole: Grid, points: int) -> Iterator[Chunk]:
        for chunk in chunks(whole, points):
            made.append(chunk.start)
            yield chunk

    monkeypatch.setattr(sweep, "chunks", counted)
    whole = grid(width="0.001..10:0.001", t="1..1000")
    for asked in (MetricRequest(("params",)), MetricRequest(("params", "arena_bytes"))):
        made.clear()
        found = streamed(whole, asked, lambda function, grids: (one.size for one in grids), 100)
        worked: list[Any] = [size for _, (_, size) in zip(range(3), found, strict=False)]
        assert min(worked) >= 100
        assert len(set(made)) <= 4


def peak_of(whole: Grid, points: int) -> int:
    """The most bytes that Python held while a grid was streamed."""
    tracemalloc.start()
    try:
        total = 0
        for chunk, rows in streamed(whole, MetricRequest(("params", "madds")), points=points):
            assert chunk.grid.size == len(rows.places) == len(rows.columns["madds"])
            total += len(rows.places)
        assert total == whole.size
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_memory_holds_one_chunk_whatever_the_grid() -> None:
    """Four times the points take no more memory; all of them at once would take 25 MB."""
    sides = {"width": "0.01..1:0.01", "resolution": "32..1031:1"}
    few, many = (grid(t=f"2..{n}", **sides) for n in (5, 17))
    assert (few.size, many.size) == (400_000, 1_600_000)
    peak_of(few, 2**17)  # what is loaded and kept at the first use is not the grid's
    small, large = peak_of(few, 2**17), peak_of(many, 2**17)
    assert large < 1.5 * small
    assert large < 10_000_000


METRICS = ("params", "madds", "flops", "weight_bytes", "peak_bytes", "arena_bytes",
           "arena_total_bytes", "top1")  # fmt: skip


@examples(60)
@given(case=grids(), points=st.integers(1, 9), small=st.sampled_from([0, 10**9]))
def test_chunks_one_by_one_are_the_whole(case: tuple[Model, Grid], points: int, small: int) -> None:
    _, whole = case
    asked = MetricRequest(METRICS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "SMALL", small)
        try:
            expected = evaluated(whole, asked)
        except SpecError:
            assume(False)
        parts = []
        for chunk in chunks(whole, points):
            sent = pickle.loads(pickle.dumps((chunk.grid, asked)))
            rows = pickle.loads(pickle.dumps(evaluated(*sent)))
            assert list(rows.rows()) == list(evaluated(chunk.grid, asked).rows())
            parts.append(rows.in_grid(whole, chunk.start))
    joined = Rows.joined(parts)
    assert list(np.asarray(joined.places)) == list(range(whole.size))
    assert list(joined.rows()) == list(expected.rows())
