"""Standard output and error: all of a text or one message, whatever stands behind them."""

import errno
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, cast

import pytest

from mbv2calc.cli import output
from mbv2calc.cli.streams import flush_out, print_error, put_out, silence
from mbv2calc.errors import OutputError
from mbv2calc.tables.neutral import Column, Document, Fact, Records, Table
from tests.support import process, run

NEEDS_FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
REPORT = ("report", "mbv1_0.25")
COMMANDS = (REPORT, ("networks",), ("show", "resnet50"))
FULL = "error: standard output: No space left on device\n"
MEND = "set PYTHONIOENCODING=utf-8, or write to a file with -o"


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def full() -> Iterator[int]:
    with open("/dev/full", "w") as device:
        yield device.fileno()


@pytest.fixture
def unread() -> Iterator[int]:
    """The end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


class Slow(io.RawIOBase):
    """A raw stream that takes at most 10 bytes at once."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.taken.append(bytes(data[:10]))
        return len(self.taken[-1])


def test_a_stream_that_takes_a_part_gets_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Slow()
    stream: Any = io.TextIOWrapper(cast(Any, raw), encoding="utf-8", write_through=True)
    monkeypatch.setattr(sys, "stdout", stream)
    text = "Größe " * 10 + "\n"
    put_out(text)
    assert b"".join(raw.taken) == text.encode()
    assert len(raw.taken) == 9


def test_a_text_that_python_holds_is_put_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    put_out("Größe\n")
    assert stream.getvalue() == "Größe\n"


def test_what_was_written_before_stays_before(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="utf-8"))
    sys.stdout.write("first\n")
    put_out("second\n")
    assert raw.getvalue() == b"first\nsecond\n"


DOCUMENT = Document(
    (Table("", (Column("name"),), (("深 ö",),)),),
    heading=(Fact("深 ö"),),
    data={"name": "深 ö"},
    records=Records(("name",), [{"name": "深 ö"}]),
)


def latin(name: str | None, path: str | None = None, encoding: str = "latin-1") -> bytes:
    """What a standard output that has an ö, but no 深, gets of the document."""
    raw = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(raw, encoding=encoding)):
        output.deliver(DOCUMENT, name, path)
        return raw.getvalue()


@pytest.mark.parametrize("name", ["csv", "markdown", "latex"])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "iso8859-15"])
def test_what_programs_read_loses_no_letter(name: str, encoding: str) -> None:
    with pytest.raises(OutputError) as caught:
        latin(name, encoding=encoding)
    assert str(caught.value) == f"standard output: {encoding} has no '深'; {MEND}"


def test_a_person_is_shown_a_question_mark() -> None:
    assert latin("terminal").splitlines()[0] == b"? \xf6"
    assert latin(None, "-") == latin("terminal")


def test_json_survives_every_encoding() -> None:
    assert b'"\\u6df1 \\u00f6"' in latin("json")


def test_a_file_is_utf_8_whatever_standard_output_is() -> None:
    assert latin(None, "a.csv") == b""
    assert Path("a.csv").read_text(encoding="utf-8") == "name\n深 ö\n"


def test_a_network_file_is_shown_whole_or_not_at_all() -> None:
    Path("mine.yaml").write_text("layers:\n  - conv: {c: 8} # ö\n", encoding="utf-8")
    result = process("show", "mine.yaml", PYTHONIOENCODING="ascii")
    escaped = "'\\xf6'"  # standard error has no ö either
    assert result == (2, "", f"error: standard output: ascii has no {escaped}; {MEND}\n")
    assert process("show", "mine.yaml").out == Path("mine.yaml").read_text(encoding="utf-8")


def test_a_report_is_read_in_a_poor_encoding_too() -> None:
    Path("mine.yaml").write_text("name: Größe\nlayers:\n  - conv: {c: 8}\n", encoding="utf-8")
    result = process("report", "mine.yaml", PYTHONIOENCODING="ascii")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Gr??e  224x224x3  ")


@NEEDS_FULL
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", [*COMMANDS, ("--help",), ("--version",), ("report", "--help")])
def test_a_full_standard_output_has_one_message(
    command: tuple[str, ...], unbuffered: str, full: int
) -> None:
    assert process(*command, stdout=full, PYTHONUNBUFFERED=unbuffered) == (2, "", FULL)


@pytest.mark.parametrize("command", [*COMMANDS, ("--version",)])
def test_a_closed_pipe_is_no_reason_to_speak(command: tuple[str, ...], unread: int) -> None:
    assert process(*command, stdout=unread) == (2, "", "")


def test_a_closed_standard_output_has_one_message() -> None:
    result = process(*REPORT, before=("sh", "-c", 'exec "$@" >&-', "sh"))
    assert result == (2, "", "error: standard output: Bad file descriptor\n")


def test_head_reads_its_lines_and_all_is_quiet() -> None:
    command = [sys.executable, "-m", "mbv2calc", "report", "-f", "json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == "{\n"
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode in (0, 2)  # 0 where the pipe had room for all


@NEEDS_FULL
def test_an_error_that_no_device_takes_keeps_its_exit_code(full: int) -> None:
    assert process("report", "nosuch", stderr=full) == (2, "", "")


def test_an_error_that_nobody_hears_keeps_its_exit_code(unread: int) -> None:
    assert process("report", "nosuch", stderr=unread) == (2, "", "")
    closed = process("report", "nosuch", before=("sh", "-c", 'exec "$@" 2>&-', "sh"))
    assert closed == (2, "", "")


@NEEDS_FULL
def test_a_run_that_nobody_hears_at_all_ends(full: int, unread: int) -> None:
    for stream in (full, unread):
        assert process(*REPORT, stdout=stream, stderr=stream) == (2, "", "")


class Broken(io.StringIO):
    """A stream of Python alone that fails where it is flushed."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def flush(self) -> None:
        raise self.error


def test_what_typer_wrote_is_flushed_or_has_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    flush_out()
    monkeypatch.setattr(sys, "stdout", Broken(BrokenPipeError()))
    with pytest.raises(SystemExit, match="2"):
        flush_out()
    monkeypatch.setattr(sys, "stdout", Broken(OSError(errno.EIO, "Input/output error")))
    with pytest.raises(OutputError, match="standard output: Input/output error"):
        flush_out()
    monkeypatch.setattr(sys, "stdout", None)
    flush_out()


def test_who_has_no_streams_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (None, Broken(BrokenPipeError()), Broken(OSError(errno.ENOSPC, "full"))):
        monkeypatch.setattr(sys, "stderr", stream)
        print_error("a message")
        silence(stream)


@pytest.mark.parametrize("columns", ["", "0", "-5", "080", "wide", "8e1", "٨٠", "10000", "99999"])
def test_columns_of_no_window_say_nothing(columns: str) -> None:
    assert run("--help", COLUMNS=columns) == run("--help")
    assert run(*REPORT, COLUMNS=columns) == run(*REPORT)


@pytest.mark.parametrize("columns", [60, 200, 9999])
def test_columns_of_a_window_are_believed(columns: int) -> None:
    assert max(map(len, run("--help", COLUMNS=str(columns)).out.splitlines())) == columns
