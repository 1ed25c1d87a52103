"""Variants: in what ways others build a network otherwise, as data. Each row of data/variants.csv.

A variant is a named list of overrides: numbers of the file by their paths (`layers[*].conv.widen`
is that of every conv), or the common knobs by their names; `times` multiplies operations.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from mbv2calc import data
from mbv2calc.cost.conventions import ANY
from mbv2calc.cost.families import same_layers
from mbv2calc.cost.knobs import KNOBS, knob_paths
from mbv2calc.errors import PathError
from mbv2calc.spec.architecture import Architecture, entry_path
from mbv2calc.spec.paths import check_of, put_text

_EVERY = "layers[*]."


class Variant(NamedTuple):
    """One way in which a network is built or counted otherwise."""

    name: str
    networks: tuple[str, ...]  # whose layers it is known of, or ANY
    overrides: tuple[tuple[str, str], ...]  # paths or knobs, and what stands there
    times: int
    title: str
    source: str

    def applies_to(self, architecture: Architecture) -> bool:
        """Whether it is known of such a network and overrides something of it."""
        known = self.networks == ANY or any(same_layers(architecture, n) for n in self.networks)
        return known and all(_paths(architecture, path) for path, _ in self.overrides)

    def paths(self, architecture: Architecture) -> frozenset[str]:
        """The numbers of an architecture that it overrides."""
        return frozenset(p for path, _ in self.overrides for p in _paths(architecture, path))

    def laid_over(self, architecture: Architecture) -> Architecture:
        """The architecture with its overrides.

        Raises PathError where it lacks one, MismatchError where a value is none.
        """
        for path, value in self.overrides:
            for one in _paths(architecture, path):
                architecture = put_text(architecture, one, value)
        return architecture


@lru_cache(maxsize=1)
def variants() -> tuple[Variant, ...]:
    """All variants; ValueError where two have the same name."""
    found = tuple(map(_read, data.rows("variants.csv")))
    if len({variant.name for variant in found}) < len(found):
        raise ValueError("two variants have the same name")
    return found


def variants_of(architecture: Architecture, among: Iterable[Variant]) -> tuple[Variant, ...]:
    """Those that apply to an architecture and change it or what is counted of it."""
    return tuple(v for v in among if v.applies_to(architecture) and _changes(v, architecture))


def _changes(variant: Variant, architecture: Architecture) -> bool:
    return variant.times != 1 or variant.laid_over(architecture) != architecture


def _read(row: dict[str, str]) -> Variant:
    pairs = (text.partition("=") for text in row["overrides"].split())
    return Variant(
        row["variant"],
        tuple(row["networks"].split()),
        tuple((path, value) for path, _, value in pairs),
        int(row["times"]),
        row["title"],
        row["source"],
    )


def _paths(architecture: Architecture, path: str) -> tuple[str, ...]:
    """The numbers that a path or a knob stands for; none where the network lacks them."""
    if path in KNOBS:
        return knob_paths(architecture, path)
    if path.startswith(_EVERY):
        return tuple(_each(architecture, path.removeprefix(_EVERY)))
    try:
        check_of(architecture, path)
    except PathError:
        return ()
    return (path,)


def _each(architecture: Architecture, rest: str) -> Iterator[str]:
    kind, _, key = rest.partition(".")
    for stage, entry in enumerate(architecture.layers):
        if entry.block.kind == kind:
            yield f"{entry_path(stage, entry)}.{key}"
