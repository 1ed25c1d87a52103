"""A message is one readable line, whatever the text from outside that it quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.errors import Fault, SpecError, shown


@given(st.text(max_size=100))
def test_what_is_shown_is_printable(text: str) -> None:
    assert shown(text).isprintable()
    assert shown(text) == text or not text.isprintable()


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
    assert shown(text) == line


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
