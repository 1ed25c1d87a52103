"""One formula, three number systems: arrays and symbols give, at each point, what ints give.

Points are put together by structure, which the int network of each point states, so that grids
mix t = 0 and t = 1 with others, kernels of 1 with larger ones, and shortcuts that only rounding
makes.
"""

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.cost import layer_tally, network_tally
from mbv2calc.model import KINDS, Decision, Network, as_given, build_network
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.spec import Architecture, Entry, knob_paths, put, read_architecture
from tests.strategies import GRIDS, HEAD, POINTS, Point, architectures, kernels

Structure = tuple[Decision, ...]


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


def figures(network: Network) -> list[Any]:
    """Everything that a network computes: its shapes, and the tally of every layer."""
    shapes = [
        x for tensor in network.tensors for x in (tensor.height, tensor.width, tensor.channels)
    ]
    return [*shapes, *(x for layer in network.layers for x in layer_tally(layer))]


def parts_that_agree(
    architecture: Architecture, points: list[Point], kernel: str = ""
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


@settings(max_examples=150)
@given(architecture=architectures(), points=GRIDS, data=st.data())
def test_every_element_of_arrays_equals_its_int_network(
    architecture: Architecture, points: list[Point], data: st.DataObject
) -> None:
    kernel = data.draw(st.sampled_from(["", *kernels(architecture)]), "kernel")
    assume(parts_that_agree(architecture, points, kernel))


def test_a_grid_mixes_identities_kernels_and_oblong_inputs() -> None:
    layers = (Entry(Conv(c=16, k=3, s=2)), Entry(Bottleneck(c=16, n=2)), *HEAD)
    architecture = Architecture(name="mixed", expansion=Ratio(6), layers=layers)
    points = [
        Point(width, t, height, 97, 10, k)
        for width, t, height, k in [
            ("1", "0", 32, 1), ("0.35", "0", 64, 3), ("1", "6", 97, 3), ("2", "1.5", 33, 5),
            ("0.5", "0", 33, 5), ("1", "1", 224, 3), ("1", "0.5", 48, 3),
        ]
    ]  # fmt: skip
    identity_1, identity, inverted, plain, narrow = parts_that_agree(
        architecture, points, "layers[0].conv.k"
    )
    assert (identity_1, identity) == ([points[0]], [points[1], points[4]])
    assert (inverted, plain, narrow) == ([points[2], points[3]], [points[5]], [points[6]])
    parts = parts_that_agree(architecture, points, "layers[1].bottleneck.k")
    assert [len(part) for part in parts] == [3, 2, 1, 1]


A, T, RHO, R, Q, CLASSES = sympy.symbols("alpha t rho r q classes", positive=True)


@settings(max_examples=50)
@given(architecture=architectures(), point=POINTS)
def test_substitution_into_symbols_equals_the_int_network(
    architecture: Architecture, point: Point
) -> None:
    exact = point.network(architecture)
    symbols = with_values(architecture, Ratio(A), Ratio(T), (R, Q), CLASSES)
    network = build_network(symbols, as_given(exact.structure))
    values = {A: sympy.Rational(point.width), T: sympy.Rational(point.t)}
    values |= {R: point.height, Q: point.breadth, CLASSES: point.classes}
    for symbolic, number in zip(figures(network), figures(exact), strict=True):
        assert sympy.sympify(symbolic).subs(values) == number


def test_t_1_and_t_6_are_different_structures() -> None:
    """A grid that mixes them would be wrong under either; the law above puts them apart."""
    architecture = read_architecture("mbv2_1.0", KINDS)
    one, six = (Point("1", t, 224, 224, 1000) for t in ("1", "6"))
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
    symbols = with_values(architecture, Ratio(A), Ratio(T), (32 * rho, 32 * rho), 1000)
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
