"""Published figures: what papers and tools print for a network, beside what comes out here.

Each row of data/published/figures.csv is one figure with its own convention and rounding. A row
speaks of a network only where layers, width, t, resolution and classes all agree with it.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from mbv2calc import data
from mbv2calc.arith import Ratio
from mbv2calc.cost.conventions import QUANTITIES, Rule, find_convention
from mbv2calc.cost.families import same_family
from mbv2calc.cost.tally import Tally
from mbv2calc.figures.printed import Printed
from mbv2calc.plain import json_keys
from mbv2calc.spec.architecture import Architecture


class Figure(NamedTuple):
    """One published figure. `figure` is one of cost.measures, or an accuracy: top1, top5.

    Empty or None is the network's own: its numbers, its whole, its default dtype.
    """

    network: str  # whose layers it has
    width: str
    resolution: int | None
    classes: int | None
    t: str
    figure: str
    printed: str
    convention: str  # empty for top1 and top5, which nobody can compute here
    rounding: str
    status: str  # reproduced, misprint, other-variant, unexplained, or reported (top1, top5)
    source: str
    reference: str
    note: str
    settings: str = ""  # texts PATH=VALUE
    part: str = ""  # a layer, or a kind of operator
    dtype: str = ""

    @property
    def unit(self) -> str:
        """What one of it is called: MAdds or FLOPs for operations, else its own name."""
        return find_convention(self.convention).unit if self.figure == "operations" else self.figure

    def rule(self) -> Rule | None:
        """The count that it prints; None for what no convention counts."""
        if self.figure not in QUANTITIES:
            return None
        return find_convention(self.convention).rule(self.figure)


REPRODUCED, MISPRINT, NOT_REPRODUCED = "reproduced", "misprint", "not reproduced"

CLAIMS = {
    "reproduced": REPRODUCED,
    "misprint": MISPRINT,  # the reason is known: a slip of the source
    "other-variant": NOT_REPRODUCED,  # the reason is known: another network or another count
    "unexplained": NOT_REPRODUCED,
}
"""What each status of a figure says will come out."""

ACCURACIES = ("top1", "top5")
"""What can only be reported: nobody computes it here."""


@json_keys(
    "figure", "published", "computed", "difference", "reproduced", "status", "convention",
    "rounding", "source", "reference", "note",
)  # fmt: skip
class FigureCheck(NamedTuple):
    """A published figure beside the computed one; the latter is None for accuracies."""

    row: Figure
    computed: int | None

    @property
    def figure(self) -> str:
        """What kind of figure it is."""
        return self.row.figure

    @property
    def published(self) -> str:
        """The figure as it is printed."""
        return self.row.printed

    @property
    def status(self) -> str:
        """What is known of it: reproduced, misprint, other-variant, unexplained or reported."""
        return self.row.status

    @property
    def convention(self) -> str | None:
        """How its source counts; None for accuracies."""
        return self.row.convention or None

    @property
    def rounding(self) -> str | None:
        """How its source rounds; None for accuracies."""
        return self.row.rounding or None

    @property
    def source(self) -> str:
        """Who prints it."""
        return self.row.source

    @property
    def reference(self) -> str:
        """Where it is printed."""
        return self.row.reference

    @property
    def note(self) -> str:
        """What else is known of it."""
        return self.row.note

    @property
    def difference(self) -> int | None:
        """Computed less printed."""
        if self.computed is None:
            return None
        return self.computed - Printed.read(self.row.printed).value

    @property
    def reproduced(self) -> bool | None:
        """Whether the computed figure, rounded as its source rounds, is the printed one."""
        if self.computed is None:
            return None
        printed = Printed.read(self.row.printed)
        return printed.agrees(self.computed, self.row.rounding)

    @property
    def verdict(self) -> str | None:
        """What comes of it: reproduced, a known misprint, or not reproduced."""
        if self.reproduced is None:
            return None
        wrong = MISPRINT if self.row.status == "misprint" else NOT_REPRODUCED
        return REPRODUCED if self.reproduced else wrong

    @property
    def expected(self) -> bool:
        """Whether that is what its status says."""
        return CLAIMS.get(self.row.status) == self.verdict


@lru_cache(maxsize=1)
def figures() -> tuple[Figure, ...]:
    """The figures published for networks that ship, as a report shows them."""
    return shipped_figures("figures.csv")


def shipped_figures(name: str) -> tuple[Figure, ...]:
    """The figures of a file of data/published."""
    sources = {row["source"]: row for row in data.rows("published/sources.csv")}
    found = []
    for row in data.rows(f"published/{name}"):
        source = sources[row.pop("source")]
        row["source"], row["reference"] = source["title"], source["reference"]
        numbers = {name: _whole(row.pop(name)) for name in ("resolution", "classes")}
        found.append(Figure(**numbers, **row))  # type: ignore[arg-type]
    return tuple(found)


def _whole(text: str) -> int | None:
    return int(text) if text else None


def published(architecture: Architecture, tally: Tally) -> tuple[FigureCheck, ...]:
    """The figures published for exactly this network, compared with its tally (one image).

    Those of one unit stand together, what papers print before what tools print.
    """
    checks = [
        FigureCheck(figure, rule.of(tally) if (rule := figure.rule()) else None)
        for figure in figures_of(architecture, figures())
    ]
    return tuple(sorted(checks, key=_order))


_UNITS = ("params", "MAdds", "FLOPs", "activations", "top1", "top5")


def _order(check: FigureCheck) -> tuple[int, bool]:
    return _UNITS.index(check.row.unit), not check.reference.startswith("arXiv:")


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
