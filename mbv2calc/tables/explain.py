"""Where a printed figure comes from as a document: one row a cause, and what that says."""

from collections.abc import Iterator, Sequence

from mbv2calc.cost import Dtype, Figure
from mbv2calc.cost.explain import MAX_DEPARTURES, Cause, Explanation
from mbv2calc.tables.convention_text import unverified
from mbv2calc.tables.neutral import Column, Document, Fact, Field, Prose, Record, Table, table
from mbv2calc.tables.report import network_facts

FEW = 12
"""How many causes of a coarse figure a person sees unasked."""

_WAYS = {"exact": "exact", "nearest": "to nearest", "floor": "cut off"}


def explain_document(explanation: Explanation, dtype: Dtype, top: int | None = None) -> Document:
    """What `mbv2calc explain` says of a figure; `top` is how many causes it shows, None for all."""
    facts = network_facts(explanation.architecture, explanation.batch, dtype)
    shown = explanation.causes[:top]
    parts = (
        Fact("figure", explanation.printed.text),
        Record("network", facts, heading=True),
        _causes("matches", shown, f"what gives {explanation.printed.text}"),
        _causes("nearest", explanation.nearest, "the nearest"),
        _published(explanation.published),
        Prose("", (_verdict(explanation),), (bool(explanation.causes),)),
    )
    return Document(parts, notes=tuple(_notes(explanation, shown)))


def _causes(key: str, causes: Sequence[Cause], title: str) -> Table:
    fields: list[Field[Cause]] = [
        Field(Column("convention", "counted by", style="accent"), lambda c: c.convention.name),
        Field(Column("variants", "", audience="machines"), _names),
        Field(Column("with", "variants", audience="people"), lambda c: " ".join(_names(c)) or None),
        Field(Column("counts", "", audience="machines"), lambda c: c.counts),
        Field(Column("unit", "what", keep=3), _unit),
        Field(Column("value", "computed", "count"), lambda c: c.value),
        Field(Column("difference", "difference", "change", keep=1), lambda c: c.difference),
        Field(Column("departures", "", audience="machines"), lambda c: c.departures),
        Field(Column("roundings", "", audience="machines"), lambda c: c.roundings),
        Field(Column("rounded", "rounded", keep=2, audience="people"), _rounded),
        Field(Column("verified", "", audience="machines"), lambda c: c.verified),
    ]
    return table(key, fields, causes, title=title, shown=bool(causes))


def _names(cause: Cause) -> tuple[str, ...]:
    return tuple(variant.name for variant in cause.variants)


def _unit(cause: Cause) -> str:
    return cause.convention.unit if cause.counts == "operations" else cause.counts


def _rounded(cause: Cause) -> str | None:
    ways = cause.roundings
    return "either way" if len(ways) > 1 else _WAYS[ways[0]] if ways else None


def _published(figures: Sequence[Figure]) -> Table:
    """Who prints the figure for this very network, for programs."""
    fields: list[Field[Figure]] = [
        Field(Column(key, ""), lambda figure, key=key: getattr(figure, key))  # type: ignore[misc]
        for key in ("figure", "printed", "convention", "status", "source", "reference", "note")
    ]
    return table("published", fields, figures, shown=False)


def _verdict(explanation: Explanation) -> str:
    """What is found, in a sentence."""
    text, causes = explanation.printed.text, explanation.causes
    if causes:
        best = [_by(c) for c in causes if c.departures == causes[0].departures]
        return f"{text} is what {_either(best)}."
    name, nearest = explanation.architecture.name, explanation.nearest[0]
    side = "below" if nearest.difference < 0 else "above"
    return (
        f"No known rule gives {text}: no convention and no variant of {name}, and no"
        f" {MAX_DEPARTURES} of them together. The nearest is {nearest.value:,} {_unit(nearest)},"
        f" as {_by(nearest)}: {abs(nearest.difference):,} {side} it."
    )


def _by(cause: Cause) -> str:
    variants = " and ".join(_names(cause))
    return f"{cause.convention.name} counts{f' with {variants}' if variants else ''}"


def _either(names: Sequence[str]) -> str:
    """Causes of which one holds."""
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _notes(explanation: Explanation, shown: Sequence[Cause]) -> Iterator[str]:
    """What stands behind the names, who prints the figure, and what is not sure."""
    if more := len(explanation.causes) - len(shown):
        yield f"{more} more with as many departures or more: --top {len(explanation.causes)}"
    listed = shown or explanation.nearest
    for convention in dict.fromkeys(cause.convention for cause in listed):
        yield f"{convention.name}: {convention.title}"
    for variant in dict.fromkeys(variant for cause in listed for variant in cause.variants):
        yield f"{variant.name}: {variant.title} ({variant.source})"
    for figure in explanation.published:
        said = f": {figure.note}" if figure.note else ""
        yield f"{figure.printed} is printed for this network by {figure.source}{said}"
    name = explanation.architecture.name
    for convention in dict.fromkeys(c.convention for c in listed if not c.verified):
        yield from unverified(convention, [name])
