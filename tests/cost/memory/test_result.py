"""Everything of one network: which schedules are shown, in which dtype, and what is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.cost.dtypes import ACCUMULATORS, Accumulator, find_accumulator, find_dtype
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.result import ALL_SCHEDULES, requested_schedules
from mbv2calc.cost.memory.schedules import SCHEDULES, peak_bytes
from mbv2calc.errors import UsageError
from mbv2calc.spec.architecture import Architecture
from tests.strategies import POINTS, Point, architectures
from tests.tiers import examples

V2 = load("mbv2_1.0")


@pytest.mark.parametrize(
    ("schedule", "groups", "ways"),
    [
        (None, (), [("whole", ONE_CHANNEL), ("in-place", ONE_CHANNEL), ("auto", ONE_CHANNEL)]),
        ("whole", (), [("whole", ONE_CHANNEL)]),
        ("auto", (), [("auto", ONE_CHANNEL)]),
        ("grouped", (), [("grouped", g) for g in (2, 4, 8, ONE_CHANNEL)]),
        ("grouped", (3,), [("grouped", 3)]),
        (None, (3, 1), [("grouped", 3), ("grouped", 1)]),
    ],
)
def test_schedules_that_are_shown(
    schedule: str | None, groups: tuple[int, ...], ways: list[tuple[str, int]]
) -> None:
    assert requested_schedules(schedule, groups) == ways
    plans = V2.memory(schedule, groups=groups).plans
    asked = [(plan.schedule, plan.groups) for plan in plans]
    assert asked == [(way, g if way == "grouped" else None) for way, g in ways]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"schedule": "hole"}, "--schedule: unknown schedule 'hole'; did you mean 'whole'?"),
        ({"schedule": "best"}, "--schedule: unknown schedule 'best'; did you mean 'auto'?"),
        (
            {"schedule": "xyz"},
            "--schedule: unknown schedule 'xyz'; known here: whole, in-place, grouped, auto",
        ),
        (
            {"schedule": "auto", "groups": 2},
            "--groups: the schedule auto takes none; leave --groups out, or ask for "
            "--schedule grouped",
        ),
        ({"accumulator": "int"}, "--accumulator: unknown accumulator 'int'; did you mean 'int32'?"),
    ],
)
def test_what_there_is_not_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        V2.memory(**options)
    assert str(caught.value) == message


def test_groups_that_are_asked_for_twice_are_shown_once() -> None:
    plans = V2.memory(groups="4,2,4").plans
    assert [plan.groups for plan in plans] == [4, 2]


@pytest.mark.parametrize("dtype", ["int8", "fp16", "bf16", "fp32"])
@pytest.mark.parametrize("name", [None, *ACCUMULATORS])
def test_accumulators(dtype: str, name: str | None) -> None:
    """Of 4 bytes; without one as wide as activations, but int32 for int8."""
    of = find_dtype(dtype)
    found = find_accumulator(name, of)
    wide = name in ("int32", "fp32") or (name is None and dtype == "int8")
    assert found.bytes == (4 if wide else of.bytes)
    default = "int32" if dtype == "int8" else "same"
    assert found.name == (name or default)
    assert found.held_in == (dtype if found.name == "same" else found.name)
    assert ElementBytes.of(of.bytes, found.bytes, 3) == (3 * of.bytes, 3 * found.bytes)


@examples(40)
@given(
    architecture=architectures(),
    point=POINTS,
    batch=st.integers(1, 9),
    dtype=st.sampled_from(["int8", "fp16", "fp32"]),
    groups=st.integers(1, 9),
)
def test_plans_are_those_of_the_formulas(
    architecture: Architecture, point: Point, batch: int, dtype: str, groups: int
) -> None:
    model = point.model(architecture).at(batch=batch, dtype=dtype)
    of = find_dtype(dtype)
    for schedule in ALL_SCHEDULES:
        taken = groups if schedule == "grouped" else None
        memory = model.memory(schedule, groups=taken)
        sizes = ElementBytes.of(of.bytes, find_accumulator(None, of).bytes, batch)
        assert memory.plans[0].peak_bytes == peak_bytes(memory.graph, schedule, sizes, groups)
        assert memory.madds == batch * model.at(batch=1).totals().madds
        assert memory.weight_bytes == model.totals().weight_bytes
        assert memory.whole.peak_bytes == model.totals().peak_bytes
        assert memory.training is None


def test_whole_stands_beside_every_other_schedule() -> None:
    for schedule in SCHEDULES:
        memory = V2.memory(schedule)
        names = [plan.schedule for plan in memory.plans_with_whole]
        assert names.count("whole") == 1
        assert names[0] == "whole"
        assert memory.whole.peak_bytes == 1_505_280
        assert memory.whole.arena_bytes == 1_505_280


def test_training_is_in_fp32_unless_a_dtype_is_stated() -> None:
    memory = V2.memory(training=True)
    assert (memory.network.dtype.name, memory.accumulator) == (
        "int8",
        Accumulator("int32", 4, "int32"),
    )
    assert memory.training is not None
    assert memory.training.dtype == find_dtype("fp32")
    assert memory.training.saved_bytes == 28_189_216
    stated = V2.at(dtype="fp16", batch=2).memory(training=True)
    assert stated.training is not None
    assert stated.training.saved_bytes == 28_189_216
    assert stated.training.extra_madds == 2 * 150_471_552


def test_the_first_plan_has_names_of_its_own() -> None:
    memory = V2.memory("auto")
    assert memory.totals == (602_112, None, None, V2.totals().weight_bytes)
    assert memory.plan == memory.plans[0]
    assert (memory.blocks, memory.steps) == (memory.plans[0].blocks, memory.plans[0].steps)


def test_memory_says_what_it_is() -> None:
    assert repr(V2.memory("auto")) == "Memory('MobileNetV2', peak bytes: auto 602112)"
