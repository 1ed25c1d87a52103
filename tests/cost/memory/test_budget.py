"""Budgets: how they are read, what is compared with them, and what breaks them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.cost.memory.budget import Budget, judge, read_budget
from mbv2calc.cost.memory.liveness import ElementBytes
from mbv2calc.cost.memory.plan import Plan, make_plan
from mbv2calc.errors import UsageError

KIB = 1024


@pytest.mark.parametrize(
    ("max_memory", "reserve", "budget"),
    [
        (None, None, None),
        (None, 0, None),
        ("320KiB", None, Budget(320 * KIB)),
        ("320KiB", "60KiB", Budget(320 * KIB, 60 * KIB)),
        (327_680, 61_440, Budget(320 * KIB, 60 * KIB)),
        (0, 0, Budget(0)),
        ("1kB", "1000", Budget(1000, 1000)),
    ],
)
def test_budgets_are_read(max_memory: Any, reserve: Any, budget: Budget | None) -> None:
    assert read_budget(max_memory, reserve) == budget


@pytest.mark.parametrize(
    ("max_memory", "reserve", "message"),
    [
        (
            None,
            "60KiB",
            "--reserve: there is no budget to keep it from; give one, such as --max-memory 320KiB",
        ),
        (
            "1000",
            "2kB",
            "--reserve: expected at most the 1,000 bytes of --max-memory, found 2,000; lower it",
        ),
        (
            "lots",
            None,
            "--max-memory: expected a size such as 320KiB, 512kB, 1.5MiB or 327680, found 'lots'",
        ),
        (
            "1MiB",
            "-1",
            "--reserve: expected a size such as 320KiB, 512kB, 1.5MiB or 327680, found '-1'",
        ),
    ],
)
def test_what_is_no_budget_is_refused(max_memory: Any, reserve: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_budget(max_memory, reserve)
    assert str(caught.value) == message


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_what_is_available_is_never_negative(max_memory: int, reserve: int) -> None:
    if reserve > max_memory:
        with pytest.raises(UsageError, match="lower it"):
            read_budget(max_memory, reserve)
    else:
        budget = read_budget(max_memory, reserve)
        assert budget is not None
        assert budget.available == max_memory - reserve


def plan_of(schedule: str) -> Plan:
    return make_plan(load("mbv2_0.35").network(), schedule, ElementBytes(1, 4, 8), madds=0)


@pytest.mark.parametrize("schedule", ["whole", "in-place", "grouped", "auto"])
def test_the_estimated_total_is_compared_where_there_is_one(schedule: str) -> None:
    plan = plan_of(schedule)
    compared, found = "peak_bytes", plan.peak_bytes
    if schedule == "whole":
        assert plan.arena_total_bytes is not None
        compared, found = "arena_total_bytes", plan.arena_total_bytes
    for margin in (0, 1, -1, 1000):
        verdict = judge(plan, Budget(found + margin + 100, 100))
        assert (verdict.compared, verdict.bytes) == (compared, found)
        assert (verdict.fits, verdict.slack) == (margin >= 0, margin)
        assert verdict.over_by == max(0, -margin)
        assert verdict.plan == plan


def test_memory_judges_what_was_asked_for() -> None:
    model = load("mbv2_1.0")
    beside = model.memory(max_memory="1MiB")
    assert [verdict.plan.schedule for verdict in beside.verdicts] == ["whole"]
    assert not beside.fits
    assert model.memory("auto", max_memory="1MiB").fits
    grouped = model.memory(groups="2,4,8,max", max_memory=1_304_576)
    assert [verdict.fits for verdict in grouped.verdicts] == [False, True, True, True]
    assert not grouped.fits
    unasked = model.memory()
    assert (unasked.verdicts, unasked.fits) == ((), True)
