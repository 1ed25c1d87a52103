"""Published figures beside the computed ones, as a table."""

from mbv2calc.api.report import Report
from mbv2calc.figures.printed import Printed
from mbv2calc.figures.published import Comparison
from mbv2calc.tables.neutral import Column, Field, Table, table

_ORDER = ("params", "MAdds", "FLOPs", "activations", "top1", "top5")
_WHAT = {"top1": "top-1 %", "top5": "top-5 %"}

_FIELDS: list[Field[Comparison]] = [
    Field(Column("figure", "figure", audience="machines"), lambda c: c.figure.figure),
    Field(
        Column("what", "figure", audience="people"),
        lambda c: _WHAT.get(c.figure.figure, c.figure.unit),
    ),
    Field(Column("published", "published", "number"), lambda c: c.figure.printed),
    Field(Column("computed", "computed", "count"), lambda c: c.computed),
    Field(Column("difference", "difference", audience="machines"), lambda c: c.difference),
    Field(
        Column("relative", "diff", "difference", keep=2, audience="people"),
        lambda c: _relative(c),
    ),
    Field(Column("reproduced", "ok", "agrees", style="verdict"), lambda c: c.reproduced),
    Field(Column("status", "status", keep=5), lambda c: c.figure.status),
    Field(Column("convention", "convention", keep=3), lambda c: c.figure.convention or None),
    Field(Column("rounding", "rounding", keep=4), lambda c: c.figure.rounding or None),
    Field(Column("source", "source", keep=1), lambda c: c.figure.source),
    Field(Column("reference", "reference", audience="machines"), lambda c: c.figure.reference),
    Field(Column("note", "note", audience="machines"), lambda c: c.figure.note),
]


def published_table(report: Report) -> Table:
    """The figures published for a report's network, those of one kind together."""
    found = sorted(report.published, key=_order)
    notes = tuple(
        f"{c.figure.source}, {c.figure.printed}: {c.figure.note}"
        for c in found
        if c.figure.note and not c.reproduced
    )
    title = f"published for this network{', for one image' if report.batch > 1 else ''}"
    return table("published", _FIELDS, found, title=title, notes=notes, shown=bool(found))


def _order(comparison: Comparison) -> tuple[int, bool]:
    """By what is counted; what papers print before what tools print."""
    figure = comparison.figure
    return _ORDER.index(figure.unit), not figure.reference.startswith("arXiv:")


def _relative(comparison: Comparison) -> float | None:
    if comparison.difference is None:
        return None
    return comparison.difference / Printed.parse(comparison.figure.printed).value
