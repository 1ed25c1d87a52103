"""Files and folders that are written part by part: whole at the end, or as they were."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from mbv2calc.cli.files import part_name, whole_file, whole_folder
from mbv2calc.cli.output import deliver_columns, deliver_stream
from mbv2calc.cost.metrics import Type
from mbv2calc.errors import Mbv2calcError, OutputError, UsageError

pytestmark = pytest.mark.usefixtures("folder")

ENDS: list[BaseException] = [UsageError("no"), KeyboardInterrupt(), SystemExit(143), ValueError()]


def found() -> dict[str, str]:
    """The texts of all files, in folders too, by their paths."""
    return {str(p): p.read_text() for p in Path().rglob("*") if p.is_file()}


def ending(error: BaseException) -> Iterator[str]:
    yield "one\n"
    yield "two\n"
    raise error


def fail(*_: Any, **__: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_stream_is_its_parts_one_after_another(capsys: pytest.CaptureFixture[str]) -> None:
    deliver_stream(["Größe ", "", "1\n", "2\r\n"], "a.txt")
    assert Path("a.txt").read_bytes() == "Größe 1\n2\r\n".encode()
    for path in (None, "-"):
        deliver_stream(iter(["one\n", "two\n"]), path)
        assert capsys.readouterr().out == "one\ntwo\n"
    deliver_stream([], "a.txt")
    assert found() == {"a.txt": ""}


@pytest.mark.parametrize("error", ENDS, ids=repr)
@pytest.mark.parametrize("existing", [True, False])
def test_a_stream_that_ends_early_leaves_no_half_file(error: BaseException, existing: bool) -> None:
    if existing:
        Path("a.csv").write_text("old")
    before = found()
    with pytest.raises(type(error)):
        deliver_stream(ending(error), "a.csv")
    assert found() == before


def test_a_file_is_not_there_before_it_is_whole() -> None:
    Path("a.csv").write_text("old")
    Path("a.csv").chmod(0o640)
    with whole_file("a.csv") as file:
        file.write(b"new")
        file.flush()
        assert Path("a.csv").read_text() == "old"
    assert found() == {"a.csv": "new"}
    assert stat.S_IMODE(os.stat("a.csv").st_mode) == 0o640


def test_a_path_that_cannot_be_is_known_before_the_work() -> None:
    for path in ("no/a.csv", "", ".", "a/"):
        with pytest.raises(OutputError, match="cannot be written"):
            deliver_stream(ending(AssertionError("nobody is to work for it")), path)


def test_a_generator_is_closed_before_an_error_is_told() -> None:
    closed = []

    def parts() -> Iterator[str]:
        try:
            yield "one\n"
            yield "two\n"
        finally:
            closed.append(True)

    waiting = parts()
    next(waiting)
    with pytest.raises(OutputError):
        deliver_stream(waiting, "no/a.csv")
    assert closed == [True]


SIGNALLED = """
import os, signal, sys
from mbv2calc.cli.main import main
from mbv2calc.cli.files import whole_folder

def parts():
    yield "one\\n"
    os.kill(os.getpid(), signal.{name})
    yield "two\\n"

def run():
    mbv2calc.cli.app.catch_sigterm()  # as once a command is loaded
    from mbv2calc.cli.output import deliver_stream
    if {kind!r} == "file":
        deliver_stream(parts(), "a.parquet")
    with whole_folder("a.parquet") as folder:
        for part in parts():
            open(os.path.join(folder, "part-00000000.parquet"), "a").write(part)

import mbv2calc.cli.app
mbv2calc.cli.app.app = run
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no POSIX signals")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_signal_leaves_no_half_file(name: str, code: int, kind: str) -> None:
    if kind == "file":
        Path("a.parquet").write_text("old")
    else:
        Path("a.parquet").mkdir()
        Path("a.parquet/part-00000007.parquet").write_text("old")
    before = found()
    text = SIGNALLED.format(name=name, kind=kind)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")
    assert found() == before
    assert os.listdir() == ["a.parquet"]


def filled(path: str, *texts: str, error: BaseException | None = None) -> None:
    with whole_folder(path) as folder:
        for number, text in enumerate(texts):
            Path(folder, part_name(number)).write_text(text)
        assert os.path.dirname(folder) == os.path.dirname(os.path.realpath(path))
        if error is not None:
            raise error


@pytest.mark.parametrize("path", ["grid", "grid/", "grid.parquet"])
def test_a_folder_appears_with_all_its_parts(path: str) -> None:
    filled(path, "a", "b")
    name = path.rstrip("/")
    assert found() == {f"{name}/part-00000000.parquet": "a", f"{name}/part-00000001.parquet": "b"}
    filled(path, "c")
    assert found() == {f"{name}/part-00000000.parquet": "c"}
    assert os.listdir() == [name]


def test_a_folder_has_the_permissions_that_any_folder_gets_or_had() -> None:
    before = os.umask(0o027)
    try:
        filled("grid", "a")
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat("grid").st_mode) == 0o750
    Path("grid").chmod(0o700)
    filled("grid", "b")
    assert stat.S_IMODE(os.stat("grid").st_mode) == 0o700


def test_a_link_to_a_folder_stays_a_link() -> None:
    Path("real").mkdir()
    Path("link").symlink_to("real")
    filled("link", "a")
    assert Path("link").is_symlink()
    assert Path("real/part-00000000.parquet").read_text() == "a"


@pytest.mark.parametrize("error", ENDS, ids=repr)
def test_a_folder_that_ends_early_is_as_it_was(error: BaseException) -> None:
    filled("grid", "old")
    before = found()
    for path in ("grid", "new"):
        with pytest.raises(type(error)):
            filled(path, "new", error=error)
    assert found() == before
    assert os.listdir() == ["grid"]


@pytest.mark.parametrize("step", [1, 2])
def test_a_folder_that_cannot_take_its_place_leaves_the_old_one(
    step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("grid", "old")
    before, rename, calls = found(), os.rename, []

    def failing(*paths: str) -> None:
        calls.append(paths)
        return fail() if len(calls) == step else rename(*paths)

    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(OutputError, match=r"^grid: cannot be written: No space left"):
        filled("grid", "new")
    assert found() == before
    assert os.listdir() == ["grid"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("file", "file: is no folder; name a new one, or remove it"),
        ("mine", "mine: a folder with 'thesis.tex' is not replaced; name a new one"),
        (".", ".: a folder with 'file' is not replaced; name a new one"),
        ("no/grid", "no/grid: cannot be written: No such file or directory; name a file in"),
        ("loop", "loop: cannot be written: Too many levels of symbolic links"),
        ("/dev/null", "/dev/null: is no folder; name a new one, or remove it"),
        ("", "-o: the result is a folder; name it with -o"),
        ("-", "standard output: the result is a folder; name it with -o"),
    ],
)
def test_what_is_no_folder_of_parts_is_never_replaced(path: str, message: str) -> None:
    Path("file").write_text("mine")
    Path("mine").mkdir()
    Path("mine/thesis.tex").write_text("years of work")
    Path("mine/part-00000000.parquet").write_text("a part")
    Path("loop").symlink_to("loop")
    before = found()
    with pytest.raises(OutputError) as caught:
        filled(path, "new")
    assert str(caught.value).startswith(message)
    assert found() == before


KINDS: dict[str, Type] = {"t": "int", "name": "text"}
COLUMNS: dict[str, Any] = {"t": [1, 2], "name": ["a", "b"]}


def test_columns_go_where_texts_go(capsys: pytest.CaptureFixture[str]) -> None:
    deliver_columns([COLUMNS, COLUMNS], "csv", "a.csv", KINDS)
    deliver_columns([COLUMNS], "json", None, KINDS)
    assert Path("a.csv").read_text() == "t,name\n1,a\n2,b\n1,a\n2,b\n"
    assert capsys.readouterr().out == '[\n{"t": 1, "name": "a"},\n{"t": 2, "name": "b"}\n]\n'


def test_columns_go_to_parquet_files_only() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    deliver_columns(iter([COLUMNS, COLUMNS]), "parquet", "a.parquet", KINDS)
    assert parquet.read_table("a.parquet").to_pydict() == {"t": [1, 2] * 2, "name": ["a", "b"] * 2}
    deliver_columns([COLUMNS], "parquet", "/dev/null", KINDS)
    for path in (None, "-"):
        with pytest.raises(OutputError) as caught:
            deliver_columns([COLUMNS], "parquet", path, KINDS)
        message = "standard output: parquet is not text; name a file with -o"
        assert str(caught.value) == message


def test_columns_that_fail_leave_no_half_file() -> None:
    pytest.importorskip("pyarrow")

    def parts() -> Iterator[dict[str, list[Any]]]:
        yield COLUMNS
        raise UsageError("no")

    for name in ("csv", "json", "parquet"):
        with pytest.raises(Mbv2calcError):
            deliver_columns(parts(), name, "a.any", KINDS)
    with pytest.raises(OutputError, match="no 64-bit integer"):
        deliver_columns([COLUMNS | {"t": [2**63, 1]}], "parquet", "a.any", KINDS)
    assert os.listdir() == []
