"""fit: as brute force over the same points has it, and what a check of each row says."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mbv2calc import Model, SpecError, UsageError, fit, load, sweep
from mbv2calc.api.many import fit_grid
from mbv2calc.cost.budgets import BUDGETS, Budget, Limit, read_budgets
from mbv2calc.cost.conventions import DEFAULT_CONVENTION
from mbv2calc.cost.metrics import METRICS
from mbv2calc.grid import evaluate
from mbv2calc.grid import fit as ways
from mbv2calc.grid import fit_search as room
from mbv2calc.grid.axes import text_of
from mbv2calc.grid.fit import make_fit
from mbv2calc.grid.plan import Grid, Point
from tests.grid.agreement import grids
from tests.support import tiny
from tests.tiers import examples

V2 = load("mbv2_1.0")
NAMES = tuple(BUDGETS)


class One(NamedTuple):
    """A point as a report and a memory have it."""

    place: int
    used: dict[str, int]  # by budget

    @property
    def size(self) -> tuple[int, int]:
        return self.used["madds"], self.used["params"]


def model_at(grid: Grid, model: Model, point: Point) -> tuple[Model, dict[str, Any]]:
    """The model of a point, and the way in which it runs: asked as a person asks."""
    named = {a.name: text_of(v) for a, v in zip(grid.axes, point, strict=True)}
    running = grid.run_config
    groups = named.pop("groups", text_of(running.groups))
    knobs = ("t", "width", "resolution", "classes", "batch", "dtype")
    asked: dict[str, Any] = {name: named.pop(name) for name in knobs if name in named}
    asked = {"batch": running.batch, "dtype": running.dtype} | asked
    fixed = Model(grid.architecture).at(**asked, settings=named)
    way = {"groups": groups if running.schedule == "grouped" else None}
    return fixed, way | {"schedule": running.schedule, "accumulator": running.accumulator}


def brute(grid: Grid, model: Model) -> list[One]:
    """Every point, one by one. Raises SpecError where one makes no network."""
    return list(_each(grid, model))


def _each(grid: Grid, model: Model) -> Iterator[One]:
    for place, point in enumerate(grid.points()):
        one, way = model_at(grid, model, point)
        totals, (plan,) = one.report().totals, one.memory(**way).plans
        total = plan.arena_total_bytes
        memory = plan.peak_bytes if total is None else total
        figures = (totals.madds, totals.params, memory, totals.weight_bytes)
        yield One(place, dict(zip(NAMES, figures, strict=True)))


def largest(points: list[One], most: dict[str, int]) -> list[int]:
    """The places of those that fit and that none which fits dominates, in order."""
    fitting = [p for p in points if all(p.used[name] <= most[name] for name in most)]
    found = [
        one
        for one in fitting
        if not any(
            o.size != one.size and o.size[0] >= one.size[0] and o.size[1] >= one.size[1]
            for o in fitting
        )
    ]
    return [p.place for p in sorted(found, key=lambda p: (-p.size[0], -p.size[1], p.place))]


def nearest(points: list[One], most: dict[str, int]) -> int:
    """The place of the first point of the least worst share; of nothing, by the amount."""

    def worst(one: One) -> tuple[int, Fraction]:
        shares = [Fraction(one.used[name], most[name]) for name in most if most[name]]
        amounts = [one.used[name] for name in most if not most[name]]
        return max(amounts, default=0), max(shares, default=Fraction(0))

    return min(points, key=lambda one: (worst(one), one.place)).place


def budgets_of(most: dict[str, int]) -> tuple[Limit, ...]:
    return read_budgets(**{f"max_{name}": value for name, value in most.items()})


def agree(grid: Grid, model: Model, points: list[One], most: dict[str, int]) -> None:
    """Assert that a fit is what brute force finds."""
    found = make_fit(grid, budgets_of(most))
    expected = largest(points, most)
    assert list(found.kept.places) == expected
    assert found.fits == bool(expected)
    shown = found.kept
    if found.near is not None:
        shown = found.near
        assert list(found.near.places) == [nearest(points, most)]
    for row, point, uses in zip(shown.rows(), shown.points(), found.uses(shown), strict=True):
        one, way = model_at(grid, model, point)
        budgets: dict[str, Any] = {f"max_{name}": value for name, value in most.items()}
        checked = one.check(**way, **budgets)
        assert checked.fits == found.fits
        assert checked.uses == uses
        assert {name: row[f"slack_{name}"] for name in most} == {
            u.limit.name: u.slack for u in checked.uses
        }
        assert row["binds"] == checked.tightest.limit.name
        figures = one.report()
        assert row["params"] == figures.totals.params
        assert row["weight_bytes"] == figures.totals.weight_bytes
        top1 = {c.row.printed for c in figures.published if c.row.figure == "top1"}
        assert (row["top1"] is None) == (not top1)
        assert row["top1"] is None or row["top1"] in {float(text) for text in top1}


def with_budgets(draw: st.DrawFn, points: list[One]) -> dict[str, int]:
    """Some budgets: what a point uses, about that, nothing, or more than anybody needs."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    most = {}
    for name in NAMES:
        if name in names:
            used = draw(st.sampled_from(points)).used[name]
            more = draw(st.sampled_from([0, 0, 0, -1, 1, used // 10, -used // 2, -used, 10**14]))
            most[name] = max(used + more, 0)
    return most


@examples(40)
@given(data=st.data())
@pytest.mark.parametrize(("small", "few"), [(10**9, 2**14), (0, 2**14), (0, 3), (10**9, 2)])
def test_a_fit_is_what_brute_force_finds(data: st.DataObject, small: int, few: int) -> None:
    """In ints and in arrays, in one chunk and in many; random networks, axes and schedules."""
    model, grid = data.draw(grids())
    grid = grid._replace(run_config=grid.run_config._replace(convention=DEFAULT_CONVENTION))
    try:
        points = brute(grid, model)
    except SpecError:
        assume(False)
    most = data.draw(st.composite(with_budgets)(points))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "SMALL", small)
        patch.setattr(ways, "FEW", few)
        patch.setattr(ways, "CHUNK", few)
        agree(grid, model, points, most)


RANGES: list[tuple[str, dict[str, Any]]] = [
    ("mbv2_1.0", {"width": "0.3..0.6", "resolution": "96..128:16"}),
    ("mbv2_1.0", {"width": "0.5,0.52,1", "resolution": "160x224,224", "schedule": "auto"}),
    ("mbv2_1.0", {"width": "0.35", "resolution": "96", "groups": "1,3,max", "batch": "1,4"}),
    ("mbv2_1.0", {"width": "0.35,1", "resolution": "96,224", "dtype": "int8,fp32"}),
    ("mbv1_1.0", {"width": "0.25..0.75:0.25", "resolution": "128,224", "classes": "10,1000"}),
    ("resnet50", {"width": "0.25,1", "resolution": 96, "settings": "layers[2].residual.n=1..3"}),
]  # fmt: skip


@examples(12)
@given(data=st.data())
@pytest.mark.parametrize(("network", "ranges"), RANGES)
def test_shipped_networks_fit_as_brute_force_says(
    data: st.DataObject, network: str, ranges: dict[str, Any]
) -> None:
    grid = fit_grid(network, **ranges)
    points = _points(network, grid)
    most = data.draw(st.composite(with_budgets)(points))
    agree(grid, load(network), points, most)


_KNOWN: dict[str, list[One]] = {}


def _points(network: str, grid: Grid) -> list[One]:
    key = f"{network} {grid}"
    if key not in _KNOWN:
        _KNOWN[key] = brute(grid, load(network))
    return _KNOWN[key]


def test_a_fit_tries_widths_and_resolutions() -> None:
    grid = fit_grid("mbv2_1.0")
    assert [(axis.name, len(axis.values)) for axis in grid.axes] == [
        ("width", 27), ("resolution", 11)
    ]  # fmt: skip
    assert [text_of(axis.values[-1]) for axis in grid.axes] == ["1.4", "256"]
    names = [axis.name for axis in fit_grid("mbv2_1.0", t="1..3", batch="1,2").axes]
    assert names == ["t", "width", "resolution", "batch"]


@pytest.mark.parametrize(
    ("ranges", "axes"),
    [
        ({"width": 1}, ["resolution"]),
        ({"resolution": "224"}, ["width"]),
        ({"width": "0.5,1"}, ["width", "resolution"]),
        ({"width": 1, "resolution": 224}, []),
        ({"settings": "width_multiplier=0.5"}, ["resolution"]),
        ({"settings": {"input.height": "96,128"}}, ["width", "input.height"]),
        ({"settings": iter(["width_multiplier=0.5", "input.width=96"])}, []),
        ({"width": 1, "resolution": 96, "schedule": "grouped"}, ["groups"]),
    ],
)
def test_what_is_stated_is_not_tried(ranges: dict[str, Any], axes: list[str]) -> None:
    """Nor does a sweep's t creep in where nothing varies."""
    assert [axis.name for axis in fit_grid("mbv2_1.0", **ranges).axes] == axes


def test_a_network_without_such_a_knob_is_fitted_too() -> None:
    """It has none on request either."""
    with pytest.raises(SpecError, match="ResNet-50 has no block that takes its t"):
        fit("resnet50", max_madds="1G", t="1..3")
    assert fit(tiny(), max_madds="1M", width=1, resolution=8).fits


def test_the_largest_networks_of_the_readme() -> None:
    """Figures of the model's own report: 290,197,504 and 284,539,200 MAdds."""
    found = fit(max_madds="300M", max_params="3.5M")
    rows = list(found.rows())
    assert [(row["width"], row["resolution"], row["madds"]) for row in rows] == [
        (0.8, 256, 290_197_504), (0.95, 224, 284_539_200)
    ]  # fmt: skip
    for row in rows:
        totals = V2.at(width=row["width"], resolution=row["resolution"]).totals()
        assert (totals.madds, totals.params) == (row["madds"], row["params"])
    assert (len(found), found.fits, found.nearest) == (2, True, None)
    assert repr(found) == "Fit('MobileNetV2', 27 width x 11 resolution, the 2 largest that fit)"
    assert len(fit(max_madds="300M", max_params="3.5M", top=1)) == 1
    assert repr(fit(max_madds=1)) == "Fit('MobileNetV2', 27 width x 11 resolution, none fits)"


def test_every_row_of_a_default_fit_passes_its_check() -> None:
    budgets: dict[str, Any] = {
        "max_madds": "300M", "max_params": "3.5M", "max_memory": "512KiB", "reserve": "1KiB",
        "max_flash": "4MiB",
    }  # fmt: skip
    found = fit(**budgets)
    assert len(found) == 2
    for row in found.rows():
        one = V2.at(width=row["width"], resolution=row["resolution"])
        checked = one.check(**budgets)
        assert checked.fits
        assert [u.slack for u in checked.uses] == [row[f"slack_{name}"] for name in NAMES]


def test_the_arena_is_asked_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only of points whose peak fits, and that no larger one which fits makes needless."""
    asked: list[int] = []
    exact = room._measured

    def counting(grid: Grid, one: room.Candidate, late: Sequence[str]) -> room.Candidate:
        asked.append(one.place)
        return exact(grid, one, late)

    monkeypatch.setattr(room, "_measured", counting)
    fit(max_memory="512KiB")
    assert len(asked) < 30
    assert len(set(asked)) == len(asked)
    asked.clear()
    assert len(fit(max_memory="4MiB")) == len(asked) == 1


@pytest.mark.parametrize("schedule", ["whole", "in-place", "grouped", "auto"])
@pytest.mark.parametrize("kind", BUDGETS.values(), ids=lambda kind: kind.name)
def test_every_budget_has_a_cheap_metric_that_is_never_above_it(
    kind: Budget, schedule: str
) -> None:
    """Of all points it is worked out at once, so that few are left for what takes time."""
    metric = kind.metric_under(schedule)
    bound = room.bound_of(metric)
    assert bound in room.cheap_metrics(())
    assert not METRICS[bound].scalar_only
    asked: dict[str, Any] = {"width": "0.35..1.4", "schedule": schedule, "metrics": (bound, metric)}
    found = sweep("mbv2_1.0", **asked).columns
    assert (found[bound] <= found[metric]).all()


def test_all_fit_and_the_largest_is_one() -> None:
    (row,) = fit(max_madds="1000G", max_params="1G").rows()
    assert (row["width"], row["resolution"]) == (1.4, 256)


def test_equal_networks_are_all_kept() -> None:
    """Widths that round to the same channels are networks of the same cost."""
    found = fit(max_madds="1G", width="1,1.001,1.002", resolution=224)
    assert [row["width"] for row in found.rows()] == [1, 1.001, 1.002]
    assert [row["top1"] for row in found.rows()] == [72.0, None, None]


def test_nothing_fits() -> None:
    found = fit(max_madds="1M", max_memory="10KiB")
    assert (found.fits, len(found), list(found.rows())) == (False, 0, [])
    near = found.nearest
    assert near is not None
    total = V2.at(width=0.1, resolution=96).memory("whole").plans[0].arena_total_bytes
    assert near["arena_total_bytes"] == total
    assert (near["width"], near["resolution"], near["binds"]) == (0.1, 96, "memory")
    assert near["slack_memory"] == 10 * 1024 - near["arena_total_bytes"]


def test_of_equals_the_first_is_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the bound of another is lower, and so is looked at before."""

    def alike(_: Grid, one: room.Candidate, late: Sequence[str]) -> room.Candidate:
        return one._replace(figures={**one.figures, **dict.fromkeys(late, 10**7)})

    monkeypatch.setattr(room, "_measured", alike)
    near = fit(max_memory=1000, width="1.4,0.35,1", resolution=224).nearest
    assert near is not None
    assert near["width"] == 1.4


def test_budgets_of_nothing_crash_nothing() -> None:
    for budgets in ({"max_madds": 0}, {"max_memory": 0, "max_params": 0}, {"max_flash": "0"}):
        typed: dict[str, Any] = dict(budgets)
        near = fit(**typed).nearest
        assert near is not None
        assert (near["width"], near["resolution"]) == (0.1, 96)


def test_columns_are_arrays() -> None:
    columns = fit(max_params="4M", width="1,1.1", resolution="224", groups="2,max").columns
    assert list(columns) == [
        "width", "groups", "params", "madds", "weight_bytes", "peak_bytes", "binds",
        "slack_params", "top1",
    ]  # fmt: skip
    assert columns["madds"].tolist() == [300_774_272] * 2
    assert columns["groups"].tolist() == ["2", "max"]
    assert columns["top1"].tolist() == [72.0, 72.0]
    nothing = fit(max_params="4M", width="0.9", resolution="224").columns["top1"]
    assert nothing.dtype == np.float64
    assert np.isnan(nothing).all()


def test_memory_is_that_of_the_schedule() -> None:
    asked: dict[str, Any] = {"max_memory": "602112", "width": 1, "resolution": 224}
    (row,) = fit(**asked, schedule="auto").rows()
    assert (row["peak_bytes"], row["slack_memory"]) == (602_112, 0)
    assert "arena_total_bytes" not in row
    assert not fit(**asked, schedule="auto", reserve=1).fits
    near = fit(**asked).nearest
    assert near is not None
    assert near["arena_total_bytes"] == 1_665_476  # as check prints it


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "give a budget, such as --max-madds 300M"),
        ({"max_madds": "1KiB"}, "--max-madds: expected a count"),
        ({"max_madds": 1, "reserve": 5}, "--reserve: there is no budget"),
        ({"max_madds": 1, "top": 0}, "--top: expected a positive integer, found '0'"),
        ({"max_madds": 1, "schedule": "auto", "groups": 2}, "--groups: the schedule auto takes"),
    ],
)
def test_bad_usage_is_refused(typed: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        fit(**typed)
    assert str(caught.value).startswith(message)


def test_a_convention_counts_the_parameters_that_are_held_against_a_budget() -> None:
    """3,504,872 trainable ones, 3,470,760 without BatchNorm."""
    at: dict[str, Any] = {"width": 1, "resolution": 224, "max_params": "3.48M"}
    assert not list(fit("mbv2_1.0", **at).rows())
    (row,) = fit("mbv2_1.0", **at, convention="no-norm").rows()
    assert row["params"] == 3_470_760
