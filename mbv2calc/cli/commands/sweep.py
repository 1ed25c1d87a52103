"""mbv2calc sweep: what many networks cost, over ranges of any of their numbers."""

from typing import Annotated

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
        pareto = (
            "Only the Pareto front: points that no other beats in one of these columns without"
            " losing in another. Less is better; +COLUMN is maximised."
        )
        metric = (
            "What a table of two axes shows; default: madds, or peak_bytes if the schedule is not"
            " `whole` or several dtypes are swept."
        )
        return {
            "metrics": Option(
                "NAMES", lambda: f"Columns: {', '.join(METRICS)}.", names=lambda: METRICS
            ),
            "where": Option(
                "CONDITION", "Only points such as 'madds < 300M and peak_bytes < 512KiB'."
            ),
            "pareto": Option("COLUMNS", pareto),
            "metric": Option("NAME", metric, names=lambda: METRICS),
            "sort": Option("COLUMNS", "Axes or metrics, with commas; -COLUMN: largest first."),
            "top": Option("N", "The first N points; without --sort those with the most MAdds."),
        }


Dask = Annotated[
    str | None,
    Option(
        "ADDRESS",
        "Work on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786; -o FILE.parquet"
        " then makes a folder of parts.",
    ),
]


def sweep(
    *,
    knobs: Ranges,
    network: Network = "mbv2_1.0",
    run: RunOptions,
    convention: Convention = DEFAULT_CONVENTION,
    query_options: QueryOptions,
    dask: Dask = None,
    format: StreamFormat = None,
    output: Output = None,
) -> None:
    """Compute many networks at once, over ranges of any of their numbers.

    A RANGE is 1..10, 96..224:32 (with a step), 1,3,6, or a mixture. Without a
    step it is 0.05 for widths, 32 for pixels, else 1. --dtype takes one or
    several, with commas. Without a range of several values, t 1..10 and width
    0.35..1.4 are swept, unless they are given. peak_bytes is that of the
    schedule: by default whole, or grouped if --groups is given. A grid may have
    any size: -o grid.csv, .json or .parquet is written part by part.

    mbv2calc sweep --t 1..10 --width 0.35..1.4
    """
    from mbv2calc.api.many import sweep_grid
    from mbv2calc.cli.output import format_name
    from mbv2calc.cli.sweep_output import SweepOutput, mapped
    from mbv2calc.grid.query import Query
    from mbv2calc.grid.select import metric_shown
    from mbv2calc.render.formats import find_format

    grid = sweep_grid(network, **knobs.given(), **run, convention=convention)
    row = find_format(format_name(format, output))
    flat = bool(query_options.given().keys() - {"metric"})
    cell = metric_shown(grid, query_options["metric"])
    if not (row.streams or flat) and len(grid.axes) == 2:
        # A table of two axes shows one metric in its cells, so no other is computed.
        query_options["metrics"] = cell
    query = Query.read(grid, **query_options)
    with mapped(dask) as mapper:
        result = SweepOutput(grid, query, mapper, row.name, output)
        if row.streams:
            result.write(parted=dask is not None)
        else:
            result.show(None if flat else cell)
