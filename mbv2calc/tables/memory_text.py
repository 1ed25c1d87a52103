"""What a Memory leaves to be said in words: what was compared, what the figures leave out."""

from collections.abc import Iterator

from mbv2calc.cost.memory.budget import Verdict
from mbv2calc.cost.memory.result import Memory
from mbv2calc.tables.memory_blocks import plan_name
from mbv2calc.tables.wording import listed

_LEAVES_OUT = {
    "arena_total_bytes": "left out: the stack, scratch of kernels, the code and its weights",
    "peak_bytes": "left out: gaps between tensors, the runtime, the stack, scratch of kernels,"
    " the code and its weights",
}


def verdict_sentences(memory: Memory) -> tuple[str, ...]:
    """Each plan against the budget, what breaks it, and what the comparison leaves out."""
    left_out = dict.fromkeys(_LEAVES_OUT[verdict.compared] for verdict in memory.verdicts)
    return (
        *(sentence for verdict in memory.verdicts for sentence in _verdict(verdict)),
        *_others(memory),
        *(f"Compared {listed(_compared(memory))}; {text}." for text in left_out),
    )


def _compared(memory: Memory) -> list[str]:
    return list(dict.fromkeys(verdict.compared for verdict in memory.verdicts))


def _verdict(verdict: Verdict) -> Iterator[str]:
    budget = verdict.budget
    limit = f"{budget.available:,} B"
    if budget.reserve:
        limit += f" ({budget.max_memory:,} - {budget.reserve:,} reserved)"
    what = "arena total, about" if verdict.compared == "arena_total_bytes" else "peak"
    name = plan_name(verdict)
    if verdict.fits:
        left = f"{-verdict.over_by:,} B to spare"
        yield f"{name} fits: {what} {verdict.bytes:,} B of {limit}, {left}."
        return
    yield (
        f"{name} does not fit: {what} {verdict.bytes:,} B is {verdict.over_by:,} B more"
        f" than {limit}."
    )
    if step := verdict.step:
        over = step.live_bytes - budget.available
        tail = f"{over:,} B more" if over > 0 else "which alone would fit"
        yield f"The step that holds most is {step.name}: {step.live_bytes:,} B, {tail}."


def _others(memory: Memory) -> Iterator[str]:
    """Whether a schedule that stands beside would fit."""
    if memory.fits or len(memory.verdicts) == len(memory.plans):
        return
    available = memory.verdicts[0].budget.available
    others = memory.plans[len(memory.verdicts) :]
    fitting = [plan_name(plan) for plan in others if plan.peak_bytes <= available]
    if fitting:
        yield f"By its peak alone {listed(fitting)} would fit; ask with --schedule {fitting[-1]}."
    else:
        best = min(others, key=lambda plan: plan.peak_bytes)
        yield f"No schedule here would: {plan_name(best)} has a peak of {best.peak_bytes:,} B."


def notes(memory: Memory) -> tuple[str, ...]:
    """What is to be known of the figures."""
    return tuple(_notes(memory))


def _notes(memory: Memory) -> Iterator[str]:
    plans = memory.plans
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
    if any(plan.groups == 1 and plan.peak_bytes > memory.whole.peak_bytes for plan in plans):
        yield (
            "G = 1 holds X, all E channels before and behind the k x k, and Y at once, which whole"
            " never does: it needs more"
        )
    yield from _few_channels(memory)
    if memory.training:
        yield (
            "kept for the backward pass: every tensor once (frameworks that keep copies before"
            " BatchNorm hold about twice that); grouped keeps the inputs of blocks and runs expand"
            " and depthwise again; forward : backward = 1 : 2"
        )


def _few_channels(memory: Memory) -> Iterator[str]:
    """Blocks that have fewer channels inside than groups were asked for."""
    for plan in memory.plans:
        if plan.groups is None or plan_name(plan) == "G = max":
            continue
        few = [b.name for b in plan.blocks if b.groups is not None and b.groups < plan.groups]
        if few:
            verb = "has" if len(few) == 1 else "have"
            named = few if len(few) < 6 else [*few[:3], f"{len(few) - 3} others"]
            yield (
                f"{plan_name(plan)}: {listed(named)} {verb} fewer channels inside, and"
                f" {'takes' if len(few) == 1 else 'take'} one at a time"
            )
