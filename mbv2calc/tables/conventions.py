"""What every convention counts in a network as tables: counts, and the way from the papers'."""

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from mbv2calc.cost.conventions import ANY
from mbv2calc.cost.tally import title
from mbv2calc.figures.waterfall import ConventionCount, Step, Waterfall
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Column, Document, Records, Table, table
from mbv2calc.tables.wording import grouped


class _Row(NamedTuple):
    """One step of a waterfall, or a count that has none."""

    names: str
    counted: int
    amount: int | None
    step: str


def conventions_document(waterfall: Waterfall) -> Document:
    """What `mbv2calc conventions` says of a network."""
    steps = (_steps(waterfall, quantity) for quantity in ("operations", "params"))
    return Document(
        (table(_COUNTS, waterfall), *steps),
        heading=network_facts(waterfall.network),
        notes=tuple(_notes(waterfall)),
        data=waterfall,
        records=Records.of(ConventionCount, waterfall),
    )


def _certainty(count: ConventionCount) -> str:
    if count.convention.networks == ANY:
        return "by definition"
    return "verified" if count.verified else "unverified"


_COUNTS = (
    Column("convention", style="accent", get=lambda count: count.convention.name),
    Column("operations", format="count"),
    Column("convention.unit"),
    Column("operations_ratio", "ratio", "times", keep=3),
    Column("params", format="count"),
    Column("activations", format="count", keep=4),
    Column("verified", "on this network", keep=1, style="doubt", get=_certainty),
    Column("convention.verified", "verified with", keep=6),
)


def _steps(waterfall: Waterfall, quantity: str) -> Table:
    """From the papers' count to each other one, the smallest first; equal counts are one."""
    get, get_steps = attrgetter(quantity), attrgetter(f"{quantity}_steps")
    names_of = grouped(
        ((get(count), get_steps(count)), count.convention.name) for count in waterfall
    )
    columns = (
        Column("names", "convention", style="accent", once=True),
        Column("counted", quantity, "count", once=True),
        Column("amount", "difference", "change", keep=1),
        Column("step", "from"),
    )
    counts = sorted(names_of.items())  # by count: it is the first part of a key
    rows = [row for key, names in counts for row in _rows(names, *key)]
    notes = tuple(
        f"{_label(names)}: {', '.join(names[1:])}" for _, names in counts if len(names) > 2
    )
    heading = f"{quantity}, from the papers' count"
    return table(columns, rows, title=heading, block=attrgetter("names"), notes=notes)


def _label(names: list[str]) -> str:
    """The first of some names, and how many more there are."""
    return ", ".join(names) if len(names) < 3 else f"{names[0]} + {len(names) - 1} more"


def _rows(names: list[str], counted: int, steps: tuple[Step, ...]) -> Iterator[_Row]:
    label = _label(names)
    if not steps:
        yield _Row(label, counted, None, "what the papers count")
    for factor, field, amount in steps:
        yield _Row(label, counted, amount, f"{factor} x {title(field)}")


def _notes(waterfall: Waterfall) -> Iterator[str]:
    yield "1 MAdd = 2 FLOPs; report, sweep and compare count by one of these: --convention NAME"
    if unverified := [count.convention.name for count in waterfall if not count.verified]:
        name = waterfall.network.name
        yield f"unverified on {name}, no figure was compared: {', '.join(unverified)}"
