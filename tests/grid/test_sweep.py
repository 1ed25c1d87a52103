"""Every point of a sweep is the report of that point, in ints and in arrays, on random networks.

The grids mix structures: t = 0 and t = 1 with others, both sides of width 1, kernels of 1, repeats,
strides, and widths at which M = N only after rounding.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import event, given

from mbv2calc import Model, SpecError, load, sweep
from mbv2calc.arith import Ratio
from mbv2calc.cost.metrics import default_metrics
from mbv2calc.grid import evaluate
from mbv2calc.grid.plan import Grid, make_grid
from mbv2calc.grid.sweep import Sweep, make_sweep
from mbv2calc.spec.paths import put
from tests.grid.agreement import agree, grids, swept
from tests.support import layered
from tests.tiers import examples


@examples(200)
@given(case=grids())
def test_every_point_is_the_report_of_that_point(case: tuple[Model, Grid]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        fault = agree(*case, monkeypatch)
    event("a point makes no network" if fault else "all points are networks")
    event(f"schedule {case[1].run_config.schedule}")


def test_all_220_points_of_the_default_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load("mbv2_1.0")
    grid = make_grid(model.architecture, {"t": "1..10", "width": "0.35..1.4"})
    assert grid.size == 220
    assert agree(model, grid, monkeypatch) == ""


@pytest.mark.parametrize(
    ("network", "ranges", "paths"),
    [
        ("mbv2_1.0", {"t": "0.5,1,6", "width": "0.05..0.5:0.01"}, {}),  # M = N after rounding
        ("mbv2_1.0", {"t": "1..2:0.25", "resolution": "32..64:7,160x224"}, {}),
        ("mbv2_1.0", {"width": "0.9..1.1", "batch": "1,2"}, {"layers[3].bottleneck.n": "1..3"}),
        ("mbv2_1.0", {"width": "0.25,0.5"}, {"layers[4].bottleneck.c": "32..64:16",
                                             "layers[5].bottleneck.c": "32..64:16"}),
        ("mbv2_1.0", {}, {"layers[2].bottleneck.s": "1,2", "layers[2].bottleneck.t": "1,6"}),
        ("mbv1_1.0", {"width": "0.1..2:0.1", "resolution": "96..160"}, {}),
        ("resnet50", {"width": "0.2..1.2:0.2", "classes": "10,1000"}, {}),
    ],
)  # fmt: skip
def test_grids_that_mix_structures(
    network: str, ranges: Any, paths: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load(network)
    assert agree(model, make_grid(model.architecture, ranges, paths), monkeypatch) == ""


def test_widths_at_which_ends_become_equal_are_among_them() -> None:
    """64 and 96 channels are both 8 at width 0.1: the grid above has shortcuts that come and go."""
    shortcuts = {
        str(width): sum(
            layer.residual for layer in load("mbv2_1.0").at(width=width).network().layers
        )
        for width in (0.05, 0.1, 0.5)
    }
    assert len(set(shortcuts.values())) == 3


HUGE_STRIDES = {f"layers[{i}].bottleneck.s": "1000" for i in range(1, 8)}  # 10^21: no int64


@pytest.mark.parametrize("in_arrays", [False, True])
@pytest.mark.parametrize(
    ("ranges", "paths", "first"),
    [
        (
            {"t": "6,3,0,1", "width": "0.5,1"},
            {},
            "at t 0, width 0.5: --t: layers[2].bottleneck: t = 0 is the identity",
        ),
        (
            {"width": "1,1.4", "resolution": "64,31,32,30"},
            {},
            "at width 1, resolution 31: --resolution: input: resolution 31x31 is too small",
        ),
        (
            {"width": "0.5..1:0.25"},
            {"layers[8].conv.conv_groups": "1,7,2,5"},
            "at width 0.5, layers[8].conv.conv_groups 7: --set layers[8].conv.conv_groups=7:"
            " layers[8].conv: conv_groups 7 does not divide its 160 in_channels",
        ),
        (
            {"width": "0.5,0.51"},
            {"channels.round": "none"},
            "at width 0.51: ",
        ),
        (
            {"resolution": "256,320"},
            HUGE_STRIDES,
            "at resolution 256: --resolution: input: resolution 256x256 is too small",
        ),
    ],
)  # fmt: skip
def test_the_first_point_that_cannot_exist_is_named(
    ranges: Any, paths: Any, first: str, in_arrays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = make_grid(load("mbv2_1.0").architecture, ranges, paths)
    found, complaint = swept(grid, monkeypatch, in_arrays=in_arrays)
    assert found is None
    assert complaint.startswith(first)


@pytest.mark.parametrize(
    "ranges",
    [
        {"width": "999..1000:0.5", "resolution": "900000,1000000", "batch": "1,1000000"},
        {"width": "0.999999,1000", "t": "999.999999,1000", "resolution": "999999,1000000"},
    ],
)
def test_numbers_that_no_int64_holds_are_exact(
    ranges: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load("mbv2_1.0")
    grid = make_grid(model.architecture, ranges)
    assert agree(model, grid, monkeypatch) == ""
    assert max(make_sweep(grid).columns["flops"]) > 2**63


def test_numbers_just_below_the_bound_stay_in_int64(monkeypatch: pytest.MonkeyPatch) -> None:
    from mbv2calc.grid import arrays

    kinds: list[Any] = []
    real = arrays._array

    def spied(values: Any, shape: Any, dtype: Any) -> Any:
        kinds.append(dtype)
        return real(values, shape, dtype)

    monkeypatch.setattr(evaluate, "SMALL", 0)
    monkeypatch.setattr(arrays, "_array", spied)
    make_sweep(make_grid(load("mbv2_1.0").architecture, {"t": "1..10", "width": "0.1..1.4"}))
    assert set(kinds) == {np.int64}


def test_large_grids_take_few_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default axes at 100 resolutions: 22,000 points of a few structures."""
    from mbv2calc.grid import arrays

    built: list[Any] = []
    real = arrays._network

    def spied(grid: Grid, part: Any) -> Any:
        built.append(part)
        return real(grid, part)

    monkeypatch.setattr(arrays, "_network", spied)
    found = sweep("mbv2_1.0", t="1..10", width="0.35..1.4", resolution="96..195:1")
    assert len(found.columns["madds"]) == 22_000
    assert len(built) < 30


def test_the_sweep_of_python() -> None:
    found = sweep("mbv2_1.0", t=[1, 6], resolution=(96, 224), batch=2)
    assert isinstance(found, Sweep)
    assert tuple(found.columns) == ("t", "resolution", *default_metrics())
    rows = list(found.rows())
    assert [(row["t"], row["resolution"]) for row in rows] == [
        (1, 96), (1, 224), (6, 96), (6, 224),
    ]  # fmt: skip
    assert rows[3]["madds"] == 2 * 300_774_272
    assert rows[3]["params"] == 3_504_872
    assert repr(found) == "Sweep('MobileNetV2', 2 t x 2 resolution)"
    assert repr(sweep("mbv2_1.0", t=6, width=1)) == "Sweep('MobileNetV2', one point)"


def test_a_model_at_other_numbers_is_swept_from_there() -> None:
    model = load("mbv2_1.0").at(resolution=96, batch=4)
    found = sweep(model, width=[0.35, 1.0])
    assert [row["madds"] for row in found.rows()] == [
        model.at(width=w).totals().madds for w in ("0.35", "1")
    ]
    with pytest.raises(SpecError, match="--dtype: unknown dtype"):
        sweep(model, dtype="int7")


def test_rows_of_python_hold_plain_numbers() -> None:
    (row, *_) = sweep("mbv2_1.0", width=[0.35, 1], resolution=[(160, 224), 96], t="1.5").rows()
    assert (row["width"], row["resolution"]) == (0.35, (160, 224))


def test_a_fault_that_makes_channels_alike_hides_no_structure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where 1.01 c is not whole the channels stay, and ends are alike; elsewhere they are not."""
    layers = [("conv", {"c": 32, "k": 3, "s": 2}), ("bottleneck", {"c": 32, "n": 2})]
    model = layered("none", *layers, ("avgpool", {}), ("classifier", {}))
    architecture = put(put(model.architecture, "channels.round", "none"), "expansion", Ratio(6))
    grid = make_grid(
        architecture,
        {"width": "0.5,1,1.01", "t": "1..10"},
        {"layers[1].bottleneck.c": "1..40"},
    )
    assert "whole" in agree(Model(architecture), grid, monkeypatch)


def test_a_fault_of_the_network_itself_is_not_laid_to_a_point() -> None:
    layers = [("conv", {"c": 32, "conv_groups": 2}), ("avgpool", {}), ("classifier", {})]
    model = layered("uneven", *layers)
    with pytest.raises(SpecError) as error:
        sweep(model, width="0.5,1")
    assert str(error.value).startswith("layers[0].conv: conv_groups 2 does not divide its 3")


def test_parts_of_a_few_points_are_ints_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each n is a network of its own: arrays of one or two values would be slow."""
    from mbv2calc.grid import arrays

    monkeypatch.setattr(evaluate, "SMALL", 0)
    monkeypatch.setattr(arrays, "_array", None)
    paths = {"layers[3].bottleneck.n": "1..5", "layers[0].conv.s": "1,2"}
    found = sweep("mbv2_1.0", width="0.5,1", settings=paths)
    assert len(found.columns["madds"]) == 20
