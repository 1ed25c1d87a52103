"""Where a printed figure comes from as a document: one row a cause, and what that says."""

from collections.abc import Iterator, Sequence

from mbv2calc.cost.dtypes import Dtype
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.figures.explain import MAX_DEPARTURES, Cause, Explanation
from mbv2calc.figures.published import Figure
from mbv2calc.tables.convention_notes import unverified
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Column, Document, Fact, Field, Prose, Record, Table, table
from mbv2calc.tables.wording import listed

_WAYS = {"exact": "exact", "nearest": "to nearest", "floor": "cut off"}


def explain_document(explanation: Explanation, dtype: Dtype, top: int | None = None) -> Document:
    """What `mbv2calc explain` says of a figure; `top` is how many causes it shows, None for all."""
    facts = network_facts(NetworkConfig(explanation.architecture, explanation.batch, dtype))
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
        Field(Column("unit", "what", keep=3), lambda c: c.unit),
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


def _rounded(cause: Cause) -> str | None:
    ways = cause.roundings
    return "either way" if len(ways) > 1 else _WAYS[ways[0]] if ways else None


_PUBLISHED = (
    "network", "width", "resolution", "classes", "t", "settings", "figure", "printed",
    "convention", "status", "source", "reference", "note",
)  # fmt: skip


def _published(figures: Sequence[Figure]) -> Table:
    """Who prints the figure for a network of these layers, for programs."""
    fields: list[Field[Figure]] = [
        Field(Column(key, ""), lambda figure, key=key: getattr(figure, key) or None)  # type: ignore[misc]
        for key in _PUBLISHED
    ]
    return table("published", fields, figures, shown=False)


def _verdict(explanation: Explanation) -> str:
    """What is found, in a sentence."""
    text, causes = explanation.printed.text, explanation.causes
    if causes:
        return f"{text} is {_told([c for c in causes if c.departures == causes[0].departures])}."
    plain, closest = explanation.nearest[0], explanation.closest
    told = f"{plain.value:,} {plain.unit}, as {_by(plain)}: {_off(plain)}"
    if closest is not plain:
        told += (
            f". Of all that was tried, {closest.value:,} {closest.unit} comes nearest, as"
            f" {_by(closest)}: {_off(closest)}"
        )
    few = "with one departure" if plain.departures else "without a departure"
    first = "" if closest is plain else f" {few}"
    return (
        f"No known rule gives {text}: no convention and no variant of"
        f" {explanation.architecture.name}, and no {MAX_DEPARTURES} of them together. The nearest"
        f"{first} is {told}."
    )


def _off(cause: Cause) -> str:
    return f"{abs(cause.difference):,} {'below' if cause.difference < 0 else 'above'} it"


def _by(cause: Cause) -> str:
    variants = " and ".join(_names(cause))
    return f"{cause.convention.name} counts{f' with {variants}' if variants else ''}"


def _told(causes: Sequence[Cause]) -> str:
    """Causes of which one holds: those without a variant together, then the others."""
    plain = list(dict.fromkeys(c.convention.name for c in causes if not c.variants))
    either = " or ".join(filter(None, (", ".join(plain[:-1]), *plain[-1:])))
    told = [f"{either} counts"] if plain else []
    return ", or ".join(f"what {text}" for text in (*told, *(_by(c) for c in causes if c.variants)))


def _notes(explanation: Explanation, shown: Sequence[Cause]) -> Iterator[str]:
    """What stands behind the names, who prints the figure, and what is not sure."""
    if more := len(explanation.causes) - len(shown):
        yield f"{more} more with as many departures or more: --top {len(explanation.causes)}"
    some = shown or explanation.nearest
    for convention in dict.fromkeys(cause.convention for cause in some):
        yield f"{convention.name}: {convention.title}"
    for variant in dict.fromkeys(variant for cause in some for variant in cause.variants):
        yield f"{variant.name}: {variant.title} ({variant.source})"
    yield from _printed_by(explanation)
    name = explanation.architecture.name
    for convention in dict.fromkeys(c.convention for c in some if not c.verified):
        yield from unverified(convention, [name])


def _printed_by(explanation: Explanation) -> Iterator[str]:
    """Who prints the figure, and for which numbers; those of one source and one note together."""
    found: dict[tuple[str, str], list[str]] = {}
    for figure in explanation.published:
        found.setdefault((figure.source, figure.note), []).append(_place(figure))
    for (source, note), places in found.items():
        some = list(dict.fromkeys(places))
        more = f" and {len(some) - 2} more" if len(some) > 3 else ""
        where = listed(some) if not more else f"{', '.join(some[:2])}{more}"
        said = f": {note}" if note else ""
        yield f"{source} prints {explanation.printed.text} for {where}{said}"


def _place(figure: Figure) -> str:
    """Which network a figure is of: mbv2_1.0 at width 1.4, 224 pixels, 1001 classes."""
    classes = f", {figure.classes} classes" if figure.classes not in (None, 1000) else ""
    settings = f", {figure.settings}" if figure.settings else ""
    return f"width {figure.width} at {figure.resolution}{classes}{settings}"
