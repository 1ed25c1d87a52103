"""`extends`: a file laid over another, key by key, and what is wrong in either."""

from itertools import pairwise
from pathlib import Path

import pytest

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.spec.architecture import Architecture, Input
from mbv2calc.spec.rounding import ChannelRule
from tests.support import SHIPPED, complaint

BASE = """\
name: Base
source: a paper
input: {height: 96, width: 64, channels: 1}
width_multiplier: 0.5
channels: {round: floor, at_least: 4}
layers:
  - conv: {c: 8}
  - conv: {c: 16}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(BASE)
    return tmp_path


def read(text: str, path: str = "x.yaml") -> Architecture:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)
    return load(path).architecture


def faults(text: str) -> list[str]:
    Path("x.yaml").write_text(text)
    return complaint("x.yaml").splitlines()


def test_a_shipped_network_is_extended_by_its_name() -> None:
    whole = load("mbv2_1.0").architecture
    mine = read("extends: mbv2_1.0\nwidth_multiplier: 0.35\n")
    assert mine.width_multiplier == Ratio(7, 20)
    assert (mine.layers, mine.expansion, mine.source) == (
        whole.layers,
        whole.expansion,
        whole.source,
    )


def test_a_path_is_taken_relative_to_the_file_that_says_it() -> None:
    read("extends: ../base.yaml\nactivation: swish\n", "sub/middle.yaml")
    top = read("extends: sub/middle.yaml\nexpansion: 6\n", "top.yaml")
    assert (top.source, top.activation, top.expansion) == ("a paper", "swish", Ratio(6))


def test_an_absolute_path_is_taken_as_it_is(folder: Path) -> None:
    assert read(f"extends: {folder / 'base.yaml'}\n").source == "a paper"


def test_a_chain_is_followed_and_the_nearest_file_wins() -> None:
    read("extends: base.yaml\nwidth_multiplier: 0.75\nexpansion: 3\n", "one.yaml")
    read("extends: one.yaml\nexpansion: 4\n", "two.yaml")
    last = read("extends: two.yaml\nactivation: swish\n")
    assert (last.source, last.width_multiplier, last.expansion, last.activation) == (
        "a paper",
        Ratio(3, 4),
        Ratio(4),
        "swish",
    )


def test_mappings_are_merged_key_by_key() -> None:
    mine = read("extends: base.yaml\ninput: {height: 160}\nchannels: {by: 2}\n")
    assert mine.input == Input(height=160, width=64, channels=1)
    assert mine.channels == ChannelRule(round="floor", by=2, at_least=4)


def test_lists_are_replaced_whole() -> None:
    mine = read("extends: base.yaml\nlayers:\n  - conv: {c: 24, k: 3}\n")
    assert [entry.block for entry in mine.layers] == [Conv(c=24, k=3)]
    assert mine.layers[0].origin == "x.yaml:3:5"


def test_the_source_of_other_layers_is_not_inherited() -> None:
    layers = "layers:\n  - conv: {c: 24}\n"
    assert read("extends: base.yaml\nexpansion: 6\n", "same.yaml").source == "a paper"
    assert read(f"extends: base.yaml\n{layers}", "other.yaml").source == ""
    assert read("extends: same.yaml\n").source == "a paper"
    assert read("extends: other.yaml\n").source == ""
    assert read(f"extends: base.yaml\nsource: mine\n{layers}").source == "mine"


def test_the_name_is_not_inherited() -> None:
    assert read("extends: base.yaml\n").name == "x"
    assert read("extends: base.yaml\nname: Mine\n").name == "Mine"


def test_what_is_inherited_keeps_its_place_in_the_base() -> None:
    mine = read("extends: base.yaml\ninput: {height: 160}\n")
    assert [entry.origin for entry in mine.layers] == ["base.yaml:7:5", "base.yaml:8:5"]
    assert mine.origins["width_multiplier"] == "base.yaml:4:19"
    assert mine.origins["input"] == "x.yaml:2:8"


def test_two_files_may_extend_the_same_one() -> None:
    first, second = (
        read(f"extends: base.yaml\nwidth_multiplier: {width}\n") for width in ("0.25", "2")
    )
    assert (first.width_multiplier, second.width_multiplier) == (Ratio(1, 4), Ratio(2))
    assert load("base.yaml").architecture.name == "Base"


def test_faults_of_the_base_are_placed_in_the_base() -> None:
    text = "nam: x\nwidth_multiplier: zero\nlayers:\n  - conv: {c: two}\n"
    Path("sub").mkdir()
    Path("sub/bad.yaml").write_text(text)
    told = faults("extends: sub/bad.yaml\nactivation: foo\ninput: {size: 3}\n")
    assert [line.split(": ")[:2] for line in told] == [
        ["sub/bad.yaml:1:1", "nam"],
        ["sub/bad.yaml:2:19", "width_multiplier"],
        ["sub/bad.yaml:4:15", "layers[0].conv.c"],
        ["x.yaml:2:13", "activation"],
        ["x.yaml:3:9", "input.size"],
    ]


def test_a_fault_of_the_base_that_is_replaced_is_none() -> None:
    Path("bad.yaml").write_text("width_multiplier: zero\nlayers: nothing\n")
    mine = read("extends: bad.yaml\nwidth_multiplier: 2\nlayers:\n  - conv: {c: 8}\n")
    assert mine.width_multiplier == Ratio(2)


def test_numbers_that_do_not_fit_are_placed_where_they_stand() -> None:
    base = "layers:\n  - bottleneck: {c: 4}\n  - bottleneck: {c: 3, s: 2, t: 0}\n"
    Path("base.yaml").write_text(base)
    told = faults("extends: base.yaml\nexpansion: 0\n")
    assert [line.split(": ")[:2] for line in told] == [
        ["x.yaml:2:12", "layers[0].bottleneck"],
        ["base.yaml:3:5", "layers[1].bottleneck"],
    ]


def test_a_base_that_is_broken_itself_is_named() -> None:
    Path("bad.yaml").write_text("layers:\n  - conv: {c: 8, c: 9}\n")
    assert faults("extends: bad.yaml\n") == [
        "bad.yaml:2:18: duplicate key 'c', first given in line 2; remove one"
    ]
    Path("empty.yaml").write_text("")
    assert faults("extends: empty.yaml\n") == [
        "empty.yaml: the file is empty; expected a mapping with `layers:`"
    ]


@pytest.mark.parametrize(
    ("base", "fix"),
    [
        ("mbv2_1.1", "did you mean 'mbv2_1.4'?"),
        ("resnet-50", "did you mean 'resnet50'?"),
        ("other.yaml", f"known here: {', '.join(SHIPPED)}"),
        ("sub/base.yaml", f"known here: {', '.join(SHIPPED)}"),
    ],
)
def test_a_missing_base_is_named(base: str, fix: str) -> None:
    assert faults(f"expansion: 6\nextends: {base}\n") == [
        f"x.yaml:2:10: extends: unknown network or file '{base}'; {fix}"
        " (a path starts at the folder of x.yaml)"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a]", "9:a list"),
        ("{a: b}", "9:a mapping"),
        ("", "8:nothing"),
        ("~", "9:nothing"),
        ("null", "9:nothing"),
        ("''", "9:the text '' in quotes"),
    ],
)
def test_a_base_is_one_name(text: str, found: str) -> None:
    column, _, what = found.partition(":")
    expected = f"x.yaml:1:{int(column) + 1}: extends: expected the name of a network or a path,"
    assert faults(f"extends: {text}\n") == [f"{expected} found {what}"]


def test_a_missing_base_does_not_hide_the_faults_of_the_file() -> None:
    assert [fault[:30] for fault in faults("extends: none.yaml\nexpansion: six\n")] == [
        "x.yaml:1:10: extends: unknown ",
        "x.yaml:2:12: expansion: expect",
    ]


def test_a_folder_is_no_base() -> None:
    Path("sub").mkdir()
    Path("folder.yaml").mkdir()
    for base in ("sub", "folder.yaml"):
        message = f"x.yaml:2:10: extends: {base} is a folder; expected a YAML file"
        assert faults(f"name: X\nextends: {base}\n") == [message]


def test_a_file_that_extends_itself_is_a_cycle() -> None:
    assert faults("extends: x.yaml\n") == [
        "x.yaml:1:10: extends: a cycle: x.yaml extends this file again; remove one `extends`"
    ]


def test_a_cycle_of_three_is_found_where_it_closes() -> None:
    Path("y.yaml").write_text("extends: z.yaml\n")
    Path("z.yaml").write_text("name: Z\nextends: ./x.yaml\n")
    assert faults("extends: y.yaml\n") == [
        "z.yaml:2:10: extends: a cycle: x.yaml extends this file again; remove one `extends`"
    ]


def test_a_cycle_is_found_through_a_link_too() -> None:
    Path("link.yaml").symlink_to("x.yaml")
    assert faults("extends: link.yaml\n") == [
        "x.yaml:1:10: extends: a cycle: link.yaml extends this file again; remove one `extends`"
    ]


def link(files: int) -> None:
    """Write a chain of files, each of which extends the next: f1.yaml, f2.yaml, ..., base.yaml."""
    names = [*(f"f{number}.yaml" for number in range(1, files)), "base.yaml"]
    for name, base in pairwise(names):
        Path(name).write_text(f"extends: {base}\n")


def test_a_chain_has_an_end() -> None:
    link(32)
    assert load("f1.yaml").architecture.source == "a paper"
    for files in (33, 100):
        link(files)
        assert complaint("f1.yaml") == (
            "f32.yaml:1:10: extends: a chain of more than 32 files; merge some of them"
        )
    assert load("f69.yaml").architecture.source == "a paper"
