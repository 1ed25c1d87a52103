"""Where the rows of a sweep go: a table for people, a file of any size, the parts of a folder."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from functools import partial

from mbv2calc.cli.files import is_standard_output
from mbv2calc.cli.output import deliver, deliver_columns, deliver_parts
from mbv2calc.cli.streams import print_error
from mbv2calc.errors import UsageError
from mbv2calc.grid.chunks import CHUNK
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.query import Query
from mbv2calc.grid.rows import Rows
from mbv2calc.grid.sweep import Chunks, Mapper, make_sweep, over_chunks, streamed
from mbv2calc.render.formats import PARQUET
from mbv2calc.tables.sweep import sweep_document
from mbv2calc.tables.sweep_columns import column_kinds, machine_columns, pieces
from mbv2calc.tables.sweep_labels import counted_notes

MAX_ROWS = 100_000
"""More than anybody reads, and gigabytes to lay out."""

PIECE = 2**17
"""Rows of a text that are written at once: less than a second of work."""


@contextlib.contextmanager
def mapped(address: str | None) -> Iterator[Mapper]:
    """How chunks are mapped: in this process, or over the cluster of a scheduler."""
    if address is None:
        yield map
        return
    from mbv2calc.cluster import mapper

    with mapper(address) as over_cluster:
        yield over_cluster


def watched(grid: Grid) -> Callable[[Chunks], Chunks]:
    """Chunks as they come, with a bar on standard error where they take long."""
    from mbv2calc.render.progress import tracked

    return lambda chunks: tracked(chunks, grid.size, lambda part: part[0].grid.size)


def show(
    grid: Grid, query: Query, mapper: Mapper, name: str, output: str | None, cell: str | None
) -> None:
    """A table for people. Raises UsageError where nobody could read it."""
    if query.asked.where is None and not query.selection.pareto:
        _check_rows(min(grid.size, query.selection.top or grid.size))
    swept = make_sweep(grid, query, mapper=mapper, watch=watched(grid))
    _check_rows(len(swept))
    deliver(sweep_document(swept, cell), name, output)


def _check_rows(rows: int) -> None:
    if rows > MAX_ROWS:
        fix = "choose some with --where or --top, or write them with -o FILE.csv or .parquet"
        raise UsageError(f"expected at most {MAX_ROWS:,} points in a table, found {rows:,}; {fix}")


def write(
    grid: Grid, query: Query, mapper: Mapper, name: str, output: str | None, *, parted: bool
) -> None:
    """Rows for programs, part by part; `parted` makes of Parquet a folder of files."""
    names, axes = query.asked.metrics, [axis.name for axis in grid.axes]
    watch = iter if _seen(output) else watched(grid)
    if parted and name == PARQUET:
        deliver_parts(_files(grid, query, mapper, watch), output)
        _doubt(grid)
        return
    rows = _rows(grid, query, mapper, watch, CHUNK if name == PARQUET else PIECE)
    columns = (machine_columns(some, names, typed=name == PARQUET) for some in rows)
    deliver_columns(columns, name, output, column_kinds(grid, names), axes)
    _doubt(grid)


def _doubt(grid: Grid) -> None:
    """Say what is not sure of the counts, for which rows have no place."""
    for note in counted_notes(grid)[1:]:
        print_error(f"note: {note}")


def _seen(output: str | None) -> bool:
    """Whether rows go to a terminal, where a bar would stand among them."""
    return is_standard_output(output) and sys.stdout is not None and sys.stdout.isatty()


def _files(
    grid: Grid, query: Query, mapper: Mapper, watch: Callable[[Chunks], Chunks]
) -> Iterator[bytes]:
    """The rows of a query as Parquet files, which the workers make of the chunks where all stay."""
    from mbv2calc.cluster import encoded, encoded_rows

    kinds = column_kinds(grid, query.asked.metrics)
    if query.selection.chooses:
        for rows in _rows(grid, query, mapper, watch, CHUNK):
            yield encoded_rows(rows, query.asked.metrics, kinds)
        return
    work = partial(encoded, asked=query.asked, kinds=kinds)
    for _, file in watch(over_chunks(work, grid, query.asked, mapper)):
        yield file


def _rows(
    grid: Grid, query: Query, mapper: Mapper, watch: Callable[[Chunks], Chunks], points: int
) -> Iterator[Rows]:
    """The rows of a query, some at a time: as they come, or those that were chosen of all."""
    if query.selection.chooses:
        yield from pieces(make_sweep(grid, query, mapper=mapper, watch=watch).kept, points)
        return
    for _, rows in watch(streamed(grid, query.asked, mapper, points)):
        yield rows
