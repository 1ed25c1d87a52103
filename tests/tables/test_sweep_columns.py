"""The columns of a sweep for programs: the same of the whole as of its chunks, of one kind each."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mbv2calc import Model, SpecError, load
from mbv2calc.cost.metrics import METRICS
from mbv2calc.grid import evaluate
from mbv2calc.grid.chunks import chunks
from mbv2calc.grid.evaluate import MetricRequest, evaluated
from mbv2calc.grid.plan import Grid, make_grid
from mbv2calc.grid.rows import Rows
from mbv2calc.tables.sweep_columns import column_kinds, machine_columns, pieces, sources
from tests.grid.agreement import grids
from tests.tiers import examples

V2 = load("mbv2_1.0").architecture
TAKEN: dict[str, set[type]] = {"int": {int}, "float": {float}, "text": {str}}
NONE = type(None)


def grid(settings: Any = (), schedule: str | None = None, **ranges: Any) -> Grid:
    return make_grid(V2, ranges, settings, schedule=schedule)


def of(whole: Grid, *metrics: str) -> Rows:
    return evaluated(whole, MetricRequest(metrics or ("params", "madds", "top1")))


def plain(column: Any) -> list[Any]:
    """As it is written: NaN, which alone is not itself, is None."""
    values = column.tolist() if hasattr(column, "tolist") else list(column)
    return [None if value != value else value for value in values]


def columns_of(rows: Rows, *, typed: bool = False) -> dict[str, list[Any]]:
    found = machine_columns(rows, list(rows.columns), typed=typed)
    return {name: plain(column) for name, column in found.items()}


@contextmanager
def as_arrays_from(points: int) -> Iterator[None]:
    """Grids of more points are evaluated as arrays."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "SMALL", points)
        yield


def rows_of(grid: Grid) -> Rows:
    """The rows of a grid, if all its points make networks."""
    try:
        return of(grid, *METRICS)
    except SpecError:
        assume(False)
        raise


@examples(80)
@given(
    case=grids(),
    points=st.integers(1, 9),
    small=st.sampled_from([0, 10**9]),
    typed=st.booleans(),
)
def test_the_columns_of_chunks_are_those_of_the_whole(
    case: tuple[Model, Grid], points: int, small: int, typed: bool
) -> None:
    _, whole = case
    with as_arrays_from(small):
        rows = rows_of(whole)
        found = [of(chunk.grid, *METRICS) for chunk in chunks(whole, points)]
    expected = columns_of(rows, typed=typed)
    parts = [columns_of(some, typed=typed) for some in found]
    assert {len(column) for column in expected.values()} == {whole.size}
    joined = {name: [v for part in parts for v in part[name]] for name in expected}
    if not typed:
        assert repr(joined) == repr(expected)
    texts = {name for name, kind in column_kinds(whole, METRICS).items() if kind == "text"}
    assert {name: [*map(str, c)] if name in texts else c for name, c in joined.items()} == {
        name: [*map(str, c)] if name in texts else c for name, c in expected.items()
    }  # a chunk may lack the value that makes texts of a column


@examples(60)
@given(case=grids(), small=st.sampled_from([0, 10**9]))
def test_a_typed_column_is_of_its_kind_and_of_the_same_values(
    case: tuple[Model, Grid], small: int
) -> None:
    _, whole = case
    with as_arrays_from(small):
        rows = rows_of(whole)
    kinds = column_kinds(whole, METRICS)
    typed, untyped = columns_of(rows, typed=True), columns_of(rows)
    assert list(kinds) == list(typed) == list(untyped)
    for name, kind in kinds.items():
        assert {type(value) for value in typed[name]} <= TAKEN[kind] | {NONE}
        same = map(str, untyped[name]) if kind == "text" else untyped[name]
        assert list(same) == [str(v) if kind == "text" else v for v in typed[name]]


@examples(60)
@given(data=st.data(), case=grids())
def test_the_columns_of_some_rows_are_those_rows_of_all(
    data: st.DataObject, case: tuple[Model, Grid]
) -> None:
    _, whole = case
    try:
        rows = of(whole)
    except SpecError:
        assume(False)
    which = data.draw(st.lists(st.integers(0, whole.size - 1), max_size=20))
    every = columns_of(rows)
    assert columns_of(rows.take(which)) == {
        name: [column[i] for i in which] for name, column in every.items()
    }
    cut = list(pieces(rows, data.draw(st.integers(1, 9))))
    assert {name: [v for some in cut for v in columns_of(some)[name]] for name in every} == every


def test_a_knob_that_two_paths_set_is_told_of_every_point() -> None:
    """The resolution of two sides, with an axis between them that does not set it."""
    paths = {"input.height": "96,160", "layers[3].bottleneck.k": "3,5", "input.width": "96,224"}
    rows = of(grid(paths))
    expected = [96, "96x224", 96, "96x224", "160x96", "160x224", "160x96", "160x224"]
    assert columns_of(rows)["resolution"] == expected
    assert columns_of(rows, typed=True)["resolution"] == [*map(str, expected)]
    assert columns_of(rows.take([7, 0, 5]))["resolution"] == ["160x224", 96, "160x224"]
    assert column_kinds(rows.grid, ())["resolution"] == "text"


def test_a_path_that_a_knob_sets_is_the_knob_too() -> None:
    rows = of(grid({"expansion": "1,0.5", "width_multiplier": "1,0.35"}))
    columns = columns_of(rows)
    assert columns["t"] == columns["expansion"] == [1, 1, 0.5, 0.5]
    assert columns["width"] == columns["width_multiplier"] == [1, 0.35, 1, 0.35]
    assert [type(value) for value in columns["t"]] == [int, int, float, float]


def test_a_network_without_a_knob_has_none_of_it() -> None:
    whole = make_grid(load("resnet50").architecture, {"width": "0.5,1"})
    assert columns_of(of(whole))["t"] == [None, None]
    assert column_kinds(whole, ())["t"] == "float"


def test_how_it_runs_is_told_of_every_row() -> None:
    columns = columns_of(of(grid(schedule="auto", width="0.5,1", batch=4, dtype="fp16")))
    assert {name: columns[name] for name in ("schedule", "batch", "dtype", "groups")} == {
        "schedule": ["auto"] * 2, "batch": [4] * 2, "dtype": ["fp16"] * 2, "groups": [None] * 2,
    }  # fmt: skip
    assert columns_of(of(grid(groups="max", width="0.5,1")))["groups"] == ["max", "max"]
    assert columns_of(of(grid(groups="4", width="0.5,1")))["groups"] == [4, 4]
    mixed = of(grid(groups="4,max"))
    assert columns_of(mixed)["groups"] == [4, "max"]
    assert columns_of(mixed, typed=True)["groups"] == ["4", "max"]


def test_no_rows_are_columns_of_nothing() -> None:
    none = of(grid(groups="1,max", width="0.5,1")).take(slice(0, 0))
    assert {len(column) for column in columns_of(none).values()} == {0}
    assert [len(some.places) for some in pieces(none, 5)] == [0]


def test_pairs_of_sides_build_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grid of heights and widths has as many sizes as points."""
    grid = make_grid(V2, {}, {"input.height": "96..98:1", "input.width": "96,97"})

    def never(*_: Any) -> Any:
        raise AssertionError("an architecture for every pair")

    monkeypatch.setattr(type(grid), "at", never)
    (size,) = [source for source in sources(grid, ()) if source.name == "resolution"]
    assert size.values == (96, "96x97", "97x96", 97, "98x96", "98x97")
    assert size.kind == "text"
