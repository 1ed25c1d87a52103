"""A verification as tables: the verdicts by source, and the figures that are not reproduced."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter

from mbv2calc.figures.measures import MEASURES
from mbv2calc.figures.printed import SHARE_UNITS
from mbv2calc.figures.published import VERDICTS, FigureCheck
from mbv2calc.figures.verify import Verification, Verified
from mbv2calc.tables.neutral import Column, Document, Fact, Records, Table, table
from mbv2calc.tables.wording import grouped, listed


def verify_document(verification: Verification) -> Document:
    """What `mbv2calc verify` says."""
    summary = verification.summary
    return Document(
        (
            _sources(verification),
            _wrong([check for check in verification if not check.reproduced]),
        ),
        sentences=(_verdict(verification), *unexpected_sentences(verification)),
        verdicts=(not verification.unexpected,),
        totals=(
            Fact(summary.figures, "figures"),
            Fact(summary.reproduced, "reproduced"),
            Fact(summary.misprint, "misprints"),
            Fact(summary.not_reproduced, "not reproduced"),
            Fact(summary.unexpected, "unexpected"),
        ),
        notes=_NOTES,
        data=verification,
        records=Records.of(Verified, verification),
    )


_NOTES = ("each figure is counted and rounded as its source does; accuracies are not computed",)


def _verdict(verification: Verification) -> str:
    """Whether all figures agree with their recorded status."""
    if unexpected := len(verification.unexpected):
        return f"{unexpected} of {len(verification)} figures differ from their recorded status."
    return "Every figure agrees with its recorded status."


def unexpected_sentences(verification: Verification) -> tuple[str, ...]:
    """One sentence for each figure that differs from its recorded status."""
    return tuple(map(_unexpected, verification.unexpected))


def _unexpected(check: Verified) -> str:
    fix = f"; fix: {check.fix}" if check.fix else ""
    return (
        f"{check.row.origin}: {_of(check)}: {check.row.printed} printed,"
        f" {_computed(check)} computed: {check.verdict}, expected {check.row.status}{fix}"
    )


def _sources(checks: Sequence[FigureCheck]) -> Table:
    """One row for each source, in alphabetical order: how many of its figures have each verdict."""
    verdicts_of = grouped((check.row.source or "(none)", check.verdict) for check in checks)
    total = Counter(check.verdict for check in checks)
    columns = (
        Column("source", style="accent", get=itemgetter(0), total="total"),
        Column("figures", format="count", keep=1, get=lambda row: len(row[1]), total=len(checks)),
        *(
            Column(verdict, format="count", get=_count_of(verdict), total=total[verdict] or None)
            for verdict in VERDICTS
        ),
    )
    return table(columns, sorted(verdicts_of.items(), key=lambda row: row[0].lower()))


def _count_of(verdict: str) -> Callable[[tuple[str, list[str]]], int | None]:
    """How often a row of a source has a verdict; None for never, which shows as nothing."""
    return lambda row: row[1].count(verdict) or None


def _wrong(checks: Sequence[FigureCheck]) -> Table:
    """The figures that are not reproduced, with what is known of the reason."""
    columns = (
        Column("row.source", keep=3),
        Column("of", get=_of),
        Column("printed", format="number", get=lambda check: check.row.printed),
        Column("computed", format="number", get=_computed),
        Column("verdict", keep=1),
    )
    title, notes = "figures that differ from the computed ones", tuple(_reasons(checks))
    return table(columns, checks, title=title, notes=notes)


def _reasons(checks: Iterable[FigureCheck]) -> Iterator[str]:
    """What is known of each, the figures of one source and one reason together."""
    noted = (check for check in checks if check.note)
    printed_for = grouped(((check.row.source, check.note), check.row.printed) for check in noted)
    for (source, note), printed in printed_for.items():
        texts = listed(list(dict.fromkeys(printed)))
        yield f"{source}, {texts}: {note}" if source else f"{texts}: {note}"


def _of(check: FigureCheck) -> str:
    """What a figure is of: mbv2_1.0 0.35 at 96, MAdds. 1000 classes and 1001 are the usual ones."""
    figure = check.row
    width = f" {figure.width}" if figure.width not in (None, "1.0") else ""
    size = f" at {figure.resolution}" if figure.resolution not in (None, 224) else ""
    classes = f" {figure.classes} classes" if figure.classes not in (None, 1000, 1001) else ""
    part = f" {figure.part}" if figure.part else ""
    unit = MEASURES[figure.figure].title or figure.unit
    return f"{figure.network}{width}{size}{classes}{part}, {unit}"


def _computed(check: FigureCheck) -> str:
    """The computed figure, a share in percent."""
    assert check.computed is not None, "accuracies are not among them"
    if check.row.printed.endswith("%"):
        return f"{check.computed / SHARE_UNITS['%']:.3f}%"
    return f"{check.computed:,}"
