"""Every published figure against the computed one: reproduced, a known misprint, or neither."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from mbv2calc.cost.measures import ACCURACIES, MEASURES, Subject
from mbv2calc.cost.printed import Printed
from mbv2calc.cost.published import Figure
from mbv2calc.errors import Fault, Mbv2calcError, SpecError
from mbv2calc.model import build_network
from mbv2calc.spec import Architecture, with_knobs

REPRODUCED, MISPRINT, NOT_REPRODUCED = "reproduced", "misprint", "not reproduced"

CLAIMS = {
    "reproduced": REPRODUCED,
    "misprint": MISPRINT,  # the reason is known: a slip of the source
    "other-variant": NOT_REPRODUCED,  # the reason is known: another network or another count
    "unexplained": NOT_REPRODUCED,
}
"""What each status of a figure says will come out."""


class Row(NamedTuple):
    """A figure, and where it is written."""

    figure: Figure
    origin: str


class Verified(NamedTuple):
    """A figure beside the computed one. `expected` is whether it came out as its status says."""

    figure: Figure
    computed: int
    verdict: str

    @property
    def expected(self) -> bool:
        return CLAIMS[self.figure.status] == self.verdict

    @property
    def difference(self) -> int:
        """Computed less printed."""
        return self.computed - Printed.parse(self.figure.printed).value


class Verification(NamedTuple):
    """All figures, in the order of their files."""

    figures: tuple[Verified, ...]

    @property
    def unexpected(self) -> tuple[Verified, ...]:
        """Those that did not come out as their status says."""
        return tuple(one for one in self.figures if not one.expected)

    @property
    def verdicts(self) -> Counter[str]:
        """How many there are of each verdict."""
        return Counter(one.verdict for one in self.figures)

    def __repr__(self) -> str:
        return f"Verification({len(self.figures)} figures, {len(self.unexpected)} unexpected)"


def verify(rows: Iterable[Row], read: Callable[[str], Architecture]) -> Verification:
    """Each figure but accuracies against the computed one; `read` gives the network of a name.

    Raises SpecError with all rows that speak of no network, or of no part of it.
    """
    faults: list[Fault] = []
    known: dict[tuple[object, ...], Subject | None] = {}
    found: list[Verified] = []
    for row in rows:
        figure = row.figure
        if figure.figure in ACCURACIES:
            continue
        key = figure.network, *figure[1:5], figure.settings
        if key not in known:
            known[key] = _subject(row, read, faults)
        if (subject := known[key]) is not None:
            found += _compared(row, subject, faults)
    if faults:
        raise SpecError(faults)
    return Verification(tuple(found))


def _subject(row: Row, read: Callable[[str], Architecture], faults: list[Fault]) -> Subject | None:
    """The network that a row speaks of, or None and what is wrong with it."""
    figure = row.figure
    try:
        architecture = with_knobs(
            read(figure.network),
            width=figure.width or None,
            t=figure.t or None,
            resolution=figure.resolution,
            classes=figure.classes,
            settings=figure.settings.split(),
        )
        return Subject(build_network(architecture))
    except SpecError as error:
        faults += (Fault(row.origin, "network", str(fault)) for fault in error.faults)
    except Mbv2calcError as error:
        faults.append(Fault(row.origin, "network", str(error)))
    return None


def _compared(row: Row, subject: Subject, faults: list[Fault]) -> Iterator[Verified]:
    figure = row.figure
    try:
        computed = MEASURES[figure.figure].of(subject, figure)
    except Mbv2calcError as error:
        faults.append(Fault(row.origin, figure.figure, str(error)))
        return
    agrees = Printed.parse(figure.printed).agrees(computed, figure.rounding)
    wrong = MISPRINT if figure.status == "misprint" else NOT_REPRODUCED
    yield Verified(figure, computed, REPRODUCED if agrees else wrong)
