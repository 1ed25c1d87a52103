"""What a Memory leaves to be said in words: what was compared, what the figures leave out."""

from collections.abc import Iterator

from mbv2calc.cost.memory.budget import Verdict, judge
from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.cost.memory.plan import Plan
from mbv2calc.cost.memory.result import Memory
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


def _verdict(verdict: Verdict) -> str:
    budget, name = verdict.budget, plan_name(verdict)
    limit = f"{budget.available:,} B"
    if budget.reserve:
        limit += f" ({budget.max_memory:,} - {budget.reserve:,} reserved)"
    what = f"{_CALLED[verdict.compared]} is {verdict.bytes:,} B"
    if verdict.fits:
        return f"{name} fits: {what}, {-verdict.over_by:,} B below {limit}."
    return f"{name} does not fit: {what}, {verdict.over_by:,} B over {limit}; {_step(verdict)}."


def _step(verdict: Verdict) -> str:
    """Which step breaks a budget, if one alone does."""
    step = verdict.step
    if step is None:
        return "the input alone is too large"
    over = step.live_bytes - verdict.budget.available
    most = f"the step that holds most, {step.name}, has {step.live_bytes:,} B"
    if over > 0:
        return f"{most}, {over:,} B too many"
    return f"{most}, which alone would fit"


def _ways_out(memory: Memory) -> Iterator[str]:
    """Which schedules that were not compared would fit a budget that is broken."""
    if not memory.ways_out:
        return
    budget = memory.verdicts[0].budget
    fitting = [plan for plan in memory.ways_out if judge(plan, budget).fits]
    if not fitting:
        best = min(memory.ways_out, key=lambda plan: plan.peak_bytes)
        yield f"Nor would another schedule: {plan_name(best)} has a peak of {best.peak_bytes:,} B."
        return
    told = listed([f"{plan_name(plan)} ({_needs(plan)})" for plan in fitting])
    yield f"{told} would fit{_kernels(fitting)}."


def _needs(plan: Plan) -> str:
    total = plan.arena_total_bytes
    return f"a peak of {plan.peak_bytes:,} B" if total is None else f"in all about {total:,} B"


def _kernels(plans: list[Plan]) -> str:
    """What it takes to run a schedule that is not whole."""
    if all(plan.schedule == "whole" for plan in plans):
        return ""
    return ", with kernels that run so: TensorFlow Lite Micro runs whole"


def _left_out(memory: Memory) -> Iterator[str]:
    """What was compared, and what is not in it."""
    compared = {verdict.compared for verdict in memory.verdicts}
    if _TOTAL in compared:
        yield (
            f"Compared: {_TOTAL}. Left out: the stack, scratch of kernels, the code and the weights"
        )
    if "peak_bytes" in compared:
        total, arena = memory.whole.arena_total_bytes, memory.whole.arena_bytes
        assert total is not None
        assert arena is not None
        yield (
            "Compared: peak_bytes. Left out: gaps between tensors, what an interpreter keeps (about"
            f" {total - arena:,} B under whole), the stack, scratch of kernels, the code and the"
            " weights"
        )
    if memory.training is not None and compared:
        yield "The budget is held against a run; a step of training keeps more, as above"


def notes(memory: Memory) -> tuple[str, ...]:
    """What is to be known of the figures."""
    return tuple(_notes(memory))


def _notes(memory: Memory) -> Iterator[str]:
    plans = memory.beside
    inner = any(block.inner_channels is not None for block in memory.whole.blocks)
    if inner:
        yield (
            "E: channels inside a block; held: those there at once; X, Y: its input and its output"
        )
    elif len(plans) > 1:
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
    if any(plan.groups == 1 for plan in above):
        yield (
            "G = 1 needs more than whole: it holds X, all channels inside, before and behind the"
            " k x k, and Y at once"
        )
    if more := [plan_name(plan) for plan in above if plan.groups != 1]:
        yield (
            f"{listed(more)} {'needs' if len(more) == 1 else 'need'} more than whole: X and Y are"
            f" there throughout, Y as sums of {memory.accumulator.bytes} bytes an element"
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
