"""A YAML text as nodes: scalars stay text, places are kept, and hostile files are refused."""

import re

import pytest
import yaml

from mbv2calc.errors import Fault, SpecError
from mbv2calc.spec import parser
from mbv2calc.spec.nodes import Mapping, Node, Scalar, Sequence, describe, position
from mbv2calc.spec.parser import parse

NEEDS_LIBYAML = pytest.mark.skipif(not yaml.__with_libyaml__, reason="texts of libyaml")


def read(text: str) -> Node:
    faults: list[Fault] = []
    root = parse(text, "x.yaml", faults)
    if faults:
        raise SpecError(faults)
    return root


def refused(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        read(text)
    return str(caught.value)


def value(text: str) -> Node:
    root = read(f"key: {text}\n")
    assert isinstance(root, Mapping)
    return root.items["key"]


def test_every_node_and_key_knows_where_it_stands() -> None:
    text = "layers:\n  - conv: {c: 8,\n           k: 3}\n"
    conv = Mapping(
        "x.yaml:2:11",
        {"c": Scalar("x.yaml:2:15", "8"), "k": Scalar("x.yaml:3:15", "3")},
        {"c": "x.yaml:2:12", "k": "x.yaml:3:12"},
    )
    item = Mapping("x.yaml:2:5", {"conv": conv}, {"conv": "x.yaml:2:5"})
    layers = Sequence("x.yaml:2:3", (item,))
    assert read(text) == Mapping("x.yaml:1:1", {"layers": layers}, {"layers": "x.yaml:1:1"})


@pytest.mark.parametrize(
    "text", ["010", "0o10", "1:30", "1e9", "1_000", ".nan", ".inf", "yes", "true", "2018-01-13"]
)
def test_no_scalar_is_read_behind_a_persons_back(text: str) -> None:
    assert value(text) == Scalar("x.yaml:1:6", text, plain=True)


@pytest.mark.parametrize("text", ["'32'", '"32"'])
def test_quotes_are_remembered(text: str) -> None:
    assert value(text) == Scalar("x.yaml:1:6", "32", plain=False)


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("two", "'two'"),
        ("'two'", "the text 'two' in quotes"),
        ("", "nothing"),
        ("~", "nothing"),
        ("null", "nothing"),
        ("''", "the text '' in quotes"),
        ("[1]", "a list"),
        ("{a: 1}", "a mapping"),
        ("x" * 40, repr("x" * 40)),
        ("x" * 41, repr("x" * 37 + "...")),
    ],
)
def test_a_message_says_what_was_found(text: str, description: str) -> None:
    assert describe(value(text)) == description


EMPTY = "x.yaml: the file is empty; expected a mapping with `layers:`"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *((text, EMPTY) for text in ("", "# only a comment\n", "---\n")),
        (
            "a: 1\nb: 2\na: 3\n",
            "x.yaml:3:1: duplicate key 'a', first given in line 1; remove one",
        ),
        (
            "a: 1\n'a': 3\n",
            "x.yaml:2:1: duplicate key 'a', first given in line 1; remove one",
        ),
        ("? [a]\n: b\n", "x.yaml:1:3: expected a key, found a list"),
        ("? {a: 1}\n: b\n", "x.yaml:1:3: expected a key, found a mapping"),
        (
            "a: !!python/object/apply:os.system [echo]\n",
            "x.yaml:1:4: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not allowed;"
            " remove it",
        ),
        ("a: !!int 3\n", "x.yaml:1:4: the tag 'tag:yaml.org,2002:int' is not allowed; remove it"),
        ("a: !mine 3\n", "x.yaml:1:4: the tag '!mine' is not allowed; remove it"),
        (
            "a: 1\n---\na: 2\n",
            "x.yaml:2:1: a second document; expected one document in a file",
        ),
        (
            "a: *b\n",
            "x.yaml:1:4: the alias *b names nothing above it, or itself; write it out",
        ),
        (
            "a: &a [*a]\n",
            "x.yaml:1:8: the alias *a names nothing above it, or itself; write it out",
        ),
    ],
)
def test_what_no_network_needs_is_refused(text: str, message: str) -> None:
    assert refused(text) == message


def test_all_duplicates_and_tags_are_named_at_once() -> None:
    text = "a: 1\na: 2\nb: !!str x\nc: {d: 1, d: 2}\n"
    assert refused(text).splitlines() == [
        "x.yaml:2:1: duplicate key 'a', first given in line 1; remove one",
        "x.yaml:3:4: the tag 'tag:yaml.org,2002:str' is not allowed; remove it",
        "x.yaml:4:11: duplicate key 'd', first given in line 4; remove one",
    ]


def test_what_is_readable_after_a_duplicate_is_kept() -> None:
    faults: list[Fault] = []
    root = parse("a: 1\na: 2\nb: !!str x\n", "x.yaml", faults)
    assert isinstance(root, Mapping)
    assert root.items == {"a": Scalar("x.yaml:1:4", "1"), "b": Scalar("x.yaml:3:4", "x")}
    assert [fault.origin for fault in faults] == ["x.yaml:2:1", "x.yaml:3:4"]


def test_a_fault_of_syntax_does_not_hide_those_above_it() -> None:
    assert refused("a: 1\na: 2\nb: [[*c]]\n").splitlines() == [
        "x.yaml:2:1: duplicate key 'a', first given in line 1; remove one",
        "x.yaml:3:6: the alias *c names nothing above it, or itself; write it out",
    ]


@NEEDS_LIBYAML
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [\n", "x.yaml:2:1: not YAML: did not find expected node content"),
        ("a:\n\t- b\n", "x.yaml:2:1: not YAML: found character that cannot start any token"),
        ("a: b: c\n", "x.yaml:1:5: not YAML: mapping values are not allowed in this context"),
    ],
)
def test_broken_syntax_has_a_place(text: str, message: str) -> None:
    assert refused(text) == message


@pytest.mark.parametrize("text", ["a: [\n", "a:\n\t- b\n", "a: b: c\n"])
def test_broken_syntax_is_refused_without_libyaml_too(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "_LOADER", yaml.SafeLoader)
    message = refused(text)
    assert message.startswith("x.yaml:")
    assert "not YAML: " in message


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x9b", "\ud800", "\ufeff", "\uffff"],
)
def test_a_character_that_yaml_forbids_has_a_place(
    character: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = f"the character {character!r} is not allowed in YAML; remove it"
    for loader in (parser._LOADER, yaml.SafeLoader):
        monkeypatch.setattr(parser, "_LOADER", loader)
        assert refused(f"a: ö{character}\n") == f"x.yaml:1:5: {message}"
        assert refused(f"a: [1,\n  2]\n# {character}") == f"x.yaml:3:3: {message}"
        assert refused(f"{character}a: {character}\n") == f"x.yaml:1:1: {message}"


@pytest.mark.parametrize("character", ["\t", "\x85", "\xa0", "\u202e", "\ufffd", "🙂", "深"])
def test_every_other_character_may_stand_in_a_file(character: str) -> None:
    assert value(f"1 # {character}") == Scalar("x.yaml:1:6", "1")


def test_a_place_is_a_line_and_a_column() -> None:
    places = [position("ö\nbc", place) for place in range(5)]
    assert places == ["1:1", "1:2", "2:1", "2:2", "2:3"]
    assert position("ö\nb".encode(), 3) == "2:1"  # of bytes: columns of bytes


def test_good_files_are_read_alike_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &x {b: [1, 'two', ~], c: 'x y'}\nd: *x\n# done\n"
    first = read(text)
    monkeypatch.setattr(parser, "_LOADER", yaml.SafeLoader)
    assert read(text) == first


def test_an_alias_is_the_node_it_names() -> None:
    root = read("a: &x {c: 8}\nb: *x\nd: [*x, *x]\n")
    assert isinstance(root, Mapping)
    block = Mapping("x.yaml:1:4", {"c": Scalar("x.yaml:1:11", "8")}, {"c": "x.yaml:1:8"})
    assert root.items["a"] == root.items["b"] == block
    assert root.items["d"] == Sequence("x.yaml:3:4", (block, block))


def test_an_alias_means_the_latest_anchor_above_it() -> None:
    root = read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")
    assert isinstance(root, Mapping)
    assert [node.text for node in root.items.values() if isinstance(node, Scalar)] == list("1122")


@pytest.mark.parametrize(
    ("levels", "fits"), [(parser.MAX_DEPTH, True), (parser.MAX_DEPTH + 1, False)]
)
def test_depth_has_a_limit(levels: int, fits: bool) -> None:
    text = "[" * levels + "a" + "]" * levels
    if fits:
        assert isinstance(read(text), Sequence)
    else:
        where = f"x.yaml:1:{levels + 1}"
        assert refused(text) == f"{where}: nested deeper than 32 levels; flatten the file"


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_a_mebibyte_of_brackets_is_refused_without_exhausting_the_stack(opening: str) -> None:
    text = opening * ((1 << 20) // len(opening))
    assert refused(text).endswith("nested deeper than 32 levels; flatten the file")


@pytest.mark.parametrize(
    ("count", "fits"), [(parser.MAX_NODES - 1, True), (parser.MAX_NODES, False)]
)
def test_the_number_of_values_has_a_limit(count: int, fits: bool) -> None:
    text = "[" + "1," * count + "]"
    if fits:
        root = read(text)
        assert isinstance(root, Sequence)
        assert len(root.items) == count
    else:
        assert refused(text).endswith(": more than 20000 values, aliases written out; shorten it")


def test_an_alias_bomb_is_refused_where_it_goes_off() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    for level in range(1, 9):
        aliases = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} [{aliases}]")
    message = refused("\n".join(lines))
    assert message == ("x.yaml:5:15: more than 20000 values, aliases written out; shorten it")


def test_each_use_of_an_alias_counts_what_it_stands_for() -> None:
    row = "&x [" + "1," * 99 + "]"  # 100 values
    fitting = f"[{row}, " + "*x," * 198 + "]"
    assert isinstance(read(fitting), Sequence)
    assert "more than 20000 values" in refused(f"[{row}, " + "*x," * 200 + "]")


def test_both_patterns_of_forbidden_characters_agree() -> None:
    for number in range(128):
        short = re.search(parser._FORBIDDEN_IN_ASCII, chr(number))
        assert bool(short) == bool(re.search(parser._FORBIDDEN, chr(number))), number
