"""The public Python API, which the command line uses too."""

from mbv2calc.api.figures import explain, verify
from mbv2calc.api.many import compare, fit, fit_grid, sweep, sweep_grid
from mbv2calc.api.model import Model, load, networks

__all__ = [
    "Model",
    "compare",
    "explain",
    "fit",
    "fit_grid",
    "load",
    "networks",
    "sweep",
    "sweep_grid",
    "verify",
]
