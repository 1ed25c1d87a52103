"""Every published figure against the computed one: reproduced, a known misprint, or neither."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mbv2calc.cost.changes import with_knobs
from mbv2calc.cost.conventions import QUANTITIES, conventions
from mbv2calc.errors import Fault, Mbv2calcError, SpecError
from mbv2calc.figures.measures import MEASURES, MeasuredNetwork
from mbv2calc.figures.printed import WAYS, Printed
from mbv2calc.figures.published import (
    ACCURACIES,
    MISPRINT,
    NOT_REPRODUCED,
    REPRODUCED,
    Figure,
    FigureCheck,
)
from mbv2calc.model.builder import build_network
from mbv2calc.plain import json_keys
from mbv2calc.sequences import Rows
from mbv2calc.spec.architecture import Architecture


class Row(NamedTuple):
    """A figure, and where it is written."""

    figure: Figure
    origin: str


@json_keys(
    "check.row.network", "check.row.width", "check.row.resolution", "check.row.classes",
    "check.row.t", "check.row.settings", "check.row.part", "check.row.dtype", "check.figure",
    "printed=check.published", "check.computed", "check.difference", "check.verdict",
    "check.expected", "check.row.convention", "check.row.rounding", "check.row.status",
    "check.row.source", "check.row.reference", "check.row.note", "origin", "mend=fix",
)  # fmt: skip
@dataclass(frozen=True)
class Verified:
    """A figure beside the computed one, where it is written, and what would reproduce it.

    `fix` is of a figure that differs from its recorded status, where something is known.
    """

    check: FigureCheck
    origin: str
    fix: str | None


class Summary(NamedTuple):
    """How many figures there are, of each verdict, and differing from their recorded status."""

    figures: int
    reproduced: int
    misprint: int
    not_reproduced: int
    unexpected: int


@json_keys("figures", "summary")
@dataclass(frozen=True, repr=False)
class Verification(Rows[Verified]):
    """All figures, in the order of their files."""

    figures: tuple[Verified, ...]

    def _rows(self) -> Sequence[Verified]:
        return self.figures

    @property
    def checks(self) -> tuple[FigureCheck, ...]:
        """Each figure beside the computed one."""
        return tuple(verified.check for verified in self.figures)

    @property
    def unexpected(self) -> tuple[Verified, ...]:
        """Those that differ from their recorded status."""
        return tuple(verified for verified in self.figures if not verified.check.expected)

    @property
    def verdicts(self) -> Counter[str | None]:
        """How many there are of each verdict."""
        return Counter(check.verdict for check in self.checks)

    @property
    def summary(self) -> Summary:
        """How many there are of each verdict, by name."""
        verdicts = self.verdicts
        return Summary(
            figures=len(self),
            reproduced=verdicts[REPRODUCED],
            misprint=verdicts[MISPRINT],
            not_reproduced=verdicts[NOT_REPRODUCED],
            unexpected=len(self.unexpected),
        )

    def __repr__(self) -> str:
        return f"Verification({len(self)} figures, {len(self.unexpected)} unexpected)"


def verify(
    rows: Iterable[Row], read: Callable[[str], Architecture], faults: Iterable[Fault] = ()
) -> Verification:
    """Each figure but accuracies against the computed one; `read` gives the network of a name.

    `faults` are those that reading the rows met. Raises SpecError with these and with every row
    that speaks of no network, or of no part of it.
    """
    faults = list(faults)
    networks: dict[tuple[Any, ...], MeasuredNetwork | list[Fault]] = {}
    verified: list[Verified] = []
    for figure, origin in rows:
        if figure.figure in ACCURACIES:
            continue
        key = (figure.network, *figure.knobs.values(), figure.settings)
        if key not in networks:
            networks[key] = _network(figure, read)
        network = networks[key]
        if isinstance(network, MeasuredNetwork):
            verified += _verified(figure, origin, network, faults)
        else:
            faults += (fault._replace(origin=origin) for fault in network)
    if faults:
        raise SpecError(faults)
    return Verification(tuple(verified))


def _network(figure: Figure, read: Callable[[str], Architecture]) -> MeasuredNetwork | list[Fault]:
    """The network that a figure speaks of, or what is wrong with it."""
    try:
        settings = (figure.settings or "").split()
        architecture = with_knobs(read(figure.network), **figure.knobs, settings=settings)
        return MeasuredNetwork(build_network(architecture))
    except SpecError as error:
        return [Fault("", "network", str(fault)) for fault in error.faults]
    except Mbv2calcError as error:
        return [Fault("", "network", str(error))]


def _verified(
    figure: Figure, origin: str, network: MeasuredNetwork, faults: list[Fault]
) -> Iterator[Verified]:
    try:
        check = FigureCheck(figure, MEASURES[figure.figure].of(network, figure))
    except Mbv2calcError as error:
        faults.append(Fault(origin, figure.figure, str(error)))
        return
    yield Verified(check, origin, None if check.expected else _fix(check, network))


def _fix(check: FigureCheck, network: MeasuredNetwork) -> str | None:
    """Which status, rounding or conventions make a figure agree with its recorded status."""
    figure = check.row
    if check.reproduced:
        return f"status {REPRODUCED}"
    if figure.figure not in QUANTITIES:
        return None
    for way in dict.fromkeys((figure.rounding or WAYS[0], *WAYS)):
        rounding = [f"rounding {way}"] if way != figure.rounding else []
        if _agrees(figure, way, network):
            return "".join(rounding)
        names = [n for n in conventions() if _agrees(figure._replace(convention=n), way, network)]
        if names:
            return " and ".join((f"convention {' or '.join(names)}", *rounding))
    return None


def _agrees(figure: Figure, way: str, network: MeasuredNetwork) -> bool:
    """Whether a figure is reproduced, rounded in some way."""
    if figure.rule() is None:
        return False
    return Printed.read(figure.printed).agrees(MEASURES[figure.figure].of(network, figure), way)
