"""A network against its budgets as a document: one row a budget, and which memory was compared."""

from collections.abc import Iterator
from operator import attrgetter

from mbv2calc.cost.budgets import Held
from mbv2calc.cost.check import Checked
from mbv2calc.cost.memory.groups import groups_plain
from mbv2calc.cost.memory.schedules import WHOLE
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.tables import memory_notes
from mbv2calc.tables.budget_text import batch_text, flash_text, over_text
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Column, Document, Fact, Field, Prose, Record, Table, table
from mbv2calc.tables.wording import listed, percent, times


def check_document(checked: Checked) -> Document:
    """What `mbv2calc check` says."""
    verdicts = checked.fits, *(verdict.fits for verdict in checked.memory.verdicts)
    sentences = _summary(checked), *memory_notes.verdict_sentences(checked.memory)
    parts = (
        _heading(checked),
        Fact("schedule", checked.schedule),
        Fact("groups", groups_plain(checked.groups)),
        Fact("fits", checked.fits),
        _budgets(checked),
        Prose("", sentences, verdicts),
    )
    return Document(parts, notes=tuple(_notes(checked)))


def broken_sentences(checked: Checked) -> tuple[str, ...]:
    """One sentence for each budget that is broken."""
    return tuple(_broken(checked))


def _heading(checked: Checked) -> Record:
    memory = checked.memory
    grouped = memory.verdicts and any(block.groups for block in memory.blocks)
    schedule = checked.schedule if checked.schedule != WHOLE else None
    sums = memory.accumulator.held_in if grouped else None
    own = (Fact("", schedule, "schedule"), Fact("", sums, "sums in"))
    facts = network_facts(NetworkConfig.of(checked.network, checked.batch, checked.dtype), own)
    return Record("network", facts, heading=True)


def _budgets(checked: Checked) -> Table:
    fields: list[Field[Held]] = [
        Field(Column("budget", "budget", style="accent"), lambda held: held.limit.name),
        Field(Column("metric", "compared", keep=2), lambda held: held.limit.metric),
        Field(Column("used", "used", "count"), attrgetter("used")),
        Field(Column("limit", "limit", "count"), lambda held: held.limit.most),
        Field(Column("slack", "", audience="machines"), attrgetter("slack")),
        Field(
            Column("left", "left", "count", keep=3, audience="people"),
            lambda held: held.slack if held.fits else None,
        ),
        Field(
            Column("over", "over by", "count", audience="people"),
            lambda held: None if held.fits else -held.slack,
        ),
        Field(Column("share", "", audience="machines"), attrgetter("share")),
        Field(Column("of_limit", "of limit", "number", keep=1, audience="people"), _of_limit),
        Field(Column("fits", "fits", "agrees", style="verdict"), attrgetter("fits")),
    ]
    return table("budgets", fields, checked.held)


def _of_limit(held: Held) -> str | None:
    """The share of a limit that is used: how many times the limit it is, if that is broken."""
    if held.share is None:
        return None
    return percent(held.share) if held.fits else times(held.share)


def _summary(checked: Checked) -> str:
    """Whether the budgets hold, and which is the tightest or which are broken."""
    broken = [held.limit.name for held in checked.held if not held.fits]
    budgets = len(checked.held)
    if budgets == 1:
        return "The budget is broken." if broken else "The budget holds."
    if broken:
        are = "is" if len(broken) == 1 else "are"
        return f"{len(broken)} of {budgets} budgets {are} broken: {listed(broken)}."
    tightest = checked.binding
    assert tightest.share is not None, "what uses some of nothing is broken"
    used = percent(tightest.share)
    return f"All {budgets} budgets hold; the tightest is {tightest.limit.name}, {used} used."


def _broken(checked: Checked) -> Iterator[str]:
    for held in checked.held:
        if held.fits:
            continue
        if held.limit.name == "memory":
            yield from memory_notes.broken_sentences(checked.memory)
        else:
            yield f"{held.limit.name} does not fit: {over_text(held)}."


def _notes(checked: Checked) -> Iterator[str]:
    """What the counts and the flash have in them."""
    names = {held.limit.name for held in checked.held}
    if "madds" in names and checked.batch != 1:
        yield f"madds: {batch_text(checked.batch)}"
    if "flash" in names:
        yield flash_text(checked.dtype.name)
