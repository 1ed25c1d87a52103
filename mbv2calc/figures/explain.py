"""Where a printed figure comes from: the convention and the variants that give it.

The search begins with the network as it is, counted as the papers do. A convention with another
rule is one deviation from that, a variant is one, and at most two are tried together.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

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
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.cost.tally import PER_POSITION, Tally, network_tally
from mbv2calc.errors import QuantityError, SpecError, UsageError
from mbv2calc.figures.printed import WAYS, WORDS, Printed
from mbv2calc.figures.published import Figure, built_in_figures, figures
from mbv2calc.figures.variants import Variant, variants_of
from mbv2calc.model.builder import build_network
from mbv2calc.plain import json_keys
from mbv2calc.spec.architecture import Architecture

MAX_DEVIATIONS = 2
NEAREST = (1, 2, 2)
"""How many with no deviation, with one and with two are shown where no cause gives the figure."""


@json_keys(
    "convention", "variants", "counts=quantity", "unit", "value", "difference",
    "departures=deviations", "roundings", "verified",
)  # fmt: skip
@dataclass(frozen=True)
class Cause:
    """One way to a number: what is counted, by which convention, of which variant."""

    quantity: str  # one of QUANTITIES
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
    def deviations(self) -> int:
        """How far it is from the network as it is, counted as the papers do."""
        return len(self.variants) + deviates(self.convention, self.quantity)

    @property
    def unit(self) -> str:
        """What one of it is called. A multiply-add that is counted twice is two FLOPs."""
        if self.quantity != "operations":
            return self.quantity
        twice = any(variant.times != 1 for variant in self.variants)
        return "FLOPs" if twice else self.convention.unit

    @property
    def ratio(self) -> float:
        """The larger of value and figure over the smaller: parameters and operations compare so."""
        low, high = sorted((self.value, self.printed.value))
        return high / low if low else math.inf

    @property
    def order(self) -> tuple[int, int]:
        """Fewest deviations first, then the smallest difference."""
        return self.deviations, abs(self.difference)


@json_keys("figure=printed.text", "network", "matches=causes", "nearest", "published")
@dataclass(frozen=True, repr=False)
class Explanation:
    """What is known of a printed figure of a network. `nearest` is empty where there are causes."""

    printed: Printed
    network: NetworkConfig
    causes: tuple[Cause, ...]
    nearest: tuple[Cause, ...]
    published: tuple[Figure, ...]  # that print this figure for its layers, at whatever numbers

    @property
    def closest(self) -> Cause | None:
        """That of the nearest which comes closest; None where there are causes."""
        return min(self.nearest, key=lambda cause: cause.ratio, default=None)

    def __repr__(self) -> str:
        return (
            f"Explanation({self.printed.text!r}, {self.network.name!r}, {len(self.causes)} causes)"
        )


def deviates(convention: Convention, quantity: str) -> bool:
    """Whether a convention counts otherwise than the papers do."""
    return convention.rule(quantity) != find_convention(DEFAULT_CONVENTION).rule(quantity)


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


def explain(network: NetworkConfig, figure: str) -> Explanation:
    """The causes of a printed figure of a network, fewest deviations first, then nearest first.

    Raises UsageError for what is no figure, SpecError where the architecture makes no network.
    """
    printed, quantities = read_figure(figure)
    build_network(network.architecture)  # a faulty one is refused; faulty variants are skipped
    candidates = sorted(_candidates(network, printed, quantities), key=lambda cause: cause.order)
    causes = tuple(cause for cause in candidates if cause.roundings)
    return Explanation(
        printed,
        network,
        causes,
        nearest=() if causes else tuple(_nearest(candidates)),
        published=tuple(_published(network.architecture, printed, quantities)),
    )


def _nearest(candidates: Sequence[Cause]) -> Iterator[Cause]:
    """Of each number of deviations those that come nearest, the plain network's first."""
    for deviations, many in enumerate(NEAREST):
        same = (cause for cause in candidates if cause.deviations == deviations)
        yield from sorted(same, key=lambda cause: cause.ratio)[:many]


def _published(
    architecture: Architecture, printed: Printed, quantities: Iterable[str]
) -> Iterator[Figure]:
    """The figures of whole networks of its family, at whatever numbers, that print this."""
    same: dict[str, bool] = {}
    for figure in (*figures(), *built_in_figures("others.csv")):
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
    network: NetworkConfig, printed: Printed, quantities: Iterable[str]
) -> Iterator[Cause]:
    """Every cause of at most so many deviations, each variant of which makes a difference."""
    rules = [(quantity, rule) for quantity in quantities for rule in _distinct(quantity)]
    values: dict[tuple[str, str, frozenset[Variant]], int] = {}
    for chosen, changed, tally in _tallies(network.architecture):
        for quantity, convention in rules:
            rule = convention.rule(quantity)
            if rule is None or len(chosen) + deviates(convention, quantity) > MAX_DEVIATIONS:
                continue
            if (times := _times(chosen, quantity, convention)) is None:
                continue
            images = 1 if quantity == "params" else network.batch
            value = int(rule.of(tally)) * times * images
            among = frozenset(chosen)
            values[quantity, convention.name, among] = value
            fewer = [values.get((quantity, convention.name, among - {one})) for one in chosen]
            if value not in fewer:  # else one of the variants changes nothing
                yield Cause(quantity, convention, chosen, changed, value, printed)


def _distinct(quantity: str) -> Iterator[Convention]:
    """The conventions that have such a count; those that count as the papers do are one."""
    for convention in conventions().values():
        own = convention.name == DEFAULT_CONVENTION or deviates(convention, quantity)
        if own and convention.rule(quantity) is not None:
            yield convention


def _times(chosen: Iterable[Variant], quantity: str, convention: Convention) -> int | None:
    """What variants multiply a count by; None where that means nothing."""
    times = math.prod(variant.times for variant in chosen)
    doubled = (quantity, convention.unit) == ("operations", "MAdds")
    return times if times == 1 or doubled else None


def _tallies(
    architecture: Architecture,
) -> Iterator[tuple[tuple[Variant, ...], Architecture, Tally]]:
    """The architecture and its tally under no variant, under each, and under some together."""
    applying = variants_of(architecture)
    for many in range(MAX_DEVIATIONS + 1):
        # Where there is room for no other convention, the papers' fields are enough.
        fields = PER_POSITION if many < MAX_DEVIATIONS else find_convention().operations.fields
        for chosen in combinations(applying, many):
            paths = [path for variant in chosen for path in variant.paths(architecture)]
            if len(set(paths)) < len(paths):
                continue  # two values of one number
            changed = architecture
            for variant in chosen:
                changed = variant.laid_over(changed)
            try:
                graph = build_network(changed)
            except SpecError:
                continue  # some variants make no network, such as one of too few pixels
            yield chosen, changed, network_tally(graph, fields)
