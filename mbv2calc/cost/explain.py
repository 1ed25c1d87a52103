"""Where a printed figure comes from: the convention and the variants that give it.

The network as it is, counted as the papers do, is where the search begins. A convention with
another rule is one departure from that, a variant is one, and at most two are tried together.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from mbv2calc.cost.conventions import (
    COUNTS,
    DEFAULT_CONVENTION,
    Convention,
    conventions,
    find_convention,
)
from mbv2calc.cost.printed import Printed
from mbv2calc.cost.published import Figure, figures, figures_of
from mbv2calc.cost.tally import Tally, network_tally
from mbv2calc.cost.variants import Variant, variants, variants_of
from mbv2calc.errors import SpecError, UsageError
from mbv2calc.model import build_network
from mbv2calc.spec import Architecture

MAX_DEPARTURES = 2
NEAREST = 5
"""How many causes are shown of a figure that none gives."""

_UNITS = {
    "": "", "k": "k", "m": "M", "g": "G", "b": "G",
    "thousand": "k", "million": "M", "billion": "G",
}  # fmt: skip
_WORDS = {
    "mac": "operations", "macs": "operations", "madd": "operations", "madds": "operations",
    "mult-adds": "operations", "flop": "operations", "flops": "operations",
    "ops": "operations", "operations": "operations",
    "param": "params", "params": "params", "parameters": "params", "weights": "params",
    "activations": "activations",
}  # fmt: skip
_FIGURE = re.compile(
    r"[~≈]?\s*(?P<number>[0-9][0-9,_]*(?:\.[0-9]+)?)"
    rf"\s*(?P<unit>{'|'.join(filter(None, _UNITS))})?\s*(?P<word>{'|'.join(_WORDS)})?",
    re.IGNORECASE,
)
_SIZE = re.compile(r".*[0-9]\s*(?:[kmg]i?)?bytes?|.*[0-9]\s*[kmg]i?b", re.IGNORECASE)


class Cause(NamedTuple):
    """One way to a number: what is counted, by which convention, of which variant."""

    counts: str  # one of COUNTS
    convention: Convention
    variants: tuple[Variant, ...]
    value: int
    printed: Printed
    verified: bool  # whether the convention was, on such a network

    @property
    def difference(self) -> int:
        """The value less the printed figure."""
        return self.value - self.printed.value

    @property
    def roundings(self) -> tuple[str, ...]:
        """The ways of rounding under which the value is printed so; none where it is not."""
        if not self.difference:
            return ("exact",)
        return tuple(way for way in ("nearest", "floor") if self.printed.agrees(self.value, way))

    @property
    def departures(self) -> int:
        """How far it is from the network as it is, counted as the papers do."""
        return len(self.variants) + departs(self.convention, self.counts)

    @property
    def _order(self) -> tuple[int, int]:
        return self.departures, abs(self.difference)


class Explanation(NamedTuple):
    """What is known of a printed figure of a network. `nearest` is empty where there are causes."""

    printed: Printed
    architecture: Architecture
    batch: int
    causes: tuple[Cause, ...]
    nearest: tuple[Cause, ...]
    published: tuple[Figure, ...]  # that print this very figure for this very network


def departs(convention: Convention, count: str) -> bool:
    """Whether a convention counts otherwise than the papers do."""
    return convention.rule(count) != find_convention(DEFAULT_CONVENTION).rule(count)


def read_figure(text: str) -> tuple[Printed, tuple[str, ...]]:
    """A figure as it is printed, and what it may count: all of COUNTS unless a word says.

    Raises UsageError for anything else.

    >>> read_figure("314M")[0].value, read_figure("0.33 GFLOPs")[1], read_figure("3,504,872")[1]
    (314000000, ('operations',), ('operations', 'params', 'activations'))
    """
    typed = text.strip()
    if match := _FIGURE.fullmatch(typed):
        digits = match["number"].replace(",", "").replace("_", "")
        word = (match["word"] or "").lower()
        try:
            printed = Printed.parse(f"{digits}{_UNITS[(match['unit'] or '').lower()]}")
            return printed._replace(text=typed), (_WORDS[word],) if word else COUNTS
        except ValueError:
            pass  # more digits than a whole number has
    mend = "such as 314M, 0.33G, 3.47M or 3504872"
    why = "; it is a size, and `explain` is of counts" if _SIZE.fullmatch(typed) else ""
    raise UsageError(f"FIGURE: expected a figure as it is printed, {mend}, found {text!r}{why}")


def explain(architecture: Architecture, figure: str, batch: int = 1) -> Explanation:
    """The causes of a printed figure of a network, fewest departures first, then nearest first.

    Raises UsageError for what is no figure, SpecError where the architecture makes no network.
    """
    printed, counts = read_figure(figure)
    build_network(architecture)  # says what is wrong with it, where something is
    found = list(_candidates(architecture, printed, counts, batch))
    causes = sorted((c for c in found if c.roundings), key=lambda c: c._order)
    nearest = () if causes else tuple(_nearest(found))
    known = (f for f in figures_of(architecture, figures()) if _prints(f, printed, counts))
    return Explanation(printed, architecture, batch, tuple(causes), nearest, tuple(known))


def _nearest(found: list[Cause]) -> list[Cause]:
    """Those of the count to which the figure is nearest, the fewest departures first."""
    fewest = min(cause.departures for cause in found)
    plain = (cause for cause in found if cause.departures == fewest)
    counts = min(plain, key=lambda cause: abs(cause.difference)).counts
    same = (cause for cause in found if cause.counts == counts)
    return sorted(same, key=lambda cause: cause._order)[:NEAREST]


def _prints(figure: Figure, printed: Printed, counts: Iterable[str]) -> bool:
    return figure.figure in counts and Printed.parse(figure.printed).value == printed.value


def _candidates(
    architecture: Architecture, printed: Printed, counts: Iterable[str], batch: int
) -> Iterator[Cause]:
    """Every cause of at most so many departures, each variant of which makes a difference."""
    rules = [(count, c) for count in counts for c in _distinct(count)]
    verified = {c.name: c.is_verified_on(architecture) for _, c in rules}
    known: dict[tuple[str, str, frozenset[Variant]], int] = {}
    for chosen, tally in _tallies(architecture):
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
                sure = verified[convention.name]
                yield Cause(count, convention, chosen, value, printed, sure)


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


def _tallies(architecture: Architecture) -> Iterator[tuple[tuple[Variant, ...], Tally]]:
    """The tally of the architecture under no variant, under each, and under some together."""
    known = variants_of(architecture, variants())
    for many in range(MAX_DEPARTURES + 1):
        for chosen in combinations(known, many):
            paths = [path for variant in chosen for path in variant.paths(architecture)]
            if len(set(paths)) < len(paths):
                continue  # two values of one number
            changed = architecture
            for variant in chosen:
                changed = variant.laid_over(changed)
            try:
                yield chosen, network_tally(build_network(changed))
            except SpecError:
                continue  # too small a resolution, say
