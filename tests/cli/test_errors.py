"""Bad usage and bad files: one message each on standard error, exit code 2, no traceback."""

from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.support import SHIPPED, process, run, unstyled

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "x.yaml: the file is empty; expected a mapping with `layers:`"),
    "not UTF-8": (
        b"name: \xff\n",
        "x.yaml:1:7: not UTF-8; save the file as UTF-8 text",
    ),
    "control character": (
        b"name: \x01\n",
        "x.yaml:1:7: the character '\\x01' is not allowed in YAML; remove it",
    ),
    "not a mapping": (
        b"- conv\n",
        "x.yaml:1:1: expected a mapping with `layers:` or `extends:`, found a list",
    ),
    "duplicate key": (
        b"layers:\n  - conv: {c: 8, c: 9}\n",
        "x.yaml:2:18: duplicate key 'c', first given in line 2; remove one",
    ),
    "unknown key": (
        b"layers:\n  - conv: {c: 8, stride: 2}\n",
        "x.yaml:2:18: layers[0].conv.stride: unknown key 'stride'; did you mean 's'?",
    ),
    "unknown kind": (
        b"layers:\n  - botleneck: {c: 8}\n",
        "x.yaml:2:5: layers[0]: unknown kind 'botleneck'; did you mean 'bottleneck'?",
    ),
    "several faults": (
        b"input: {height: true}\nlayers:\n  - conv: {c: 010}\n  - conv: {c: 1:30}\n",
        "x.yaml:1:17: input.height: expected a positive integer, found 'true'\n"
        "x.yaml:3:15: layers[0].conv.c: expected a positive integer, found '010' (octal in"
        " YAML 1.1; write the number without a leading 0)\n"
        "x.yaml:4:15: layers[1].conv.c: expected a positive integer, found '1:30'"
        " (sexagesimal in YAML 1.1; write a plain number)",
    ),
    "no identity": (
        b"expansion: 0\nlayers:\n  - bottleneck: {c: 8}\n",
        "x.yaml:1:12: layers[0].bottleneck: t = 0 is the identity, which needs stride 1 and equal"
        " channels; block 0.0 has stride 1 and 3 to 8 channels; give it a t above 0",
    ),
    "groups": (
        b"layers:\n  - conv: {c: 8, conv_groups: 3}\n",
        "x.yaml:2:5: layers[0].conv: conv_groups 3 does not divide its 8 out_channels",
    ),
    "cycle": (
        b"extends: x.yaml\n",
        "x.yaml:1:10: extends: a cycle: x.yaml extends this file again; remove one `extends`",
    ),
    "missing base": (
        b"extends: mbv2_1.O\n",
        "x.yaml:1:10: extends: unknown network or file 'mbv2_1.O'; did you mean 'mbv2_1.4'?"
        " (a path is taken relative to the folder of x.yaml)",
    ),
    "alias bomb": (
        b"a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        + b"".join(
            b"%c: &%c [%s]\n" % (n, n, b", ".join([b"*%c" % (n - 1)] * 10)) for n in b"bcde"
        ),
        "x.yaml:5:8: more than 20000 values, aliases written out; shorten it",
    ),
    "deep nesting": (
        b"layers: " + b"[" * 500,
        "x.yaml:1:41: nested deeper than 32 levels; flatten the file",
    ),
    "python tag": (
        b"layers: !!python/object/apply:os.system ['echo traceback']\n",
        "x.yaml:1:9: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not allowed;"
        " remove it\n"
        "x.yaml:1:42: layers[0]: expected one kind with its keys, such as conv: {c: 32}, found the"
        " text 'echo traceback' in quotes",
    ),
    "over 1 MiB": (
        b"# " + b"x" * (1 << 20),
        "x.yaml: the file is over 1 MiB; a network needs a few KiB",
    ),
    "resolution": (
        b"extends: mbv2_1.0\ninput: {height: 16}\n",
        "x.yaml:2:8: input: resolution 16x224 is too small: the layers have a total stride of 32;"
        " give at least 32 pixels a side",
    ),
}


pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file(case: str) -> None:
    content, message = BAD_FILES[case]
    Path("x.yaml").write_bytes(content)
    assert run("report", "x.yaml") == (2, "", f"{message}\n")


@pytest.mark.parametrize("case", ["several faults", "alias bomb", "python tag", "deep nesting"])
def test_a_bad_file_as_a_process(case: str, folder: Path) -> None:
    content, message = BAD_FILES[case]
    Path("x.yaml").write_bytes(content)
    assert process("report", "x.yaml", folder=folder) == (2, "", f"{message}\n")


KNOWN = ", ".join(SHIPPED)
HELP = "(`mbv2calc networks` lists them; or give the path of a YAML file)"
BAD_USAGE: dict[str, tuple[list[str], str]] = {
    "missing file": (
        ["report", "none.yaml"],
        "none.yaml: no such file; expected a YAML file",
    ),
    "shipped name with an ending": (
        ["report", "mbv2_1.0.yaml"],
        "mbv2_1.0.yaml: no such file; expected a YAML file; did you mean the shipped 'mbv2_1.0'?",
    ),
    "folder": (["report", "."], ".: a folder; expected a YAML file"),
    "unknown network": (
        ["report", "zzz"],
        f"error: unknown network 'zzz'; known here: {KNOWN} {HELP}",
    ),
    "nearly a network": (
        ["show", "resnet5"],
        f"error: unknown network 'resnet5'; did you mean 'resnet50'? {HELP}",
    ),
    "grouping": (
        ["report", "--by", "layers"],
        "error: --by: unknown grouping 'layers'; did you mean 'layer'?",
    ),
    "format": (
        ["report", "--format", "yaml"],
        "error: --format: unknown format 'yaml'; known here: terminal, json, csv, markdown, latex",
    ),
    "resolution too small": (
        ["report", "--resolution", "31"],
        "--resolution: input: resolution 31x31 is too small: the layers have a total stride of"
        " 32; give at least 32 pixels a side",
    ),
    "groups": (
        ["report", "--set", "layers[0].conv.conv_groups=2"],
        "--set layers[0].conv.conv_groups=2: layers[0].conv: conv_groups 2 does not divide its 3"
        " in_channels",
    ),
    "no t": (
        ["report", "mbv1_1.0", "--t", "6"],
        "--t: MobileNetV1 has no block that takes its t from the file; leave the flag out",
    ),
    "all knobs at once": (
        ["report", "--width", "x", "--t=-1", "--resolution", "0", "--classes", "1.5", "--batch",
         "0", "--dtype", "fp64", "--set", "q=1", "--set", "k"],
        "--width: expected a positive decimal number, such as 0.35, found 'x'\n"
        "--t: expected a decimal number of 0 or more, such as 0.35, found '-1'\n"
        "--resolution: expected a positive integer, found '0'\n"
        "--classes: expected a positive integer, found '1.5'\n"
        "--set q=1: unknown key 'q'; known here: name, source, input, width_multiplier, channels,"
        " expansion, activation\n"
        "--set: expected PATH=VALUE, such as layers[3].bottleneck.k=5, found 'k'\n"
        "--batch: expected a positive integer, found '0'\n"
        "--dtype: unknown dtype 'fp64'; did you mean 'fp16'?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_USAGE)
def test_bad_usage(case: str) -> None:
    arguments, message = BAD_USAGE[case]
    assert run(*arguments) == (2, "", f"{message}\n")


@pytest.mark.parametrize("case", ["missing file", "unknown network", "all knobs at once"])
def test_bad_usage_as_a_process(case: str, folder: Path) -> None:
    arguments, message = BAD_USAGE[case]
    assert process(*arguments, folder=folder) == (2, "", f"{message}\n")


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


LOAD = "mbv2calc.cli.commands.report.load"  # where the command has it


def broken(*_: Any) -> NoReturn:
    raise RuntimeError("a bolt fell off")


def test_a_fault_of_the_tool_itself_is_no_traceback_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LOAD, broken)
    result = run("report")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "internal error: RuntimeError: a bolt fell off\n"
        "This is a fault of mbv2calc; please report it with the command you typed."
        " MBV2CALC_DEBUG=1 shows where it happened.\n"
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
