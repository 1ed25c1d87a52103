"""Variants: how others build or count a network differently. One row of data/variants.csv each.

A variant overrides numbers of the file, by path (`layers[*].conv.widen` is the number of every
conv) or by knob; `times` multiplies operations.
"""

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
    """A named way to build a network, or count its operations, differently."""

    name: str
    title: str
    source: str
    overrides: tuple[tuple[str, str], ...] = ()  # path or knob, and value as a text
    times: int = 1  # operations are multiplied by this
    networks: tuple[str, ...] = ANY  # the networks that somebody builds so

    def applies_to(self, architecture: Architecture) -> bool:
        """Whether somebody builds such a network so, and it has every overridden number."""
        known = self.networks == ANY or any(same_layers(architecture, n) for n in self.networks)
        return known and all(_paths(architecture, path) for path, _ in self.overrides)

    def paths(self, architecture: Architecture) -> frozenset[str]:
        """The paths of the numbers that it overrides."""
        return frozenset(p for path, _ in self.overrides for p in _paths(architecture, path))

    def applied_to(self, architecture: Architecture) -> Architecture:
        """The architecture with its overrides. Raises MismatchError for an invalid value."""
        for name, value in self.overrides:
            for path in _paths(architecture, name):
                architecture = put_text(architecture, path, value)
        return architecture


@lru_cache(maxsize=1)
def variants() -> Registry[Variant]:
    """All variants by name; `variants().add(...)` adds one."""
    return Registry(map(_read, data.rows("variants.csv")))


def variants_of(architecture: Architecture) -> tuple[Variant, ...]:
    """The variants that apply to an architecture and change it or its count."""
    applying = (v for v in variants().values() if v.applies_to(architecture))
    return tuple(v for v in applying if v.times != 1 or v.applied_to(architecture) != architecture)


def _read(row: dict[str, str]) -> Variant:
    pairs = (text.partition("=") for text in row.pop("overrides").split())
    return Variant(
        overrides=tuple((path, value) for path, _, value in pairs),
        times=int(row.pop("times")),
        networks=tuple(row.pop("networks").split()),
        **row,
    )


def _paths(architecture: Architecture, path: str) -> tuple[str, ...]:
    """The paths that a path or a knob stands for; none if the network lacks them."""
    if path in KNOBS:
        return knob_paths(architecture, path)
    if path.startswith(_EVERY):
        kind, _, key = path.removeprefix(_EVERY).partition(".")
        entries = [entry_path(*entry) for entry in enumerate(architecture.layers)]
        return tuple(f"{entry}.{key}" for entry in entries if entry.endswith(f".{kind}"))
    try:
        check_of(architecture, path)
    except PathError:
        return ()
    return (path,)
