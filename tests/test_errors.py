"""A message is one readable line, whatever the text from outside that it quotes."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mbv2calc
from mbv2calc import errors
from mbv2calc.errors import Fault, SpecError, printable, unknown
from mbv2calc.model.blocks import KINDS
from mbv2calc.spec.schema import SYNONYMS


@given(st.text(max_size=100))
def test_what_is_shown_is_printable(text: str) -> None:
    assert printable(text).isprintable()
    assert printable(text) == text or not text.isprintable()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("Größe 深 'a' \\", "Größe 深 'a' \\"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x1b[31m\x00", "\\x1b[31m\\x00"),
        ("\udcff \u202e", "\\udcff \\u202e"),
        ("x" * 1000, "x" * 1000),
        ("x" * 1001, "x" * 997 + "..."),
    ],
)
def test_a_text_from_outside_is_escaped_and_cut(text: str, line: str) -> None:
    assert printable(text) == line


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (Fault("x.yaml:1:2", "layers[0].conv", "message"), "x.yaml:1:2: layers[0].conv: message"),
        (Fault("x.yaml", "", "message"), "x.yaml: message"),
        (Fault("a\nb.yaml:1:2", "in\tput", "a\x1b"), "a\\nb.yaml:1:2: in\\tput: a\\x1b"),
        (Fault("--t", "", "x" * 1001), f"--t: {'x' * 997}..."),
    ],
)
def test_a_fault_is_one_line(fault: Fault, line: str) -> None:
    assert str(fault) == line


def test_an_error_has_a_line_for_each_fault_and_each_fault_once() -> None:
    first, second = Fault("a\nb", "", "one"), Fault("c", "", "two")
    error = SpecError([first, second, first])
    assert error.faults == (first, second)
    assert str(error) == "a\\nb: one\nc: two"


CONV = ("n", "s", "c", "k", "widen", "conv_groups")


@pytest.mark.parametrize(
    ("name", "known", "fix"),
    [
        ("stride", CONV, "did you mean 's'?"),
        ("kernel_size", CONV, "did you mean 'k'?"),
        ("channels", CONV, "did you mean 'c'?"),
        ("Repeats", CONV, "did you mean 'n'?"),
        ("groups", CONV, "did you mean 'conv_groups'?"),
        ("conv_group", CONV, "did you mean 'conv_groups'?"),
        ("K", CONV, "did you mean 'k'?"),
        ("expand_ratio", ("c", "t"), "did you mean 't'?"),
        ("t", ("expansion", "input"), "did you mean 'expansion'?"),
        ("alpha", ("expansion", "width_multiplier"), "did you mean 'width_multiplier'?"),
        ("layer", ("layers", "name"), "did you mean 'layers'?"),
        ("<<", ("extends", "layers"), "did you mean 'extends'?"),
        ("fc", tuple(KINDS), "did you mean 'classifier'?"),
        ("Conv2d", tuple(KINDS), "did you mean 'conv'?"),
        ("dwconv", tuple(KINDS), "did you mean 'depthwise'?"),
        ("inverted_residual", tuple(KINDS), "did you mean 'bottleneck'?"),
        ("pool", tuple(KINDS), "did you mean 'avgpool'?"),
        ("zzz", CONV, "known here: n, s, c, k, widen, conv_groups"),
        ("zzz", (), "there is none here"),
        ("stride", (), "there is none here"),
    ],
)
def test_an_unknown_name_is_met_with_the_likeliest_one(
    name: str, known: tuple[str, ...], fix: str
) -> None:
    assert unknown("key", name, known, SYNONYMS) == f"unknown key {name!r}; {fix}"


def test_a_synonym_is_known_only_where_it_is_given() -> None:
    assert unknown("key", "stride", CONV) == (
        "unknown key 'stride'; known here: n, s, c, k, widen, conv_groups"
    )
    assert unknown("kind", "pool", tuple(KINDS)) == "unknown kind 'pool'; did you mean 'maxpool'?"


def test_a_long_name_is_shown_by_its_beginning() -> None:
    for length, shown_name in ((60, "z" * 60), (61, "z" * 57 + "...")):
        message = f"unknown key '{shown_name}'; there is none here"
        assert unknown("key", "z" * length, ()) == message


def classes_of_errors() -> Iterator[tuple[str, type[BaseException]]]:
    """Every exception class that mbv2calc defines, by the name that the drawing has for it."""
    for info in pkgutil.walk_packages(mbv2calc.__path__, "mbv2calc."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            own = isinstance(value, type) and value.__module__ == info.name
            if own and issubclass(value, BaseException):
                room = "" if module is errors else f"{info.name.removeprefix('mbv2calc.')}."
                yield f"{room}{name}", value


def drawn(text: str) -> dict[str, str]:
    """The classes in a drawing of a tree, each with its base."""
    found, above = {}, {0: "Exception"}
    for line in text.splitlines():
        if branch := re.match(r"    ([│ ]*)[├└]── ([\w.]+)", line):
            depth = len(branch[1]) // 4
            found[branch[2]] = above[depth]
            above[depth + 1] = branch[2]
    return found


def test_every_error_is_in_the_tree_that_errors_draws() -> None:
    tree = drawn(str(errors.__doc__))
    assert tree == {name: cls.__bases__[0].__name__ for name, cls in classes_of_errors()}


def test_the_drawing_is_read_with_its_bases() -> None:
    text = "    Exception\n    ├── A   first\n    │   └── B  inside\n    └── c.D\n"
    assert drawn(text) == {"A": "Exception", "B": "A", "c.D": "Exception"}
