"""Where a printed figure comes from as tables: one row a cause, and what that says."""

from collections.abc import Iterator, Sequence

from mbv2calc.figures.explain import MAX_DEVIATIONS, Cause, Explanation
from mbv2calc.figures.published import Figure
from mbv2calc.plain import entries
from mbv2calc.tables.convention_notes import unverified
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Column, Document, Records, table
from mbv2calc.tables.wording import grouped, listed


def explain_document(explanation: Explanation, top: int | None = None) -> Document:
    """What `mbv2calc explain` says of a figure; `top` is how many causes it shows, None for all."""
    causes = explanation.causes[:top]
    origins = table(_COLUMNS, causes, title=f"possible origins of {explanation.printed.text}")
    return Document(
        (origins, table(_COLUMNS, explanation.nearest, title="nearest")),
        heading=network_facts(explanation.network),
        sentences=(_verdict(explanation),),
        verdicts=(bool(causes),),
        notes=tuple(_notes(explanation, causes)),
        data=entries(explanation) | {"matches": causes},
        records=Records.of(Cause, causes or explanation.nearest),
    )


def _variants(cause: Cause) -> tuple[str, ...]:
    return tuple(variant.name for variant in cause.variants)


_ROUNDED = {"exact": "exact", "nearest": "to nearest", "floor": "down"}


def _rounded(cause: Cause) -> str | None:
    roundings = cause.roundings
    if len(roundings) > 1:
        return "either way"
    return _ROUNDED[roundings[0]] if roundings else None


_COLUMNS = (
    Column("convention", "counted by", style="accent", get=lambda cause: cause.convention.name),
    Column("variants", get=lambda cause: " ".join(_variants(cause)) or None),
    Column("unit", "what", keep=3),
    Column("value", "computed", "count"),
    Column("difference", format="change", keep=1),
    Column("rounded", keep=2, get=_rounded),
)


def _verdict(explanation: Explanation) -> str:
    """The likeliest causes, or the nearest values, in a sentence or three."""
    text, causes = explanation.printed.text, explanation.causes
    closest = explanation.closest
    if closest is None:
        likeliest = [c for c in causes if c.deviations == causes[0].deviations]
        return f"{text} is {_either(likeliest)}."
    plain = explanation.nearest[0]  # of the fewest deviations, so perhaps not the closest
    count = "one deviation" if plain.deviations else "no deviation"
    sentences = [
        f"No known rule gives {text}: no convention, no variant of {explanation.network.name}, and"
        f" no {MAX_DEVIATIONS} of them together.",
        f"The nearest{'' if closest is plain else f' with {count}'} is {_value(plain)}.",
    ]
    if closest is not plain:
        sentences.append(f"The nearest of all is {_value(closest)}.")
    return " ".join(sentences)


def _value(cause: Cause) -> str:
    """A value that is not the figure, and where it comes from."""
    side = "below" if cause.difference < 0 else "above"
    off = f"{abs(cause.difference):,} {side} the figure"
    return f"{cause.value:,} {cause.unit}, {off}, as {_counts(cause)}"


def _counts(cause: Cause) -> str:
    variants = " and ".join(_variants(cause))
    return f"{cause.convention.name} counts{f' with {variants}' if variants else ''}"


def _either(causes: Sequence[Cause]) -> str:
    """Alternative causes: those without a variant together, then the others."""
    plain = list(dict.fromkeys(c.convention.name for c in causes if not c.variants))
    counts = [f"{listed(plain, 'or')} counts"] if plain else []
    counts += [_counts(cause) for cause in causes if cause.variants]
    return ", or ".join(f"what {text}" for text in counts)


def _notes(explanation: Explanation, causes: Sequence[Cause]) -> Iterator[str]:
    """What the names mean, who prints the figure, and what is not sure."""
    if more := len(explanation.causes) - len(causes):
        yield f"{more} more with as many deviations or more: --top {len(explanation.causes)}"
    visible = causes or explanation.nearest
    for convention in dict.fromkeys(cause.convention for cause in visible):
        yield f"{convention.name}: {convention.title}"
    for variant in dict.fromkeys(variant for cause in visible for variant in cause.variants):
        yield f"{variant.name}: {variant.title} ({variant.source})"
    yield from _printed_by(explanation)
    for convention in dict.fromkeys(c.convention for c in visible if not c.verified):
        doubtful = [c for c in visible if c.convention == convention and not c.verified]
        yield from unverified(convention, [_network(explanation, cause) for cause in doubtful])


def _network(explanation: Explanation, cause: Cause) -> str:
    """The network of a cause: a convention may be verified on one without its variants."""
    variants = " and ".join(_variants(cause))
    return f"{explanation.network.name}{f' with {variants}' if variants else ''}"


def _printed_by(explanation: Explanation) -> Iterator[str]:
    """Who prints the figure, and for which numbers; one sentence for each source and note."""
    figures = explanation.published
    places_of = grouped(((figure.source, figure.note), _place(figure)) for figure in figures)
    for (source, note), places in places_of.items():
        places = list(dict.fromkeys(places))
        more = f" and {len(places) - 2} more" if len(places) > 3 else ""
        where = f"{', '.join(places[:2])}{more}" if more else listed(places)
        reason = f": {note}" if note else ""
        yield f"{source} prints {explanation.printed.text} for {where}{reason}"


def _place(figure: Figure) -> str:
    """The network of a figure: width 1.4 at 224, 1001 classes."""
    classes = f", {figure.classes} classes" if figure.classes not in (None, 1000) else ""
    settings = f", {figure.settings}" if figure.settings else ""
    return f"width {figure.width} at {figure.resolution}{classes}{settings}"
