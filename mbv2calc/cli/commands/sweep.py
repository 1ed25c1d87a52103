"""mbv2calc sweep: what many networks cost, over ranges of any of their numbers."""

from typing import Annotated

from mbv2calc.api.many import sweep_grid
from mbv2calc.cli.knobs import Ranges
from mbv2calc.cli.options import (
    Convention,
    Network,
    Option,
    Options,
    Output,
    RunOptions,
    StreamFormat,
)
from mbv2calc.cost.conventions import DEFAULT_CONVENTION
from mbv2calc.cost.metrics import METRICS


class QueryOptions(Options):
    """Which points of a sweep are kept, in which order, with which metrics."""

    @classmethod
    def rows(cls) -> dict[str, Option]:
        """The options whose values are arguments of Query.read."""
        return {
            "metrics": Option(
                "NAMES", lambda: f"Columns: {', '.join(METRICS)}.", names=lambda: METRICS
            ),
            "where": Option(
                "CONDITION", "Only points such as 'madds < 300M and peak_bytes < 512KiB'."
            ),
            "pareto": Option(
                "COLUMNS",
                "Only the Pareto front: points than which no other is better in one of these"
                " columns and as good in the rest. Less is better; +COLUMN is maximised.",
            ),
            "metric": Option(
                "NAME",
                "What a table of two axes shows; default: madds, or peak_bytes if the schedule is"
                " not `whole` or several dtypes are swept.",
                names=lambda: METRICS,
            ),
            "sort": Option(
                "COLUMNS", "Axes or metrics with commas; -COLUMN from the largest down."
            ),
            "top": Option("N", "The first N points; without --sort those of most MAdds."),
        }


Dask = Annotated[
    str | None,
    Option(
        "ADDRESS",
        "Work on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786; a .parquet is"
        " then a folder of parts.",
    ),
]


def sweep(
    *,
    knobs: Ranges,
    network: Network = "mbv2_1.0",
    run: RunOptions,
    convention: Convention = DEFAULT_CONVENTION,
    asked: QueryOptions,
    dask: Dask = None,
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
    from mbv2calc.render.formats import find_format, format_of

    grid = sweep_grid(network, **knobs.given(), **run, convention=convention)
    row = find_format(format_of(output or "") if format is None else format)
    flat = bool(asked.given().keys() - {"metric"})
    cell = metric_shown(grid, asked["metric"])
    if not (row.streams or flat) and len(grid.axes) == 2:
        asked["metrics"] = cell
    query = Query.read(grid, **asked)
    with mapped(dask) as mapper:
        if row.streams:
            write(grid, query, mapper, row.name, output, parted=dask is not None)
        else:
            show(grid, query, mapper, row.name, output, None if flat else cell)
