"""A resolved file reads as the very network that it was written from."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.model.blocks import KINDS
from mbv2calc.spec.architecture import (
    ACTIVATIONS,
    Architecture,
    Entry,
    Input,
)
from mbv2calc.spec.reader import read_architecture
from mbv2calc.spec.rounding import ROUNDINGS, ChannelRule
from mbv2calc.spec.schema import Block, fields_of
from mbv2calc.spec.writer import resolved_text
from tests.support import SHIPPED, tiny

COUNTS = st.integers(1, 1_000_000)
RATIOS = st.builds(
    lambda digits, places: Ratio.parse(f"{digits // 10**places}.{digits % 10**places:0{places}}"),
    st.integers(1, 99_999),
    st.integers(2, 6),
)
TEXTS = st.text(min_size=1, max_size=30).filter(str.isprintable)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "c": COUNTS, "classes": COUNTS, "conv_groups": COUNTS,
    "n": st.integers(1, 1000), "s": st.integers(1, 1000), "k": st.integers(1, 1000),
    "inner": st.none() | COUNTS, "t": st.none() | st.just(Ratio(0)) | RATIOS,
    "widen": st.sampled_from(["always", "only_up", "never"]),
    "expands": st.sampled_from(["unless_1", "always"]),
    "stride_in": st.sampled_from(["conv", "reduce"]),
}  # fmt: skip


def blocks(kind: type[Block]) -> st.SearchStrategy[Block]:
    return st.builds(kind, **{name: VALUES[name] for name in fields_of(kind)})


ENTRIES = st.one_of(list(map(blocks, KINDS.values()))).map(Entry)
ARCHITECTURES = st.builds(
    Architecture,
    name=TEXTS,
    source=st.just("") | TEXTS,
    input=st.builds(Input, height=COUNTS, width=COUNTS, channels=COUNTS),
    width_multiplier=RATIOS,
    channels=st.builds(
        ChannelRule, round=st.sampled_from([*ROUNDINGS]), by=COUNTS, at_least=st.none() | COUNTS
    ),
    expansion=st.none() | RATIOS,
    activation=st.sampled_from(ACTIVATIONS),
    layers=st.lists(ENTRIES, min_size=1, max_size=6).map(tuple),
)


def read_again(architecture: Architecture, folder: Path) -> Architecture:
    path = folder / "again.yaml"
    path.write_text(resolved_text(architecture), encoding="utf-8")
    return read_architecture(str(path), KINDS)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_network_reads_again(name: str, tmp_path: Path) -> None:
    architecture = load(name).architecture
    text = resolved_text(architecture)
    assert read_again(architecture, tmp_path) == architecture
    assert "extends" not in text
    assert resolved_text(read_again(architecture, tmp_path)) == text


@given(architecture=ARCHITECTURES)
def test_any_network_reads_again(
    architecture: Architecture, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert read_again(architecture, folder) == architecture


@pytest.mark.parametrize(
    "name",
    [
        "yes", "No", "null", "~", "true", "1.0", "010", "1:30", ".nan", "2018-01-13", "- a", "a: b",
        "a #b", "#", "{a}", "[a]", "&a", "*a", "!a", "|", ">", "%", "@", "`", "'", '"', "\\", "a,b",
        " a", "a ", "?", "-", "=", "<<", "Größe", "深", "🙂", "…",
    ],
)  # fmt: skip
def test_a_name_that_yaml_would_bend_is_kept(name: str, tmp_path: Path) -> None:
    assert read_again(tiny(name).architecture, tmp_path).name == name
    assert yaml.safe_load(resolved_text(tiny(name).architecture))["name"] == name


def test_the_file_is_laid_out_for_a_person() -> None:
    assert resolved_text(tiny().architecture) == (
        "name: tiny\n"
        "input: {height: 8, width: 8, channels: 3}\n"
        "width_multiplier: 1\n"
        "channels: {round: divisible, by: 8}\n"
        "activation: relu\n"
        "layers:\n"
        "  - conv:       {c: 8, k: 3, widen: always, conv_groups: 1, n: 1, s: 2}\n"
        "  - bottleneck: {t: 1, c: 8, k: 3, expands: unless_1, n: 1, s: 1}\n"
    )


def test_the_numbers_laid_over_a_network_are_in_it(tmp_path: Path) -> None:
    model = load("mbv2_1.0").at(
        width="0.35", t="4.5", resolution="160x224", settings=["layers[3].bottleneck.k=5"]
    )
    assert read_again(model.architecture, tmp_path) == model.architecture
    text = resolved_text(model.architecture)
    assert "\nwidth_multiplier: 0.35\n" in text
    assert "\nexpansion: 4.5\n" in text
    assert "input: {height: 160, width: 224, channels: 3}" in text
    assert "{c: 32, k: 5, expands: unless_1, n: 3, s: 2}" in text
