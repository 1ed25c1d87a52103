"""A sweep: what the networks of a grid cost, chunk by chunk, and which of them are kept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from mbv2calc.cost.conventions import Convention, find_convention
from mbv2calc.errors import UsageError
from mbv2calc.grid.chunks import CHUNK, ONE_BY_ONE, Chunk, chunks
from mbv2calc.grid.evaluate import MetricRequest, evaluated
from mbv2calc.grid.plan import Grid, Point
from mbv2calc.grid.points import Points
from mbv2calc.grid.query import Query
from mbv2calc.grid.rows import Rows
from mbv2calc.grid.select import EVERY, Selection

Mapper: TypeAlias = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""Maps a pure function over items in order: the builtin `map`, or one over many machines."""

Chunks: TypeAlias = Iterable[tuple[Chunk, Any]]
"""Chunks, each with its result: its rows, or a file of them."""

IN_MEMORY = 2**24
"""The most points of a chunk if all points are kept in memory anyway."""

MOST_KEPT = 2**30
"""The most points kept in memory: 8 GiB per column."""


@dataclass(frozen=True, repr=False, eq=False)
class Sweep(Points):
    """Points of a grid with their metrics: all of them, or those that were selected, in order."""

    grid: Grid
    kept: Rows

    @property
    def convention(self) -> Convention:
        """The convention by which parameters and operations are counted."""
        return find_convention(self.grid.run_config.convention)

    def points(self) -> Iterator[Point]:
        """The value of every axis at each point."""
        return self.kept.points()

    def __repr__(self) -> str:
        kept = f", {len(self):,} of them kept" if len(self) < self.grid.size else ""
        return f"Sweep({self.grid.architecture.name!r}, {self.axes_text()}{kept})"


def streamed(
    grid: Grid, request: MetricRequest, mapper: Mapper = map, points: int = CHUNK
) -> Iterator[tuple[Chunk, Rows]]:
    """The rows of each chunk of a grid, in order. Memory holds one chunk at a time.

    Raises SpecError, naming the point, where one makes no network.
    """
    return over_chunks(partial(evaluated, request=request), grid, request, mapper, points)


def over_chunks(
    function: Callable[[Grid], Any],
    grid: Grid,
    request: MetricRequest,
    mapper: Mapper,
    points: int = CHUNK,
) -> Iterator[tuple[Chunk, Any]]:
    """Each chunk of a grid with the result of a function of it; chunks in ints are smaller.

    Chunks are made as they are needed, since a list of all would fill the memory.
    """
    if request.scalar_only:
        points = ONE_BY_ONE
    # The mapper may run ahead of the results, so it gets chunks of its own.
    results = mapper(function, (chunk.grid for chunk in chunks(grid, points)))
    return zip(chunks(grid, points), results, strict=True)


def reduced(grid: Grid, query: Query) -> Rows:
    """The points of a chunk that a query over the whole grid may still select."""
    return query.selection.reduced(evaluated(grid, query.needed))


def gathered(grid: Grid, reduced_chunks: Chunks, selection: Selection = EVERY) -> Rows:
    """The selected rows of all chunks, as rows of the whole grid.

    Raises UsageError if they do not fit into memory.
    """
    kept: list[Rows] = []
    for chunk, rows in reduced_chunks:
        kept.append(rows.in_grid(grid, chunk.start))
        # At once, not at the end: memory then holds what is left of the chunks so far.
        if len(kept) > 1 and selection.few:
            kept = [selection.reduced(Rows.joined(kept))]
        if sum(len(rows.places) for rows in kept) > MOST_KEPT:
            message = f"expected at most {MOST_KEPT:,} points in memory, found more"
            raise UsageError(f"{message}; select some, or write them to a file")
    return selection.ordered(Rows.joined(kept))


def make_sweep(
    grid: Grid,
    query: Query | None = None,
    *,
    mapper: Mapper = map,
    watch: Callable[[Chunks], Chunks] = iter,
) -> Sweep:
    """The sweep over a grid, with the points that a query selects.

    `watch` passes the chunks on and may show progress. Raises SpecError, naming
    the point, where a point makes no network; UsageError as `gathered`.
    """
    query = Query.read(grid) if query is None else query
    points = CHUNK if query.drops else IN_MEMORY
    function = partial(reduced, query=query)
    results = over_chunks(function, grid, query.needed, mapper, points)
    rows = gathered(grid, watch(results), query.selection)
    # Metrics that only the selection needed are left out.
    columns = {name: rows.columns[name] for name in query.request.metrics}
    return Sweep(grid, rows._replace(columns=columns))
