"""Budgets and checks: what a network is held against, exactly as report and memory have it."""

import pickle
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.cost.budgets import (
    BUDGETS,
    Budget,
    BudgetUse,
    Limit,
    memory_limit,
    parse_budgets,
    read_budgets,
    tightest,
)
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.plan import Plan, make_plan
from mbv2calc.cost.memory.result import judge
from mbv2calc.errors import UsageError
from mbv2calc.spec.architecture import Architecture
from tests.strategies import POINTS, Point, architectures
from tests.support import layered
from tests.tiers import examples

V2 = load("mbv2_1.0")
KIB = 1024
EVERY: dict[str, Any] = {
    "max_madds": "300M", "max_params": 3_500_000, "max_memory": "512KiB", "max_flash": "4MiB",
}  # fmt: skip


def limits(schedule: str = "whole", **typed: Any) -> dict[str, Limit]:
    return {limit.name: limit.under(schedule) for limit in read_budgets(**typed)}


def test_every_budget_has_its_metric() -> None:
    found = limits(**EVERY)
    assert list(found) == list(BUDGETS) == ["madds", "params", "memory", "flash"]
    assert [(limit.metric, limit.maximum, limit.budget.unit) for limit in found.values()] == [
        ("madds", 300_000_000, ""), ("params", 3_500_000, ""),
        ("arena_total_bytes", 524_288, "B"), ("weight_bytes", 4_194_304, "B"),
    ]  # fmt: skip
    assert [row.flag for row in BUDGETS.values()] == [f"--max-{name}" for name in found]
    assert [limit.as_given for limit in found.values()] == ["300M", "3500000", "512KiB", "4MiB"]
    assert found["madds"].amount(1234) == "1,234"
    assert found["flash"].amount(1234) == "1,234 B"


def budget(max_memory: Any, reserve: Any = None) -> Limit:
    parsed = memory_limit(parse_budgets(max_memory=max_memory, reserve=reserve))
    assert parsed is not None
    return parsed


@pytest.mark.parametrize("schedule", ["whole", "in-place", "grouped", "auto"])
def test_memory_is_what_a_verdict_compares(schedule: str) -> None:
    """Of a plan, and of a schedule before there is a plan: that of the arena where there is one."""
    plan = make_plan(V2.network(), schedule, ElementBytes(1, 4), madds=0, groups=8)
    found = limits(schedule, **EVERY)
    assert found["memory"] == judge(plan, budget("512KiB")).use.limit
    assert found["flash"].metric == limits(**EVERY)["flash"].metric


def test_the_reserve_is_that_of_memory_alone() -> None:
    budgets = read_budgets(max_memory="512KiB", reserve=" 60KiB ", max_flash="1k")
    kept = Limit(BUDGETS["memory"], 452 * KIB, "512KiB - 60KiB", 60 * KIB)
    memory, flash = budgets
    assert memory_limit(budgets) == memory == kept
    assert (memory.maximum, memory.as_given) == (462_848, "512KiB - 60KiB")
    assert (flash.maximum, flash.as_given) == (1000, "1k")


def test_budgets_can_be_sent_to_another_process() -> None:
    budgets = read_budgets(**EVERY)
    assert pickle.loads(pickle.dumps(budgets)) == budgets


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "give a budget, such as --max-madds 300M or --max-memory 512KiB"),
        ({"reserve": 0}, "give a budget, such as --max-madds 300M or --max-memory 512KiB"),
        ({"max_madds": "1M", "reserve": "1k"}, "--reserve: there is no budget to keep it from"),
        ({"max_memory": "1k", "reserve": "2k"}, "--reserve: expected at most the 1,000 bytes"),
        ({"max_madds": "lots"}, "--max-madds: expected a count such as 300M"),
        ({"max_params": "1MiB"}, "--max-params: expected a count such as 300M"),
        ({"max_flash": "lots"}, "--max-flash: expected a size such as 320KiB"),
        ({"max_memory": -1}, "--max-memory: expected a size such as 320KiB"),
        ({"max_madds": True}, "--max-madds: expected a count such as 300M"),
    ],
)
def test_what_is_no_budget_is_refused(typed: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_budgets(**typed)
    assert str(caught.value).startswith(message)


def use(used: int, most: int, name: str = "madds") -> BudgetUse:
    return BudgetUse(Limit(Budget(name, "", name), most, str(most)), used)


SIZES = st.integers(0, 3) | st.integers(0, 10**30)


@given(used=SIZES, most=SIZES)
def test_a_budget_holds_up_to_its_limit(used: int, most: int) -> None:
    found = use(used, most)
    assert found.slack == most - used
    assert found.fits == (found.slack >= 0)
    if most:
        assert found.share == used / most
    else:
        assert found.share == (None if used else 1.0)


@given(st.lists(st.tuples(SIZES, SIZES), min_size=1, max_size=6))
@example([(1, 2), (2, 4)])  # the first of equals
def test_what_binds_has_the_largest_share(pairs: list[tuple[int, int]]) -> None:
    """By fractions: nothing of nothing is all of it, and something of nothing is most."""
    keys = [(not m and u > 0, Fraction(u, m) if m else Fraction(1)) for u, m in pairs]
    several = [use(u, m, str(place)) for place, (u, m) in enumerate(pairs)]
    found = tightest(several)
    assert found.limit.name == str(keys.index(max(keys)))
    assert all(one.fits for one in several) == found.fits


def test_shares_are_compared_exactly() -> None:
    """A float has both of these as one."""
    most = 10**17
    assert use(most - 2, most).share == use(most - 1, most).share
    assert tightest([use(most - 2, most), use(most - 1, most)]).used == most - 1


def test_a_check_has_the_published_figures() -> None:
    """300,774,272 and 3,504,872 are torchvision's; 1,505,280 is ml_memory_analyser's."""
    checked = V2.check("grouped", groups="max", max_memory="1217k", **_rest(EVERY))
    assert [one.used for one in checked.uses] == [300_774_272, 3_504_872, 1_216_768, 3_541_984]
    assert [one.fits for one in checked.uses] == [False, False, True, True]
    assert (checked.fits, checked.schedule, checked.groups) == (False, "grouped", ONE_CHANNEL)
    assert checked.tightest.limit.name == "madds"
    assert repr(checked).startswith("Checked('MobileNetV2', does not fit: madds 300774272 of")


def _rest(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name != "max_memory"}


@examples(40)
@given(
    architecture=architectures(),
    point=POINTS,
    batch=st.integers(1, 8),
    dtype=st.sampled_from(["int8", "fp16", "fp32"]),
    way=st.sampled_from([(None, None), ("whole", None), ("in-place", None), ("auto", None),
                         (None, 3), ("grouped", "max")]),
    accumulator=st.sampled_from([None, "same", "fp32"]),
)  # fmt: skip
def test_a_check_uses_what_report_and_memory_say(
    architecture: Architecture, point: Point, batch: int, dtype: str, way: Any, accumulator: Any
) -> None:
    model = point.model(architecture).at(batch=batch, dtype=dtype)
    schedule, groups = way
    totals = model.report().totals
    plan = model.memory(schedule, groups=groups, accumulator=accumulator).plans[0]
    memory = plan.peak_bytes if plan.arena_total_bytes is None else plan.arena_total_bytes
    figures = (totals.madds, totals.params, memory, totals.weight_bytes)
    for less in (0, 1):
        names = ("max_madds", "max_params", "max_memory", "max_flash")
        budgets = {name: figure - less for name, figure in zip(names, figures, strict=True)}
        kept = {name: most for name, most in budgets.items() if most >= 0}
        checked = model.check(schedule, groups=groups, accumulator=accumulator, **kept)
        assert tuple(one.used for one in checked.uses)[: len(figures)] == tuple(
            figure for figure in figures if figure >= less
        )
        assert {one.fits for one in checked.uses} == {not less}
        assert checked.fits == (not less)


def test_a_reserve_is_not_for_the_network() -> None:
    peak = V2.check("auto", max_memory=602_112)
    assert (peak.uses[0].used, peak.uses[0].slack, peak.fits) == (602_112, 0, True)
    assert V2.check("auto", max_memory=602_113, reserve=1).fits
    assert not V2.check("auto", max_memory=602_112, reserve=1).fits


@pytest.mark.parametrize(
    ("way", "message"),
    [
        ({"groups": "2,4"}, "--groups: expected one number of groups, found 2; `mbv2calc sweep`"),
        ({"groups": "1..9"}, "--groups: expected one number of groups, found 9; `mbv2calc sweep`"),
        ({"schedule": "grouped"}, "--groups: grouped needs a number of groups here, such as"),
        ({"schedule": "auto", "groups": 2}, "--groups: the schedule auto takes none"),
        ({"schedule": "inplace"}, "--schedule: unknown schedule 'inplace'"),
        ({"accumulator": "int64"}, "--accumulator: unknown accumulator 'int64'"),
    ],
)
def test_a_network_is_checked_in_one_way(way: dict[str, Any], message: str) -> None:
    """Also where no memory is asked for, so that nothing mistyped is let through."""
    with pytest.raises(UsageError) as caught:
        V2.check(max_madds=1, **way)
    assert str(caught.value).startswith(message)


def test_one_number_of_groups_may_be_given_twice() -> None:
    assert V2.check(groups="4,4", max_memory="2M").groups == 4


def test_a_network_of_nothing_takes_a_budget_of_nothing() -> None:
    empty = layered("identity", ("bottleneck", {"c": 8, "t": Ratio(0)}))
    checked = empty.at(settings={"input.channels": 8}).check(max_madds=0, max_params=0, max_flash=0)
    assert checked.fits
    assert [one.share for one in checked.uses] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("max_memory", "reserve", "maximum"),
    [
        ("320KiB", None, 320 * KIB),
        ("320KiB", "60KiB", 260 * KIB),
        (327_680, 61_440, 260 * KIB),
        (0, 0, 0),
        ("1kB", "1000", 0),
    ],
)
def test_a_budget_of_memory_is_what_is_not_reserved(
    max_memory: Any, reserve: Any, maximum: int
) -> None:
    assert budget(max_memory, reserve).maximum == maximum


def test_no_budget_is_none() -> None:
    assert parse_budgets() == parse_budgets(max_memory=None, reserve=0) == ()
    assert memory_limit(parse_budgets()) is None


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_what_is_available_is_never_negative(max_memory: int, reserve: int) -> None:
    if reserve > max_memory:
        with pytest.raises(UsageError, match="lower it"):
            budget(max_memory, reserve)
    else:
        assert budget(max_memory, reserve).maximum == max_memory - reserve


def test_an_argument_that_is_no_budget_is_named() -> None:
    with pytest.raises(TypeError, match=r"^expected max_madds, .*, found max_mads$"):
        parse_budgets(max_mads="1M")


def test_a_small_size_without_a_unit_is_noted() -> None:
    def notes(**typed: Any) -> list[str]:
        return [note for limit in read_budgets(**typed) for note in limit.notes]

    note, of_reserve = notes(max_memory=512, reserve=100, max_madds=512)
    assert note.startswith("--max-memory 512 means 512 bytes; add a unit")
    assert of_reserve.startswith("--reserve 100 means 100 bytes; add a unit")
    assert notes(**EVERY) == []
    assert notes(max_memory="512KiB", reserve=100) == [of_reserve]


def plan_of(schedule: str) -> Plan:
    return make_plan(load("mbv2_0.35").network(), schedule, ElementBytes(1, 4), madds=0, groups=8)


@pytest.mark.parametrize("schedule", ["whole", "in-place", "grouped", "auto"])
def test_the_estimated_total_is_compared_where_there_is_one(schedule: str) -> None:
    plan = plan_of(schedule)
    compared, used = "peak_bytes", plan.peak_bytes
    if schedule == "whole":
        assert plan.arena_total_bytes is not None
        compared, used = "arena_total_bytes", plan.arena_total_bytes
    for margin in (0, 1, -1, 1000):
        verdict = judge(plan, budget(used + margin + 100, 100))
        assert (verdict.use.limit.metric, verdict.use.used) == (compared, used)
        assert (verdict.fits, verdict.use.slack) == (margin >= 0, margin)
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
