"""mbv2calc sweep: what many networks cost, over ranges of any of their numbers."""

from typing import Annotated

import typer

from mbv2calc import api
from mbv2calc.cli.options import Format, Knobs, Network, Output, takes_knobs
from mbv2calc.errors import UsageError
from mbv2calc.spec.checks import COUNT
from mbv2calc.spec.schema import MismatchError


@takes_knobs
def sweep(
    knobs: Knobs,
    network: Network = "mbv2_1.0",
    metric: Annotated[
        str,
        typer.Option("--metric", metavar="NAME", help="What a pivot shows: madds, params, flops."),
    ] = "madds",
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort", metavar="COLUMN", help="An axis or a metric; -COLUMN from the largest down."
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

    Every knob but --dtype takes a range: 1..10, 96..224:32 (with a step), 1,3,6, or a mixture; so
    does any number of the file: --set 'layers[3].bottleneck.n=1..4'. A step is 0.05 for widths, 32
    for pixels, else 1. Without a range it sweeps t 1..10 and width 0.35..1.4.
    """
    from mbv2calc.cli.output import deliver
    from mbv2calc.grid.select import find_metric, select
    from mbv2calc.tables.sweep import sweep_document

    asked = knobs._asdict() | {"settings": knobs.settings or ()}
    most = None if top is None else _count(top)
    swept = api.sweep(network, **asked)
    rows = select(swept, sort, most, find_metric(swept, metric))
    deliver(sweep_document(swept, rows, metric, pivot=sort is None and top is None), format, output)


def _count(text: str) -> int:
    try:
        return int(COUNT.read(text))
    except MismatchError as mismatch:
        raise UsageError(f"--top: expected {mismatch}, found {text!r}") from None
