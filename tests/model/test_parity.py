"""One formula, three number systems: arrays and symbols give, at each point, what ints give.

Points are put together by structure, which the int network of each point states, so that grids
mix t = 1 with others, and shortcuts that only rounding makes.
"""

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.cost import layer_tally, network_tally
from mbv2calc.model import KINDS, Decision, Network, as_given, build_network
from mbv2calc.spec import Architecture, knob_paths, put, read_architecture
from tests.strategies import POINTS, Point, architectures

Structure = tuple[Decision, ...]


def with_values(
    architecture: Architecture, width: Ratio, t: Ratio, resolution: Any, classes: Any
) -> Architecture:
    """The architecture with arrays or symbols in the place of its numbers."""
    values = {"width": width, "t": t, "resolution": resolution, "classes": classes}
    for knob, value in values.items():
        for path in knob_paths(architecture, knob):
            architecture = put(architecture, path, value)
    return architecture


def as_array(texts: list[str]) -> Ratio:
    """Ratios on one common denominator."""
    ratios = [Ratio.parse(text) for text in texts]
    den = math.lcm(*(ratio.den for ratio in ratios))
    return Ratio(np.array([ratio.num * den // ratio.den for ratio in ratios]), den)


def array_network(architecture: Architecture, points: list[Point], structure: Structure) -> Network:
    arrays = with_values(
        architecture,
        as_array([p.width for p in points]),
        as_array([p.t for p in points]),
        np.array([p.resolution for p in points]),
        np.array([p.classes for p in points]),
    )
    return build_network(arrays, as_given(structure))


def figures(network: Network) -> list[Any]:
    """Everything that a network computes: its shapes, and the tally of every layer."""
    shapes = [
        x for tensor in network.tensors for x in (tensor.height, tensor.width, tensor.channels)
    ]
    return [*shapes, *(x for layer in network.layers for x in layer_tally(layer))]


@settings(max_examples=150, deadline=None)
@given(architecture=architectures(), points=st.lists(POINTS, min_size=1, max_size=6))
def test_every_element_of_arrays_equals_its_int_network(
    architecture: Architecture, points: list[Point]
) -> None:
    parts: dict[Structure, list[Point]] = defaultdict(list)
    expected = {point: point.network(architecture) for point in points}
    for point in points:
        parts[expected[point].structure].append(point)
    for structure, members in parts.items():
        arrays = figures(array_network(architecture, members, structure))
        columns = [np.broadcast_to(np.asarray(x), len(members)).tolist() for x in arrays]
        for place, point in enumerate(members):
            assert [column[place] for column in columns] == figures(expected[point])


A, T, RHO, R, CLASSES = sympy.symbols("alpha t rho r classes", positive=True)


@settings(max_examples=60, deadline=None)
@given(architecture=architectures(), point=POINTS)
def test_substitution_into_symbols_equals_the_int_network(
    architecture: Architecture, point: Point
) -> None:
    exact = point.network(architecture)
    symbols = with_values(architecture, Ratio(A), Ratio(T), R, CLASSES)
    network = build_network(symbols, as_given(exact.structure))
    values = {A: sympy.Rational(point.width), T: sympy.Rational(point.t)}
    values |= {R: sympy.Integer(point.resolution), CLASSES: sympy.Integer(point.classes)}
    for symbolic, number in zip(figures(network), figures(exact), strict=True):
        assert sympy.sympify(symbolic).subs(values) == number


def test_t_1_and_t_6_are_different_structures() -> None:
    """A grid that mixes them would be wrong under either; the law above puts them apart."""
    architecture = read_architecture("mbv2_1.0", KINDS)
    one, six = (Point("1", t, 224, 1000) for t in ("1", "6"))
    structure = six.network(architecture).structure
    assert one.network(architecture).structure != structure
    mixed = network_tally(array_network(architecture, [one, six], structure)).macs.tolist()
    assert mixed[1] == 300_774_272
    assert mixed[0] != network_tally(one.network(architecture)).macs == 63_689_536


def unrounded(widens: bool) -> sympy.Expr:
    """MAdds of MobileNetV2 in alpha, t and rho = r / 32, without rounding."""
    architecture = read_architecture("mbv2_1.0", KINDS)
    architecture = put(architecture, "channels.round", "none")
    rho = sympy.Symbol("rho", positive=True, integer=True)
    symbols = with_values(architecture, Ratio(A), Ratio(T), 32 * rho, 1000)
    structure = build_network(architecture).structure
    answers = [d._replace(answer=not widens) if d.about == "width <= 1" else d for d in structure]
    madds = network_tally(build_network(symbols, as_given(answers))).macs
    return sympy.expand(madds.subs(rho, RHO))


def test_the_polynomial_of_mobilenet_v2() -> None:
    """With r = 32 rho, both sides of alpha = 1; derived by hand from Table 2 of the paper."""
    narrow = RHO**2 * (821248 * A**2 * T + 131072 * A**2 + 58176 * A * T + 704512 * A) + 1280000
    wide = RHO**2 * (821248 * A**2 * T + 540672 * A**2 + 58176 * A * T + 294912 * A) + 1280000 * A
    assert unrounded(widens=False) == sympy.expand(narrow)
    assert unrounded(widens=True) == sympy.expand(wide)
    assert narrow.subs({A: 1, T: 6, RHO: 7}) == 300_774_272


def test_answers_of_another_network_are_refused() -> None:
    structure = build_network(read_architecture("mbv1_1.0", KINDS)).structure
    with pytest.raises(LookupError, match="expected an answer about"):
        build_network(read_architecture("mbv2_1.0", KINDS), as_given(structure))
