"""mbv2calc: the exact cost of a MobileNet before anyone builds it."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # for type checkers and editors; `_PUBLIC` says the same to Python
    from mbv2calc.api.comparison.result import Comparison as Comparison
    from mbv2calc.api.figures import explain as explain
    from mbv2calc.api.figures import verify as verify
    from mbv2calc.api.formula import formula as formula
    from mbv2calc.api.many import compare as compare
    from mbv2calc.api.many import fit as fit
    from mbv2calc.api.many import sweep as sweep
    from mbv2calc.api.model import Model as Model
    from mbv2calc.api.model import load as load
    from mbv2calc.api.model import networks as networks
    from mbv2calc.api.report import Report as Report
    from mbv2calc.cost.check import Checked as Checked
    from mbv2calc.cost.memory.result import Memory as Memory
    from mbv2calc.cost.totals import Totals as Totals
    from mbv2calc.errors import Mbv2calcError as Mbv2calcError
    from mbv2calc.errors import OutputError as OutputError
    from mbv2calc.errors import SpecError as SpecError
    from mbv2calc.errors import UsageError as UsageError
    from mbv2calc.figures.explain import Cause as Cause
    from mbv2calc.figures.explain import Explanation as Explanation
    from mbv2calc.figures.published import FigureCheck as FigureCheck
    from mbv2calc.figures.verify import Verification as Verification
    from mbv2calc.figures.verify import Verified as Verified
    from mbv2calc.figures.waterfall import ConventionCount as ConventionCount
    from mbv2calc.figures.waterfall import Waterfall as Waterfall
    from mbv2calc.formulas.formula_set import FormulaSet as FormulaSet
    from mbv2calc.grid.fit import Fit as Fit
    from mbv2calc.grid.sweep import Sweep as Sweep

__version__ = "0.1.0"

# The public names by their modules. A module is imported when one of its names is first used, so
# that `import mbv2calc` takes a millisecond and the command line loads only what a command needs.
_PUBLIC = {
    "api.comparison.result": ("Comparison",),
    "api.figures": ("explain", "verify"),
    "api.formula": ("formula",),
    "api.many": ("compare", "fit", "sweep"),
    "api.model": ("Model", "load", "networks"),
    "api.report": ("Report",),
    "cost.check": ("Checked",),
    "cost.memory.result": ("Memory",),
    "cost.totals": ("Totals",),
    "errors": ("Mbv2calcError", "OutputError", "SpecError", "UsageError"),
    "figures.explain": ("Cause", "Explanation"),
    "figures.published": ("FigureCheck",),
    "figures.verify": ("Verification", "Verified"),
    "figures.waterfall": ("ConventionCount", "Waterfall"),
    "formulas.formula_set": ("FormulaSet",),
    "grid.fit": ("Fit",),
    "grid.sweep": ("Sweep",),
}
_HOMES = {name: module for module, names in _PUBLIC.items() for name in names}

__all__ = ["__version__", *sorted(_HOMES)]


if not TYPE_CHECKING:  # with it, a type checker would accept any name

    def __getattr__(name: str) -> object:
        """A public name from its module. Raises AttributeError for any other name."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value  # the next time Python finds it without this function
        return value


def __dir__() -> list[str]:
    """All names, also those that are not imported yet."""
    return sorted({*globals(), *_HOMES})
