"""The rows of a sweep as a table for people, a file of any size, or a folder of parts."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

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
"""The longest table: more than anybody reads, and gigabytes of memory to lay out."""

PIECE = 2**17
"""Rows of a text that are written at once: less than a second of work."""


@contextlib.contextmanager
def mapped(address: str | None) -> Iterator[Mapper]:
    """How chunks are mapped: in this process, or over the Dask cluster of a scheduler's address."""
    if address is None:
        yield map
        return
    from mbv2calc.cluster import mapper

    with mapper(address) as over_cluster:
        yield over_cluster


def watched(grid: Grid) -> Callable[[Chunks], Chunks]:
    """Chunks as they come, with a progress bar on standard error if they take long."""
    from mbv2calc.render.progress import tracked

    return lambda chunks: tracked(chunks, grid.size, lambda part: part[0].grid.size)


class SweepOutput(NamedTuple):
    """A sweep that is computed while its rows are written."""

    grid: Grid
    query: Query
    mapper: Mapper
    format: str
    path: str | None

    def show(self, cell: str | None) -> None:
        """Write a table for people; `cell` is that of `sweep_document`.

        Raises UsageError if the table would have more than MAX_ROWS rows.
        """
        if self.query.request.where is None and not self.query.selection.pareto:
            # The number of rows is known without any work.
            _check_rows(min(self.grid.size, self.query.selection.top or self.grid.size))
        result = make_sweep(self.grid, self.query, mapper=self.mapper, watch=watched(self.grid))
        _check_rows(len(result))
        deliver(sweep_document(result, cell), self.format, self.path)

    def write(self, *, parted: bool) -> None:
        """Write rows for programs, part by part; `parted` makes Parquet a folder of files."""
        if parted and self.format == PARQUET:
            deliver_parts(self._files(), self.path)
        else:
            names, typed = self.query.request.metrics, self.format == PARQUET
            rows = self._rows(CHUNK if typed else PIECE)
            columns = (machine_columns(some, names, typed=typed) for some in rows)
            axes = [axis.name for axis in self.grid.axes]
            deliver_columns(columns, self.format, self.path, column_kinds(self.grid, names), axes)
        for note in counted_notes(self.grid)[1:]:  # of what is uncertain; rows have no place for it
            print_error(f"note: {note}")

    def _rows(self, points: int) -> Iterator[Rows]:
        """The rows, so many at a time: as they come, or those that were chosen from all."""
        if self.query.selection.chooses:
            result = make_sweep(self.grid, self.query, mapper=self.mapper, watch=self._watch())
            yield from pieces(result.kept, points)
            return
        for _, rows in self._watch()(streamed(self.grid, self.query.request, self.mapper, points)):
            yield rows

    def _files(self) -> Iterator[bytes]:
        """The rows as Parquet files, which the workers make from chunks unless rows are chosen."""
        from mbv2calc.cluster import chunk_as_parquet, rows_as_parquet

        request = self.query.request
        kinds = column_kinds(self.grid, request.metrics)
        if self.query.selection.chooses:
            for rows in self._rows(CHUNK):
                yield rows_as_parquet(rows, request.metrics, kinds)
            return
        work = partial(chunk_as_parquet, request=request, kinds=kinds)
        for _, file in self._watch()(over_chunks(work, self.grid, request, self.mapper)):
            yield file

    def _watch(self) -> Callable[[Chunks], Chunks]:
        """A progress bar, unless the rows go to a terminal, where it would stand among them."""
        at_terminal = is_standard_output(self.path) and sys.stdout and sys.stdout.isatty()
        return iter if at_terminal else watched(self.grid)


def _check_rows(rows: int) -> None:
    if rows > MAX_ROWS:
        fix = "choose some with --where or --top, or write them with -o FILE.csv or .parquet"
        raise UsageError(f"expected at most {MAX_ROWS:,} points in a table, found {rows:,}; {fix}")
