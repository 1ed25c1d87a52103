"""mbv2calc: the exact cost of a MobileNet before anyone builds it."""

from mbv2calc.api import Model, compare, explain, fit, load, networks, sweep, verify
from mbv2calc.errors import Mbv2calcError, OutputError, SpecError, UsageError

__version__ = "0.1.0"

__all__ = [
    "Mbv2calcError",
    "Model",
    "OutputError",
    "SpecError",
    "UsageError",
    "__version__",
    "compare",
    "explain",
    "fit",
    "load",
    "networks",
    "sweep",
    "verify",
]
