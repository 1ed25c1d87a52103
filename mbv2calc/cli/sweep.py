"""mbv2calc sweep: what many networks cost, over ranges of any of their numbers."""

from typing import Annotated

import typer

from mbv2calc import api
from mbv2calc.cli.options import (
    Accumulator,
    Format,
    Groups,
    Network,
    Output,
    Ranges,
    Schedule,
    takes_knobs,
)
from mbv2calc.errors import UsageError
from mbv2calc.render import format_of
from mbv2calc.spec.checks import COUNT
from mbv2calc.spec.schema import MismatchError

MAX_ROWS = 100_000


@takes_knobs
def sweep(
    knobs: Ranges,
    network: Network = "mbv2_1.0",
    schedule: Schedule = None,
    groups: Groups = None,
    accumulator: Accumulator = None,
    metric: Annotated[
        str | None,
        typer.Option(
            "--metric",
            metavar="NAME",
            help="What a table of two axes shows: madds, params, flops or peak_bytes; by default"
            " madds, or peak_bytes where it runs otherwise than whole or in several dtypes.",
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="COLUMN",
            help="Axes or metrics with commas; -COLUMN from the largest down.",
        ),
    ] = None,
    top: Annotated[
        str | None,
        typer.Option(
            "--top", metavar="N", help="The first N points; without --sort those of most METRIC."
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """Sweep any numbers of a network: mbv2calc sweep --t 1..10 --width 0.35..1.4.

    A RANGE is 1..10, 96..224:32 (with a step), 1,3,6, or a mixture. A step
    left out is 0.05 for widths, 32 for pixels, else 1. Without a range of
    several values, t 1..10 and width 0.35..1.4 are swept, if not given.
    NAMES are one dtype, or several with commas. peak_bytes are those of the
    schedule: whole, or grouped where --groups is given.
    """
    from mbv2calc.cli.output import deliver
    from mbv2calc.grid import check_columns, make_sweep, metric_shown, select
    from mbv2calc.tables.sweep import sweep_document

    asked = knobs._asdict() | {"settings": knobs.settings or (), "groups": groups}
    running = {"schedule": schedule, "accumulator": accumulator}
    most = None if top is None else _count(top)
    grid = api.sweep_grid(network, **asked, **running)
    metric = metric_shown(grid, metric)
    check_columns(grid, sort, metric)
    _check_rows(min(grid.size, most or grid.size), format, output)
    swept = make_sweep(grid)
    rows = select(swept, sort, most, metric)
    deliver(sweep_document(swept, rows, metric, pivot=sort is None and top is None), format, output)


def _check_rows(rows: int, format: str | None, output: str | None) -> None:
    """Refuse a table for people that nobody can read, and that takes gigabytes to lay out."""
    if rows > MAX_ROWS and (format or format_of(output or "")) not in ("csv", "json"):
        mend = "choose some with --top, or write them with --format csv or json"
        raise UsageError(f"expected at most {MAX_ROWS:,} points in a table, found {rows:,}; {mend}")


def _count(text: str) -> int:
    try:
        return int(COUNT.read(text))
    except MismatchError as mismatch:
        raise UsageError(f"--top: expected {mismatch}, found {text!r}") from None
