"""Results arrive whole or not at all, and every way of not arriving has one message."""

import errno
import json
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

from mbv2calc.cli import output
from mbv2calc.errors import OutputError
from mbv2calc.render import terminal
from mbv2calc.render.screen import Screen
from mbv2calc.tables.report import report_document
from tests.support import run, tiny

REPORT = ("report", "mbv1_0.25")
FOLDER = "; name a file in a folder that exists"
LOOP = os.strerror(errno.ELOOP)
A_FILE = "Is a directory; name a file, not a folder"


pytestmark = pytest.mark.usefixtures("folder")


def written(path: str, *arguments: str) -> str:
    """What a report puts into a file."""
    assert run(*REPORT, "-o", path, *arguments) == (0, "", "")
    return Path(path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.json", "json"), ("a.csv", "csv"), ("a.md", "markdown"), ("a.tex", "latex")],
)
def test_the_ending_names_the_format(path: str, name: str) -> None:
    text = run(*REPORT, "-f", name).out
    assert written(path) == text
    assert written(path.upper()) == text


@pytest.mark.parametrize("path", ["a.txt", "plain", ".json"])
def test_any_other_ending_gets_the_table_without_window_and_colour(path: str) -> None:
    assert run(*REPORT, "-o", path, COLUMNS="60", FORCE_COLOR="1") == (0, "", "")
    assert Path(path).read_text(encoding="utf-8") == run(*REPORT).out


def test_a_format_that_is_named_is_meant_before_the_ending() -> None:
    assert json.loads(written("a.csv", "--format", "json"))["convention"] == "paper"
    assert written("a.json", "-f", "terminal") == run(*REPORT).out


def test_a_file_is_replaced_and_keeps_its_permissions() -> None:
    Path("a.csv").write_text("old")
    os.chmod("a.csv", 0o640)
    assert "old" not in written("a.csv")
    assert stat.S_IMODE(os.stat("a.csv").st_mode) == 0o640


def test_a_new_file_has_the_permissions_that_any_new_file_gets() -> None:
    before = os.umask(0o027)
    try:
        written("a.csv")
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat("a.csv").st_mode) == 0o640
    assert os.umask(before) == before


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "real").mkdir()
    Path("real/a.csv").write_text("old")
    Path("link.csv").symlink_to("real/a.csv")
    Path("new.csv").symlink_to("real/new.csv")
    for link in ("link.csv", "new.csv"):
        assert written(link).startswith("name,block")
        assert Path(link).is_symlink()
    assert sorted(os.listdir("real")) == ["a.csv", "new.csv"]


def test_nothing_but_the_file_is_left() -> None:
    written("a.csv")
    assert os.listdir() == ["a.csv"]


def fail(*_: Any, **__: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("module", "step"), [(tempfile, "mkstemp"), (os, "fchmod"), (os, "replace")]
)
@pytest.mark.parametrize("existing", [True, False])
def test_a_file_that_cannot_be_written_is_as_it_was(
    module: ModuleType, step: str, existing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if existing:
        Path("a.csv").write_text("old")
    monkeypatch.setattr(module, step, fail)
    message = "error: a.csv: cannot be written: No space left on device\n"
    assert run(*REPORT, "-o", "a.csv") == (2, "", message)
    found = {path: Path(path).read_text() for path in os.listdir()}
    assert found == ({"a.csv": "old"} if existing else {})


def test_an_interruption_leaves_the_file_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.csv").write_text("old")

    def interrupt(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    result = run(*REPORT, "-o", "a.csv")
    assert (result.code, result.out) == (130, "")
    assert "Traceback" not in result.err
    assert {path: Path(path).read_text() for path in os.listdir()} == {"a.csv": "old"}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("no/such/a.csv", f"no/such/a.csv: cannot be written: No such file or directory{FOLDER}"),
        ("file/a.csv", f"file/a.csv: cannot be written: Not a directory{FOLDER}"),
        (".", f".: cannot be written: {A_FILE}"),
        ("new/", f"new/: cannot be written: {A_FILE}"),
        ("", f"-o: cannot be written: {A_FILE}"),
        (
            "a\nb\x1b/\u202ea.csv",
            f"a\\nb\\x1b/\\u202ea.csv: cannot be written: No such file or directory{FOLDER}",
        ),
        ("loop", f"loop: cannot be written: {LOOP}"),
        ("loop/a.csv", f"loop/a.csv: cannot be written: {LOOP}"),
    ],
)
@pytest.mark.parametrize("command", [REPORT, ("networks",), ("show", "resnet50")])
def test_an_output_that_cannot_be(path: str, reason: str, command: tuple[str, ...]) -> None:
    Path("file").write_text("a file, no folder")
    Path("loop").symlink_to("loop")
    assert run(*command, "-o", path) == (2, "", f"error: {reason}\n")
    assert sorted(os.listdir()) == ["file", "loop"]


def test_a_file_that_is_only_to_be_read_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.csv").write_text("old")
    os.chmod("a.csv", 0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write to any file
    assert run(*REPORT, "-o", "a.csv") == (
        2,
        "",
        "error: a.csv: cannot be written: Permission denied; name a file that you may write to\n",
    )
    assert {path: Path(path).read_text() for path in os.listdir()} == {"a.csv": "old"}


TERMINATED = """
import os, signal
from mbv2calc.cli.main import main
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGTERM)
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no POSIX signals")
def test_who_is_told_to_end_clears_up_first() -> None:
    Path("a.csv").write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", TERMINATED, *REPORT, "-o", "a.csv"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (128 + 15, b"", b"")
    assert {path: Path(path).read_text() for path in os.listdir()} == {"a.csv": "old"}


def test_deliver_takes_the_format_of_the_file(folder: Path) -> None:
    document = report_document(tiny().report())
    output.deliver(document, None, "tiny.txt")
    assert Path("tiny.txt").read_text(encoding="utf-8") == terminal.render(document, Screen())
    with pytest.raises(OutputError) as caught:
        output.deliver(document, "csv", "no/tiny.csv")
    assert str(caught.value).startswith("no/tiny.csv: cannot be written: ")
