"""What every convention says of a network as a document: counts, and the way from the papers'."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from mbv2calc.cost.conventions import ANY
from mbv2calc.cost.dtypes import Dtype
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.figures.waterfall import Step, Told, Waterfall
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Column, Document, Field, Record, Table, table

FIELD_WORDS = {
    "macs": "multiply-adds",
    "weights": "weights",
    "bias": "biases",
    "norm_layers": "BatchNorm layers",
    "norm_channels": "BatchNorm channels",
    "norm_elements": "BatchNorm elements",
    "activation_elements": "activation elements",
    "relu_elements": "ReLU elements",
    "avgpool_inputs": "average pool inputs",
    "avgpool_outputs": "average pool outputs",
    "maxpool_inputs": "max pool inputs",
    "add_elements": "add elements",
    "conv_outputs": "convolution outputs",
    "classifier_outputs": "classifier outputs",
}
"""What the fields of a tally are called in a table."""


class _Row(NamedTuple):
    """One step of a waterfall, or a count that has none."""

    names: str
    counted: int
    step: Step | None


def conventions_document(waterfall: Waterfall, dtype: Dtype) -> Document:
    """What `mbv2calc conventions` says of a network."""
    parts = (
        _heading(waterfall, dtype),
        _counts(waterfall),
        _steps(waterfall, "operations", attrgetter("operations", "operations_steps")),
        _steps(waterfall, "params", attrgetter("params", "params_steps")),
    )
    return Document(parts, notes=tuple(_notes(waterfall)))


def _heading(waterfall: Waterfall, dtype: Dtype) -> Record:
    facts = network_facts(NetworkConfig(waterfall.network.architecture, waterfall.batch, dtype))
    return Record("network", facts, heading=True)


def _counts(waterfall: Waterfall) -> Table:
    """One row a convention."""
    paper = waterfall.told[0]
    fields: list[Field[Told]] = [
        Field(Column("convention", "convention", style="accent"), lambda t: t.convention.name),
        Field(Column("operations", "operations", "count"), lambda t: t.operations),
        Field(Column("unit", "unit"), lambda t: t.convention.unit),
        Field(
            Column("operations_ratio", "ratio", "times", keep=3),
            lambda t: t.operations / paper.operations if paper.operations else None,
        ),
        Field(Column("params", "params", "count"), lambda t: t.params),
        Field(Column("activations", "activations", "count", keep=4), lambda t: t.activations),
        Field(Column("verified", "", audience="machines"), lambda t: t.verified),
        Field(Column("sure", "on this network", keep=1, audience="people", style="doubt"), _sure),
        Field(Column("verified_with", "verified with", keep=6), lambda t: t.convention.verified),
        Field(Column("title", "", audience="machines"), lambda t: t.convention.title),
        Field(Column("source", "", audience="machines"), lambda t: t.convention.source),
        *_rule_fields("operations", attrgetter("operations_steps")),
        *_rule_fields("params", attrgetter("params_steps")),
    ]
    return table("conventions", fields, waterfall.told)


def _rule_fields(counts: str, steps: Callable[[Told], tuple[Step, ...]]) -> Iterator[Field[Told]]:
    """A rule, and the steps from the papers' one, for programs."""
    rule = Column(f"{counts}_rule", "", audience="machines")
    yield Field(rule, lambda t: str(t.convention.rule(counts)))
    told = Column(f"{counts}_steps", "", audience="machines")
    yield Field(told, lambda t: tuple(step._asdict() for step in steps(t)))


def _sure(told: Told) -> str:
    if told.convention.networks == ANY:
        return "by definition"
    return "verified" if told.verified else "unverified"


def _steps(
    waterfall: Waterfall, counts: str, parts: Callable[[Told], tuple[int, tuple[Step, ...]]]
) -> Table:
    """From the papers' count to each other one, the smallest first; those alike are one."""
    alike: dict[tuple[int, tuple[Step, ...]], list[str]] = {}
    for told in waterfall.told:
        alike.setdefault(parts(told), []).append(told.convention.name)
    fields: list[Field[_Row]] = [
        Field(Column("names", "convention", style="accent", once=True), lambda row: row.names),
        Field(Column("counted", counts, "count", once=True), lambda row: row.counted),
        Field(
            Column("amount", "of these", "change", keep=1),
            lambda row: row.step.amount if row.step else None,
        ),
        Field(Column("step", "for"), lambda row: _step_text(row.step)),
    ]
    rows = [row for count, names in sorted(alike.items()) for row in _rows(names, *count)]
    title = f"{counts}, from the papers' count"
    many = (names for _, names in sorted(alike.items()) if len(names) > 2)
    notes = tuple(f"{_label(names)}: {', '.join(names[1:])}" for names in many)
    return table("", fields, rows, title=title, block="names", in_json=False, notes=notes)


def _label(names: list[str]) -> str:
    """The first of some names, and how many more there are."""
    return ", ".join(names) if len(names) < 3 else f"{names[0]} + {len(names) - 1} more"


def _rows(names: list[str], counted: int, steps: Iterable[Step]) -> Iterator[_Row]:
    for step in tuple(steps) or (None,):
        yield _Row(_label(names), counted, step)


def _step_text(step: Step | None) -> str:
    if step is None:
        return "what the papers count"
    return f"{step.factor} x {FIELD_WORDS[step.field]}"


def _notes(waterfall: Waterfall) -> Iterator[str]:
    yield "1 MAdd = 2 FLOPs; --convention NAME counts a report, a sweep or a comparison by one"
    if doubtful := [told.convention.name for told in waterfall.told if not told.verified]:
        name = waterfall.network.architecture.name
        yield f"unverified on {name}, of which no figure was compared: {', '.join(doubtful)}"
