"""From a name or a path to an Architecture: where files are found, and what good ones say."""

import os
from pathlib import Path

import pytest

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.blocks.avgpool import AvgPool
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.classifier import Classifier
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.spec.reader import read_architecture, read_source
from mbv2calc.spec.rounding import ChannelRule
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


pytestmark = pytest.mark.usefixtures("folder")


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
    assert read_source("mine.yaml").text == GOOD
    (folder / "bad.yaml").write_bytes(b"\xef\xbb\xbfnam: x\nlayers: 3")
    assert complaint("bad.yaml").startswith("bad.yaml:1:1: nam: unknown key 'nam'")


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_networks_are_found_by_name_from_anywhere(name: str) -> None:
    architecture = read(name)
    assert architecture.name in ("MobileNetV1", "MobileNetV2", "ResNet-50")
    assert architecture.layers


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


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a\nb\x1b.yaml", "a\\nb\\x1b"),
        ("\udcff.yaml", "\\udcff"),
        (" .yaml", "network"),
        ("x" * 250, "x" * 200),
        ("\x01" * 60, "\\x01" * 50),
        ("深 ö.yml", "深 ö"),
        ("null.yaml", "null"),
        ("~.yaml", "~"),
        ("true.yaml", "true"),
        ("1.0.yaml", "1.0"),
    ],
)
def test_a_name_left_out_is_printable_and_short(folder: Path, path: str, name: str) -> None:
    (folder / path).write_text(GOOD)
    assert read(path).name == name


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_a_mapping_left_out_is_one_of_defaults(folder: Path, text: str) -> None:
    (folder / "mine.yaml").write_text(
        f"input: {text}\nchannels: {text}\nlayers:\n  - conv: {{c: 8}}\n  - avgpool: {text}\n"
    )
    architecture = read("mine.yaml")
    assert (architecture.input, architecture.channels) == (Input(), ChannelRule())
    assert architecture.layers[1].block == AvgPool()


def test_a_path_may_be_a_path_object(folder: Path) -> None:
    (folder / "mine.yaml").write_text(GOOD)
    assert load(folder / "mine.yaml").architecture == read("mine.yaml")
