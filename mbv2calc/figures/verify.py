"""Published figures against computed ones: reproduced, a known misprint, or neither."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from mbv2calc.cost.changes import with_knobs
from mbv2calc.cost.conventions import QUANTITIES, conventions
from mbv2calc.errors import Fault, Mbv2calcError, SpecError
from mbv2calc.figures.measures import MEASURES, MeasuredNetwork
from mbv2calc.figures.printed import WAYS, Printed
from mbv2calc.figures.published import ACCURACIES, REPRODUCED, VERDICTS, Figure, FigureCheck
from mbv2calc.model.builder import build_network
from mbv2calc.plain import json_keys
from mbv2calc.sequences import Rows
from mbv2calc.spec.architecture import Architecture


@json_keys(
    "row.network", "row.width", "row.resolution", "row.classes", "row.t", "row.settings",
    "row.part", "row.dtype", "row.figure", "row.printed", "computed", "difference", "verdict",
    "expected", "row.convention", "row.rounding", "row.status", "row.source", "row.reference",
    "row.note", "row.origin", "mend=fix",
)  # fmt: skip
@dataclass(frozen=True)
class Verified(FigureCheck):
    """A figure that `verify` computed, and what to change in its row to reproduce it."""

    fix: str | None = None  # None if the verdict is as expected, or nothing is known


class Summary(NamedTuple):
    """How many figures there are, by verdict, and how many differ from their recorded status."""

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
    def unexpected(self) -> tuple[Verified, ...]:
        """The figures that differ from their recorded status."""
        return tuple(figure for figure in self.figures if not figure.expected)

    @property
    def verdicts(self) -> Counter[str | None]:
        """How many figures have each verdict."""
        return Counter(figure.verdict for figure in self.figures)

    @property
    def summary(self) -> Summary:
        """The counts that tables and JSON show."""
        reproduced, misprint, other = (self.verdicts[verdict] for verdict in VERDICTS)
        return Summary(len(self), reproduced, misprint, other, len(self.unexpected))

    def __repr__(self) -> str:
        return f"Verification({len(self)} figures, {len(self.unexpected)} unexpected)"


def verify(
    figures: Iterable[Figure], read: Callable[[str], Architecture], faults: Iterable[Fault] = ()
) -> Verification:
    """Compute every figure but accuracies; `read` gives the network of a name.

    `faults` are those of reading the figures. Raises SpecError with these and one for every figure
    whose network or part does not exist.
    """
    faults = list(faults)
    networks: dict[tuple[Any, ...], MeasuredNetwork | list[Fault]] = {}  # figures share them
    verified: list[Verified] = []
    for figure in figures:
        if figure.figure in ACCURACIES:
            continue
        key = (figure.network, *figure.knobs.values(), figure.settings)
        if key not in networks:
            networks[key] = _network(figure, read)
        network = networks[key]
        if isinstance(network, MeasuredNetwork):
            verified += _verified(figure, network, faults)
        else:
            faults += (fault._replace(origin=figure.origin) for fault in network)
    if faults:
        raise SpecError(faults)
    return Verification(tuple(verified))


def _network(figure: Figure, read: Callable[[str], Architecture]) -> MeasuredNetwork | list[Fault]:
    """The network of a figure, or what is wrong with it."""
    try:
        settings = (figure.settings or "").split()
        architecture = with_knobs(read(figure.network), **figure.knobs, settings=settings)
        return MeasuredNetwork(build_network(architecture))
    except SpecError as error:
        return [Fault("", "network", str(fault)) for fault in error.faults]
    except Mbv2calcError as error:
        return [Fault("", "network", str(error))]


def _verified(figure: Figure, network: MeasuredNetwork, faults: list[Fault]) -> Iterator[Verified]:
    try:
        verified = Verified(figure, MEASURES[figure.figure].of(network, figure))
    except Mbv2calcError as error:
        faults.append(Fault(figure.origin, figure.figure, str(error)))
        return
    yield verified if verified.expected else replace(verified, fix=_fix(verified, network))


def _fix(check: FigureCheck, network: MeasuredNetwork) -> str | None:
    """The status, rounding or conventions that would make a figure agree; None if none would."""
    figure = check.row
    if check.reproduced:
        return f"status {REPRODUCED}"
    if figure.figure not in QUANTITIES:
        return None
    # The smallest change first: the recorded rounding before others, then the same convention.
    for rounding in dict.fromkeys((figure.rounding or WAYS[0], *WAYS)):
        change = [f"rounding {rounding}"] if rounding != figure.rounding else []
        if _agrees(figure, rounding, network):
            return "".join(change)
        counts = ((name, figure._replace(convention=name)) for name in conventions())
        names = [name for name, count in counts if _agrees(count, rounding, network)]
        if names:
            return " and ".join((f"convention {' or '.join(names)}", *change))
    return None


def _agrees(figure: Figure, rounding: str, network: MeasuredNetwork) -> bool:
    """Whether the computed figure, rounded so, is the printed one."""
    if figure.rule() is None:
        return False
    computed = MEASURES[figure.figure].of(network, figure)
    return Printed.read(figure.printed).agrees(computed, rounding)
