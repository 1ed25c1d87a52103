"""From a name or a path to an Architecture: where files are found, and what good ones say."""

import os
from pathlib import Path

import pytest

from mbv2calc import UsageError, load
from mbv2calc.arith import Ratio
from mbv2calc.model import KINDS
from mbv2calc.model.blocks.avgpool import AvgPool
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.classifier import Classifier
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.spec import (
    Architecture,
    ChannelRule,
    Entry,
    Input,
    read_architecture,
    source_text,
)
from tests.support import SHIPPED, complaint

GOOD = """\
source: "a table: 2"
input: {height: 160, channels: 1}
width_multiplier: 0.35
channels: {round: floor, at_least: 8}
expansion: 4.5
activation: swish
layers:
  - conv: {c: 32, k: 3, s: 2, widen: never}
  - bottleneck: {t: 1, c: 16}
  - avgpool:
  - classifier: {classes: 10}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(path: str | Path) -> Architecture:
    return read_architecture(os.fspath(path), KINDS)


def test_a_file_says_what_it_says_and_the_rest_is_default(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD)
    assert read("mine.yaml") == Architecture(
        name="mine",
        source="a table: 2",
        input=Input(height=160, width=224, channels=1),
        width_multiplier=Ratio(7, 20),
        channels=ChannelRule(round="floor", by=8, at_least=8),
        expansion=Ratio(9, 2),
        activation="swish",
        layers=(
            Entry(Conv(c=32, k=3, s=2, widen="never")),
            Entry(Bottleneck(c=16, t=Ratio(1))),
            Entry(AvgPool()),
            Entry(Classifier(classes=10)),
        ),
    )


def test_entries_and_keys_remember_where_they_stand(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD)
    architecture = read("mine.yaml")
    assert [entry.origin for entry in architecture.layers] == [
        f"mine.yaml:{line}:5" for line in (8, 9, 10, 11)
    ]
    assert architecture.origins["input"] == "mine.yaml:2:8"
    assert architecture.origins["expansion"] == "mine.yaml:5:12"


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n").encode(), GOOD.encode() + b"..."],
    ids=["byte order mark", "carriage returns", "end of document"],
)
def test_how_an_editor_saves_makes_no_difference(folder: Path, content: bytes) -> None:
    (folder / "mine.yaml").write_text(GOOD)
    plain = read("mine.yaml")
    (folder / "mine.yaml").write_bytes(content)
    assert read("mine.yaml") == plain


def test_anchors_and_aliases_save_typing(folder: Path) -> None:
    (folder / "mine.yaml").write_text(
        "width_multiplier: &half 0.5\n"
        "expansion: *half\n"
        "layers:\n"
        "  - conv: &first {c: 8, k: 3}\n"
        "  - conv: *first\n"
        "  - &pool {avgpool: {}}\n"
        "  - *pool\n"
    )
    architecture = read("mine.yaml")
    assert architecture.width_multiplier == architecture.expansion == Ratio(1, 2)
    blocks = [entry.block for entry in architecture.layers]
    assert blocks == [Conv(c=8, k=3), Conv(c=8, k=3), AvgPool(), AvgPool()]


def test_a_byte_order_mark_is_no_text(folder: Path) -> None:
    (folder / "mine.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert source_text("mine.yaml") == GOOD
    (folder / "bad.yaml").write_bytes(b"\xef\xbb\xbfnam: x\nlayers: 3")
    assert complaint("bad.yaml").startswith("bad.yaml:1:1: nam: unknown key 'nam'")


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_networks_are_found_by_name_from_anywhere(name: str) -> None:
    architecture = read(name)
    assert architecture.name in ("MobileNetV1", "MobileNetV2", "ResNet-50")
    assert architecture.layers


def test_the_shipped_networks_are_these() -> None:
    with pytest.raises(UsageError) as caught:
        read("zzz")
    assert str(caught.value) == (
        f"unknown network 'zzz'; known here: {', '.join(SHIPPED)}"
        " (`mbv2calc networks` lists them; or give the path of a YAML file)"
    )


def test_a_name_nearly_right_is_met_with_one_that_ships() -> None:
    with pytest.raises(UsageError) as caught:
        read("resnet5")
    assert str(caught.value) == (
        "unknown network 'resnet5'; did you mean 'resnet50'?"
        " (`mbv2calc networks` lists them; or give the path of a YAML file)"
    )


def test_a_shipped_name_is_meant_before_a_file_of_that_name(folder: Path) -> None:
    (folder / "resnet50").write_text(GOOD)
    assert read("resnet50").name == "ResNet-50"
    assert read("./resnet50").source == "a table: 2"


def test_a_file_without_an_ending_is_found_where_it_exists(folder: Path) -> None:
    (folder / "plain").write_text(GOOD)
    assert read("plain").width_multiplier == Ratio(7, 20)


@pytest.mark.parametrize("path", ["mine.yaml", "mine.yml", "mine", "sub/mine.yml"])
def test_the_name_left_out_is_that_of_the_file(folder: Path, path: str) -> None:
    (folder / "sub").mkdir()
    (folder / path).write_text(GOOD)
    assert read(path).name == "mine"


def test_a_path_may_be_a_path_object(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD)
    assert load(folder / "mine.yaml").architecture == read("mine.yaml")


@pytest.mark.parametrize("path", ["none.yaml", "none.yml", "no/such/file", "mbv2_1.0.yaml"])
def test_a_missing_file_is_named(path: str) -> None:
    assert complaint(path) == f"{path}: no such file; expected a YAML file"


def test_a_folder_is_no_file(folder: Path) -> None:
    (folder / "configs").mkdir()
    assert complaint("configs") == "configs: a folder; expected a YAML file"
    assert complaint("./configs/") == "./configs/: a folder; expected a YAML file"


def test_a_path_that_no_system_has_is_no_crash() -> None:
    assert complaint("a\0b.yaml") == "a\0b.yaml: cannot be read: embedded null byte"
    name = "x" * 300 + ".yaml"
    assert complaint(name) == f"{name}: cannot be read: File name too long"


@pytest.mark.parametrize(
    ("content", "byte"),
    [(b"name: \xff\n", 7), (b"\xe9", 1), ("name: a\n".encode("utf-16-le") + b"\xff", 17)],
)
def test_a_file_is_utf_8(folder: Path, content: bytes, byte: int) -> None:
    (folder / "bad.yaml").write_bytes(content)
    message = f"bad.yaml: not UTF-8 at byte {byte}; save the file as UTF-8 text"
    assert complaint("bad.yaml") == message


@pytest.mark.parametrize(("size", "fits"), [(1 << 20, True), ((1 << 20) + 1, False)])
def test_a_file_has_at_most_a_mebibyte(folder: Path, size: int, fits: bool) -> None:
    text = GOOD + "#"
    (folder / "big.yaml").write_text(text + "x" * (size - len(text)))
    if fits:
        assert read("big.yaml").source == "a table: 2"
    else:
        message = "big.yaml: the file is over 1 MiB; a network needs a few KiB"
        assert complaint("big.yaml") == message


def test_the_source_text_is_the_file_as_it_stands(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD)
    assert source_text("mine.yaml") == GOOD
    assert source_text("mbv2_0.5") == (
        "extends: mbv2_1.0\nname: MobileNetV2\nwidth_multiplier: 0.5\n"
    )
