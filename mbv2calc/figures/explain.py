"""Where a printed figure comes from: the convention and the variants that give it.

The network as it is, counted as the papers do, is where the search begins. A convention with
another rule is one departure from that, a variant is one, and at most two are tried together.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from mbv2calc import data
from mbv2calc.arith.quantities import COUNT_UNITS
from mbv2calc.cost.conventions import (
    DEFAULT_CONVENTION,
    QUANTITIES,
    Convention,
    conventions,
    find_convention,
)
from mbv2calc.cost.families import same_layers
from mbv2calc.cost.tally import PER_POSITION, Tally, network_tally
from mbv2calc.errors import QuantityError, SpecError, UsageError
from mbv2calc.figures.printed import WAYS, WORDS, Printed
from mbv2calc.figures.published import Figure, figures, shipped_figures
from mbv2calc.figures.variants import Variant, variants_of
from mbv2calc.model.builder import build_network
from mbv2calc.spec.architecture import Architecture

MAX_DEPARTURES = 2
NEAREST = (1, 2, 2)
"""How many causes of no departure, of one and of two are shown of a figure that none gives."""


class Cause(NamedTuple):
    """One way to a number: what is counted, by which convention, of which variant."""

    counts: str  # one of QUANTITIES
    convention: Convention
    variants: tuple[Variant, ...]
    architecture: Architecture  # with these variants
    value: int
    printed: Printed

    @property
    def verified(self) -> bool:
        """Whether the convention was verified on such a network."""
        return self.convention.is_verified_on(self.architecture)

    @property
    def difference(self) -> int:
        """The value less the printed figure."""
        return self.value - self.printed.value

    @property
    def roundings(self) -> tuple[str, ...]:
        """The ways of rounding under which the value is printed so; none where it is not."""
        if not self.difference:
            return ("exact",)
        return tuple(way for way in WAYS if self.printed.agrees(self.value, way))

    @property
    def departures(self) -> int:
        """How far it is from the network as it is, counted as the papers do."""
        return len(self.variants) + departs(self.convention, self.counts)

    @property
    def unit(self) -> str:
        """What one of it is called. A multiply-add that is counted twice is two FLOPs."""
        if self.counts != "operations":
            return self.counts
        twice = any(variant.times != 1 for variant in self.variants)
        return "FLOPs" if twice else self.convention.unit

    def apart(self) -> float:
        """How many times the larger of value and figure is the smaller, however they count."""
        low, high = sorted((self.value, self.printed.value))
        return high / low if low else math.inf

    def order(self) -> tuple[int, int]:
        """Fewest departures first, then the smallest difference."""
        return self.departures, abs(self.difference)


class Explanation(NamedTuple):
    """What is known of a printed figure of a network. `nearest` is empty where there are causes."""

    printed: Printed
    architecture: Architecture
    batch: int
    causes: tuple[Cause, ...]
    nearest: tuple[Cause, ...]
    published: tuple[Figure, ...]  # that print this figure for its layers, at whatever numbers

    @property
    def closest(self) -> Cause:
        """That of the nearest which comes closest."""
        return min(self.nearest, key=Cause.apart)


def departs(convention: Convention, count: str) -> bool:
    """Whether a convention counts otherwise than the papers do."""
    return convention.rule(count) != find_convention(DEFAULT_CONVENTION).rule(count)


def read_figure(text: str) -> tuple[Printed, tuple[str, ...]]:
    """A figure as it is printed, and what it may count: all of QUANTITIES unless a word says.

    Raises UsageError for anything else.

    >>> read_figure("314M")[0].value, read_figure("0.33 GFLOPs")[1], read_figure("3,504,872")[1]
    (314000000, ('operations',), ('operations', 'params', 'activations'))
    """
    typed = text.strip()
    if typed in data.configs():
        fix = "the figure comes first, then the network"
        raise UsageError(f"FIGURE: expected a figure such as 314M, found {typed!r}; {fix}")
    try:
        printed = Printed.read_count(typed)
    except QuantityError as error:
        raise UsageError(f"FIGURE: {error}") from None
    if printed.unit not in COUNT_UNITS:
        fix = "for sizes there are `mbv2calc memory` and `mbv2calc verify`"
        raise UsageError(f"FIGURE: expected a count such as 314M or 3.47M, found {typed!r}; {fix}")
    if not printed.value:
        raise UsageError(f"FIGURE: expected a figure above 0, found {typed!r}")
    word = printed.quantity.word
    return printed, (WORDS[word],) if word else QUANTITIES


def explain(architecture: Architecture, figure: str, batch: int = 1) -> Explanation:
    """The causes of a printed figure of a network, fewest departures first, then nearest first.

    Raises UsageError for what is no figure, SpecError where the architecture makes no network.
    """
    printed, quantities = read_figure(figure)
    build_network(architecture)  # says what is wrong with it, where something is
    found = sorted(_candidates(architecture, printed, quantities, batch), key=Cause.order)
    causes = tuple(cause for cause in found if cause.roundings)
    return Explanation(
        printed,
        architecture,
        batch,
        causes,
        nearest=() if causes else tuple(_nearest(found)),
        published=tuple(_published(architecture, printed, quantities)),
    )


def _nearest(found: Sequence[Cause]) -> Iterator[Cause]:
    """Of each number of departures those that come nearest, the plain network's first."""
    for departures, many in enumerate(NEAREST):
        same = (cause for cause in found if cause.departures == departures)
        yield from sorted(same, key=Cause.apart)[:many]


def _published(
    architecture: Architecture, printed: Printed, quantities: Iterable[str]
) -> Iterator[Figure]:
    """The figures of whole networks of its family, at whatever numbers, that print this."""
    same: dict[str, bool] = {}
    for figure in (*figures(), *shipped_figures("others.csv")):
        if figure.figure not in quantities or figure.part:
            continue
        if Printed.read(figure.printed).value != printed.value:
            continue
        if figure.network not in same:
            known = figure.network in data.configs()
            same[figure.network] = known and same_layers(architecture, figure.network)
        if same[figure.network]:
            yield figure


def _candidates(
    architecture: Architecture, printed: Printed, quantities: Iterable[str], batch: int
) -> Iterator[Cause]:
    """Every cause of at most so many departures, each variant of which makes a difference."""
    rules = [(count, c) for count in quantities for c in _distinct(count)]
    known: dict[tuple[str, str, frozenset[Variant]], int] = {}
    for chosen, changed, tally in _tallies(architecture):
        for count, convention in rules:
            rule = convention.rule(count)
            if rule is None or len(chosen) + departs(convention, count) > MAX_DEPARTURES:
                continue
            if (times := _times(chosen, count, convention)) is None:
                continue
            images = 1 if count == "params" else batch
            value = int(rule.of(tally)) * times * images
            key = (count, convention.name, frozenset(chosen))
            known[key] = value
            fewer = (known.get((*key[:2], key[2] - {one})) for one in chosen)
            if value not in fewer:
                yield Cause(count, convention, chosen, changed, value, printed)


def _distinct(count: str) -> Iterator[Convention]:
    """The conventions that have such a count; those that count as the papers do are one."""
    for convention in conventions().values():
        own = convention.name == DEFAULT_CONVENTION or departs(convention, count)
        if own and convention.rule(count) is not None:
            yield convention


def _times(chosen: Iterable[Variant], count: str, convention: Convention) -> int | None:
    """What variants multiply a count by; None where that means nothing."""
    times = 1
    for variant in chosen:
        times *= variant.times
    return None if times > 1 and (count, convention.unit) != ("operations", "MAdds") else times


def _tallies(
    architecture: Architecture,
) -> Iterator[tuple[tuple[Variant, ...], Architecture, Tally]]:
    """The architecture and its tally under no variant, under each, and under some together."""
    known = variants_of(architecture)
    for many in range(MAX_DEPARTURES + 1):
        # Where there is room for no other convention, the papers' fields are enough.
        fields = PER_POSITION if many < MAX_DEPARTURES else find_convention().operations.fields
        for chosen in combinations(known, many):
            paths = [path for variant in chosen for path in variant.paths(architecture)]
            if len(set(paths)) < len(paths):
                continue  # two values of one number
            changed = architecture
            for variant in chosen:
                changed = variant.laid_over(changed)
            try:
                yield chosen, changed, network_tally(build_network(changed), fields)
            except SpecError:
                continue  # too small a resolution, say
