"""A chunk is worked out by a pure function, the costly metrics after the cheap conditions."""

import pickle
import re
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from mbv2calc import Model, SpecError, load, sweep
from mbv2calc.cost import metrics as room
from mbv2calc.cost.memory.arena import arena_bytes
from mbv2calc.cost.metrics import METRICS
from mbv2calc.grid import evaluate
from mbv2calc.grid import sweep as sweep_room
from mbv2calc.grid.chunks import chunks
from mbv2calc.grid.evaluate import MetricRequest, evaluated
from mbv2calc.grid.plan import Grid, make_grid
from mbv2calc.grid.query import Query
from mbv2calc.grid.rows import Rows
from tests.grid.agreement import grids
from tests.tiers import examples

V2 = load("mbv2_1.0").architecture
Row = dict[str, Any]


def asked(grid: Grid, metrics: Any = METRICS, where: str | None = None) -> MetricRequest:
    return Query.read(grid, metrics=metrics, where=where).request


def rows_of(grid: Grid, of: MetricRequest) -> list[Row]:
    return list(evaluated(grid, of).rows())


def about(name: str, value: Any) -> st.SearchStrategy[str]:
    """Comparisons of a column with a value that it has, or with the next ones."""
    near = st.sampled_from([value, value + 1, value - 1]) if name != "top1" else st.just(value)
    sign = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    return st.builds(lambda sign, limit: f"{name} {sign} {limit}", sign, near)


@st.composite
def conditions(draw: st.DrawFn, rows: list[Row]) -> str:
    """A condition on some metrics of known points: cheap ones, those of arenas, or both."""
    texts = []
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(list(METRICS)))
        value = draw(st.sampled_from(rows))[name]
        text = draw(about(name, 72 if value is None else value))
        texts.append(draw(st.sampled_from([text, f"not {text}", f"({text} or t > 2)"])))
    return " and ".join(text for text in texts if "t >" not in text or "t" in rows[0]) or texts[0]


def meets(row: Row, condition: str) -> bool:
    """By Python itself: what is missing makes a comparison false."""

    class Missing:
        __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = lambda *_: False
        __hash__ = object.__hash__

    known = {name: Missing() if value is None else value for name, value in row.items()}
    return bool(eval(re.sub("M\\b", " * 10**6", condition), {}, known))


@examples(150)
@given(data=st.data(), case=grids(), small=st.sampled_from([0, 10**9]))
def test_a_condition_keeps_the_points_that_meet_it(
    data: st.DataObject, case: tuple[Model, Grid], small: int
) -> None:
    """Of the whole and of its chunks, which travel to another machine and back."""
    _, grid = case
    try:
        every = rows_of(grid, asked(grid))
    except SpecError:
        assume(False)
    text = data.draw(conditions(every))
    assume(not ("t >" in text and "t" not in every[0]))
    metrics = data.draw(st.lists(st.sampled_from(list(METRICS)), min_size=1, unique=True))
    names = [axis.name for axis in grid.axes] + metrics
    expected = [{name: row[name] for name in names} for row in every if meets(row, text)]
    event("some" if 0 < len(expected) < len(every) else "all or none")
    points = data.draw(st.integers(1, 9))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "SMALL", small)
        found = kept(grid, asked(grid, metrics, text), points)
    assert [repr(rows) for rows in found] == [repr(expected)] * 2  # also no int is a float


def kept(grid: Grid, of: MetricRequest, points: int) -> tuple[list[Row], list[Row]]:
    """The rows of a grid, and those of its chunks."""
    parts = []
    for chunk in chunks(grid, points):
        sent = pickle.loads(pickle.dumps((chunk.grid, of)))
        rows = pickle.loads(pickle.dumps(evaluated(*sent)))
        parts.append(rows.in_grid(grid, chunk.start))
    return rows_of(grid, of), list(Rows.joined(parts).rows())


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often an arena was planned."""
    found = [0]

    def counted(*arguments: Any) -> int:
        found[0] += 1
        return arena_bytes(*arguments)

    monkeypatch.setattr(room, "arena_bytes", counted)
    return found


@pytest.mark.parametrize("small", [0, 10**9])
@pytest.mark.parametrize(
    ("where", "cheap"),
    [
        ("madds < 200M", "madds < 200M"),
        ("arena_bytes < 900000 and madds < 200M", "madds < 200M"),
        ("madds < 200M and t > 2 and arena_bytes < 700000", "madds < 200M and t > 2"),
        ("madds < 200M and (arena_bytes < 700000 and width > 0.5)", "madds < 200M and width > 0.5"),
        ("madds < 200M and not arena_bytes < 700000", "madds < 200M"),
        ("params < 1", "params < 1"),
        ("top1 > 0 and arena_bytes > 0", "top1 > 0"),
    ],
)
def test_arenas_are_planned_where_the_cheap_conditions_hold(
    where: str, cheap: str, small: int, calls: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "SMALL", small)
    grid = make_grid(V2, {"t": "1..6", "width": "0.35..1.4:0.35", "resolution": "96,224"})
    left = rows_of(grid, asked(grid, "params", cheap))
    assert calls == [0]
    found = rows_of(grid, asked(grid, "params,arena_bytes", where))
    assert calls == [len(left)]
    every = rows_of(grid, asked(grid))
    kept = [row["arena_bytes"] for row in every if meets(row, where)]
    assert [row["arena_bytes"] for row in found] == kept


def test_a_condition_that_offers_an_arena_as_a_way_out_takes_all(calls: list[int]) -> None:
    grid = make_grid(V2, {"t": "1..6", "width": "0.35,1"})
    evaluated(grid, asked(grid, "params", "madds < 200M or arena_bytes < 700000"))
    assert calls == [12]


def test_what_is_asked_for_is_what_is_given_in_its_order() -> None:
    grid = make_grid(V2, {"t": "1..6", "width": "0.35,1"})
    for metrics in (["top1", "params"], ["arena_bytes", "madds", "top1"], ["peak_bytes"]):
        for where in (None, "flops < 1G and arena_total_bytes > 0"):
            assert list(evaluated(grid, asked(grid, metrics, where)).columns) == metrics


def test_few_points_are_ints_and_many_are_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    grid = make_grid(V2, {"t": "1..3", "width": "0.35,1"})
    every = rows_of(grid, asked(grid))
    work = grid.blocks * grid.points_per_structure
    for small, kind in ((work, list), (work - 1, "ndarray")):
        monkeypatch.setattr(evaluate, "SMALL", small)
        rows = evaluated(grid, asked(grid))
        assert isinstance(rows.columns["madds"], list) == (kind is list)
        assert list(rows.rows()) == every


def test_the_same_question_has_the_same_answer() -> None:
    """It changes nothing that it is given, and remembers nothing of what it was asked."""
    grid = make_grid(V2, {"width": "0.35..1.4"}, {"layers[3].bottleneck.n": "1,2"})
    before = pickle.dumps(grid)
    of = asked(grid, METRICS, "arena_bytes < 700000")
    first = rows_of(grid, of)
    evaluated(make_grid(V2, {"t": "0.5,1"}), asked(grid))
    assert rows_of(grid, of) == first
    assert pickle.dumps(grid) == before


@pytest.mark.parametrize("where", [None, "params > 0", "arena_bytes > 0"])
@pytest.mark.parametrize("small", [0, 10**9])
def test_a_point_that_makes_no_network_is_named_in_every_chunk(
    where: str | None, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "SMALL", small)
    grid = make_grid(V2, {"width": "0.5,1", "resolution": "64,31,30"})
    for points in (100, 1):
        of = asked(grid, METRICS, where)
        found = (evaluated(chunk.grid, of) for chunk in chunks(grid, points))
        with pytest.raises(SpecError, match=r"^at width 0\.5, resolution 31: "):
            list(found)


def test_a_condition_on_an_arena_that_no_schedule_has_is_false() -> None:
    found = sweep("mbv2_1.0", t="1,6", schedule="auto", where="arena_bytes > 0")
    assert list(found.rows()) == []
    other = sweep("mbv2_1.0", t="1,6", schedule="auto", where="not arena_bytes > 0")
    assert len(list(other.rows())) == 2


@pytest.mark.parametrize("small", [0, 10**9])
def test_a_chunk_of_which_nothing_is_left_changes_no_kind(
    small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of t = 1 and 2 nothing is left: an empty column of arenas says nothing of the others."""
    monkeypatch.setattr(evaluate, "SMALL", small)
    monkeypatch.setattr(sweep_room, "ONE_BY_ONE", 2)
    where = "madds > 150M and arena_bytes > 0"
    found = sweep("mbv2_1.0", metrics="arena_bytes", t="1..4", width=1, where=where)
    assert repr(list(found.rows())) == repr(
        [{"t": 3, "arena_bytes": 802_816}, {"t": 4, "arena_bytes": 1_003_520}]
    )


@pytest.mark.parametrize("small", [0, 10**9])
def test_a_condition_on_a_single_point(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "SMALL", small)
    for where, count in (("madds > 1", 1), ("madds < 1", 0), ("arena_bytes > 1", 1)):
        found = sweep("mbv2_1.0", t=6, width=1, where=where)
        assert [row["madds"] for row in found.rows()] == [300_774_272] * count
