"""A verification as a document: how many figures come out by source, and those that do not."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mbv2calc.figures.measures import MEASURES
from mbv2calc.figures.printed import SHARE_UNITS
from mbv2calc.figures.published import MISPRINT, NOT_REPRODUCED, REPRODUCED, FigureCheck
from mbv2calc.figures.verify import Verification, Verified
from mbv2calc.tables.neutral import Column, Document, Fact, Field, Prose, Record, Table, table
from mbv2calc.tables.wording import listed


class _Source(NamedTuple):
    """What becomes of the figures of one source."""

    name: str
    verdicts: Counter[str | None]


def verify_document(verification: Verification) -> Document:
    """What `mbv2calc verify` says."""
    verdicts = (not verification.unexpected,)
    parts = (
        _figures(verification.rows),
        _sources(verification.figures),
        _wrong(verification),
        _summary(verification),
        Prose("", (_verdict(verification), *unexpected_sentences(verification)), verdicts),
    )
    return Document(parts, notes=_NOTES)


_NOTES = ("each figure under its own convention and rounding; accuracies are not computed",)


def _verdict(verification: Verification) -> str:
    """Whether all came out as is said of them."""
    if wrong := len(verification.unexpected):
        return f"{wrong} of {len(verification.rows)} figures did not come out as their status says."
    return "Every figure came out as its status says."


def unexpected_sentences(verification: Verification) -> tuple[str, ...]:
    """One sentence for each figure that did not come out as its status says."""
    return tuple(
        f"{origin}: {_of(one)}: {one.row.printed} printed, {_computed(one)} computed:"
        f" {one.verdict}, expected {one.row.status}{f'; fix: {fix}' if fix else ''}"
        for one, origin, fix in verification.unexpected
    )


def _figures(rows: Sequence[Verified]) -> Table:
    """Every figure, for programs."""
    columns: list[tuple[str, Callable[[Verified], Any]]] = [
        *((name, _own(name)) for name in _BEFORE),
        ("computed", lambda row: row.comparison.computed),
        ("difference", lambda row: row.comparison.difference),
        ("verdict", lambda row: row.comparison.verdict),
        ("expected", lambda row: row.comparison.expected),
        *((name, _own(name)) for name in _BEHIND),
        ("origin", lambda row: row.origin),
        ("mend", lambda row: row.fix),
    ]
    fields = [Field(Column(name, "", audience="machines"), value) for name, value in columns]
    return table("figures", fields, rows)


_BEFORE = (
    "network", "width", "resolution", "classes", "t", "settings", "part", "dtype", "figure",
    "printed",
)  # fmt: skip
_BEHIND = ("convention", "rounding", "status", "source", "reference", "note")


def _own(name: str) -> Callable[[Verified], Any]:
    """A field of the figure; null where it says nothing."""
    return lambda row: getattr(row.comparison.row, name) or None


def _sources(figures: Sequence[FigureCheck]) -> Table:
    """One row a source, in alphabetical order."""
    found: dict[str, Counter[str | None]] = {}
    for one in figures:
        found.setdefault(one.row.source, Counter())[one.verdict] += 1
    fields: list[Field[_Source]] = [
        Field(Column("source", "source", style="accent"), lambda s: s.name or "(none)", "total"),
        Field(
            Column("figures", "figures", "count", keep=1),
            lambda s: s.verdicts.total(),
            len(figures),
        ),
        *(
            Field(Column(verdict, verdict, "count"), _many(verdict), _total(figures, verdict))
            for verdict in (REPRODUCED, MISPRINT, NOT_REPRODUCED)
        ),
    ]
    rows = (_Source(name, found[name]) for name in sorted(found, key=str.lower))
    return table("", fields, rows, in_json=False)


def _many(verdict: str) -> Callable[[_Source], int | None]:
    return lambda source: source.verdicts[verdict] or None


def _total(figures: Sequence[FigureCheck], verdict: str) -> int | None:
    return sum(one.verdict == verdict for one in figures) or None


def _wrong(verification: Verification) -> Table:
    """What does not come out as it is printed, with what is known of the reason."""
    wrong = [one for one in verification.figures if not one.reproduced]
    fields: list[Field[FigureCheck]] = [
        Field(Column("source", "source", keep=3), lambda one: one.row.source or None),
        Field(Column("of", "of"), _of),
        Field(Column("printed", "printed", "number"), lambda one: one.row.printed),
        Field(Column("computed", "computed", "number"), _computed),
        Field(Column("verdict", "verdict", keep=1), lambda one: one.verdict),
    ]
    return table(
        "",
        fields,
        wrong,
        title="what does not come out as printed",
        notes=tuple(_reasons(wrong)),
        in_json=False,
        shown=bool(wrong),
    )


def _reasons(figures: Iterable[FigureCheck]) -> Iterator[str]:
    """What is known of each, the figures of one source and one reason together."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in figures:
        if one.row.note:
            key = one.row.source, one.row.note
            found.setdefault(key, []).append(one.row.printed)
    for (source, note), printed in found.items():
        texts = listed(list(dict.fromkeys(printed)))
        yield f"{source}, {texts}: {note}" if source else f"{texts}: {note}"


def _of(one: FigureCheck) -> str:
    """What a figure is of: mbv2_1.0 0.35 at 96, MAdds. 1000 classes and 1001 are the usual ones."""
    figure = one.row
    width = f" {figure.width}" if figure.width not in ("", "1.0") else ""
    size = f" at {figure.resolution}" if figure.resolution not in (None, 224) else ""
    classes = f" {figure.classes} classes" if figure.classes not in (None, 1000, 1001) else ""
    part = f" {figure.part}" if figure.part else ""
    return f"{figure.network}{width}{size}{classes}{part}, {_unit(one)}"


def _unit(one: FigureCheck) -> str:
    return MEASURES[one.row.figure].title or one.row.unit


def _computed(one: FigureCheck) -> str:
    """The computed figure, a share in percent."""
    assert one.computed is not None, "accuracies are not among them"
    if one.row.printed.endswith("%"):
        return f"{one.computed / SHARE_UNITS['%']:.3f}%"
    return f"{one.computed:,}"


def _summary(verification: Verification) -> Record:
    counts = verification.verdicts
    facts = (
        Fact("figures", len(verification.figures), "figures"),
        Fact("reproduced", counts[REPRODUCED], "reproduced"),
        Fact("misprint", counts[MISPRINT], "misprints"),
        Fact("not_reproduced", counts[NOT_REPRODUCED], "not reproduced"),
        Fact("unexpected", len(verification.unexpected), "unexpected"),
    )
    return Record("summary", facts)
