"""Published figures: what papers and tools print for a network, and what is computed here.

Each row of data/published/figures.csv is one figure with its own convention and rounding. It
belongs to a network only if layers, width, t, resolution and classes all agree.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from mbv2calc import data
from mbv2calc.arith import Ratio
from mbv2calc.cost.conventions import QUANTITIES, Convention, Rule, find_convention
from mbv2calc.cost.families import same_family
from mbv2calc.cost.tally import Tally
from mbv2calc.figures.printed import WAYS, Printed
from mbv2calc.plain import json_keys
from mbv2calc.spec.architecture import Architecture


@json_keys(
    "network", "width", "resolution", "classes", "t", "settings", "figure", "printed",
    "convention", "status", "source", "reference", "note",
)  # fmt: skip
class Figure(NamedTuple):
    """One published figure. None means the network's own number, the whole network, int8."""

    network: str  # a built-in name or a file: the network with these layers
    figure: str  # the kind: a name of figures.measures.MEASURES, or one of ACCURACIES
    printed: str
    status: str  # one of CLAIMS, or reported (accuracies)
    convention: str | None = None  # None for accuracies
    rounding: str | None = None
    width: str | None = None
    resolution: int | None = None
    classes: int | None = None
    t: str | None = None
    settings: str | None = None  # texts PATH=VALUE
    part: str | None = None  # a layer, or a kind of operator
    dtype: str | None = None
    source: str | None = None
    reference: str | None = None
    note: str | None = None
    origin: str = ""  # FILE:LINE of a figure that `verify` checks

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> "Figure":
        """The figure of checked cells of a CSV file; an empty cell is None."""
        values: dict[str, Any] = {name: text or None for name, text in cells.items()}
        for name in ("resolution", "classes"):
            if values.get(name) is not None:
                values[name] = int(values[name])
        return cls(**values)

    @property
    def is_of_paper(self) -> bool:
        """Whether a paper prints it, and not a tool or a page."""
        return self.reference is not None and self.reference.startswith("arXiv:")

    @property
    def knobs(self) -> dict[str, Any]:
        """The numbers of its network by knob, as typed; None is the network's own number."""
        names = ("width", "t", "resolution", "classes")
        return {name: getattr(self, name) for name in names}

    @property
    def numbers(self) -> dict[str, Any]:
        """The knobs with exact width and t."""
        width, t = (None if text is None else Ratio.parse(text) for text in (self.width, self.t))
        return self.knobs | {"width": width, "t": t}

    @property
    def unit(self) -> str:
        """MAdds or FLOPs for operations, else the name of the kind."""
        return self.counted_by.unit if self.figure == "operations" else self.figure

    def rule(self) -> Rule | None:
        """The rule that counts it; None for a kind that no convention counts."""
        if self.figure not in QUANTITIES:
            return None
        return self.counted_by.rule(self.figure)

    @property
    def counted_by(self) -> Convention:
        """How its source counts. Raises UsageError for an unknown convention."""
        return find_convention(self.convention) if self.convention else find_convention()


REPRODUCED, MISPRINT, NOT_REPRODUCED = VERDICTS = ("reproduced", "misprint", "not reproduced")

CLAIMS = {
    "reproduced": REPRODUCED,
    "misprint": MISPRINT,  # the reason is known: a slip of the source
    "other-variant": NOT_REPRODUCED,  # the reason is known: another network or another count
    "unexplained": NOT_REPRODUCED,
}
"""The verdict that each status of a figure expects."""

ACCURACIES = ("top1", "top5")
"""The kinds of figures that are reported and not computed: they need training."""


@json_keys(
    "row.figure", "published=row.printed", "computed", "difference", "reproduced", "row.status",
    "row.convention", "row.rounding", "row.source", "row.reference", "note",
)  # fmt: skip
@dataclass(frozen=True)
class FigureCheck:
    """A published figure and the computed one, for one image; nobody computes accuracies."""

    row: Figure
    computed: int | None  # None for accuracies

    @property
    def note(self) -> str:
        """What else is known of the figure; empty if nothing."""
        return self.row.note or ""

    @property
    def difference(self) -> int | None:
        """Computed less printed; None for accuracies."""
        if self.computed is None:
            return None
        return self.computed - Printed.read(self.row.printed).value

    @property
    def reproduced(self) -> bool | None:
        """Whether the computed figure, rounded as its source rounds, is the printed one.

        None for accuracies.
        """
        if self.computed is None:
            return None
        printed = Printed.read(self.row.printed)
        return printed.agrees(self.computed, self.row.rounding or WAYS[0])

    @property
    def verdict(self) -> str | None:
        """REPRODUCED, MISPRINT (a known one) or NOT_REPRODUCED; None for accuracies."""
        if self.reproduced is None:
            return None
        wrong = MISPRINT if self.row.status == "misprint" else NOT_REPRODUCED
        return REPRODUCED if self.reproduced else wrong

    @property
    def expected(self) -> bool:
        """Whether the verdict is the one that its recorded status claims."""
        return CLAIMS.get(self.row.status) == self.verdict


@lru_cache(maxsize=1)
def figures() -> tuple[Figure, ...]:
    """The figures published for built-in networks, as a report shows them."""
    return built_in_figures("figures.csv")


def built_in_figures(name: str) -> tuple[Figure, ...]:
    """The figures of a file of data/published."""
    sources = {row["source"]: row for row in data.rows("published/sources.csv")}
    rows = []
    for row in data.rows(f"published/{name}"):
        source = sources[row["source"]]
        names = {"source": source["title"], "reference": source["reference"]}
        rows.append(Figure.of(row | names))
    return tuple(rows)


def published(architecture: Architecture, tally: Tally) -> tuple[FigureCheck, ...]:
    """The figures published for exactly this network, compared with its tally of one image.

    Figures of one unit stand together, papers before tools.
    """
    checks = [
        FigureCheck(figure, rule.of(tally) if (rule := figure.rule()) else None)
        for figure in figures_of(architecture, figures())
    ]
    return tuple(sorted(checks, key=_order))


_UNITS = ("params", "MAdds", "FLOPs", "activations", "top1", "top5")


def _order(check: FigureCheck) -> tuple[int, bool]:
    unit = check.row.unit
    place = _UNITS.index(unit) if unit in _UNITS else len(_UNITS)  # a convention may have its own
    return place, not check.row.is_of_paper


def figures_of(architecture: Architecture, among: Iterable[Figure]) -> Iterator[Figure]:
    """The figures whose network, width, t, resolution and classes the architecture has."""
    size = architecture.input
    # The files of figures have one resolution: no source prints a figure for another shape.
    if size.height != size.width:
        return
    numbers = {
        "width": architecture.width_multiplier,
        "t": architecture.t,
        "resolution": size.height,
        "classes": architecture.classes,
    }
    is_network = cache(lambda name: same_family(architecture, name))  # several figures share it
    for figure in among:
        # The resolution first, as it rules most figures out and needs no parsing.
        same = figure.resolution == size.height and figure.numbers == numbers
        if same and is_network(figure.network):
            yield figure
