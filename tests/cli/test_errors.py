"""Bad usage and bad files: one message each on standard error, exit code 2, no traceback."""

from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.support import assert_refused, complaint, process, run, unstyled

# What is wrong with each, and how it is said, spec and model know and test.
BAD_FILES: dict[str, bytes] = {
    "empty": b"",
    "not UTF-8": b"name: \xff\n",
    "control character": b"name: \x01\n",
    "not a mapping": b"- conv\n",
    "duplicate key": b"layers:\n  - conv: {c: 8, c: 9}\n",
    "unknown key": b"layers:\n  - conv: {c: 8, stride: 2}\n",
    "unknown kind": b"layers:\n  - botleneck: {c: 8}\n",
    "several faults": b"input: {height: true}\nlayers:\n  - conv: {c: 010}\n  - conv: {c: 1:30}\n",
    "no identity": b"expansion: 0\nlayers:\n  - bottleneck: {c: 8}\n",
    "groups": b"layers:\n  - conv: {c: 8, conv_groups: 3}\n",
    "cycle": b"extends: x.yaml\n",
    "missing base": b"extends: mbv2_1.O\n",
    "alias bomb": b"a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    + b"".join(b"%c: &%c [%s]\n" % (n, n, b", ".join([b"*%c" % (n - 1)] * 10)) for n in b"bcde"),
    "deep nesting": b"layers: " + b"[" * 500,
    "python tag": b"layers: !!python/object/apply:os.system ['echo traceback']\n",
    "over 1 MiB": b"# " + b"x" * (1 << 20),
    "resolution": b"extends: mbv2_1.0\ninput: {height: 16}\n",
}


pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_as_the_api_refuses_it(case: str) -> None:
    Path("x.yaml").write_bytes(BAD_FILES[case])
    message = complaint("x.yaml")
    assert message.startswith("x.yaml")
    assert run("report", "x.yaml") == (2, "", f"{message}\n")


def test_every_fault_has_a_line() -> None:
    Path("x.yaml").write_bytes(BAD_FILES["several faults"])
    places = [line.split(": ")[0] for line in run("report", "x.yaml").err.splitlines()]
    assert places == ["x.yaml:1:17", "x.yaml:3:15", "x.yaml:4:15"]


@pytest.mark.parametrize("case", ["several faults", "alias bomb", "python tag", "deep nesting"])
def test_a_bad_file_as_a_process(case: str, folder: Path) -> None:
    Path("x.yaml").write_bytes(BAD_FILES[case])
    message = complaint("x.yaml")
    assert process("report", "x.yaml", folder=folder) == (2, "", f"{message}\n")


# Options and the beginnings of the lines of the message: the rooms below test the sentences.
BAD_USAGE: dict[str, tuple[list[str], list[str]]] = {
    "missing file": (["report", "none.yaml"], ["none.yaml: no such file"]),
    "folder": (["report", "."], [".: a folder"]),
    "unknown network": (["report", "zzz"], ["error: unknown network 'zzz'"]),
    "nearly a network": (["show", "resnet5"], ["error: unknown network 'resnet5'; did you mean"]),
    "grouping": (["report", "--by", "layers"], ["error: --by: unknown grouping 'layers'"]),
    "format": (["report", "--format", "yaml"], ["error: --format: unknown format 'yaml'"]),
    "resolution too small": (["report", "--resolution", "31"], ["--resolution: input: "]),
    "groups": (
        ["report", "--set", "layers[0].conv.conv_groups=2"],
        ["--set layers[0].conv.conv_groups=2: layers[0].conv: conv_groups 2"],
    ),
    "no t": (["report", "mbv1_1.0", "--t", "6"], ["--t: MobileNetV1 has no block"]),
    "all knobs at once": (
        ["report", "--width", "x", "--t=-1", "--resolution", "0", "--classes", "1.5", "--batch",
         "0", "--dtype", "fp64", "--set", "q=1", "--set", "k"],
        ["--t: ", "--width: ", "--resolution: ", "--classes: ", "--set q=1: ", "--set: ",
         "--batch: ", "--dtype: "],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_USAGE)
def test_bad_usage(case: str) -> None:
    arguments, lines = BAD_USAGE[case]
    assert_refused(run(*arguments), *lines)


@pytest.mark.parametrize("case", ["missing file", "unknown network", "all knobs at once"])
def test_bad_usage_as_a_process(case: str, folder: Path) -> None:
    arguments, lines = BAD_USAGE[case]
    assert_refused(process(*arguments, folder=folder), *lines)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bogus"], "No such command 'bogus'"),
        (["report", "--bogus"], "No such option: --bogus"),
        (["report", "--width"], "Option '--width' requires an argument"),
        (["report", "mbv2_1.0", "mbv1_1.0"], "Got unexpected extra argument"),
        (["networks", "mbv2_1.0"], "Got unexpected extra argument"),
        (["show"], "missing argument 'network'"),
    ],
)
def test_a_command_line_that_cannot_be_parsed(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert message.lower() in unstyled(result.err).lower()
    assert "Traceback" not in result.err


def test_no_file_is_written_of_a_bad_network() -> None:
    Path("x.yaml").write_text("layers: []\n")
    assert run("report", "x.yaml", "-o", "out.json").code == 2
    assert not Path("out.json").exists()


LOAD = "mbv2calc.cli.knobs.load"  # where the command has it


def broken(*_: Any) -> NoReturn:
    raise RuntimeError("a bolt fell off")


def test_a_fault_of_the_tool_itself_is_no_traceback_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LOAD, broken)
    result = run("report")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "internal error: RuntimeError: a bolt fell off\n"
        "This is a fault of mbv2calc; please report it with the command you typed."
        " MBV2CALC_DEBUG=1 shows a traceback.\n"
    )


def test_who_hunts_a_fault_sees_where_it_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LOAD, broken)
    with pytest.raises(RuntimeError, match="a bolt fell off"):
        run("report", MBV2CALC_DEBUG="1")


def test_an_interruption_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(LOAD, interrupt)
    result = run("report")
    assert (result.code, result.out) == (130, "")
    assert "Traceback" not in result.err
