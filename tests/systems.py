"""What tests of parity share: networks of arrays and of symbols, held against those of ints."""

import math
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import sympy

from mbv2calc.arith import Ratio
from mbv2calc.cost.knobs import knob_paths
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Decision, Network
from mbv2calc.model.structure import as_given
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import put
from tests.strategies import Point

Structure: TypeAlias = tuple[Decision, ...]
Figures: TypeAlias = Callable[[Network], list[Any]]
"""What is compared: numbers that are computed from a network."""

A, T, R, Q, CLASSES = sympy.symbols("alpha t r q classes", positive=True)


def with_values(
    architecture: Architecture, width: Ratio, t: Ratio, sides: tuple[Any, Any], classes: Any
) -> Architecture:
    """The architecture with arrays or symbols in the place of its numbers."""
    values = {"width": [width], "t": [t], "resolution": sides, "classes": [classes]}
    for knob, laid in values.items():
        for path, value in zip(knob_paths(architecture, knob), laid, strict=False):
            architecture = put(architecture, path, value)
    return architecture


def as_array(texts: list[str]) -> Ratio:
    """Ratios on one common denominator."""
    ratios = [Ratio.parse(text) for text in texts]
    den = math.lcm(*(ratio.den for ratio in ratios))
    return Ratio(np.array([ratio.num * den // ratio.den for ratio in ratios]), den)


def array_network(
    architecture: Architecture, points: list[Point], structure: Structure, kernel: str = ""
) -> Network:
    """One network for several points of one structure."""
    arrays = with_values(
        architecture,
        as_array([p.width for p in points]),
        as_array([p.t for p in points]),
        (np.array([p.height for p in points]), np.array([p.breadth for p in points])),
        np.array([p.classes for p in points]),
    )
    if kernel:
        arrays = put(arrays, kernel, np.array([p.k for p in points]))
    return build_network(arrays, as_given(structure))


def parts_that_agree(
    figures: Figures, architecture: Architecture, points: list[Point], kernel: str = ""
) -> list[list[Point]]:
    """The points of each structure, after their arrays are held against the network of each."""
    parts: dict[Structure, dict[Point, Network]] = defaultdict(dict)
    for point in points:
        if network := point.built(architecture, kernel):
            parts[network.structure][point] = network
    for structure, members in parts.items():
        arrays = figures(array_network(architecture, list(members), structure, kernel))
        columns = [np.broadcast_to(np.asarray(x), len(members)).tolist() for x in arrays]
        for place, network in enumerate(members.values()):
            assert [column[place] for column in columns] == figures(network)
    return list(map(list, parts.values()))


def assert_symbols_agree(figures: Figures, architecture: Architecture, point: Point) -> None:
    """Figures in symbols, at the numbers of a point, are those of its network of ints."""
    exact = point.network(architecture)
    symbols = with_values(architecture, Ratio(A), Ratio(T), (R, Q), CLASSES)
    network = build_network(symbols, as_given(exact.structure))
    values = {A: sympy.Rational(point.width), T: sympy.Rational(point.t)}
    values |= {R: point.height, Q: point.breadth, CLASSES: point.classes}
    for symbolic, number in zip(figures(network), figures(exact), strict=True):
        assert sympy.sympify(symbolic).subs(values) == number
