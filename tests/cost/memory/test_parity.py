"""Memory in three number systems: arrays and symbols give, at each point, what ints give."""

from itertools import product
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.arith import Ratio, largest, least
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.schedules import AUTO, SCHEDULES, peak_bytes
from mbv2calc.cost.memory.training import training_cost
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Network
from mbv2calc.model.structure import as_given
from mbv2calc.spec.architecture import Architecture, Entry
from mbv2calc.spec.reader import read_architecture
from tests.strategies import GRIDS, HEAD, POINTS, Point, architectures
from tests.systems import assert_symbols_agree, parts_that_agree, with_values
from tests.tiers import examples

GROUPS = (1, 2, 5, ONE_CHANNEL)


def figures(network: Network) -> list[Any]:
    """Peaks under every schedule and several numbers of groups, and the figures of training."""
    sizes = [ElementBytes(1, 4), ElementBytes(2, 2)]
    peaks = [peak_bytes(network, "grouped", of, groups) for of in sizes for groups in GROUPS]
    peaks += [peak_bytes(network, way, of) for way in ("whole", "in-place", AUTO) for of in sizes]
    return [*peaks, *training_cost(network, 4, 1)]


@examples(80)
@given(architecture=architectures(), points=GRIDS)
def test_every_element_of_arrays_equals_its_int_network(
    architecture: Architecture, points: list[Point]
) -> None:
    assume(parts_that_agree(figures, architecture, points))


def figures_in_symbols(network: Network) -> list[Any]:
    """Fewer of them: a Max of many expressions takes long."""
    return [
        peak_bytes(network, "whole", ElementBytes(1, 4)),
        peak_bytes(network, "grouped", ElementBytes(1, 4), 5),
        peak_bytes(network, AUTO, ElementBytes(1, 4)),
    ]


@examples(10)
@given(architecture=architectures(), point=POINTS)
def test_substitution_into_symbols_equals_the_int_network(
    architecture: Architecture, point: Point
) -> None:
    assert_symbols_agree(figures_in_symbols, architecture, point)


WIDER = {"1.3", "2"}


@pytest.mark.slow
def test_shortcuts_that_only_rounding_makes() -> None:
    """12 and 16 channels are both 16 at width 1, and the block adds; at 1.3 they are 16 and 24."""
    layers = (Entry(KINDS["conv"](c=12)), Entry(KINDS["bottleneck"](c=16)), *HEAD)  # type: ignore[call-arg]
    architecture = Architecture(name="rounded", expansion=Ratio(6), layers=layers)
    points = [Point(width, t, 40, 33, 9) for width, t in product(("1", "1.3", "2"), ("1", "6"))]
    parts = parts_that_agree(figures, architecture, points)
    assert [{point.width for point in part} for part in parts] == [{"1"}, {"1"}, WIDER, WIDER]
    for point in points:
        assert_symbols_agree(figures_in_symbols, architecture, point)


def test_numbers_of_groups_as_an_array() -> None:
    network = load("mbv2_1.0").network()
    groups = [*range(1, 130), 959, 960, 961, ONE_CHANNEL]
    found = peak_bytes(network, "grouped", ElementBytes(1, 4), np.array(groups))
    assert found.tolist() == [peak_bytes(network, "grouped", ElementBytes(1, 4), g) for g in groups]


def test_bytes_of_elements_as_symbols() -> None:
    """b, b_acc and G of a block of which nothing else is symbolic."""
    b, sums, groups = sympy.symbols("b b_acc G", positive=True, integer=True)
    network = load("mbv2_1.0").network()
    for schedule in (*SCHEDULES, AUTO):
        found = peak_bytes(network, schedule, ElementBytes(b, sums), groups)
        for numbers in ((1, 4, 2), (1, 1, 7), (2, 4, 96), (4, 4, 1000)):
            values = dict(zip((b, sums, groups), numbers, strict=True))
            exact = peak_bytes(network, schedule, ElementBytes(*numbers[:2]), numbers[2])
            assert sympy.sympify(found).subs(values) == exact


def test_mobilenets_in_symbols_of_their_resolution() -> None:
    """The sides are 32 rho: one step is the largest at every resolution, or a few may be."""
    rho = sympy.Symbol("rho", positive=True, integer=True)
    for name in ("mbv1_1.0", "mbv2_1.0"):
        architecture = read_architecture(name, KINDS)
        t = architecture.t or Ratio(1)
        symbols = with_values(architecture, Ratio(1), t, (32 * rho, 32 * rho), 1000)
        network = build_network(symbols, as_given(build_network(architecture).structure))
        for schedule in (*SCHEDULES, AUTO):
            found = sympy.sympify(peak_bytes(network, schedule, ElementBytes(1, 4), 4))
            for number in (1, 3, 7):
                exact = load(name).at(resolution=32 * number).network()
                assert found.subs(rho, number) == peak_bytes(exact, schedule, ElementBytes(1, 4), 4)


ROWS = st.lists(st.tuples(*[st.integers(-20, 20)] * 3), min_size=1, max_size=5)
PLACES = [(1, 1), (1, 30), (30, 1), (7, 9)]
EXTREMES: list[tuple[Any, Any, Any, Any]] = [(largest, max, least, min), (least, min, largest, max)]


@pytest.mark.parametrize(("choose", "exact", "inner", "inner_exact"), EXTREMES)
@examples(50)
@given(groups=st.lists(ROWS, min_size=1, max_size=3))
def test_largest_and_least_in_three_systems(
    choose: Any, exact: Any, inner: Any, inner_exact: Any, groups: list[list[tuple[int, int, int]]]
) -> None:
    """Of a x + b y + c, and of extremes of the other kind: those that cannot be are left out."""

    def nested(outer: Any, each: Any, x: Any, y: Any) -> Any:
        return outer([each([a * x + b * y + c for a, b, c in rows]) for rows in groups])

    ints = [nested(exact, inner_exact, p, q) for p, q in PLACES]
    arrays = nested(choose, inner, *np.array(PLACES).T)
    assert arrays.tolist() == ints
    x, y = sympy.symbols("x y", positive=True, integer=True)
    symbolic = sympy.sympify(nested(choose, inner, x, y))
    assert [symbolic.subs({x: p, y: q}) for p, q in PLACES] == ints


def test_what_can_never_be_the_largest_is_left_out() -> None:
    x, y = sympy.symbols("x y", positive=True)
    assert largest([x, x + y, 3, 2 * x + y]) == sympy.Max(3, 2 * x + y)
    assert largest([x * (x + 1), x**2 + 2 * x, (x + 1) ** 2]) == sympy.expand((x + 1) ** 2)
    assert least([x, x + y, 2 * x + y]) == x
    assert largest([3, sympy.Integer(5), 4]) == 5


@pytest.mark.parametrize("choose", [largest, least])
def test_one_number_is_its_own_extreme(choose: Any) -> None:
    x = sympy.Symbol("x")
    assert [choose([7]), choose([x]), choose([np.array([3])]).tolist()] == [7, x, [3]]
