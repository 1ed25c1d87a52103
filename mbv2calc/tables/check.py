"""A network against its budgets as a document: one row a budget, and which memory was compared."""

from collections.abc import Iterator

from mbv2calc.cost.budgets import BudgetUse
from mbv2calc.cost.check import Checked
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.tables import memory_notes
from mbv2calc.tables.budget_notes import batch_note, flash_note, over_text
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Column, Document, Fact, Records, table
from mbv2calc.tables.wording import listed, percent, times


def check_document(checked: Checked) -> Document:
    """What `mbv2calc check` says."""
    verdicts = checked.memory.verdicts
    return Document(
        (table(_COLUMNS, checked.uses),),
        heading=_heading(checked),
        sentences=(_summary(checked), *memory_notes.verdict_sentences(checked.memory)),
        verdicts=(checked.fits, *(verdict.fits for verdict in verdicts)),
        notes=tuple(_notes(checked)),
        data=checked,
        records=Records.of(BudgetUse, checked.uses),
    )


def broken_sentences(checked: Checked) -> tuple[str, ...]:
    """One sentence for each broken budget, or for each plan that breaks that of memory."""
    sentences: list[str] = []
    for use in checked.uses:
        if not use.fits and use.limit.name == "memory":
            sentences += memory_notes.broken_sentences(checked.memory)
        elif not use.fits:
            sentences.append(f"{use.limit.name} does not fit: {over_text(use)}.")
    return tuple(sentences)


def _heading(checked: Checked) -> tuple[Fact, ...]:
    memory = checked.memory
    grouped = memory.verdicts and any(block.groups for block in memory.blocks)
    schedule = checked.schedule if checked.schedule != WHOLE else None
    sums = memory.accumulator.held_in if grouped else None
    return network_facts(checked.network, Fact(schedule, "schedule"), Fact(sums, "sums in"))


def _of_limit(use: BudgetUse) -> str | None:
    """The share of a limit that is used: how many times the limit it is, if that is broken."""
    if use.share is None:
        return None
    return percent(use.share) if use.fits else times(use.share)


_COLUMNS = (
    Column("limit.name", "budget", style="accent"),
    Column("limit.metric", "compared", keep=2),
    Column("used", format="count"),
    Column("limit.maximum", "limit", "count"),
    # A use has one of these two; a column without any value is not shown.
    Column("left", format="count", keep=3, get=lambda use: use.slack if use.fits else None),
    Column("over by", format="count", get=lambda use: None if use.fits else -use.slack),
    Column("of limit", format="number", keep=1, get=_of_limit),
    Column("fits", format="agrees", style="verdict"),
)


def _summary(checked: Checked) -> str:
    """Whether the budgets hold, and which is the tightest or which are broken."""
    broken = [use.limit.name for use in checked.uses if not use.fits]
    budgets = len(checked.uses)
    if budgets == 1:
        return "The budget is broken." if broken else "The budget holds."
    if broken:
        are = "is" if len(broken) == 1 else "are"
        return f"{len(broken)} of {budgets} budgets {are} broken: {listed(broken)}."
    tightest = checked.tightest
    assert tightest.share is not None, "what uses some of nothing is broken"
    used = percent(tightest.share)
    return f"All {budgets} budgets hold; the tightest is {tightest.limit.name}, {used} used."


def _notes(checked: Checked) -> Iterator[str]:
    """What the counts and the flash have in them."""
    names = {use.limit.name for use in checked.uses}
    if "madds" in names and checked.network.batch != 1:
        yield f"madds: {batch_note(checked.network.batch)}"
    if "flash" in names:
        yield flash_note(checked.network.dtype.name)
    for use in checked.uses:
        yield from use.limit.notes
