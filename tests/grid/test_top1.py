"""Published accuracies stand at the points that are exactly a published network, nowhere else."""

from typing import Any

import numpy as np
import pytest

from mbv2calc import Model, load, sweep
from mbv2calc.figures.published import Figure, figures
from mbv2calc.grid import evaluate, top1
from mbv2calc.grid.sweep import Sweep

TOP1 = [figure for figure in figures() if figure.figure == "top1"]


@pytest.fixture(params=["ints", "arrays"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "SMALL", 10**9 if request.param == "ints" else 0)


def knobs_of(figure: Figure) -> dict[str, Any]:
    known = {"width": figure.width, "resolution": figure.resolution, "classes": figure.classes}
    return known | ({"t": figure.t} if figure.t else {})


def printed(model: Model) -> set[float]:
    """What the report of one network prints."""
    of = (check.row for check in model.report().published)
    return {float(figure.printed) for figure in of if figure.figure == "top1"}


def accuracies(found: Sweep) -> list[float | None]:
    return [row["top1"] for row in found.rows()]


@pytest.mark.parametrize("figure", TOP1, ids=lambda f: "-".join(map(str, f[:5])) + f.source[:3])
def test_a_published_point_has_an_accuracy_that_its_report_prints(figure: Figure) -> None:
    """Among others on every axis, of which none is published."""
    ranges: dict[str, Any] = {name: [value] for name, value in knobs_of(figure).items()}
    ranges["width"].append("0.62")
    pixels = figure.resolution or 0
    ranges["resolution"].append((pixels, 2 * pixels))
    ranges["classes"].append(37)
    if figure.t:
        ranges["t"].append("5.75")
    found = accuracies(sweep(figure.network, metrics="top1", **ranges))
    expected = printed(load(figure.network).at(**knobs_of(figure)))
    assert float(figure.printed) in expected
    assert found[0] in expected
    assert set(found[1:]) == {None}


def test_all_published_points_are_on_the_grid_of_their_networks() -> None:
    """Every point of a large grid agrees with the report of that point."""
    for network in {figure.network for figure in TOP1}:
        model = load(network)
        known = [figure for figure in TOP1 if figure.network == network]
        ranges: dict[str, Any] = {
            name: sorted({str(knobs_of(figure)[name]) for figure in known})
            for name in ("width", "resolution", "classes")
        }
        found = sweep(model, metrics="top1", **ranges)
        rows = list(found.rows())
        assert len(rows) == np.prod([len(values) for values in ranges.values()])
        for row in rows:
            top1 = row.pop("top1")
            expected = printed(model.at(**row))
            assert top1 in expected if expected else top1 is None
        where = {(str(f.width), f.resolution, f.classes) for f in known}
        assert sum(value is not None for value in accuracies(found)) == len(where)


OWN = {
    "input.height": "224", "input.width": "224", "expansion": "6", "width_multiplier": "1",
    "layers[3].bottleneck.c": "32", "layers[3].bottleneck.n": "3", "layers[3].bottleneck.k": "3",
    "layers[0].conv.s": "2", "input.channels": "3", "channels.by": "8",
}  # fmt: skip
OTHER = {
    "input.height": "192", "input.width": "192", "expansion": "5", "width_multiplier": "0.62",
    "layers[3].bottleneck.c": "40", "layers[3].bottleneck.n": "4", "layers[3].bottleneck.k": "5",
    "layers[0].conv.s": "1", "input.channels": "4", "channels.by": "16",
}  # fmt: skip


@pytest.mark.parametrize("path", OWN)
def test_a_path_at_its_own_value_keeps_the_accuracy(path: str) -> None:
    found = sweep("mbv2_1.0", metrics="top1", settings={path: [OTHER[path], OWN[path]]})
    assert accuracies(found) == [None, 72.0]
    assert accuracies(
        sweep("mbv2_1.0", metrics="top1", settings={path: OTHER[path]}, batch="1,2")
    ) == [None, None]


def test_two_sides_are_one_resolution() -> None:
    settings = {"input.height": "192,224", "input.width": "192,224"}
    found = sweep("mbv2_1.0", metrics="top1", settings=settings, classes=1001)
    assert accuracies(found) == [70.7, None, None, 71.8]
    found = sweep("mbv2_1.0", metrics="top1", resolution=["192x224", 192], classes="1001")
    assert accuracies(found) == [None, 70.7]


def test_a_block_that_states_what_stands_for_all_is_another_network() -> None:
    """Its report is not that of the published one either."""
    settings = {"layers[3].bottleneck.t": "6,5"}
    assert accuracies(sweep("mbv2_1.0", metrics="top1", settings=settings)) == [None, None]
    one = load("mbv2_1.0").at(settings={"layers[3].bottleneck.t": "6"})
    assert printed(one) == set()


def test_another_rounding_is_another_network() -> None:
    for settings in ({"channels.round": "none"}, {"channels.by": "4"}):
        found = sweep("mbv2_1.0", metrics="top1", width="0.5,1", settings=settings)
        assert accuracies(found) == [None, None]


def test_how_it_runs_does_not_change_an_accuracy() -> None:
    found = sweep(
        "mbv2_1.0", metrics="top1", width="0.62,1", groups="1,max", batch="1,8", dtype="int8,fp32"
    )
    assert accuracies(found) == [None] * 8 + [72.0] * 8


def test_a_model_of_other_layers_has_none() -> None:
    of_resnet = accuracies(sweep("resnet50", metrics="top1", width="0.5,1"))
    assert of_resnet == [None, None]
    model = load("mbv2_1.0").at(settings={"layers[5].bottleneck.k": 5})
    assert accuracies(sweep(model, metrics="top1", width="0.35..1.4")) == [None] * 22


def test_a_series_comes_from_one_source_as_far_as_that_goes() -> None:
    """TF-Slim has most of 1001 classes; at 1000 the paper of the network comes first."""
    found = sweep("mbv1_1.0", metrics="top1", classes="120,1000,1001")
    assert accuracies(found) == [83.3, 70.6, 70.9]
    columns = sweep("mbv2_1.0", metrics="top1", width="0.35..1.4").columns
    known = ~np.isnan(columns["top1"])
    assert columns["width"][known].tolist() == [0.35, 1.0, 1.4]
    assert columns["top1"][known].tolist() == [60.8, 72.0, 74.7]


def test_the_source_does_not_depend_on_the_order_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two papers print 70.6 for MobileNetV1: the one that has most of its figures is named."""
    monkeypatch.setattr(top1, "figures", lambda: figures()[::-1])
    monkeypatch.setattr(top1, "_ranked", top1._ranked.__wrapped__)
    grid = sweep("mbv1_1.0", width="0.62,1").grid
    (source,) = top1.sources_at(grid, [0, 1])
    assert source.startswith("Howard et al. 2017")
    assert top1.sources_at(grid, [0]) == ()
