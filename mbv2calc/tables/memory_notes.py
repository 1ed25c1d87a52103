"""Sentences about a Memory: verdicts on a budget, and what its figures mean and leave out."""

from collections.abc import Iterator, Sequence

from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.cost.memory.plan import Plan
from mbv2calc.cost.memory.result import Memory, Verdict
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.tables.budget_notes import compared_note
from mbv2calc.tables.memory_blocks import plan_name, shows_live
from mbv2calc.tables.wording import listed

_TOTAL = "arena_total_bytes"
_CALLED = {_TOTAL: "estimated arena total", "peak_bytes": "peak"}


def verdict_sentences(memory: Memory) -> tuple[str, ...]:
    """Each plan against the budget, what breaks it, ways out, and what the figures leave out."""
    return (
        *(_verdict(verdict) for verdict in memory.verdicts),
        *_alternatives(memory),
        *_left_out(memory),
    )


def broken_sentences(memory: Memory) -> tuple[str, ...]:
    """The verdicts on the plans that do not fit."""
    return tuple(_verdict(verdict) for verdict in memory.verdicts if not verdict.fits)


def _verdict(verdict: Verdict) -> str:
    use, name, peak = verdict.use, plan_name(verdict.plan), verdict.plan.peak
    limit = f"{use.limit.maximum:,} B"
    if use.limit.reserved:
        limit += f" ({use.limit.whole:,} - {use.limit.reserved:,} reserved)"
    what = f"its {_CALLED[use.limit.metric]} is {use.used:,} B"
    if verdict.fits:
        return f"{name} fits: {what}, {use.slack:,} B below {limit}."
    if use.limit.metric == _TOTAL:
        where, tail = "", f"; {_largest_step(verdict)}"
    else:
        where, tail = f" at {peak.name}" if peak else "", ""
    return f"{name} does not fit: {what}{where}, {verdict.over_by:,} B over {limit}{tail}."


def _largest_step(verdict: Verdict) -> str:
    """Whether one step alone breaks a budget."""
    peak = verdict.plan.peak
    what = f"largest step, {peak.name}" if peak else "input"
    over = verdict.plan.peak_bytes - verdict.use.limit.maximum
    breaks = f"{over:,} B over" if over > 0 else "fits alone"
    return f"{what}: {verdict.plan.peak_bytes:,} B ({breaks})"


def _alternatives(memory: Memory) -> Iterator[str]:
    """Other schedules that would fit a broken budget."""
    if not memory.alternatives:
        return
    fitting = [verdict for verdict in memory.alternatives if verdict.fits]
    if not fitting:
        best = min(memory.alternatives, key=lambda verdict: verdict.use.used)
        yield f"No other schedule fits either: {plan_name(best.plan)} has {_needs(best)}."
        return
    plans = listed([f"{plan_name(verdict.plan)} ({_needs(verdict)})" for verdict in fitting])
    yield f"{plans} would fit{_kernels([verdict.plan for verdict in fitting])}."


def _needs(verdict: Verdict) -> str:
    kind = "a peak of" if verdict.use.limit.metric == "peak_bytes" else "a total of about"
    return f"{kind} {verdict.use.used:,} B"


def _kernels(plans: Sequence[Plan]) -> str:
    """What schedules other than whole need to run."""
    if all(plan.schedule == WHOLE for plan in plans):
        return ""
    need = "it needs" if len(plans) == 1 else "they need"
    return f"; {need} kernels that support it, and TensorFlow Lite Micro only runs whole"


def _left_out(memory: Memory) -> Iterator[str]:
    """What was compared, and what is not in it."""
    fitting = [verdict for verdict in memory.alternatives if verdict.fits]
    compared = {verdict.use.limit.metric for verdict in (*memory.verdicts, *fitting)}
    if _TOTAL in compared:
        yield compared_note(_TOTAL)
    if "peak_bytes" in compared:
        kept = f" (about {memory.whole.persistent_bytes:,} B under whole)"
        yield compared_note("peak_bytes", kept=kept)
    if memory.training is not None:
        yield "The budget applies to inference, not to a step of training."


def notes(memory: Memory, by: str) -> Iterator[str]:
    """What a reader needs to know of the figures, in a table by block or by step."""
    if memory.verdicts:
        yield from memory.verdicts[0].use.limit.notes
    plans = memory.plans_with_whole
    inner = any(block.inner_channels is not None for block in memory.whole.blocks)
    if inner and by == "block":
        live = "; live: those of them in memory at once" if shows_live(memory) else ""
        yield f"E: channels inside a block{live}"
    elif not inner and len(plans) > 1:
        yield "no block here has inner channels: every schedule runs whole"
    if any(plan.arena_bytes is not None for plan in plans):
        yield (
            "arena: what TensorFlow Lite Micro's greedy planner allocates; total: the arena and an"
            " estimate of what its interpreter needs"
        )
    if any(plan.runs_in_groups for plan in plans):
        yield (
            "input re-read: a block in G groups reads its input G - 1 times more; output traffic:"
            f" it writes and reads its output as sums in {memory.accumulator.held_in}, against one"
            f" write if whole; MAdds do not change: {memory.madds:,}"
        )
    yield from _above_whole(memory)
    yield from _few_channels(memory)
    if memory.training:
        yield (
            "kept for the backward pass: every tensor once (frameworks that also keep copies before"
            " BatchNorm need about twice that); grouped keeps the inputs of blocks and runs expand"
            " and depthwise again; slowdown: if the backward pass costs twice the forward; not"
            " counted: weights, gradients, the optimizer's state"
        )


def _above_whole(memory: Memory) -> Iterator[str]:
    """Why groups can need more than whole."""
    above = [p for p in memory.plans if p.groups and p.peak_bytes > memory.whole.peak_bytes]
    if not above:
        return
    names, all_at_once = [plan_name(plan) for plan in above], any(p.groups == 1 for p in above)
    yield (
        f"{listed(names)} {'needs' if len(names) == 1 else 'need'} more than whole: the input, the"
        f" output as sums in {memory.accumulator.held_in} and a group are there at once"
        f"{'; at G = 1 the group is all channels inside' if all_at_once else ''}"
    )


def _few_channels(memory: Memory) -> Iterator[str]:
    """Blocks with fewer channels inside than the groups that were asked for."""
    for plan in memory.plans:
        if plan.groups is None or plan.groups == ONE_CHANNEL:
            continue
        few = [b.name for b in plan.blocks if b.groups is not None and b.groups < plan.groups]
        if few:
            named = few if len(few) < 6 else [*few[:3], f"{len(few) - 3} others"]
            one = len(few) == 1
            yield (
                f"{plan_name(plan)}: {listed(named)} {'has' if one else 'have'} fewer channels"
                f" inside, and {'processes' if one else 'process'} one at a time"
            )
