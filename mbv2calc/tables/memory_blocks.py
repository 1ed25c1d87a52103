"""How blocks run under the schedules of a Memory: tables for people, and the rows of CSV."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mbv2calc.cost.memory.groups import groups_text
from mbv2calc.cost.memory.plan import BlockPlan, Plan
from mbv2calc.cost.memory.result import Memory
from mbv2calc.cost.memory.schedules import AUTO
from mbv2calc.tables.neutral import Column, Records, Table, table
from mbv2calc.tables.report import regime_text


def plan_name(plan: Plan) -> str:
    """What a person calls a plan: whole, in-place, auto, G = 4."""
    return plan.schedule if plan.groups is None else f"G = {groups_text(plan.groups)}"


def blocks_table(memory: Memory) -> Table:
    """A row for each block: what one plan makes of it, or the bytes of several side by side."""
    if len(memory.plans) == 1:
        return _of_one(memory.plan)
    return _of_several(memory.plans_with_whole)


_PLACE = (
    Column("name", "block", style="quiet", total="peak"),
    Column("regime", keep=3, style="accent", get=lambda b: regime_text(b.place) or b.place.kind),
    Column("output.shape", "output", "shape", keep=6),
    Column("inner_channels", "E", "count", keep=5),
)
_LIVE = Column("group_channels", "live", "count")
_RE_READ, _TRAFFIC = "re-read", "traffic"  # of its input, of its output


def shows_live(memory: Memory) -> bool:
    """Whether the table of blocks has the column `live`: a plan alone, or `auto` among several."""
    plans = [plan for plan in memory.plans if len(memory.plans) == 1 or plan.schedule == AUTO]
    return any(block.group_channels is not None for plan in plans for block in plan.blocks)


def _of_one(plan: Plan) -> Table:
    moved = plan.traffic if plan.runs_in_groups else None
    columns = (
        *_PLACE,
        Column("schedule", "runs", style="schedule"),
        Column("groups", "G", "count"),
        _LIVE,
        Column("bytes", format="count", total=plan.peak_bytes),
        Column("share", "of the peak", "bar", keep=2, get=_share_of(plan)),
        Column("traffic.input_again", _RE_READ, "size", 1, total=moved and moved.input_again),
        Column("traffic.output", _TRAFFIC, "size", 1, total=moved and moved.output),
    )
    return table(columns, plan.blocks, title=f"Memory of each block, {plan_name(plan)}")


def _share_of(plan: Plan) -> Callable[[BlockPlan], float]:
    """What a block needs of the peak of its plan."""
    return lambda block: block.bytes / plan.peak_bytes


def _of_several(plans: Sequence[Plan]) -> Table:
    """The bytes of each plan, what auto makes of each block, and the share of the first peak."""
    rows = list(zip(*(plan.blocks for plan in plans), strict=True))
    columns = [column.at(0) for column in _PLACE]
    in_panels = len(plans) > 3  # the three default schedules fit beside each other
    for place, plan in enumerate(plans):
        title = plan_name(plan).replace(" ", "")
        column = Column("bytes", title, "count", panel=in_panels, total=plan.peak_bytes)
        columns.append(column.at(place))
        if plan.schedule == AUTO:
            columns.append(Column("runs", style="schedule", get=_run).at(place))
            columns.append(_LIVE._replace(keep=4).at(place))
    share = Column("share", f"of {plan_name(plans[0])}'s", "bar", keep=2, get=_share_of(plans[0]))
    columns.append(share.at(0))
    return table(columns, rows, title="Memory of each block, in bytes")


def _run(block: BlockPlan) -> str:
    """How one block runs, in a cell."""
    return block.schedule if block.groups is None else f"G={block.groups}"


def block_records(memory: Memory) -> Records:
    """The rows of CSV: what one plan makes of each block, or the bytes of each of several plans."""
    if len(memory.plans) == 1:
        return Records(_ONE_PLAN, memory.plan.blocks)
    blocks = zip(*(plan.blocks for plan in memory.plans_with_whole), strict=True)
    rows = [dict(_side_by_side(memory.plans_with_whole, row)) for row in blocks]
    return Records(tuple(rows[0]) if rows else _ONE_PLAN, rows)


_ONE_PLAN = (
    "name", "output=output.shape", "inner_channels", "schedule", "groups", "group_channels",
    "bytes", "input_again_bytes=traffic.input_again", "output_traffic_bytes=traffic.output",
)  # fmt: skip


def _side_by_side(plans: Sequence[Plan], row: Sequence[BlockPlan]) -> Iterator[tuple[str, Any]]:
    first = row[0]
    yield from (("name", first.name), ("output", first.output.shape))
    yield "inner_channels", first.inner_channels
    for plan, block in zip(plans, row, strict=True):
        groups = None if plan.groups is None else f"groups_{plan.typed_groups}"
        yield f"bytes_{groups or plan.schedule.replace('-', '_')}", block.bytes
        if plan.schedule == AUTO:
            yield "schedule", block.schedule
            yield "groups", block.groups
            yield "group_channels", block.group_channels


def plans_table(memory: Memory) -> Table:
    """A row for each schedule: its peak, the arena, and what grouping moves."""
    first = memory.plans_with_whole[0]

    def ratio(plan: Plan) -> float | None:
        return None if plan is first else plan.peak_bytes / first.peak_bytes

    columns = (
        Column("plan", "schedule", style="accent", get=plan_name),
        Column("peak_bytes", "peak B", "count"),
        Column("ratio", f"of {plan_name(first)}'s", "share", keep=4, get=ratio),
        Column("peak.name", "peak step", keep=3),
        Column("arena_bytes", "arena B", "count", keep=2),
        Column("arena_total_bytes", "total (est.)", "count", keep=1),
        Column("traffic.input_again", _RE_READ, "size", keep=2, get=_moved("input_again")),
        Column("traffic.output", _TRAFFIC, "size", keep=2, get=_moved("output")),
        Column("traffic.whole", "if whole", "size", keep=5, get=_moved("output_whole")),
        Column("madds", "MAdds", "si", keep=6),
    )
    return table(columns, memory.plans_with_whole, title="Schedules")


def _moved(what: str) -> Callable[[Plan], int | None]:
    """What all grouped blocks of a plan move; None where nothing is grouped."""
    return lambda plan: getattr(plan.traffic, what) if plan.runs_in_groups else None
