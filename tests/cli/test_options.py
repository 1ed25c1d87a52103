"""Options: every command spells the same thing the same way, and says so."""

import inspect
from typing import Any

import pytest

import mbv2calc
from mbv2calc.cli.app import command_function, command_names
from mbv2calc.cli.knobs import Knobs, Ranges
from mbv2calc.cli.options import Network, Output, with_options
from mbv2calc.cost.knobs import KNOBS, Knob
from tests.support import process, run, unstyled

FLAGS = ("--width", "--t", "--resolution", "--classes", "--batch", "--dtype", "--set")


def takes_knobs(command: str) -> bool:
    parameters = inspect.signature(command_function(command), eval_str=True).parameters
    return any(p.annotation in (Knobs, Ranges) for p in parameters.values())


TAKING_KNOBS = [name for name in command_names() if takes_knobs(name)]


def words_of_help(*command: str) -> set[str]:
    result = run(*command, "--help")
    assert (result.code, result.err) == (0, "")
    return set(unstyled(result.out).replace(",", " ").split())


def test_report_takes_the_common_knobs() -> None:
    assert "report" in TAKING_KNOBS


@pytest.mark.parametrize("command", TAKING_KNOBS)
def test_the_help_of_a_command_names_every_common_knob(command: str) -> None:
    assert set(FLAGS) <= words_of_help(command)


@pytest.mark.parametrize("command", command_names())
def test_the_help_of_every_command_says_what_it_does(command: str) -> None:
    doc = command_function(command).__doc__
    text = " ".join(unstyled(run(command, "--help").out).split())
    assert doc is not None
    assert " ".join(doc.split()).rstrip(".") in text
    assert {"--output", "-o", "--help"} <= words_of_help(command)


def test_the_knobs_of_a_sweep_take_ranges_and_say_so() -> None:
    lines = unstyled(run("sweep", "--help", COLUMNS="80").out).splitlines()
    for knob in (*FLAGS, "--format"):
        line = next(line for line in lines if line.startswith(f"│ {knob} "))
        assert ("RANGE" in line) == (knob not in ("--dtype", "--format"))
    assert "RANGE" not in run("report", "--help").out


def test_the_help_lists_every_command() -> None:
    assert set(command_names()) <= words_of_help()
    assert run("-h").out == run("--help").out


def test_without_a_command_there_is_help() -> None:
    result = run()
    assert result.code == 2
    assert "Usage:" in result.out + result.err


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version") == (0, f"mbv2calc {mbv2calc.__version__}\n", "")
    assert process("--version") == (0, f"mbv2calc {mbv2calc.__version__}\n", "")


def test_the_module_is_the_command() -> None:
    assert process("report", "--format", "csv") == run("report", "--format", "csv")


def test_a_group_is_an_option_for_each_row_and_is_handed_over_together() -> None:
    seen: list[tuple[Knobs, str, str | None]] = []

    def command(*, knobs: Knobs, network: str = "mbv2_1.0", output: Output = None) -> None:
        seen.append((knobs, network, output))

    built = with_options(command)
    parameters = inspect.signature(built).parameters
    assert list(parameters) == [*Knobs.rows(), "network", "output"]
    assert {p.kind for p in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    nothing = dict.fromkeys(Knobs.rows())
    built(**nothing | {"width": "0.5"}, network="resnet50", output="-")
    assert seen == [(Knobs(nothing | {"width": "0.5"}), "resnet50", "-")]


def test_a_row_that_is_added_is_an_option_of_every_command() -> None:
    KNOBS.add(Knob("stem", "C", "Channels in front.", lambda _: ("layers[0].conv.c",), "no stem"))
    try:
        for command in TAKING_KNOBS:
            assert {"--stem", "Channels", "front."} <= words_of_help(command)
        assert run("report", "--stem", "16").code == 0
        assert run("report", "--stem", "0").err.startswith("--stem: expected a positive integer")
    finally:
        KNOBS.remove("stem")
    assert run("report", "--stem", "16").code == 2


def test_knobs_that_nobody_turned_change_nothing() -> None:
    assert Knobs(dict.fromkeys(Knobs.rows())).load("mbv2_1.0") == mbv2calc.load("mbv2_1.0")


def turned(**knobs: Any) -> Knobs:
    return Knobs(dict.fromkeys(Knobs.rows()) | knobs)


def test_each_network_gets_the_knobs_that_it_has() -> None:
    settings = ["layers[3].bottleneck.k=5", "channels.by=4"]
    knobs = turned(width="0.5", t="3", settings=settings)
    at = knobs.load_all(["mbv1_1.0", "mbv2_1.0", "mbv1_1.0"])
    v1, v2 = (mbv2calc.load(name) for name in ("mbv1_1.0", "mbv2_1.0"))
    assert at.models == {
        "mbv1_1.0": v1.at(width="0.5", settings="channels.by=4"),
        "mbv2_1.0": v2.at(width="0.5", t="3", settings=settings),
    }
    assert at.notes == (
        "mbv1_1.0 has no block that takes its t from the file: it ignores --t",
        "mbv1_1.0 has no layers[3].bottleneck.k: it ignores --set",
    )
    assert turned().load_all(["mbv1_1.0"]) == ({"mbv1_1.0": v1}, ())


def test_a_path_that_is_set_twice_is_noted_once() -> None:
    twice = turned(settings=["layers[3].bottleneck.k=5", " layers[3].bottleneck.k = 7"])
    at = twice.load_all(["mbv1_1.0", "mbv2_1.0"])
    assert len(at.notes) == 1
    assert at.models["mbv2_1.0"].architecture.settings == (
        "layers[3].bottleneck.k=5",
        "layers[3].bottleneck.k=7",
    )


def test_a_knob_that_none_has_is_a_fault_as_is_every_other() -> None:
    with pytest.raises(mbv2calc.SpecError) as caught:
        turned(t="3", settings=["q=1"]).load_all(["mbv1_1.0"])
    assert str(caught.value).splitlines() == [
        "--t: mbv1_1.0 has no block that takes its t from the file; leave the flag out",
        "--set q=1: unknown key 'q'; known here: name, source, input, width_multiplier, channels,"
        " expansion, activation",
    ]


def test_a_shell_can_complete_the_names_of_networks() -> None:
    complete = Network.__metadata__[0].autocompletion  # type: ignore[attr-defined]
    assert complete("mbv2_1") == ["mbv2_1.0", "mbv2_1.3", "mbv2_1.4"]
    assert complete("zzz") == []
