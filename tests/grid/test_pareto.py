"""The front: the points that no other dominates, against the definition."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import UsageError, sweep
from mbv2calc.grid import pareto

POINTS = st.integers(1, 4).flatmap(
    lambda size: st.lists(
        st.tuples(*[st.one_of(st.integers(0, 6), st.integers(-(2**62), 2**62))] * size),
        min_size=1,
        max_size=60,
    )
)


def dominated(one: Any, by: Any) -> bool:
    return one != by and all(b <= o for o, b in zip(one, by, strict=True))


def expected_front(points: Sequence[Any]) -> list[int]:
    return [i for i, one in enumerate(points) if not any(dominated(one, o) for o in points)]


@given(points=POINTS, block=st.sampled_from([1, 2, 7, 512]))
def test_a_front_is_what_nothing_dominates(points: list[tuple[int, ...]], block: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(pareto, "_BLOCK", block)
        found = pareto.front([np.array(column) for column in zip(*points, strict=True)])
    assert found.tolist() == expected_front(points)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_of_small_points_many_are_equal_in_something(size: int) -> None:
    """All pairs of points of a few numbers, and all points at once."""
    points = list(product(range(3 if size < 4 else 2), repeat=size))
    for some in (*product(points, repeat=2), points):
        found = pareto.front([np.array(column) for column in zip(*some, strict=True)])
        assert found.tolist() == expected_front(some)


def test_integers_beyond_64_bits_are_compared_exactly() -> None:
    columns = [np.array([2**70, 2**70 + 1, 5], object), np.array([1, 0, 2])]
    assert pareto.front(columns).tolist() == [0, 1, 2]


def test_points_without_a_number_are_left_out() -> None:
    nan = float("nan")
    assert pareto.front([np.array([1, 2, 0]), np.array([nan, 2.0, nan])]).tolist() == [1]
    assert pareto.front([np.array([1, 2]), np.array([nan, nan])]).tolist() == []


def test_the_front_of_a_sweep_is_in_the_order_of_its_first_objective() -> None:
    found = sweep("mbv2_1.0", width="1.4,0.35,1,0.5", classes=1001, pareto="madds,+top1")
    rows = [(row["width"], row["top1"]) for row in found.rows()]
    assert rows == [(0.35, 60.3), (0.5, 65.4), (1, 71.8), (1.4, 75.0)]
    assert [row["width"] for row in sweep("mbv2_1.0", width="1,0.5", pareto="madds").rows()] == [
        0.5
    ]


def test_equal_networks_are_kept_together() -> None:
    """Widths 0.1 and 0.11 round to the same channels."""
    found = sweep("mbv2_1.0", width="0.1,0.11,1", pareto="params")
    assert [row["width"] for row in found.rows()] == [0.1, 0.11]


@pytest.mark.parametrize("text", ["madd", "madds,", "", "*madds"])
def test_an_unknown_objective_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"^--pareto: unknown column"):
        sweep("mbv2_1.0", width="0.5,1", pareto=text)


def test_the_sign_of_sorting_is_explained() -> None:
    with pytest.raises(UsageError) as error:
        sweep("mbv2_1.0", width="0.5,1", pareto="-madds")
    message = "--pareto: expected name or +name, found '-madds'; +name is maximised"
    assert str(error.value) == message
