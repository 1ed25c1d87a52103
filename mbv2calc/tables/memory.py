"""A Memory as a document: blocks under each schedule, the timeline of live bytes, the totals."""

from operator import itemgetter
from typing import Any

from mbv2calc.cost.memory.plan import Plan, StepPlan
from mbv2calc.cost.memory.result import Memory
from mbv2calc.cost.memory.schedules import GROUPED, WHOLE
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.memory_blocks import (
    blocks_for_json,
    blocks_table,
    groups_of,
    plan_name,
    plans_for_json,
    plans_table,
)
from mbv2calc.tables.memory_text import notes, verdict_sentences
from mbv2calc.tables.neutral import (
    Chart,
    Column,
    Document,
    Fact,
    Field,
    Part,
    Prose,
    Record,
    Table,
    table,
)

BY = ("block", "step")


def memory_document(memory: Memory, by: str = "block") -> Document:
    """What `mbv2calc memory` says, with a row for each block or for each step."""
    first = memory.plans[0]
    parts: tuple[Part, ...] = (
        _heading(memory),
        Fact("schedule", first.schedule),
        Fact("groups", groups_of(first)),
        Fact("dtype", memory.dtype.name),
        Fact("accumulator", memory.accumulator.name),
        _steps_for_json(memory),
        blocks_for_json(memory),
        plans_for_json(memory),
        *((blocks_table(memory),) if by == "block" else ()),
        _steps(memory, as_chart=by == "block"),
        plans_table(memory),
        *_training(memory),
        *_budget(memory),
        _totals(memory),
    )
    told = Fact("notes", notes(memory, "block"))
    return Document((*parts, told), notes=notes(memory, by))


def _heading(memory: Memory) -> Record:
    groups = any(block.groups for plan in memory.plans for block in plan.blocks)
    trained = memory.training_dtype
    own = (
        Fact("", memory.accumulator.held_in if groups else None, "sums in"),
        Fact("", trained and trained.name, "training in"),
    )
    facts = network_facts(NetworkConfig.of(memory.network, memory.batch, memory.dtype), own)
    return Record("network", facts, heading=True)


def _steps_for_json(memory: Memory) -> Table:
    fields: list[Field[StepPlan]] = [
        Field(Column("name", ""), lambda step: step.name),
        Field(Column("operator", ""), lambda step: step.operator),
        Field(Column("live_bytes", ""), lambda step: step.live_bytes),
        Field(Column("tensors", ""), lambda step: tuple(h._asdict() for h in step.held)),
    ]
    return table("steps", fields, memory.plans[0].steps, shown=False)


def _steps(memory: Memory, *, as_chart: bool) -> Table:
    """Live bytes over the steps of the first plan."""
    plan = memory.plans[0]
    steps, peak = plan.steps, plan.peak
    marked = steps.index(peak) if peak else None
    fields: list[Field[StepPlan]] = [
        Field(Column("step", "step"), lambda step: step.name),
        Field(
            Column("operator", "operator", keep=2, style="accent", audience="machines"),
            lambda step: step.operator,
        ),
        Field(Column("live_bytes", "live B", "count"), lambda step: step.live_bytes),
        Field(
            Column("share", "of the peak", "bar", keep=1, audience="people"),
            lambda step: step.live_bytes / plan.peak_bytes,
        ),
        Field(
            Column("peak", "peak", audience="people"), lambda step: "*" if step is peak else None
        ),
        Field(Column("tensors", "tensors", keep=3), _held),
    ]
    chart = Chart("live_bytes", "step", marked) if as_chart and steps else None
    return table(
        "",
        fields,
        steps,
        title=_timeline(plan, as_chart=as_chart),
        notes=() if peak is None else (_peak(peak),),
        chart=chart,
        in_json=False,
        shown=bool(steps),
    )


def _timeline(plan: Plan, *, as_chart: bool) -> str:
    steps = f"{len(plan.steps)} step{'' if len(plan.steps) == 1 else 's'}"
    if any(block.groups for block in plan.blocks):
        steps += " (a block in groups is one)"
    below = ", by entry of the file" if as_chart else ""
    return f"Live bytes over {steps}, {plan_name(plan)}{below}"


def _held(step: StepPlan) -> str:
    """What a step holds: 2.0.expand 112x112x96 1,204,224 + ..."""
    return " + ".join(
        f"{held.name} {'x'.join(map(str, held.shape))} {held.bytes:,}"
        if held.shape
        else f"{held.name} {held.bytes:,}"
        for held in step.held
    )


def _peak(step: StepPlan) -> str:
    return f"* peak {step.live_bytes:,} B at {step.name}: {_held(step)}"


def _training(memory: Memory) -> tuple[Part, ...]:
    """What a step of training keeps, whole and grouped: for people, then for programs."""
    found = memory.training
    if found is None:
        return (Fact("training", None),)
    rows = (
        (WHOLE, found.saved_bytes, None, None, 1.0),
        (
            GROUPED, found.grouped_saved_bytes, found.grouped_saved_bytes / found.saved_bytes,
            found.extra_madds, found.slowdown,
        ),
    )  # fmt: skip
    fields: list[Field[tuple[Any, ...]]] = [
        Field(Column("schedule", "schedule", style="accent"), itemgetter(0)),
        Field(Column("saved_bytes", "kept for backward B", "count"), itemgetter(1)),
        Field(Column("saved_ratio", "of whole", "share", keep=2), itemgetter(2)),
        Field(Column("extra_madds", "MAdds again", "count"), itemgetter(3)),
        Field(Column("slowdown", "step, by MAdds", "times", keep=1), itemgetter(4)),
    ]
    assert memory.training_dtype is not None
    name = memory.training_dtype.name
    title = f"A step of training in {name}"
    shown = table("", fields, rows, title=title, in_json=False)
    own = rows[memory.plans[0].schedule == GROUPED][1]
    facts = {"dtype": name, "saved_bytes": own, "whole_saved_bytes": found.saved_bytes}
    return (shown, Fact("training", facts | dict(zip(found._fields[1:], found[1:], strict=True))))


def _budget(memory: Memory) -> tuple[Part, ...]:
    plain = [
        {
            "schedule": verdict.plan.schedule,
            "groups": groups_of(verdict.plan),
            "compared": verdict.compared,
            "bytes": verdict.bytes,
            **verdict.budget._asdict(),
            "fits": verdict.fits,
            "over_by": max(0, verdict.over_by),
            "step": verdict.plan.peak and verdict.plan.peak.name,
            "step_live_bytes": verdict.plan.peak and verdict.plan.peak.live_bytes,
        }
        for verdict in memory.verdicts
    ]
    fits = tuple(verdict.fits for verdict in memory.verdicts)
    shown = (Prose("", verdict_sentences(memory), fits),) if fits else ()
    return (*shown, Fact("budget", tuple(plain) or None))


def _totals(memory: Memory) -> Record:
    plan = memory.plans[0]
    peak = plan.peak
    where = "peak" if peak is None else f"peak at {peak.name}"
    label = None if plan.groups and len(memory.plans) > 1 else f"{plan_name(plan)}: {where}"
    labels = (label, "arena", "total, about", f"weights ({memory.dtype.name})")
    values = memory.totals._asdict().items()
    facts = (Fact(*pair, name, "size") for pair, name in zip(values, labels, strict=True))
    return Record("totals", tuple(facts))
