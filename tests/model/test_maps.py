"""Maps: windows counted one by one, and ceilings that collapse."""

from fractions import Fraction
from math import ceil

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.model.maps import ONE_POSITION, Map, output_map

SIDES = st.integers(1, 60)
KERNELS = st.integers(1, 7)
STRIDES = st.integers(1, 4)


def windows(side: int, kernel: int, stride: int, dilation: int, padding: int) -> int:
    """How many windows lie inside a padded side, tried one after the other."""
    first, last = -padding, side + padding - 1
    reach = dilation * (kernel - 1)
    return sum(start + reach <= last for start in range(first, last + 1, stride))


@given(SIDES, SIDES, KERNELS, STRIDES, st.integers(1, 3), st.integers(0, 4))
def test_an_explicit_padding_counts_windows(
    height: int, width: int, kernel: int, stride: int, dilation: int, padding: int
) -> None:
    reach = dilation * (kernel - 1)
    if reach >= min(height, width) + 2 * padding:
        return  # no window fits
    found = output_map(Map.of(height, width), kernel, stride, padding, dilation)
    assert found[:3] == (
        high := windows(height, kernel, stride, dilation, padding),
        wide := windows(width, kernel, stride, dilation, padding),
        high * wide,
    )
    if not padding:
        assert output_map(Map.of(height, width), kernel, stride, "valid", dilation) == found


@given(SIDES, SIDES, KERNELS, st.lists(STRIDES, max_size=4))
def test_nested_ceilings(height: int, width: int, kernel: int, strides: list[int]) -> None:
    found = Map.of(height, width)
    for stride in strides:
        height, width = (ceil(Fraction(side, stride)) for side in (height, width))
        found = output_map(found, kernel, stride)
        assert (found.height, found.width, found.positions) == (height, width, height * width)


def test_symbols_have_one_ceiling() -> None:
    side = sympy.Symbol("r", positive=True, integer=True)
    found = Map.of(side, side)
    for stride in (2, 1, 3, 2):
        found = output_map(found, 3, stride)
    assert found.height == sympy.ceiling(side / 12)
    assert found.stride == 12


def test_a_chain_begins_anew_behind_a_valid_window() -> None:
    found = output_map(output_map(output_map(Map.of(23, 11), 3, 2), 3, 1, "valid"), 3, 2)
    assert found[:2] == (5, 2)
    assert (found.start, found.stride) == ((10, 4), 2)


@pytest.mark.parametrize("stride", [1, 2, 5])
def test_one_position_stays_one(stride: int) -> None:
    assert output_map(ONE_POSITION, 7, stride) is ONE_POSITION


def test_stride_1_keeps_the_map() -> None:
    source = Map.of(7, 5)
    assert output_map(source, 3, 1) is source
