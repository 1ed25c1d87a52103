"""Every published figure against the computed one: reproduced, a known misprint, or neither."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from mbv2calc.cost.conventions import QUANTITIES, conventions, find_convention
from mbv2calc.cost.knobs import with_knobs
from mbv2calc.errors import Fault, Mbv2calcError, SpecError
from mbv2calc.figures.measures import MEASURES, Subject
from mbv2calc.figures.printed import WAYS, Printed
from mbv2calc.figures.published import ACCURACIES, Figure, FigureCheck
from mbv2calc.model.builder import build_network
from mbv2calc.spec.architecture import Architecture


class Row(NamedTuple):
    """A figure, and where it is written."""

    figure: Figure
    origin: str


class Verified(NamedTuple):
    """A figure beside the computed one, where it is written, and what would give it instead."""

    comparison: FigureCheck
    origin: str
    fix: str | None  # of what did not come out as its status says, where something is known


class Verification(NamedTuple):
    """All figures, in the order of their files."""

    rows: tuple[Verified, ...]

    @property
    def figures(self) -> tuple[FigureCheck, ...]:
        """Each beside the computed one."""
        return tuple(row.comparison for row in self.rows)

    @property
    def unexpected(self) -> tuple[Verified, ...]:
        """Those that did not come out as their status says."""
        return tuple(row for row in self.rows if not row.comparison.expected)

    @property
    def verdicts(self) -> Counter[str | None]:
        """How many there are of each verdict."""
        return Counter(one.verdict for one in self.figures)

    def __repr__(self) -> str:
        return f"Verification({len(self.figures)} figures, {len(self.unexpected)} unexpected)"


def verify(
    rows: Iterable[Row], read: Callable[[str], Architecture], faults: Iterable[Fault] = ()
) -> Verification:
    """Each figure but accuracies against the computed one; `read` gives the network of a name.

    `faults` are those that reading the rows met. Raises SpecError with these and with every row
    that speaks of no network, or of no part of it.
    """
    met = list(faults)
    known: dict[Figure, Subject | list[Fault]] = {}
    found: list[Verified] = []
    for figure, origin in rows:
        if figure.figure in ACCURACIES:
            continue
        key = _network_of(figure)
        if key not in known:
            known[key] = _subject(key, read)
        subject = known[key]
        if isinstance(subject, Subject):
            found += _compared(figure, origin, subject, met)
        else:
            met += (fault._replace(origin=origin) for fault in subject)
    if met:
        raise SpecError(met)
    return Verification(tuple(found))


def _network_of(figure: Figure) -> Figure:
    """A figure that is alike for all figures of one network at the same numbers."""
    return figure._replace(
        figure="", printed="", convention="", rounding="", status="", source="", reference="",
        note="", part="", dtype="",
    )  # fmt: skip


def _subject(figure: Figure, read: Callable[[str], Architecture]) -> Subject | list[Fault]:
    """The network that a figure speaks of, or what is wrong with it."""
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
        return [Fault("", "network", str(fault)) for fault in error.faults]
    except Mbv2calcError as error:
        return [Fault("", "network", str(error))]


def _compared(
    figure: Figure, origin: str, subject: Subject, faults: list[Fault]
) -> Iterator[Verified]:
    try:
        one = FigureCheck(figure, MEASURES[figure.figure].of(subject, figure))
    except Mbv2calcError as error:
        faults.append(Fault(origin, figure.figure, str(error)))
        return
    yield Verified(one, origin, None if one.expected else _fix(one, subject))


def _fix(one: FigureCheck, subject: Subject) -> str | None:
    """Which status, rounding or conventions make a figure come out as is said of it."""
    figure = one.row
    if one.reproduced:
        return "its status: it comes out"
    if figure.figure not in QUANTITIES:
        return None
    for way in dict.fromkeys((figure.rounding, *WAYS)):
        rounding = [f"rounding {way}"] if way != figure.rounding else []
        if _agrees(figure, figure.convention, way, subject):
            return "".join(rounding)
        if names := [name for name in conventions() if _agrees(figure, name, way, subject)]:
            return " and ".join((f"convention {' or '.join(names)}", *rounding))
    return None


def _agrees(figure: Figure, convention: str, way: str, subject: Subject) -> bool:
    """Whether a figure comes out under a convention, rounded in some way."""
    if find_convention(convention).rule(figure.figure) is None:
        return False
    computed = MEASURES[figure.figure].of(subject, figure._replace(convention=convention))
    return Printed.read(figure.printed).agrees(computed, way)
