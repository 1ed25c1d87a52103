"""mbv2calc show: a network file to read, or to start one's own from."""

import os
from pathlib import Path

import pytest

from mbv2calc import load
from mbv2calc.spec.reader import read_source
from mbv2calc.spec.writer import resolved_text
from tests.support import SHIPPED, assert_refused, complaint, process, run


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_is_shown_as_it_stands(name: str) -> None:
    result = run("show", name)
    assert (result.code, result.err) == (0, "")
    assert result.out == read_source(name).text


@pytest.mark.parametrize("name", SHIPPED)
def test_a_resolved_file_is_the_same_network_on_its_own(name: str, tmp_path: Path) -> None:
    result = run("show", name, "--resolved")
    assert (result.code, result.err) == (0, "")
    path = tmp_path / "resolved.yaml"
    path.write_text(result.out, encoding="utf-8")
    assert load(path).architecture == load(name).architecture
    assert not result.out.startswith("extends")


def test_a_shown_file_is_one_to_start_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("show", "mbv2_1.0", "-o", "mine.yaml") == (0, "", "")
    assert Path("mine.yaml").read_text(encoding="utf-8") == read_source("mbv2_1.0").text
    assert run("report", "mine.yaml", "-f", "csv") == run("report", "mbv2_1.0", "-f", "csv")
    assert run("show", "mine.yaml").out == read_source("mbv2_1.0").text


@pytest.mark.skipif(not os.path.exists("/dev/stdin"), reason="no /dev/stdin")
def test_a_pipe_is_read_once() -> None:
    text = "extends: mbv2_1.0  # half of it\nwidth_multiplier: 0.5\n"
    assert process("show", "/dev/stdin", read=text) == (0, text, "")
    resolved = process("show", "/dev/stdin", "--resolved", read=text)
    assert resolved.out.startswith("name: stdin\n")
    assert "\nwidth_multiplier: 0.5\n" in resolved.out
    assert_refused(process("show", "/dev/stdin", read="name: x\n"), "/dev/stdin:1:1: ")


def test_a_file_of_ones_own_is_shown_resolved(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: mbv2_1.0\nexpansion: 4\n")
    assert run("show", str(path), "--resolved").out == resolved_text(load(path).architecture)


def test_a_file_that_is_no_network_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("layers: 3\n")
    for arguments in (["show", str(path)], ["show", str(path), "--resolved"]):
        assert run(*arguments) == (2, "", f"{complaint(str(path))}\n")


def test_a_network_must_be_named() -> None:
    result = run("show")
    assert (result.code, result.out) == (2, "")
    assert "argument 'network'" in result.err.lower()


def test_knobs_are_written_into_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    arguments = ["--width", "0.4", "--t", "3", "--set", "layers[3].bottleneck.k=5"]
    assert run("show", "mbv2_1.0", *arguments, "-o", str(file)).code == 0
    at = load("mbv2_1.0").at(width="0.4", t=3, settings={"layers[3].bottleneck.k": 5})
    assert load(file).architecture == at.architecture


@pytest.mark.parametrize(("flag", "value"), [("batch", "2"), ("dtype", "fp32")])
def test_what_no_file_holds_is_refused(flag: str, value: str) -> None:
    message = f"error: --{flag}: a network file has no {flag}; leave the flag out\n"
    assert run("show", "mbv2_1.0", f"--{flag}", value) == (2, "", message)
