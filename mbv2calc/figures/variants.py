"""Variants: in what ways others build a network otherwise, as data. Each row of data/variants.csv.

A variant is a named list of overrides: numbers of the file by their paths (`layers[*].conv.widen`
is that of every conv), or the common knobs by their names; `times` multiplies operations.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mbv2calc import data
from mbv2calc.cost.conventions import ANY
from mbv2calc.cost.families import same_layers
from mbv2calc.cost.knobs import KNOBS, knob_paths
from mbv2calc.errors import PathError
from mbv2calc.plain import written_as
from mbv2calc.registry import Registry
from mbv2calc.spec.architecture import Architecture, entry_path
from mbv2calc.spec.paths import check_of, put_text

_EVERY = "layers[*]."


@written_as("name")
class Variant(NamedTuple):
    """One way in which a network is built or counted otherwise."""

    name: str
    title: str
    source: str
    overrides: tuple[tuple[str, str], ...] = ()  # paths or knobs, and their values as texts
    times: int = 1
    networks: tuple[str, ...] = ANY  # whose layers it is known of

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
def variants() -> Registry[Variant]:
    """All variants by name. `variants().add(...)` adds one.

    Raises ValueError where two have the same name.
    """
    return Registry(map(_read, data.rows("variants.csv")))


def variants_of(architecture: Architecture) -> tuple[Variant, ...]:
    """Those that apply to an architecture and change it or what is counted of it."""
    applying = (v for v in variants().values() if v.applies_to(architecture))
    return tuple(v for v in applying if v.times != 1 or v.laid_over(architecture) != architecture)


def _read(row: dict[str, str]) -> Variant:
    pairs = (text.partition("=") for text in row.pop("overrides").split())
    return Variant(
        overrides=tuple((path, value) for path, _, value in pairs),
        times=int(row.pop("times")),
        networks=tuple(row.pop("networks").split()),
        **row,
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
