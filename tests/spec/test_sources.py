"""Where a network is read from: a name that ships or a file, and what is no file to read."""

from pathlib import Path

import pytest

from mbv2calc import UsageError, load
from mbv2calc.errors import printable
from mbv2calc.model.blocks import KINDS
from mbv2calc.spec.reader import Source, read_architecture, read_source
from tests.support import SHIPPED, complaint

GOOD = "source: a table\nlayers:\n  - conv: {c: 8}\n"


pytestmark = pytest.mark.usefixtures("folder")


def test_the_shipped_networks_are_these() -> None:
    with pytest.raises(UsageError) as caught:
        load("zzz")
    assert str(caught.value) == (
        f"unknown network 'zzz'; known here: {', '.join(SHIPPED)}"
        " (`mbv2calc networks` lists them; or give the path of a YAML file)"
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("resnet5", "'resnet50'"),
        ("resnet", "'resnet50'"),
        ("RESNET50", "'resnet50'"),
        ("mbv2", f"one of {', '.join(SHIPPED[4:10])}"),
        ("mbv1_", f"one of {', '.join(SHIPPED[:4])}"),
        ("mbv2_1", "one of mbv2_1.0, mbv2_1.3, mbv2_1.4"),
        ("cam", "the file cam.yaml"),
    ],
)
def test_a_name_nearly_right_is_met_with_what_is_meant(folder: Path, name: str, meant: str) -> None:
    (folder / "cam.yaml").write_text(GOOD)
    with pytest.raises(UsageError) as caught:
        load(name)
    assert str(caught.value) == (
        f"unknown network {name!r}; did you mean {meant}?"
        " (`mbv2calc networks` lists them; or give the path of a YAML file)"
    )


def test_a_source_is_read_once(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD)
    source = read_source("mine.yaml")
    (folder / "mine.yaml").unlink()
    assert read_architecture(source, KINDS).source == "a table"


@pytest.mark.parametrize("path", ["none.yaml", "none.yml", "no/such/file", "x/mbv2_1.1.yml"])
def test_a_missing_file_is_named(path: str) -> None:
    assert complaint(path) == f"{path}: no such file; expected a YAML file"


@pytest.mark.parametrize("path", ["mbv2_1.0.yaml", "resnet50.yml", "configs/mbv1_0.5.yaml"])
def test_a_missing_file_that_ships_is_met_with_its_name(path: str) -> None:
    name = Path(path).stem
    assert complaint(path) == (
        f"{path}: no such file; expected a YAML file; did you mean the built-in {name!r}?"
    )


def test_a_folder_is_no_file(folder: Path) -> None:
    (folder / "configs").mkdir()
    assert complaint("configs") == "configs: a folder; expected a YAML file"
    assert complaint("./configs/") == "./configs/: a folder; expected a YAML file"


def test_a_path_that_no_system_has_is_no_crash() -> None:
    for path in ("a\0b.yaml", "x" * 300 + ".yaml", "\udcff.yaml"):
        message = complaint(path)
        assert message.startswith(f"{printable(path)}: ")
        assert message.isprintable()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"name: \xff\n", "1:7"),
        (b"\xe9", "1:1"),
        ("name: ö\n".encode() + b"layers: \xff", "2:9"),
        ("# öö".encode() + b"\xff", "1:7"),
        (b"\xef\xbb\xbfname: \xff\n", "1:7"),
        (b"\xef\xbb\xbfname: x\nlayers: \xff", "2:9"),
        (b"\xef\xbb\xbf\xff", "1:1"),
        ("name: a\n".encode("utf-16-le") + b"\xff", "2:2"),
    ],
)
def test_a_file_is_utf_8(folder: Path, content: bytes, place: str) -> None:
    (folder / "bad.yaml").write_bytes(content)
    assert complaint("bad.yaml") == f"bad.yaml:{place}: not UTF-8; save the file as UTF-8 text"


@pytest.mark.parametrize(("size", "fits"), [(1 << 20, True), ((1 << 20) + 1, False)])
def test_a_file_has_at_most_a_mebibyte(folder: Path, size: int, fits: bool) -> None:
    text = GOOD + "#"
    (folder / "big.yaml").write_text(text + "x" * (size - len(text)))
    if fits:
        assert load("big.yaml").architecture.source == "a table"
    else:
        message = "big.yaml: the file is over 1 MiB; a network needs a few KiB"
        assert complaint("big.yaml") == message


def test_a_source_is_the_file_as_it_stands(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD)
    assert read_source("mine.yaml") == Source("mine.yaml", "mine.yaml", GOOD)
    assert read_source("mbv2_0.5").label == "mbv2_0.5"
    assert Path(read_source("mbv2_0.5").path).is_file()
    assert read_source("mbv2_0.5").text == (
        "extends: mbv2_1.0\nname: MobileNetV2\nwidth_multiplier: 0.5\n"
    )
