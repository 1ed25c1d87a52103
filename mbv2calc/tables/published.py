"""Published figures beside the computed ones, as a table."""

from mbv2calc.api.report import Report
from mbv2calc.figures.printed import Printed
from mbv2calc.figures.published import FigureCheck
from mbv2calc.tables.neutral import Column, Table, table

_TITLES = {"top1": "top-1 %", "top5": "top-5 %"}


def published_table(report: Report) -> Table:
    """The figures published for a report's network, in the order of its `published`."""
    notes = tuple(
        f"{check.row.source}, {check.row.printed}: {check.note}"
        for check in report.published
        if check.note and not check.reproduced
    )
    title = f"published for this network{', for one image' if report.network.batch > 1 else ''}"
    return table(_COLUMNS, report.published, title=title, notes=notes)


def _relative(check: FigureCheck) -> float | None:
    if check.difference is None:
        return None
    return check.difference / Printed.read(check.row.printed).value


_COLUMNS = (
    Column("figure", get=lambda check: _TITLES.get(check.row.figure, check.row.unit)),
    Column("published", format="number", get=lambda check: check.row.printed),
    Column("computed", format="count"),
    Column("relative", "diff", "difference", keep=2, get=_relative),
    Column("reproduced", "ok", "agrees", style="verdict"),
    Column("row.status", keep=5),
    Column("row.convention", keep=3),
    Column("row.rounding", keep=4),
    Column("row.source", keep=1),
)
