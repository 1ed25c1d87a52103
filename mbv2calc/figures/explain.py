"""The origin of a printed figure: a convention and variants of the network that give it.

The search starts with the network as it is, counted as the papers count. A convention with another
rule is one deviation, a variant is one, and at most two are tried together.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from mbv2calc import data
from mbv2calc.arith.quantities import COUNT_UNITS
from mbv2calc.cost.conventions import (
    DEFAULT_CONVENTION,
    QUANTITIES,
    Convention,
    Rule,
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
"""How many causes with no, one and two deviations are shown if none gives the figure."""


@json_keys(
    "convention", "variants", "counts=quantity", "unit", "value", "difference",
    "departures=deviations", "roundings", "verified",
)  # fmt: skip
@dataclass(frozen=True)
class Cause:
    """A possible origin of a figure: a quantity, a convention that counts it, and variants."""

    quantity: str  # one of QUANTITIES
    convention: Convention
    variants: tuple[Variant, ...]
    architecture: Architecture  # with these variants
    value: int
    printed: Printed

    @property
    def verified(self) -> bool:
        """Whether the convention's numbers were compared for such a network."""
        return self.convention.is_verified_on(self.architecture)

    @property
    def difference(self) -> int:
        """The value less the printed figure, in units of the value."""
        return self.value - self.printed.value

    @property
    def roundings(self) -> tuple[str, ...]:
        """The roundings that turn the value into the printed figure; none if it differs."""
        if not self.difference:
            return ("exact",)
        return tuple(rounding for rounding in WAYS if self.printed.agrees(self.value, rounding))

    @property
    def deviations(self) -> int:
        """The number of variants, plus 1 if the convention counts differently from the papers."""
        return len(self.variants) + deviates(self.convention, self.quantity)

    @property
    def unit(self) -> str:
        """MAdds, FLOPs, params or activations; a multiply-add counted twice is two FLOPs."""
        if self.quantity != "operations":
            return self.quantity
        twice = any(variant.times != 1 for variant in self.variants)
        return "FLOPs" if twice else self.convention.unit

    @property
    def ratio(self) -> float:
        """The larger of value and figure over the smaller, to compare different quantities."""
        low, high = sorted((self.value, self.printed.value))
        return high / low if low else math.inf

    @property
    def order(self) -> tuple[int, int]:
        """Fewest deviations first, then the smallest difference."""
        return self.deviations, abs(self.difference)


@json_keys("figure=printed.text", "network", "matches=causes", "nearest", "published")
@dataclass(frozen=True, repr=False)
class Explanation:
    """The possible origins of a printed figure of a network; if there are none, the nearest."""

    printed: Printed
    network: NetworkConfig
    causes: tuple[Cause, ...]
    nearest: tuple[Cause, ...]  # empty if there are causes
    published: tuple[Figure, ...]  # the same number, printed for the same layers at any numbers

    @property
    def closest(self) -> Cause | None:
        """The cause in `nearest` with the nearest value; None if there are causes."""
        return min(self.nearest, key=lambda cause: cause.ratio, default=None)

    def __repr__(self) -> str:
        return (
            f"Explanation({self.printed.text!r}, {self.network.name!r}, {len(self.causes)} causes)"
        )


def deviates(convention: Convention, quantity: str) -> bool:
    """Whether a convention counts a quantity differently from the papers."""
    return convention.rule(quantity) != find_convention(DEFAULT_CONVENTION).rule(quantity)


def read_figure(text: str) -> tuple[Printed, tuple[str, ...]]:
    """A printed figure, and the quantities that it may count: one if a word follows, else all.

    Raises UsageError for a text that is no count above 0.

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
    """The causes of a printed figure of a network: fewest deviations first, then nearest first.

    Raises UsageError for a text that is no figure, SpecError if the numbers make no network.
    """
    printed, quantities = read_figure(figure)
    build_network(network.architecture)  # refuses a faulty network; faulty variants are skipped
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
    """For each number of deviations the causes with the nearest values, the plain network first."""
    for deviations, count in enumerate(NEAREST):
        same = (cause for cause in candidates if cause.deviations == deviations)
        yield from sorted(same, key=lambda cause: cause.ratio)[:count]


def _published(
    architecture: Architecture, printed: Printed, quantities: Iterable[str]
) -> Iterator[Figure]:
    """The figures of whole networks of its family, at whatever numbers, that print this."""
    built_in = data.configs()
    is_family = cache(lambda name: name in built_in and same_layers(architecture, name))
    for figure in (*figures(), *built_in_figures("others.csv")):
        if figure.figure not in quantities or figure.part:
            continue
        if Printed.read(figure.printed).value == printed.value and is_family(figure.network):
            yield figure


def _candidates(
    network: NetworkConfig, printed: Printed, quantities: Iterable[str]
) -> Iterator[Cause]:
    """Every cause with at most MAX_DEVIATIONS, in which each variant makes a difference."""
    rules = [(quantity, *rule) for quantity in quantities for rule in _rules(quantity)]
    values: dict[tuple[str, str, frozenset[Variant]], int] = {}
    for variants, architecture, tally in _tallies(network.architecture):
        chosen = frozenset(variants)
        for quantity, convention, rule in rules:
            if len(variants) + deviates(convention, quantity) > MAX_DEVIATIONS:
                continue
            if (times := _times(variants, quantity, convention)) is None:
                continue
            images = 1 if quantity == "params" else network.batch
            value = int(rule.of(tally)) * times * images
            values[quantity, convention.name, chosen] = value
            # Fewer variants come first, so the values without one of these are known by now.
            without = [values.get((quantity, convention.name, chosen - {v})) for v in variants]
            if value not in without:  # else one of the variants changes nothing
                yield Cause(quantity, convention, variants, architecture, value, printed)


def _rules(quantity: str) -> Iterator[tuple[Convention, Rule]]:
    """The conventions that count a quantity; only one of those that count as the papers do."""
    for convention in conventions().values():
        is_distinct = convention.name == DEFAULT_CONVENTION or deviates(convention, quantity)
        if is_distinct and (rule := convention.rule(quantity)) is not None:
            yield convention, rule


def _times(variants: Iterable[Variant], quantity: str, convention: Convention) -> int | None:
    """The factor of some variants; None where it means nothing: only MAdds are counted twice."""
    times = math.prod(variant.times for variant in variants)
    doubled = (quantity, convention.unit) == ("operations", "MAdds")
    return times if times == 1 or doubled else None


def _tallies(
    architecture: Architecture,
) -> Iterator[tuple[tuple[Variant, ...], Architecture, Tally]]:
    """The architecture and its tally under no variant, under each, and under each combination."""
    applying = variants_of(architecture)
    for count in range(MAX_DEVIATIONS + 1):
        # With as many variants, no other convention is tried: the papers' fields are enough.
        fields = PER_POSITION if count < MAX_DEVIATIONS else find_convention().operations.fields
        for variants in combinations(applying, count):
            paths = [path for variant in variants for path in variant.paths(architecture)]
            if len(set(paths)) < len(paths):
                continue  # two variants give one number different values
            changed = architecture
            for variant in variants:
                changed = variant.applied_to(changed)
            try:
                graph = build_network(changed)
            except SpecError:
                continue  # some variants make no network, for example with too few pixels
            yield variants, changed, network_tally(graph, fields)
