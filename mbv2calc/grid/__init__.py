"""Many networks at once: ranges, the grids that they span, and sweeps over them."""

from mbv2calc.grid.axes import KNOB_AXES, Axis, plain_of, text_of
from mbv2calc.grid.chunks import CHUNK, Chunk, chunks
from mbv2calc.grid.evaluate import Asked, evaluated
from mbv2calc.grid.metrics import COLUMNS, DEFAULT_METRICS, METRICS, TOP1, read_metrics
from mbv2calc.grid.plan import Grid, Point, make_grid
from mbv2calc.grid.query import Query
from mbv2calc.grid.rows import Rows, number_of, plain_values
from mbv2calc.grid.running import AS_REPORTED, Running
from mbv2calc.grid.select import Selection, metric_shown, read_selection
from mbv2calc.grid.sweep import (
    Found,
    Mapper,
    Sweep,
    gathered,
    make_sweep,
    over_chunks,
    streamed,
)

__all__ = [
    "AS_REPORTED",
    "CHUNK",
    "COLUMNS",
    "DEFAULT_METRICS",
    "KNOB_AXES",
    "METRICS",
    "TOP1",
    "Asked",
    "Axis",
    "Chunk",
    "Found",
    "Grid",
    "Mapper",
    "Point",
    "Query",
    "Rows",
    "Running",
    "Selection",
    "Sweep",
    "chunks",
    "evaluated",
    "gathered",
    "make_grid",
    "make_sweep",
    "metric_shown",
    "number_of",
    "over_chunks",
    "plain_of",
    "plain_values",
    "read_metrics",
    "read_selection",
    "streamed",
    "text_of",
]
