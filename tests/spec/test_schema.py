"""Dataclasses as a grammar: a section is filled, or every fault in it is named."""

import dataclasses
from dataclasses import dataclass

import pytest

from mbv2calc.arith import Number
from mbv2calc.errors import Fault
from mbv2calc.model.blocks import KINDS
from mbv2calc.spec.architecture import Architecture, Input
from mbv2calc.spec.checks import COUNT, TEXT
from mbv2calc.spec.parser import parse
from mbv2calc.spec.rounding import ChannelRule
from mbv2calc.spec.schema import SYNONYMS, fields_of, join, key, read_section, section


@dataclass(frozen=True, kw_only=True)
class Inner:
    size: Number = key(COUNT, "how large", default=1)


@dataclass(frozen=True, kw_only=True)
class Toy:
    c: Number = key(COUNT, "how many")
    name: str = key(TEXT, "what it is called", default="toy")
    inner: Inner = section(Inner, "what is in it", default=Inner())
    unread: str = dataclasses.field(default="not of the file")


def read(text: str, path: str = "toy") -> tuple[Toy | None, list[str]]:
    faults: list[Fault] = []
    toy = read_section(Toy, parse(text, "x.yaml", faults), path, faults)
    return toy, list(map(str, faults))


def test_a_section_is_filled_with_what_it_says_and_defaults() -> None:
    assert read("c: 3") == (Toy(c=3), [])
    assert read("{name: 'a b', c: 3, inner: {size: 2}}") == (
        Toy(c=3, name="a b", inner=Inner(size=2)),
        [],
    )


def test_a_section_left_empty_takes_its_defaults() -> None:
    for inner in ("", "{}", "~", "null"):
        assert read(f"{{c: 3, inner: {inner}}}") == (Toy(c=3), [])


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_nothing_is_no_value(text: str) -> None:
    assert read(f"{{c: {text}, name: {text}}}") == (
        None,
        [
            "x.yaml:1:5: toy.c: expected a positive integer, found nothing",
            f"x.yaml:1:{len(text) + 13}: toy.name: expected a printable text of at most 200"
            " characters, found nothing",
        ],
    )


@pytest.mark.parametrize("text", ["'~'", '"null"', "Null", "none", "~x"])
def test_what_only_looks_like_nothing_is_a_text(text: str) -> None:
    assert read(f"{{c: 3, name: {text}}}") == (Toy(c=3, name=text.strip("'\"")), [])


def test_fields_without_a_check_are_no_keys() -> None:
    assert list(fields_of(Toy)) == ["c", "name", "inner"]
    assert read("{c: 3, unread: x}")[1] == [
        "x.yaml:1:8: toy.unread: unknown key 'unread'; known here: c, name, inner"
    ]


def test_every_fault_of_a_section_is_named_and_nothing_is_made_of_it() -> None:
    toy, faults = read("{nam: x, name: [1], inner: {size: 0, sise: 1}}")
    assert toy is None
    assert sorted(faults) == [
        "x.yaml:1:16: toy.name: expected a printable text of at most 200 characters, found a list",
        "x.yaml:1:1: toy: the key 'c' is missing: how many",
        "x.yaml:1:2: toy.nam: unknown key 'nam'; did you mean 'name'?",
        "x.yaml:1:35: toy.inner.size: expected a positive integer, found '0'",
        "x.yaml:1:38: toy.inner.sise: unknown key 'sise'; did you mean 'size'?",
    ]


@pytest.mark.parametrize(
    ("text", "found"), [("[1]", "a list"), ("3", "'3'"), ("''", "the text '' in quotes")]
)
def test_a_section_is_a_mapping(text: str, found: str) -> None:
    assert read(text) == (
        None,
        [f"x.yaml:1:1: toy: expected a mapping of c, name, inner, found {found}"],
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("'3'", "the text '3' in quotes"),
        ("true", "'true'"),
        ("010", "'010' (octal in YAML 1.1; write the number without a leading 0)"),
        ("0o10", "'0o10' (octal in YAML 1.1; write the number without a leading 0)"),
        ("0_7", "'0_7' (octal in YAML 1.1; write the number without a leading 0)"),
        ("1:30", "'1:30' (sexagesimal in YAML 1.1; write a plain number)"),
        ("1:30.5", "'1:30.5' (sexagesimal in YAML 1.1; write a plain number)"),
        ("1_000", "'1_000' (write the number without _)"),
        ("0", "'0'"),
        ("0x10", "'0x10'"),
        ("~", "nothing"),
    ],
)
def test_a_number_that_yaml_would_bend_is_explained(text: str, found: str) -> None:
    message = f"x.yaml:1:5: toy.c: expected a positive integer, found {found}"
    assert read(f"{{c: {text}}}")[1] == [message]


def test_paths_grow_by_keys() -> None:
    assert join("", "input") == "input"
    assert join("layers[0].conv", "c") == "layers[0].conv.c"


def test_what_others_call_a_key_leads_to_it() -> None:
    assert read("{channels: 3}")[1] == [
        "x.yaml:1:2: toy.channels: unknown key 'channels'; did you mean 'c'?",
        "x.yaml:1:1: toy: the key 'c' is missing: how many",
    ]


def test_synonyms_lead_to_keys_and_kinds_that_exist() -> None:
    classes = [Architecture, Input, ChannelRule, *KINDS.values()]
    keys = {name for cls in classes for name in fields_of(cls)} | {"layers", "extends"}
    assert set(SYNONYMS.values()) <= keys | set(KINDS)
    assert {"conv", "depthwise", "bottleneck", "classifier", "avgpool"} <= set(SYNONYMS.values())


@pytest.mark.parametrize("cls", [Architecture, Input, ChannelRule, *KINDS.values()])
def test_every_key_says_what_it_is(cls: type) -> None:
    docs = {name: field.metadata["doc"] for name, field in fields_of(cls).items()}
    assert all(len(doc) > 3 for doc in docs.values()), docs
