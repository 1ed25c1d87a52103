"""A Memory as a document: blocks under each schedule, the timeline of live bytes, the totals."""

from typing import NamedTuple

from mbv2calc.cost.memory.plan import Plan, StepPlan
from mbv2calc.cost.memory.result import Memory, Training
from mbv2calc.cost.memory.schedules import GROUPED, WHOLE
from mbv2calc.plain import entries
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.memory_blocks import block_records, blocks_table, plan_name, plans_table
from mbv2calc.tables.memory_notes import notes, verdict_sentences
from mbv2calc.tables.neutral import Chart, Column, Document, Fact, Records, Table, table
from mbv2calc.tables.wording import sides

BY = ("block", "step")


def memory_document(memory: Memory, by: str = "block") -> Document:
    """What `mbv2calc memory` says, with a row for each block or for each step."""
    by_block = by == "block"
    verdicts = tuple(verdict.fits for verdict in memory.verdicts)
    return Document(
        (
            *((blocks_table(memory),) if by_block else ()),
            _steps(memory.plan, as_chart=by_block),
            plans_table(memory),
            *((_training(memory.training),) if memory.training else ()),
        ),
        heading=_heading(memory),
        sentences=verdict_sentences(memory) if verdicts else (),
        verdicts=verdicts,
        totals=_totals(memory),
        notes=tuple(notes(memory, by)),
        # JSON has blocks and steps whatever `by` is, so its notes do not depend on that either.
        data=entries(memory) | {"notes": tuple(notes(memory, "block"))},
        records=block_records(memory) if by_block else _step_records(memory.plan),
    )


def _heading(memory: Memory) -> tuple[Fact, ...]:
    groups = any(plan.runs_in_groups for plan in memory.plans)
    sums = Fact(memory.accumulator.held_in if groups else None, "sums in")
    training = Fact(memory.training and memory.training.dtype.name, "training in")
    return network_facts(memory.network, sums, training)


def _steps(plan: Plan, *, as_chart: bool) -> Table:
    """Live bytes over the steps of a plan."""
    steps, peak = plan.steps, plan.peak
    columns = (
        Column("name", "step"),
        Column("live_bytes", "live B", "count"),
        Column("", "of the peak", "bar", 1, get=lambda step: step.live_bytes / plan.peak_bytes),
        Column("peak", get=lambda step: "*" if step is peak else None),
        Column("tensors", keep=3, get=_tensors_text),
    )
    chart = Chart("live_bytes", "name", steps.index(peak)) if as_chart and peak else None
    notes = () if peak is None else (_peak(peak),)
    return table(columns, steps, title=_timeline(plan, as_chart=as_chart), notes=notes, chart=chart)


def _step_records(plan: Plan) -> Records:
    rows = [
        entries(step) | {"step": step.name, "tensors": _tensors_text(step)} for step in plan.steps
    ]
    return Records(("step", "operator", "live_bytes", "tensors"), rows)


def _timeline(plan: Plan, *, as_chart: bool) -> str:
    steps = f"{len(plan.steps)} step{'' if len(plan.steps) == 1 else 's'}"
    if plan.runs_in_groups:
        steps += " (a block in groups is one)"
    below = ", by entry of the file" if as_chart else ""
    return f"Live bytes over {steps}, {plan_name(plan)}{below}"


def _tensors_text(step: StepPlan) -> str:
    """The tensors in memory at a step: 2.0.expand 112x112x96 1,204,224 + ..."""
    return " + ".join(
        " ".join(filter(None, (tensor.name, sides(tensor.shape or ()), f"{tensor.bytes:,}")))
        for tensor in step.tensors
    )


def _peak(step: StepPlan) -> str:
    return f"* peak {step.live_bytes:,} B at {step.name}: {_tensors_text(step)}"


class _Trained(NamedTuple):
    """What a step of training keeps and computes again, under a schedule."""

    schedule: str
    saved_bytes: int
    ratio: float | None = None
    extra_madds: int | None = None
    slowdown: float = 1.0


def _training(training: Training) -> Table:
    """What a step of training keeps, whole and grouped."""
    whole, grouped = training.whole_saved_bytes, training.grouped_saved_bytes
    rows = (
        _Trained(WHOLE, whole),
        _Trained(GROUPED, grouped, grouped / whole, training.extra_madds, training.slowdown),
    )
    columns = (
        Column("schedule", style="accent"),
        Column("saved_bytes", "kept for backward B", "count"),
        Column("ratio", "of whole", "share", keep=2),
        Column("extra_madds", "MAdds recomputed", "count"),
        Column("slowdown", "slowdown by MAdds", "times", keep=1),
    )
    return table(columns, rows, title=f"A step of training in {training.dtype.name}")


def _totals(memory: Memory) -> tuple[Fact, ...]:
    plan, totals = memory.plan, memory.totals
    where = "peak" if plan.peak is None else f"peak at {plan.peak.name}"
    # Of several numbers of groups none is the answer; the table of schedules has their peaks.
    among_others = plan.groups and len(memory.plans) > 1
    return (
        Fact(None if among_others else totals.peak_bytes, f"{plan_name(plan)}: {where}", "size"),
        Fact(totals.arena_bytes, "arena", "size"),
        Fact(totals.arena_total_bytes, "total (est.)", "size"),
        Fact(totals.weight_bytes, f"weights ({memory.network.dtype.name})", "size"),
    )
