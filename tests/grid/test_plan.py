"""Grids: which numbers vary, which stand, what the network itself has, and every fault at once."""

from typing import Any

import pytest

from mbv2calc import SpecError, load
from mbv2calc.arith import Ratio
from mbv2calc.grid.axes import text_of
from mbv2calc.grid.plan import Grid, make_grid
from mbv2calc.spec.paths import value_at


def grid(network: str = "mbv2_1.0", settings: Any = (), **ranges: Any) -> Grid:
    return make_grid(load(network).architecture, ranges, settings)


def axes(of: Grid) -> dict[str, str]:
    return {axis.name: " ".join(map(text_of, axis.values)) for axis in of.axes}


def complaint(network: str = "mbv2_1.0", settings: Any = (), **ranges: Any) -> list[str]:
    with pytest.raises(SpecError) as error:
        grid(network, settings, **ranges)
    return str(error.value).splitlines()


WIDTHS = " ".join(str(Ratio(n, 20)) for n in range(7, 29))


def test_without_a_range_t_and_width_are_swept() -> None:
    found = grid()
    assert axes(found) == {"t": "1 2 3 4 5 6 7 8 9 10", "width": WIDTHS}
    assert found.size == 220
    assert found.own == (Ratio(6), Ratio(1))


def test_of_the_default_axes_only_those_are_swept_that_the_network_has_and_nobody_states() -> None:
    assert axes(grid("mbv1_1.0")) == {"width": WIDTHS}
    assert axes(grid(t=6)) == {"width": WIDTHS}
    assert axes(grid(resolution=160)) == axes(grid())
    assert axes(grid(resolution="96..128")) == {"resolution": "96 128"}
    assert axes(grid(t=6, width=1)) == {}
    assert grid(t=6, width=1).size == 1


def test_a_single_value_is_a_number_of_the_whole_grid() -> None:
    found = grid(t="1..3", width=".5", resolution="160x224", batch=4, classes="10")
    assert list(axes(found)) == ["t"]
    assert (found.architecture, found.run_config.batch) == (
        load("mbv2_1.0").at(width=0.5, resolution=(160, 224), classes=10).architecture,
        4,
    )


def test_every_knob_and_every_number_of_the_file_is_an_axis() -> None:
    settings = {"layers[3].bottleneck.n": "1..3", "channels.by": "4,8", "expansion": "5,6"}
    found = grid(settings=settings, width="1..1.1", resolution="64..96,160x224", batch="1,8")
    assert axes(found) == {
        "width": "1 1.05 1.1", "resolution": "64 96 160x224", "batch": "1 8",
        "layers[3].bottleneck.n": "1 2 3", "channels.by": "4 8", "expansion": "5 6",
    }  # fmt: skip
    assert found.own == (Ratio(1), (224, 224), 1, 3, 8, Ratio(6))
    assert [axis.discrete for axis in found.axes] == [False] * 3 + [True, False, False]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("input.height", "96 128 160"),
        ("input.width", "96 128 160"),
        ("input.channels", " ".join(map(str, range(96, 161)))),
    ],
)
def test_pixels_step_by_32_wherever_they_stand(path: str, values: str) -> None:
    assert axes(grid(settings={path: "96..160"})) == {path: values}


def test_a_width_steps_by_a_twentieth_wherever_it_stands() -> None:
    assert axes(grid(settings=["width_multiplier=0.5..0.6"])) == {
        "width_multiplier": "0.5 0.55 0.6"
    }


def test_equal_values_are_one() -> None:
    assert axes(grid(width="0.5,0.50,.5,1")) == {"width": "0.5 1"}
    assert axes(grid(resolution="96,96x96,128")) == {"resolution": "96 128"}


def test_values_from_python() -> None:
    assert axes(grid(t=range(1, 4), width=[0.35, "1..1.05"])) == {
        "t": "1 2 3",
        "width": "0.35 1 1.05",
    }
    assert axes(grid(resolution=[(160, 224), 96])) == {"resolution": "160x224 96"}


def test_a_point_lays_its_values_over_the_file() -> None:
    found = grid(settings={"layers[3].bottleneck.n": "1..3"}, resolution="64..96,160x224")
    architecture = found.at(((160, 224), 2))
    assert [value_at(architecture, path) for path in (
        "input.height", "input.width", "layers[3].bottleneck.n")] == [160, 224, 2]  # fmt: skip
    assert found.run_config_at(((160, 224), 2)).batch == 1
    assert grid(batch="1..3").run_config_at((2,)).batch == 2


def test_the_last_axis_changes_fastest() -> None:
    points = list(grid(t="1,2", width="1,1.4").points())
    assert [(str(t), str(width)) for t, width in points] == [
        ("1", "1"), ("1", "1.4"), ("2", "1"), ("2", "1.4"),
    ]  # fmt: skip


def test_all_faults_are_told_at_once() -> None:
    settings = {"layers[3].bottleneck.q": "1..3", "layers[0].conv.n": "0..2"}
    told = complaint("mbv1_1.0", settings, t="1..3", width="2..1", classes="x", batch="1-8")
    assert [line.split(": ")[0] for line in told] == [
        "--t", "--width", "--batch", "--classes", "--set layers[3].bottleneck.q",
        "--set layers[0].conv.n",
    ]  # fmt: skip
    assert told[2].endswith("found '1-8'; a range is written 1..10")


@pytest.mark.parametrize(
    ("settings", "ranges", "message"),
    [
        (
            ["width_multiplier=1..2"],
            {"width": "0.5,1"},
            "--set width_multiplier: --width sets width_multiplier too; leave one of them out",
        ),
        (
            ["input.width=96"],
            {"resolution": "96..128"},
            "--set input.width: --resolution sets input.width too; leave one of them out",
        ),
        (["x"], {}, "--set: expected PATH=VALUE"),
        (
            ["activation=relu,relu6"],
            {},
            "--set activation: expected one of ",
        ),
        (
            (),
            {"t": "0.1..1000:0.1", "width": "0.0001..1:0.0001", "classes": "1..100000"},
            "--t, --width, --classes: expected at most 1,000,000,000,000 points, found"
            " 10,000,000,000,000; use wider steps",
        ),
    ],
)
def test_what_makes_no_grid_is_refused(settings: Any, ranges: Any, message: str) -> None:
    (told,) = complaint("mbv2_1.0", settings, **ranges)
    assert told.startswith(message)


def test_what_would_take_minutes_is_refused() -> None:
    paths = {"layers[3].bottleneck.n": "1..300", "layers[4].bottleneck.n": "1..300"}
    assert complaint(settings=paths) == [
        "--set layers[3].bottleneck.n, --set layers[4].bottleneck.n: expected at most"
        " 10,000,000 blocks over all their values, found 28,350,000; use fewer values",
    ]
    found = grid(settings=dict.fromkeys(paths, "1..10"), width="0.5,1")
    assert (found.size, found.points_per_structure) == (200, 2)
    built = (found.at((found.axes[0].values[0], n, m)) for n in range(1, 11) for m in range(1, 11))
    assert found.blocks == sum(e.block.blocks for a in built for e in a.layers)


@pytest.mark.slow
def test_python_may_give_what_no_file_holds() -> None:
    (huge,) = complaint(t=10**5000)
    assert huge.endswith("found 'a number of thousands of digits'")
    assert complaint(t=range(1, 10**9)) == ["--t: expected at most 1,000,000 values"]
    assert complaint(t="." + "0" * 5000 + "1..0") == [
        "--t: expected at most 100 characters, found '.0000000000000000000'..."
    ]


@pytest.mark.parametrize("typed", ["224x", "x", "1x2x3", "96,axb"])
def test_a_size_is_one_number_or_two(typed: str) -> None:
    (line,) = complaint(resolution=typed)
    assert line.startswith("--resolution: expected pixels such as 224 or 160x224, found ")


def test_a_later_single_value_may_overrule_a_knob_as_it_does_in_a_report() -> None:
    found = grid(settings=["width_multiplier=0.5"], width=1, t="1,6")
    assert found.architecture.width_multiplier == Ratio(1, 2)
