"""Many networks at once: ranges, the grids that they span, and sweeps over them."""

from mbv2calc.grid.axes import KNOB_AXES, Axis, plain_of, text_of
from mbv2calc.grid.plan import Grid, make_grid
from mbv2calc.grid.running import AS_REPORTED, Running
from mbv2calc.grid.select import Swept, check_columns, metric_shown, select
from mbv2calc.grid.sweep import METRICS, Sweep, make_sweep

__all__ = [
    "AS_REPORTED",
    "KNOB_AXES",
    "METRICS",
    "Axis",
    "Grid",
    "Running",
    "Sweep",
    "Swept",
    "check_columns",
    "make_grid",
    "make_sweep",
    "metric_shown",
    "plain_of",
    "select",
    "text_of",
]
