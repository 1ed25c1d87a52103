"""How blocks run under the schedules of a Memory, as tables for people and for programs."""

from collections.abc import Sequence
from operator import attrgetter, itemgetter
from typing import Any

from mbv2calc.cost.memory.groups import groups_plain, groups_text
from mbv2calc.cost.memory.plan import BlockPlan, Plan, Traffic, traffic_of
from mbv2calc.cost.memory.result import Memory
from mbv2calc.cost.memory.schedules import AUTO
from mbv2calc.tables.neutral import Column, Field, Table, table
from mbv2calc.tables.report import regime_text


def plan_name(plan: Plan) -> str:
    """What a person calls a plan: whole, in-place, auto, G = 4."""
    return plan.schedule if plan.groups is None else f"G = {groups_text(plan.groups)}"


def groups_of(plan: Plan) -> Any:
    """The groups that were asked for, as programs read them: a number, or max."""
    return groups_plain(plan.groups)


def _way(block: BlockPlan) -> str:
    """How one block runs, in a cell."""
    return block.schedule if block.groups is None else f"G={block.groups}"


def blocks_table(memory: Memory) -> Table:
    """A row for each block: what one plan makes of it, or the bytes of several side by side."""
    if len(memory.plans) == 1:
        return _of_one(memory.plans[0])
    return _of_several(memory.beside)


def _place() -> list[Field[BlockPlan]]:
    return [
        Field(Column("name", "block", style="quiet"), attrgetter("name"), "peak"),
        Field(
            Column("label", "regime", keep=3, style="accent", audience="people"),
            lambda block: regime_text(block.place) or block.place.kind,
        ),
        Field(Column("output", "output", "shape", keep=6), lambda block: block.output.shape),
        Field(Column("inner_channels", "E", "count", keep=5), attrgetter("inner_channels")),
    ]


def _of_one(plan: Plan) -> Table:
    moved = traffic_of(plan.blocks)
    any_grouped = any(block.traffic for block in plan.blocks)
    fields: list[Field[BlockPlan]] = [
        *_place(),
        Field(Column("schedule", "runs", style="schedule"), attrgetter("schedule")),
        Field(Column("groups", "G", "count"), attrgetter("groups")),
        Field(Column("group_channels", "held", "count"), attrgetter("group_channels")),
        Field(Column("bytes", "bytes", "count"), attrgetter("bytes"), plan.peak_bytes),
        _share(plan, "of the peak"),
        Field(
            Column("input_again_bytes", "X again", "size", keep=1),
            lambda block: block.traffic and block.traffic.input_again,
            moved.input_again if any_grouped else None,
        ),
        Field(
            Column("output_traffic_bytes", "Y moved", "size", keep=1),
            lambda block: block.traffic and block.traffic.output,
            moved.output if any_grouped else None,
        ),
    ]
    title, shown = f"Memory of each block, {plan_name(plan)}", bool(plan.blocks)
    return table("", fields, plan.blocks, title=title, in_json=False, shown=shown)


def _share(plan: Plan, title: str) -> Field[BlockPlan]:
    """What a block needs of the peak of its plan."""
    column = Column("share", title, "bar", keep=2, audience="people")
    return Field(column, lambda block: block.bytes / plan.peak_bytes)


_first = itemgetter(0)


def _of_several(plans: Sequence[Plan]) -> Table:
    """The bytes of each plan, what auto makes of each block, and the share of the first peak."""
    rows = list(zip(*(plan.blocks for plan in plans), strict=True))
    fields = [field.of(_first) for field in _place()]
    for place, plan in enumerate(plans):
        column = Column(f"bytes_{_key(plan)}", _heading(plan), "count", panel=len(plans) > 3)
        fields.append(Field(column, attrgetter("bytes"), plan.peak_bytes).of(itemgetter(place)))
        if plan.schedule == AUTO:
            fields += (field.of(itemgetter(place)) for field in _choice())
    fields.append(_share(plans[0], f"{plan_name(plans[0])}'s share").of(_first))
    title = "Memory of each block, in bytes"
    return table("", fields, rows, title=title, in_json=False, shown=bool(rows))


def _choice() -> list[Field[BlockPlan]]:
    """How a block runs under auto: a word for people, its parts for programs."""
    return [
        Field(Column("runs", "runs", audience="people", style="schedule"), _way),
        Field(Column("schedule", "runs", audience="machines"), attrgetter("schedule")),
        Field(Column("groups", "G", "count", audience="machines"), attrgetter("groups")),
        Field(Column("group_channels", "held", "count", keep=4), attrgetter("group_channels")),
    ]


def _key(plan: Plan) -> str:
    if plan.groups is None:
        return plan.schedule.replace("-", "_")
    return f"groups_{groups_text(plan.groups)}"


def _heading(plan: Plan) -> str:
    return plan_name(plan).replace(" ", "")


def plans_table(memory: Memory) -> Table:
    """A row for each schedule: its peak, the arena, and what grouping moves."""
    first = memory.beside[0]
    fields: list[Field[Plan]] = [
        Field(Column("plan", "schedule", style="accent"), plan_name),
        Field(Column("peak_bytes", "peak B", "count"), attrgetter("peak_bytes")),
        Field(
            Column("ratio", f"of {plan_name(first)}'s", "share", keep=4),
            lambda plan: None if plan is first else plan.peak_bytes / first.peak_bytes,
        ),
        Field(Column("step", "peak step", keep=3), lambda plan: plan.peak and plan.peak.name),
        Field(Column("arena_bytes", "arena B", "count", keep=2), attrgetter("arena_bytes")),
        Field(
            Column("arena_total_bytes", "total, about", "count", keep=1),
            attrgetter("arena_total_bytes"),
        ),
        Field(Column("input_again_bytes", "X again", "size", keep=2), _moved("input_again")),
        Field(Column("output_traffic_bytes", "Y moved", "size", keep=2), _moved("output")),
        Field(Column("output_whole_bytes", "Y whole", "size", keep=5), _moved("output_whole")),
        Field(Column("madds", "MAdds", "si", keep=6), lambda _: memory.madds),
    ]
    return table("", fields, memory.beside, title="Schedules", in_json=False)


def _moved(what: str) -> Any:
    """What all grouped blocks of a plan move; None where nothing is grouped."""

    def value(plan: Plan) -> int | None:
        grouped = any(block.traffic for block in plan.blocks)
        moved: Traffic = traffic_of(plan.blocks)
        return getattr(moved, what) if grouped else None

    return value


def blocks_for_json(memory: Memory) -> Table:
    """The blocks of the first plan."""
    return table("blocks", _block_fields(), memory.plans[0].blocks, shown=False)


def _block_fields() -> list[Field[BlockPlan]]:
    return [
        Field(Column("name", ""), attrgetter("name")),
        Field(Column("schedule", ""), attrgetter("schedule")),
        Field(Column("kind", ""), lambda block: block.place.kind),
        Field(Column("regime", ""), lambda block: block.place.regime or None),
        Field(Column("t", ""), lambda block: block.place.t),
        Field(Column("input", ""), lambda block: block.input.shape),
        Field(Column("output", ""), lambda block: block.output.shape),
        Field(Column("inner_channels", ""), attrgetter("inner_channels")),
        Field(Column("groups", ""), attrgetter("groups")),
        Field(Column("group_channels", ""), attrgetter("group_channels")),
        Field(Column("bytes", ""), attrgetter("bytes")),
        Field(Column("traffic", ""), lambda block: block.traffic and block.traffic._asdict()),
    ]


def plans_for_json(memory: Memory) -> Table:
    """Every plan: what it was asked for, its totals, and how it runs each block."""
    fields: list[Field[Plan]] = [
        Field(Column("schedule", ""), attrgetter("schedule")),
        Field(Column("groups", ""), groups_of),
        Field(Column("peak_bytes", ""), attrgetter("peak_bytes")),
        Field(Column("peak_step", ""), lambda plan: plan.peak and plan.peak.name),
        Field(Column("arena_bytes", ""), attrgetter("arena_bytes")),
        Field(Column("arena_total_bytes", ""), attrgetter("arena_total_bytes")),
        Field(Column("madds", ""), lambda _: memory.madds),
        Field(Column("traffic", ""), lambda plan: traffic_of(plan.blocks)._asdict()),
        Field(Column("blocks", ""), lambda plan: tuple(map(_short, plan.blocks))),
    ]
    return table("schedules", fields, memory.plans, shown=False)


def _short(block: BlockPlan) -> dict[str, Any]:
    return {
        "name": block.name,
        "schedule": block.schedule,
        "groups": block.groups,
        "group_channels": block.group_channels,
        "bytes": block.bytes,
        "traffic": block.traffic and block.traffic._asdict(),
    }
