"""One formula, three number systems: arrays and symbols give, at each point, what ints give.

Points are put together by structure, which the int network of each point states, so that grids
mix t = 0 and t = 1 with others, kernels of 1 with larger ones, and shortcuts that only rounding
makes.
"""

from typing import Any

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.cost.tally import layer_tally, network_tally
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Network
from mbv2calc.model.structure import as_given
from mbv2calc.spec.architecture import Architecture, Entry
from mbv2calc.spec.paths import put
from mbv2calc.spec.reader import read_architecture
from tests.strategies import GRIDS, HEAD, POINTS, Point, architectures, kernels
from tests.systems import A, T, array_network, assert_symbols_agree, parts_that_agree, with_values
from tests.tiers import examples


def figures(network: Network) -> list[Any]:
    """Everything that a network computes: its shapes, and the tally of every layer."""
    shapes = [
        x for tensor in network.tensors for x in (tensor.height, tensor.width, tensor.channels)
    ]
    return [*shapes, *(x for layer in network.layers for x in layer_tally(layer))]


@examples(150)
@given(architecture=architectures(), points=GRIDS, data=st.data())
def test_every_element_of_arrays_equals_its_int_network(
    architecture: Architecture, points: list[Point], data: st.DataObject
) -> None:
    kernel = data.draw(st.sampled_from(["", *kernels(architecture)]), "kernel")
    assume(parts_that_agree(figures, architecture, points, kernel))


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
        figures, architecture, points, "layers[0].conv.k"
    )
    assert (identity_1, identity) == ([points[0]], [points[1], points[4]])
    assert (inverted, plain, narrow) == ([points[2], points[3]], [points[5]], [points[6]])
    parts = parts_that_agree(figures, architecture, points, "layers[1].bottleneck.k")
    assert [len(part) for part in parts] == [3, 2, 1, 1]


@examples(50)
@given(architecture=architectures(), point=POINTS)
def test_substitution_into_symbols_equals_the_int_network(
    architecture: Architecture, point: Point
) -> None:
    assert_symbols_agree(figures, architecture, point)


def test_t_1_and_t_6_are_different_structures() -> None:
    """A grid that mixes them would be wrong under either; the law above puts them apart."""
    architecture = read_architecture("mbv2_1.0", KINDS)
    one, six = (Point("1", t, 224, 224, 1000) for t in ("1", "6"))
    structure = six.network(architecture).structure
    assert one.network(architecture).structure != structure
    mixed = network_tally(array_network(architecture, [one, six], structure)).macs.tolist()
    assert mixed[1] == 300_774_272
    assert mixed[0] != network_tally(one.network(architecture)).macs == 63_689_536


RHO = sympy.Symbol("rho", positive=True)


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
