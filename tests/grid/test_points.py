"""Sweeps and fits are sequences of rows; a fit is true where something fits."""

from collections.abc import Sequence

import pytest

from mbv2calc import Fit, Sweep, fit, sweep
from mbv2calc.grid.points import Points


def madds(rows: Sequence[dict[str, object]]) -> list[object]:
    return [row["madds"] for row in rows]


THREE = [63_689_536, 128_407_168, 171_498_944]


@pytest.fixture(params=["ints", "arrays"])
def swept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Sweep:
    small = 0 if request.param == "arrays" else 10**9
    monkeypatch.setattr("mbv2calc.grid.evaluate.SMALL", small)
    return sweep("mbv2_1.0", t="1..3")


def test_a_sweep_of_three_points_is_a_sequence_of_three_rows(swept: Sweep) -> None:
    assert len(swept) == 3
    assert madds(swept) == madds(list(swept.rows())) == THREE
    assert swept[0] == next(iter(swept)) == next(swept.rows())
    assert swept[0]["t"] == 1
    assert isinstance(swept, Sequence)


def test_it_is_indexed_from_both_ends_and_in_parts(swept: Sweep) -> None:
    assert [swept[-1]["t"], swept[1]["t"], swept[-3]["t"]] == [3, 2, 1]
    assert madds(swept[1:]) == THREE[1:]
    assert madds(swept[::-1]) == THREE[::-1]
    assert swept[5:] == ()
    assert swept[1] in swept
    assert swept.index(swept[2]) == 2
    assert madds(list(reversed(swept))) == THREE[::-1]
    for beyond in (3, -4):
        with pytest.raises(IndexError, match=r"there are 3$"):
            swept[beyond]


def test_a_row_is_a_dict_of_every_axis_and_metric(swept: Sweep) -> None:
    assert list(swept[0]) == list(swept.columns)


def test_no_points_are_no_rows() -> None:
    none = sweep("mbv2_1.0", t="1..3", where="madds < 1")
    assert (len(none), list(none), bool(none)) == (0, [], False)
    with pytest.raises(IndexError):
        none[0]


def test_a_fit_is_true_where_something_fits() -> None:
    largest = fit("mbv2_1.0", max_madds="60M", max_memory="512KiB", classes=10)
    assert bool(largest) is largest.fits is True
    assert len(largest) == len(list(largest)) > 0
    assert largest[0]["binds"] == "madds"
    none = fit("mbv2_1.0", max_madds=1)
    assert bool(none) is none.fits is False
    assert (len(none), list(none)) == (0, [])


@pytest.mark.parametrize("kind", [Sweep, Fit])
def test_results_cannot_be_changed(kind: type[Points]) -> None:
    points = sweep("mbv2_1.0", t="1,6") if kind is Sweep else fit("mbv2_1.0", max_madds="1G")
    with pytest.raises(AttributeError):
        points.kept = None  # type: ignore[misc, assignment]
