"""What is no file: standard output by its names, pipes and devices, which are never replaced."""

import errno
import os
import stat
from pathlib import Path
from typing import Any, NoReturn

import pytest

from mbv2calc.spec.reader import read_source
from tests.support import process, run

REPORT = ("report", "mbv1_0.25")
NAMES = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
TEXT = read_source("mbv2_0.5").text


pytestmark = pytest.mark.usefixtures("folder")


def needs(path: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not os.path.exists(path), reason=f"no {path}")


def fail(*_: Any, **__: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("path", NAMES)
@pytest.mark.parametrize("command", [REPORT, ("show", "resnet50"), (*REPORT, "-f", "json")])
def test_standard_output_may_be_named(path: str, command: tuple[str, ...]) -> None:
    assert run(*command, "-o", path) == run(*command)
    assert os.listdir() == []


@pytest.mark.parametrize("path", NAMES)
def test_what_a_shell_appends_to_is_not_replaced(path: str) -> None:
    Path("log").write_text("before\n")
    with open("log", "a") as log:
        assert process("show", "mbv2_0.5", "-o", path, stdout=log.fileno()) == (0, "", "")
    assert Path("log").read_text() == "before\n" + TEXT


def test_what_is_no_file_is_written_to_and_not_replaced() -> None:
    os.mkfifo("pipe")
    with open(os.open("pipe", os.O_RDONLY | os.O_NONBLOCK), "rb") as reader:
        assert run("show", "resnet50", "-o", "pipe") == (0, "", "")
        assert reader.read().decode() == read_source("resnet50").text
    assert stat.S_ISFIFO(os.stat("pipe").st_mode)


@needs("/dev/shm")
def test_a_file_in_a_folder_of_devices_is_a_file() -> None:
    file = Path(f"/dev/shm/mbv2calc-test-{os.getpid()}.yaml")
    try:
        for _ in range(2):
            assert run("show", "mbv2_0.5", "-o", str(file)) == (0, "", "")
        assert file.read_text() == TEXT
    finally:
        file.unlink(missing_ok=True)


@needs("/dev/stderr")
@pytest.mark.parametrize("command", [("show", "mbv2_0.5"), (*REPORT, "-f", "csv")])
def test_standard_error_may_be_named_though_it_goes_to_a_file(command: tuple[str, ...]) -> None:
    Path("log").write_text("before\n")
    with open("log", "a") as log:
        result = process(*command, "-o", "/dev/stderr", stderr=log.fileno())
    assert result == (0, "", "")
    assert Path("log").read_text() == "before\n" + run(*command).out


@needs("/dev/null")
def test_what_nobody_wants_to_read_may_be_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", fail)  # or a mistake would cost the machine its device
    assert run(*REPORT, "-o", "/dev/null") == (0, "", "")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@needs("/dev/full")
def test_a_full_device_has_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", fail)  # or a mistake would cost the machine its device
    message = "error: /dev/full: cannot be written: No space left on device\n"
    assert run(*REPORT, "-o", "/dev/full") == (2, "", message)
