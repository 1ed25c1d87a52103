"""mbv2calc sweep: what many networks cost, over ranges of any of their numbers."""

from typing import Annotated

import typer

from mbv2calc.api.many import sweep_grid
from mbv2calc.cli.options import (
    Accumulator,
    Convention,
    Groups,
    Network,
    Output,
    Ranges,
    Schedule,
    StreamFormat,
    takes_knobs,
)
from mbv2calc.cost.conventions import DEFAULT_CONVENTION
from mbv2calc.render import STREAMED, format_of, known_format


@takes_knobs
def sweep(
    knobs: Ranges,
    network: Network = "mbv2_1.0",
    schedule: Schedule = None,
    groups: Groups = None,
    accumulator: Accumulator = None,
    convention: Convention = DEFAULT_CONVENTION,
    metrics: Annotated[
        str | None,
        typer.Option(
            "--metrics",
            metavar="NAMES",
            help="Columns: params, madds, flops, counted, weight_bytes, peak_bytes,"
            " arena_bytes, arena_total_bytes, top1.",
        ),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            "--where",
            metavar="CONDITION",
            help="Only points such as 'madds < 300M and peak_bytes < 512KiB'.",
        ),
    ] = None,
    pareto: Annotated[
        str | None,
        typer.Option(
            "--pareto",
            metavar="COLUMNS",
            help="Only points that no other undercuts in one of these without exceeding it in"
            " another; +COLUMN is maximised.",
        ),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(
            "--metric",
            metavar="NAME",
            help="What a table of two axes shows; by default madds, or peak_bytes where it runs"
            " otherwise than whole or in several dtypes.",
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="COLUMNS",
            help="Axes or metrics with commas; -COLUMN from the largest down.",
        ),
    ] = None,
    top: Annotated[
        str | None,
        typer.Option(
            "--top", metavar="N", help="The first N points; without --sort those of most MAdds."
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Work on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786; a"
            " .parquet is then a folder of parts.",
        ),
    ] = None,
    format: StreamFormat = None,
    output: Output = None,
) -> None:
    """Sweep any numbers of a network: mbv2calc sweep --t 1..10 --width 0.35..1.4.

    A RANGE is 1..10, 96..224:32 (with a step), 1,3,6, or a mixture. A step
    left out is 0.05 for widths, 32 for pixels, else 1. Without a range of
    several values, t 1..10 and width 0.35..1.4 are swept, if not given.
    --dtype takes one or several, with commas. peak_bytes are those of the
    schedule: whole, or grouped where --groups is given. A grid may have any
    size: -o grid.csv, .json or .parquet are written part by part.
    """
    from mbv2calc.cli.sweep_output import mapped, show, write
    from mbv2calc.grid.query import Query
    from mbv2calc.grid.select import metric_shown

    asked = knobs._asdict() | {"settings": knobs.settings or (), "groups": groups}
    asked |= {"schedule": schedule, "accumulator": accumulator, "convention": convention}
    grid = sweep_grid(network, **asked)
    name = known_format(format_of(output or "") if format is None else format)
    choice = {"where": where, "pareto": pareto, "sort": sort, "top": top}
    flat = metrics is not None or any(value is not None for value in choice.values())
    cell = metric_shown(grid, metric)
    if name not in STREAMED and not flat and len(grid.axes) == 2:
        metrics = cell
    query = Query.read(grid, metrics=metrics, metric=metric, **choice)
    with mapped(dask) as mapper:
        if name in STREAMED:
            write(grid, query, mapper, name, output, parted=dask is not None)
        else:
            show(grid, query, mapper, name, output, None if flat else cell)
