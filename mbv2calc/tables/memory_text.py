"""What a Memory leaves to be said in words: what was compared, what the figures leave out."""

from collections.abc import Iterator

from mbv2calc.cost.memory.budget import Verdict
from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.cost.memory.plan import Plan
from mbv2calc.cost.memory.result import Memory
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.tables.budget_text import compared_text
from mbv2calc.tables.memory_blocks import plan_name
from mbv2calc.tables.wording import listed

_TOTAL = "arena_total_bytes"
_CALLED = {_TOTAL: "the total of its arena, an estimate,", "peak_bytes": "its peak"}


def verdict_sentences(memory: Memory) -> tuple[str, ...]:
    """Each plan against the budget, what breaks it, ways out, and what the figures leave out."""
    return (
        *(_verdict(verdict) for verdict in memory.verdicts),
        *_ways_out(memory),
        *_left_out(memory),
    )


def broken_sentences(memory: Memory) -> tuple[str, ...]:
    """Those of the plans that do not fit."""
    return tuple(_verdict(verdict) for verdict in memory.verdicts if not verdict.fits)


def _verdict(verdict: Verdict) -> str:
    budget, name, peak = verdict.budget, plan_name(verdict.plan), verdict.plan.peak
    limit = f"{budget.available:,} B"
    if budget.reserve:
        limit += f" ({budget.max_memory:,} - {budget.reserve:,} reserved)"
    what = f"{_CALLED[verdict.compared]} is {verdict.bytes:,} B"
    if verdict.fits:
        return f"{name} fits: {what}, {-verdict.over_by:,} B below {limit}."
    if verdict.compared == _TOTAL:
        where, tail = "", f"; {_step(verdict)}"
    else:
        where, tail = f" at {peak.name}" if peak else "", ""
    return f"{name} does not fit: {what}{where}, {verdict.over_by:,} B over {limit}{tail}."


def _step(verdict: Verdict) -> str:
    """Which step breaks a budget, if one alone does."""
    peak = verdict.plan.peak
    what = f"the step that holds most, {peak.name}," if peak else "the input"
    over = verdict.plan.peak_bytes - verdict.budget.available
    more = f"{over:,} B too many" if over > 0 else "which alone would fit"
    return f"{what} has {verdict.plan.peak_bytes:,} B, {more}"


def _ways_out(memory: Memory) -> Iterator[str]:
    """Which schedules that were not compared would fit a budget that is broken."""
    if not memory.ways_out:
        return
    fitting = [verdict for verdict in memory.ways_out if verdict.fits]
    if not fitting:
        best = min(memory.ways_out, key=lambda verdict: verdict.bytes)
        yield f"Nor would another schedule: {plan_name(best.plan)} has {_needs(best)}."
        return
    told = listed([f"{plan_name(verdict.plan)} ({_needs(verdict)})" for verdict in fitting])
    yield f"{told} would fit{_kernels([verdict.plan for verdict in fitting])}."


def _needs(verdict: Verdict) -> str:
    kind = "a peak of" if verdict.compared == "peak_bytes" else "a total of about"
    return f"{kind} {verdict.bytes:,} B"


def _kernels(plans: list[Plan]) -> str:
    """What it takes to run a schedule that is not whole."""
    if all(plan.schedule == WHOLE for plan in plans):
        return ""
    return ", with kernels that run so: TensorFlow Lite Micro runs whole"


def _left_out(memory: Memory) -> Iterator[str]:
    """What was compared, and what is not in it."""
    fitting = [verdict for verdict in memory.ways_out if verdict.fits]
    compared = {verdict.compared for verdict in (*memory.verdicts, *fitting)}
    if _TOTAL in compared:
        yield compared_text(_TOTAL)
    if "peak_bytes" in compared:
        kept = f" (about {memory.whole.persistent_bytes:,} B under whole)"
        yield compared_text("peak_bytes", kept=kept)
    if memory.training is not None:
        yield "The budget is held against a run, not against a step of training"


def notes(memory: Memory, by: str) -> tuple[str, ...]:
    """What is to be known of the figures, in a table by block or by step."""
    return tuple(_notes(memory, by))


def _notes(memory: Memory, by: str) -> Iterator[str]:
    plans = memory.beside
    inner = any(block.inner_channels is not None for block in memory.whole.blocks)
    if inner and by == "block":
        yield (
            "E: channels inside a block; held: those there at once; X, Y: its input and its output"
        )
    elif not inner and len(plans) > 1:
        yield "no block here has inner channels: every schedule runs whole"
    if any(plan.arena_bytes is not None for plan in plans):
        yield (
            "arena: what TensorFlow Lite Micro's greedy planner allocates; total: with an estimate"
            " of what its interpreter keeps beside it"
        )
    if any(block.traffic for plan in plans for block in plan.blocks):
        sums, madds = memory.accumulator.held_in, f"{memory.madds:,}"
        yield (
            "in groups a block reads X G times (X again: G - 1 of them) and writes and reads Y as"
            f" sums in {sums} (Y moved); MAdds do not change: {madds}"
        )
    yield from _above_whole(memory)
    yield from _few_channels(memory)
    if memory.training:
        yield (
            "kept for the backward pass: every tensor once (frameworks that keep copies before"
            " BatchNorm hold about twice that); grouped keeps the inputs of blocks and runs expand"
            " and depthwise again, if the backward pass costs twice the forward; left out: weights,"
            " gradients, the optimizer's state"
        )


def _above_whole(memory: Memory) -> Iterator[str]:
    """Why groups can need more than whole."""
    above = [p for p in memory.plans if p.groups and p.peak_bytes > memory.whole.peak_bytes]
    if not above:
        return
    names, all_at_once = [plan_name(plan) for plan in above], any(p.groups == 1 for p in above)
    yield (
        f"{listed(names)} {'needs' if len(names) == 1 else 'need'} more than whole: X, Y as sums in"
        f" {memory.accumulator.held_in} and a group are there at once"
        f"{'; at G = 1 that is all channels inside' if all_at_once else ''}"
    )


def _few_channels(memory: Memory) -> Iterator[str]:
    """Blocks that have fewer channels inside than groups were asked for."""
    for plan in memory.plans:
        if plan.groups is None or plan.groups == ONE_CHANNEL:
            continue
        few = [b.name for b in plan.blocks if b.groups is not None and b.groups < plan.groups]
        if few:
            named = few if len(few) < 6 else [*few[:3], f"{len(few) - 3} others"]
            one = len(few) == 1
            yield (
                f"{plan_name(plan)}: {listed(named)} {'has' if one else 'have'} fewer channels"
                f" inside, and {'takes' if one else 'take'} one at a time"
            )
