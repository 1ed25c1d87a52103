"""What a sweep has to agree with, and random grids to ask it of."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import strategies as st

from mbv2calc import Model, SpecError
from mbv2calc.cost.conventions import conventions
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.cost.metrics import METRICS
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.grid import evaluate
from mbv2calc.grid.axes import text_of
from mbv2calc.grid.plan import Grid, Point, make_grid
from mbv2calc.grid.query import Query
from mbv2calc.grid.sweep import make_sweep
from mbv2calc.spec.architecture import Architecture, entry_path
from mbv2calc.spec.schema import fields_of
from tests.strategies import EXPANSIONS, architectures

COMPUTED = [name for name, metric in METRICS.items() if metric.of is not None]
"""The metrics that formulas give, in the order of a report's totals."""

Values = tuple[int | None, ...]


def of_reports(grid: Grid, model: Model) -> tuple[list[Values], str]:
    """What report and memory say of a grid's points, up to the first point that is no network, and
    what is wrong with that one.
    """
    found: list[Values] = []
    for point in grid.points():
        try:
            found.append(_of_report(grid, model, point))
        except SpecError as error:
            pairs = zip(grid.axes, point, strict=True)
            place = ", ".join(f"{axis.name} {text_of(value)}" for axis, value in pairs)
            return found, "\n".join(f"at {place}: {line}" for line in str(error).splitlines())
    return found, ""


def _of_report(grid: Grid, model: Model, point: Point) -> Values:
    """MetricRequest as a person asks for the report and the memory of one network."""
    named = {a.name: text_of(v) for a, v in zip(grid.axes, point, strict=True)}
    groups = named.pop("groups", text_of(grid.run_config.groups))
    knobs: dict[str, Any] = {name: named.pop(name) for name in KNOBS if name in named}
    knobs = {"batch": grid.run_config.batch, "dtype": grid.run_config.dtype} | knobs
    one = model.at(**knobs, settings=named)
    totals, schedule = one.report(grid.run_config.convention).totals, grid.run_config.schedule
    memory = one.memory(
        schedule,
        groups=groups if schedule == "grouped" else None,
        accumulator=grid.run_config.accumulator,
    )
    (plan,) = memory.plans
    assert schedule != WHOLE or plan.peak_bytes == totals.peak_bytes
    arena = plan.arena_bytes, plan.arena_total_bytes
    peak = plan.peak_bytes
    counts = totals.params, totals.madds, totals.flops, totals.counted
    return (*counts, totals.weight_bytes, peak, *arena)


def swept(grid: Grid, monkeypatch: pytest.MonkeyPatch, *, in_arrays: bool) -> tuple[Any, str]:
    """The metrics of a sweep's points, or None and what is wrong."""
    monkeypatch.setattr(evaluate, "SMALL", 0 if in_arrays else 10**9)
    query = Query.read(grid, metrics=COMPUTED)
    try:
        rows = make_sweep(grid, query).rows()
        return [tuple(row[name] for name in COMPUTED) for row in rows], ""
    except SpecError as error:
        return None, str(error)


def agree(model: Model, grid: Grid, monkeypatch: pytest.MonkeyPatch) -> str:
    """Assert that ints, arrays and reports agree; gives what is wrong with the grid."""
    exact, fault = of_reports(grid, model)
    for in_arrays in (False, True):
        found, complaint = swept(grid, monkeypatch, in_arrays=in_arrays)
        assert complaint == fault
        assert found == (None if fault else exact)
    return fault


NUMBERS: dict[str, list[str]] = {
    "c": ["4", "8", "12", "24"], "k": ["1", "3", "5"], "n": ["1", "2", "3"], "s": ["1", "2"],
    "inner": ["4", "8"], "t": ["0", "0.5", "1", "3"], "conv_groups": ["1", "2", "4"],
}  # fmt: skip
KNOBS = {
    "t": ["0", *EXPANSIONS],
    "width": ["0.1", "0.25", "0.35", "0.62", "0.83", "1", "1.3", "2"],
    "resolution": ["16", "32", "33", "64", "97", "160x224", "224"],
    "batch": ["1", "3", "8"],
    "dtype": ["int8", "fp16", "fp32"],
    "classes": ["2", "10", "1001"],
}
GROUPS = ["1", "2", "3", "7", "16", "1000", "max"]
SCHEDULES = st.sampled_from([None, "whole", "in-place", "grouped", "auto"])
ACCUMULATORS = st.sampled_from([None, "int32", "fp32", "same"])
RUNNINGS = st.tuples(
    st.sampled_from([1, 1, 5]),
    st.sampled_from(["int8", "fp16", "fp32"]),
    ACCUMULATORS,
    st.sampled_from([*conventions()]),
).map(lambda drawn: RunConfig(drawn[0], drawn[1], accumulator=drawn[2], convention=drawn[3]))


def numbers(architecture: Architecture) -> dict[str, list[str]]:
    """The numbers of the blocks by path, with values that they may be swept over."""
    return {
        f"{entry_path(stage, entry)}.{key}": NUMBERS[key]
        for stage, entry in enumerate(architecture.layers)
        for key in fields_of(type(entry.block))
        if key in NUMBERS
    } | {"input.channels": ["1", "3"], "channels.by": ["1", "4", "8"], "input.height": ["64", "99"]}


@st.composite
def grids(draw: st.DrawFn) -> tuple[Model, Grid]:
    """A random network and a grid of at most 36 points over up to three of its numbers, under any
    schedule.
    """
    architecture = draw(architectures())
    known = {name: values for name, values in KNOBS.items() if name != "t" or architecture.t}
    known |= numbers(architecture)
    schedule = draw(SCHEDULES)
    if schedule == "grouped":
        known["groups"] = GROUPS
    names = draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=3, unique=True))
    if "resolution" in names and "input.height" in names:
        names.remove("input.height")
    many = 6 if len(names) < 3 else 3
    ranges: Mapping[str, Any] = {
        name: draw(st.lists(st.sampled_from(known[name]), min_size=2, max_size=many, unique=True))
        for name in names
    }
    paths = {name: ranges[name] for name in names if name in numbers(architecture)}
    knobs = {name: ranges[name] for name in names if name not in paths}
    if schedule == "grouped" and "groups" not in knobs:
        knobs["groups"] = draw(st.sampled_from(GROUPS))
    running = draw(RUNNINGS)
    grid = make_grid(architecture, knobs, paths, run_config=running, schedule=schedule)
    return Model(architecture), grid
