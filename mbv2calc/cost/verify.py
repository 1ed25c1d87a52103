"""Every published figure against the computed one: reproduced, a known misprint, or neither."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from mbv2calc.cost.measures import MEASURES, Subject
from mbv2calc.cost.published import ACCURACIES, Comparison, Figure
from mbv2calc.errors import Fault, Mbv2calcError, SpecError
from mbv2calc.model import build_network
from mbv2calc.spec import Architecture, with_knobs


class Row(NamedTuple):
    """A figure, and where it is written."""

    figure: Figure
    origin: str


class Verification(NamedTuple):
    """All figures, in the order of their files."""

    figures: tuple[Comparison, ...]

    @property
    def unexpected(self) -> tuple[Comparison, ...]:
        """Those that did not come out as their status says."""
        return tuple(one for one in self.figures if not one.expected)

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
    found: list[Comparison] = []
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
) -> Iterator[Comparison]:
    try:
        yield Comparison(figure, MEASURES[figure.figure].of(subject, figure))
    except Mbv2calcError as error:
        faults.append(Fault(origin, figure.figure, str(error)))
