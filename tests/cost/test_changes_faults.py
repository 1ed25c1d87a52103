"""Numbers that a network cannot take: each fault names its flag, and all come at once."""

from fractions import Fraction
from typing import Any

import pytest

from mbv2calc import Model, SpecError, load
from mbv2calc.cost.changes import with_knobs
from mbv2calc.spec.architecture import Architecture

V2 = load("mbv2_1.0").architecture
PIXELS = "--resolution: expected pixels such as 224 or 160x224"
KEYS = "name, source, input, width_multiplier, channels, expansion, activation"


def refused(architecture: Architecture = V2, **knobs: Any) -> list[str]:
    with pytest.raises(SpecError) as caught:
        with_knobs(architecture, **knobs)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("x", "--set: expected PATH=VALUE, such as layers[3].bottleneck.k=5, found 'x'"),
        ("x=1", f"--set x=1: unknown key 'x'; known here: {KEYS}"),
        ("inptu.height=1", "--set inptu.height=1: unknown key 'inptu'; did you mean 'input'?"),
        ("input.hight=1", "--set input.hight=1: unknown key 'hight'; did you mean 'height'?"),
        (
            "input=1",
            "--set input=1: 'input' has keys of its own; set one of them: input.height,"
            " input.width, input.channels",
        ),
        (
            "input.height.x=1",
            "--set input.height.x=1: 'height' has one value and no keys such as 'x'",
        ),
        ("name.x=1", "--set name.x=1: 'name' has one value and no keys such as 'x'"),
        (
            "layers[11].conv.c=1",
            "--set layers[11].conv.c=1: there is no layers[11]; the last is layers[10]",
        ),
        (
            "layers[0].bottleneck.c=1",
            "--set layers[0].bottleneck.c=1: expected layers[0].conv.KEY, found"
            " 'layers[0].bottleneck.c'",
        ),
        (
            "layers[0].conv=1",
            "--set layers[0].conv=1: expected layers[0].conv.KEY, found 'layers[0].conv'",
        ),
        ("layers=5", "--set layers=5: expected layers[NUMBER].KIND.KEY, found 'layers'"),
        (
            "layers[-1].conv.k=1",
            "--set layers[-1].conv.k=1: expected layers[NUMBER].KIND.KEY, found"
            " 'layers[-1].conv.k'",
        ),
        ("layers[0]=1", "--set layers[0]=1: expected layers[0].conv.KEY, found 'layers[0]'"),
        (
            "layers[0].conv.stride=1",
            "--set layers[0].conv.stride=1: unknown key 'stride'; did you mean 's'?",
        ),
        (
            "layers[0].conv.c.d=1",
            "--set layers[0].conv.c.d=1: 'c' has one value and no keys such as 'd'",
        ),
        (
            "layers[0].conv.c=two",
            "--set layers[0].conv.c=two: expected a positive integer, found 'two'",
        ),
        (
            "layers[0].conv.c=",
            "--set layers[0].conv.c=: expected a positive integer, found ''",
        ),
        ("origins=3", f"--set origins=3: unknown key 'origins'; known here: {KEYS}"),
    ],
)
def test_a_path_that_the_network_lacks_is_an_error(setting: str, message: str) -> None:
    assert refused(settings=[setting]) == [message]


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"width": "0"}, "--width: expected a positive decimal number, found '0'"),
        ({"width": "-1"}, "--width: expected a positive decimal number, such as 0.35, found '-1'"),
        (
            {"width": "nan"},
            "--width: expected a positive decimal number, such as 0.35, found 'nan'",
        ),
        (
            {"width": float("inf")},
            "--width: expected a positive decimal number, such as 0.35, found 'inf'",
        ),
        (
            {"width": Fraction(1, 3)},
            "--width: expected a positive decimal number, such as 0.35, found '1/3'",
        ),
        (
            {"width": "1000.5"},
            "--width: expected a positive decimal number of at most 1000, found '1000.5'",
        ),
        (
            {"width": "0." + "3" * 17},
            "--width: expected a positive decimal number of at most 6 decimals, found"
            f" '0.{'3' * 17}'",
        ),
        ({"t": "-1"}, "--t: expected a decimal number of 0 or more, such as 0.35, found '-1'"),
        (
            {"t": []},
            "--t: expected a decimal number of 0 or more, such as 0.35, found '[]'",
        ),
        ({"classes": (5,)}, "--classes: expected a positive integer, found '(5,)'"),
        ({"resolution": "0"}, "--resolution: expected a positive integer, found '0'"),
        (
            {"resolution": "160x"},
            f"{PIXELS}, found '160x'",
        ),
        (
            {"resolution": "x160"},
            f"{PIXELS}, found 'x160'",
        ),
        (
            {"resolution": "160x0"},
            f"{PIXELS}, found '160x0'",
        ),
        (
            {"resolution": (0, 224)},
            f"{PIXELS}, found '0x224'",
        ),
        ({"resolution": "224.5"}, "--resolution: expected a positive integer, found '224.5'"),
        (
            {"resolution": "1x2x3"},
            f"{PIXELS}, found '1x2x3'",
        ),
        ({"classes": "0"}, "--classes: expected a positive integer, found '0'"),
        (
            {"classes": 10**7},
            "--classes: expected a positive integer of at most 1000000, found '10000000'",
        ),
    ],
)
def test_a_knob_that_is_no_number(knobs: dict[str, Any], message: str) -> None:
    assert refused(**knobs) == [message]


def test_a_knob_that_says_nothing_about_a_network_is_refused() -> None:
    v1 = load("mbv1_1.0").architecture
    message = "--t: MobileNetV1 has no block that takes its t from the file; leave the flag out"
    assert refused(v1, t=6) == [message]
    headless = Architecture(name="Headless", layers=V2.layers[:3])
    message = "--classes: Headless has no classifier; leave the flag out"
    assert refused(headless, classes=10) == [message]


def test_all_bad_knobs_are_named_at_once() -> None:
    settings = ["s", "layers[0].conv.c=q"]
    assert refused(width="x", t="y", resolution="z", classes="w", settings=settings) == [
        "--t: expected a decimal number of 0 or more, such as 0.35, found 'y'",
        "--width: expected a positive decimal number, such as 0.35, found 'x'",
        "--resolution: expected a positive integer, found 'z'",
        "--classes: expected a positive integer, found 'w'",
        "--set: expected PATH=VALUE, such as layers[3].bottleneck.k=5, found 's'",
        "--set layers[0].conv.c=q: expected a positive integer, found 'q'",
    ]


def test_a_fault_of_the_network_names_the_flag_that_made_it() -> None:
    for knobs, flag in (
        ({"resolution": 31}, "--resolution"),
        ({"settings": {"input.height": 31}}, "--set input.height=31"),
    ):
        with pytest.raises(SpecError) as caught:
            Model(with_knobs(V2, **knobs)).network()
        assert str(caught.value).startswith(f"{flag}: input: resolution 31x")


@pytest.mark.parametrize(
    ("knobs", "flag"),
    [
        ({"t": 0}, "--t"),
        ({"t": 0, "settings": ["layers[0].bottleneck.k=5"]}, "--t"),
        ({"settings": ["expansion=0"]}, "--set expansion=0"),
        ({"t": 2, "settings": ["layers[0].bottleneck.t=0"]}, "--set layers[0].bottleneck.t=0"),
    ],
)
def test_a_t_of_0_that_fits_nowhere_names_the_flag_that_said_it(
    knobs: dict[str, Any], flag: str
) -> None:
    one = Architecture(name="One", layers=V2.layers[2:3])
    with pytest.raises(SpecError) as caught:
        Model(with_knobs(one, **knobs)).network()
    assert str(caught.value).splitlines()[0] == (
        f"{flag}: layers[0].bottleneck: t = 0 is the identity, which needs stride 1 and equal"
        " channels; block 0.0 has stride 2 and 3 to 24 channels; give it a t above 0"
    )
