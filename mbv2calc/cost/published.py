"""Published figures: what papers and tools print for a network, beside what comes out here.

Each row of data/published/figures.csv is one figure with its own convention and rounding. A row
speaks of a network only where layers, width, t, resolution and classes all agree with it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from mbv2calc import data
from mbv2calc.arith import Ratio
from mbv2calc.cost.conventions import Rule, find_convention
from mbv2calc.cost.families import same_family, shipped
from mbv2calc.cost.tally import Tally
from mbv2calc.spec import Architecture

_PRINTED = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?(?P<unit>[kMG]?)", re.ASCII)
_POWER = {"": 0, "k": 3, "M": 6, "G": 9}


class Printed(NamedTuple):
    """A figure as printed: its value, and the step of its last digit."""

    text: str
    value: int
    step: int

    @classmethod
    def parse(cls, text: str) -> "Printed":
        """Read 300M, 3.47M, 0.301G or 3504872; ValueError on other texts.

        >>> Printed.parse("3.47M")
        Printed(text='3.47M', value=3470000, step=10000)
        """
        match = _PRINTED.fullmatch(text)
        part = (match["part"] or "") if match else ""
        power = _POWER[match["unit"]] - len(part) if match else -1
        if match is None or power < 0:
            raise ValueError(f"expected a figure such as 300M or 3504872, found {text!r}")
        return cls(text, int(match["whole"] + part) * 10**power, 10**power)

    def agrees(self, exact: int, rounding: str) -> bool:
        """Whether the exact number, rounded to the printed digits, is the printed one.

        >>> Printed.parse("3.4M").agrees(3470760, "floor")
        True
        """
        half = 0 if rounding == "floor" else self.step
        return (2 * exact + half) // (2 * self.step) * self.step == self.value


class Figure(NamedTuple):
    """One published figure. `figure` is operations, params, activations, top1 or top5."""

    network: str  # the shipped network whose layers it has
    width: str
    resolution: int
    classes: int
    t: str
    figure: str
    printed: str
    convention: str  # empty for top1 and top5, which nobody can compute here
    rounding: str
    status: str  # reproduced, misprint, other-variant, unexplained, or reported (top1, top5)
    source: str
    reference: str
    note: str

    @property
    def unit(self) -> str:
        """What one of it is called: MAdds or FLOPs for operations, else its own name."""
        return find_convention(self.convention).unit if self.figure == "operations" else self.figure

    def rule(self) -> Rule | None:
        """The count that it prints; None for accuracies."""
        if self.figure in ("operations", "params", "activations"):
            rule: Rule | None = getattr(find_convention(self.convention), self.figure)
            return rule
        return None


class Comparison(NamedTuple):
    """A published figure beside the computed one; the latter is None for accuracies."""

    figure: Figure
    computed: int | None

    @property
    def difference(self) -> int | None:
        """Computed less printed."""
        if self.computed is None:
            return None
        return self.computed - Printed.parse(self.figure.printed).value

    @property
    def reproduced(self) -> bool | None:
        """Whether the computed figure, rounded as its source rounds, is the printed one."""
        if self.computed is None:
            return None
        printed = Printed.parse(self.figure.printed)
        return printed.agrees(self.computed, self.figure.rounding)


@lru_cache(maxsize=1)
def figures() -> tuple[Figure, ...]:
    """All published figures that ship."""
    sources = {row["source"]: row for row in data.rows("published/sources.csv")}
    found = []
    for row in data.rows("published/figures.csv"):
        source = sources[row.pop("source")]
        row["source"], row["reference"] = source["title"], source["reference"]
        numbers = {field: int(row.pop(field)) for field in ("resolution", "classes")}
        found.append(Figure(**numbers, **row))  # type: ignore[arg-type]
    return tuple(found)


def published(architecture: Architecture, tally: Tally) -> tuple[Comparison, ...]:
    """The figures published for exactly this network, compared with its tally (one image)."""
    return tuple(
        Comparison(figure, rule.of(tally) if (rule := figure.rule()) else None)
        for figure in figures_of(architecture, figures())
    )


def figures_of(architecture: Architecture, among: Iterable[Figure]) -> Iterator[Figure]:
    """Those figures whose network, width, t, resolution and classes the architecture has."""
    size = architecture.input
    if size.height != size.width:
        return
    at = (size.height, architecture.classes)
    width, t = architecture.width_multiplier, architecture.t
    same: dict[str, bool] = {}
    for figure in among:
        if (figure.resolution, figure.classes) != at or Ratio.parse(figure.width) != width:
            continue
        if (Ratio.parse(figure.t) if figure.t else None) != t:
            continue
        if figure.network not in same:
            same[figure.network] = same_family(architecture, figure.network)
        if same[figure.network]:
            yield figure


def base_of(figure: Figure) -> Architecture:
    """The shipped network whose layers a figure speaks of."""
    return shipped(figure.network)
