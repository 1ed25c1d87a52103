"""Sums of products over arrays are those of ints, however they are made."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import event, given
from hypothesis import strategies as st

from mbv2calc.arith import Products, largest_sum, products, sum_of_products
from tests.tiers import examples


@pytest.fixture(autouse=True)
def matrices(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Few results are made as matrices too, block by block; gives what was found of each."""
    found: list[Any] = []
    real = products._matrices

    def spied(*arguments: Any) -> Any:
        found.append(real(*arguments))
        return found[-1]

    monkeypatch.setattr(products, "_FEW", 0)
    monkeypatch.setattr(products, "_matrices", spied)
    return found


def by_hand(sums: Sequence[Products]) -> Any:
    """The largest sum at each point, in Python's ints."""
    objects = [[(exact(left), exact(right)) for left, right in products] for products in sums]
    totals = [sum((left * right for left, right in products), exact(0)) for products in objects]
    largest = totals[0]
    for total in totals[1:]:
        largest = np.maximum(largest, total)
    return largest


def exact(factor: Any) -> Any:
    return np.asarray(factor).astype(object)


def is_exact(sums: Sequence[Products]) -> None:
    """Assert that ints, matrices and what stands in for them agree."""
    found = largest_sum(sums)
    expected = np.asarray(by_hand(sums))
    assert np.shape(found) == expected.shape
    assert np.asarray(found).tolist() == expected.tolist()
    if len(sums) == 1:
        assert np.asarray(sum_of_products(sums[0])).tolist() == expected.tolist()


@st.composite
def factors(draw: st.DrawFn, shape: tuple[int, ...], along: Sequence[int], most: int) -> Any:
    """A natural number, or an array of some over a few of the axes `along`; some axes left off."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.integers(1, most))
    own = draw(st.sets(st.sampled_from(along))) if along else set()
    size = [n if axis in own else 1 for axis, n in enumerate(shape)]
    while size and size[0] == 1 and draw(st.booleans()):
        size = size[1:]
    count = int(np.prod(size))
    values = draw(st.lists(st.integers(1, most), min_size=count, max_size=count))
    return np.array(values, np.int64).reshape(size)


@st.composite
def many(draw: st.DrawFn) -> list[Products]:
    """Several sums; left factors along some axes, right ones along others or, at times, the same.

    Some axes have one point, and the axes of both sides may lie among each other. Some factors
    occur in several sums, as the same ones do in neighbouring blocks.
    """
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    sides = [draw(st.sampled_from("LR")) for _ in shape]
    left = [axis for axis, side in enumerate(sides) if side == "L"]
    right = [axis for axis, side in enumerate(sides) if side == "R"]
    if draw(st.integers(0, 7)) == 0:
        left = right = list(range(len(shape)))
    most = draw(st.sampled_from([3, 50, 10**4]))
    known = draw(st.lists(factors(shape, left, most), min_size=1, max_size=3))
    lefts = st.sampled_from(known) | factors(shape, left, most)
    pairs = st.tuples(lefts, factors(shape, right, most))
    return draw(st.lists(st.lists(pairs, min_size=1, max_size=4), min_size=1, max_size=4))


@examples(300)
@given(sums=many(), block=st.sampled_from([1, 3, 2**16]))
def test_the_largest_of_sums_is_that_of_ints(sums: list[Products], block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "_BLOCK", block)
        event("matrices" if products._matrices(np, sums) else "term by term")
        is_exact(sums)


@examples(100)
@given(sums=many(), scale=st.sampled_from([2**26, 2**29 + 1, 2**31, 2**40]))
def test_sums_near_the_bound_of_floats_are_exact(sums: list[Products], scale: int) -> None:
    """Factors of 2^26 times a few have products about 2^53; beyond 2^63 they are Python's."""
    large: list[Products] = [
        [(np.atleast_1d(exact(left)) * scale, np.atleast_1d(exact(right))) for left, right in one]
        for one in sums
    ]
    if int(np.max(by_hand(large))) < 2**62:
        large = [
            [(left.astype(np.int64), right.astype(np.int64)) for left, right in one]
            for one in large
        ]
    is_exact(large)


HEIGHTS = np.arange(3, 8).reshape(-1, 1, 1) ** 2
WIDTHS = np.array([3, 5, 9, 2]).reshape(1, -1, 1)
TS = np.array([1, 6]).reshape(1, 1, -1)


def test_lefts_along_one_axis_and_rights_along_two_are_a_matrix_product(
    matrices: list[Any],
) -> None:
    sums: list[Products] = [
        [(HEIGHTS, WIDTHS * TS), (4 * HEIGHTS, WIDTHS), (7, TS)],
        [(HEIGHTS, TS + 1), (9, 100 * WIDTHS)],
    ]
    is_exact(sums)
    (found,) = matrices
    assert found.left_axes == (0,)
    assert found.right_axes == (1, 2)
    assert largest_sum(sums).dtype == np.int64
    is_exact([[(WIDTHS * TS, HEIGHTS), (TS, HEIGHTS)]])


def test_axes_that_lie_among_each_other_keep_their_places(matrices: list[Any]) -> None:
    for left, right in [(HEIGHTS * TS, WIDTHS), (WIDTHS, HEIGHTS * TS), (WIDTHS * TS, HEIGHTS)]:
        is_exact([[(left, right), (2 * left, right + 1)], [(left + 3, right)]])
        assert matrices[-1].left_axes in {(0, 2), (1,), (1, 2)}
    assert None not in matrices


def test_factors_along_the_same_axis_are_multiplied_as_they_are(matrices: list[Any]) -> None:
    is_exact([[(HEIGHTS, WIDTHS), (WIDTHS, TS)]])
    is_exact([[(HEIGHTS, HEIGHTS)]])
    assert set(matrices) == {None}


def test_a_sum_that_another_exceeds_everywhere_is_left_out(matrices: list[Any]) -> None:
    large: Products = [(HEIGHTS, WIDTHS * 100), (2 * HEIGHTS, TS)]
    small: Products = [(HEIGHTS, TS), (HEIGHTS + 1, WIDTHS)]
    is_exact([small, large, small])
    (found,) = matrices
    assert len(found.terms) == 1


def test_a_sum_that_another_exceeds_at_some_points_only_is_not(
    matrices: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By blocks of single points: there a sum is left out where another is larger."""
    monkeypatch.setattr(products, "_BLOCK", 1)
    falling = np.array([40, 30, 2, 1]).reshape(1, -1, 1)
    is_exact(
        [[(HEIGHTS, falling), (HEIGHTS + 1, TS)], [(HEIGHTS, 40 // falling), (HEIGHTS + 2, 2)]]
    )
    assert len(matrices[0].terms) == 2


@pytest.mark.parametrize("most", [2**53 - 1, 2**53, 2**53 + 1])
def test_the_bound_of_floats(most: int, matrices: list[Any]) -> None:
    ones = np.array([1, 1]).reshape(-1, 1)
    rest = np.array([0, 1]).reshape(1, -1)
    is_exact([[(ones, rest * 0 + most - 2), (ones, rest + 1)]])
    assert (matrices[0] is None) == (most >= 2**53)


def test_ints_of_python_stay_ints_of_python(matrices: list[Any]) -> None:
    sums: list[Products] = [[(HEIGHTS.astype(object) * 10**30, WIDTHS)]]
    assert largest_sum(sums).dtype == object
    is_exact(sums)
    assert set(matrices) == {None}


def test_few_results_are_made_term_by_term(
    matrices: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for few, made in ((40, True), (41, False)):
        monkeypatch.setattr(products, "_FEW", few)
        is_exact([[(HEIGHTS, WIDTHS * TS)]])
        assert (matrices[-1] is not None) == made


NUMBERS = st.integers(1, 10**6)


@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_symbols_and_ints_agree(a: int, b: int, c: int) -> None:
    x, y, z = sympy.symbols("x y z", positive=True, integer=True)

    def of(x: Any, y: Any, z: Any) -> list[Any]:
        return [
            sum_of_products([(x, y), (3, z), (x, x)]),
            largest_sum([[(x, y), (2, z)], [(z, 5)], [(x, z), (y, y)]]),
        ]

    ints = of(a, b, c)
    assert all(type(value) is int for value in ints)
    assert [value.subs({x: a, y: b, z: c}) for value in of(x, y, z)] == ints
    arrays = of(np.array([a]), np.array([[b]]), np.array([c]))
    assert [np.asarray(value).item() for value in arrays] == ints


def test_a_sum_of_nothing_beside_arrays_is_nothing() -> None:
    pair = np.arange(3).reshape(3, 1), np.arange(2)
    assert (largest_sum([[], [pair]]) == pair[0] * pair[1]).all()
