"""Families: a built-in network at any width, t, input size and number of classes.

Published figures and verified conventions belong to a family, or to some numbers in it, and never
to a network with other layers.
"""

import dataclasses
from functools import lru_cache

from mbv2calc.cost.changes import with_knobs
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.model.blocks import KINDS
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import put
from mbv2calc.spec.reader import read_architecture


def same_family(architecture: Architecture, family: str) -> bool:
    """Whether an architecture has the layers of a family, at any numbers.

    A family is the name of a built-in network, which may set a key: `mbv2_1.0:channels.by=4`.

    >>> same_family(built_in("mbv2_0.35"), "mbv2_1.0")
    True
    >>> same_family(built_in("mbv1_1.0"), "mbv2_1.0")
    False
    """
    return bare(architecture) == _bare_family(family)


def same_layers(architecture: Architecture, network: str) -> bool:
    """Whether an architecture has the layers of a network, however channels are rounded."""
    rounded_alike = dataclasses.replace(architecture, channels=built_in(network).channels)
    return same_family(rounded_alike, network)


# Every figure and every convention asks about the same few families.
@lru_cache(maxsize=16)
def _bare_family(family: str) -> Architecture:
    network, _, setting = family.partition(":")
    settings = [setting] if setting else []
    return bare(with_knobs(built_in(network), settings=settings))


@lru_cache(maxsize=16)
def built_in(network: str) -> Architecture:
    """The architecture of a built-in network, read once."""
    return read_architecture(network, KINDS)


def family_paths(architecture: Architecture) -> tuple[str, ...]:
    """The paths of the numbers that differ within a family: published figures state them."""
    knobs = [knob for knob in KNOBS.values() if knob.in_figures]
    return tuple(path for knob in knobs for path in knob.paths(architecture))


def bare(architecture: Architecture) -> Architecture:
    """An architecture without its name and the numbers that differ within its family."""
    for path in family_paths(architecture):
        architecture = put(architecture, path, 0)
    return dataclasses.replace(architecture, name="", source="")
