"""Texts that are no condition: an error at the place, whatever the text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import UsageError
from mbv2calc.grid.where.conditions import Compare
from mbv2calc.grid.where.parse import MAX_CHARACTERS, MAX_DEPTH, read_where
from tests.grid.where.examples import COLUMNS, WORDS, holds, read

NEAR = "parentheses stand around comparisons, not around sums"
OPERAND = "expected a number or a column such as madds"
NUMBER = "expected a number such as 300M, 0.35 or 512KiB"
LEXICAL = "expected names, numbers and signs such as madds < 300M"
NO_COLUMN = "this comparison names no column; write one such as madds < 300M"
DIVIDED = "nothing can be divided here; write madds < 100 * params instead of madds / params < 100"
KNOWN = "known here: t, madds, params, top1, layers[3].bottleneck.k, groups, dtype, peak_bytes"
LONG_CHAIN = "madds < 5 and " * 20 + "mads < 5" + " and madds < 5" * 20


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("mads < 5", 1, "unknown column 'mads'; did you mean 'madds'?"),
        ("t > 1 and mads < 5", 11, "unknown column 'mads'; did you mean 'madds'?"),
        ("madds < mads", 9, "unknown column 'mads'; did you mean 'madds'?"),
        ("2 * mads < 5", 5, "unknown column 'mads'; did you mean 'madds'?"),
        ("mads + 1 < 5", 1, "unknown column 'mads'; did you mean 'madds'?"),
        ("madds.real < 5", 1, "unknown column 'madds.real'; did you mean 'madds'?"),
        ("layers[3].bottleneck.c == 5", 1,
         "unknown column 'layers[3].bottleneck.c'; did you mean 'layers[3].bottleneck.k'?"),
        ("__import__('os')", 1, f"unknown column '__import__'; {KNOWN}"),
        ("lambda: 5", 7, f"{LEXICAL}, found ':'"),
        ("madds", 6, "expected a comparison of madds such as < 300M, found the end"),
        ("dtype and t > 1", 7, "expected a comparison of dtype such as == int8, found 'and'"),
        ("(madds + t) < 5", 11,
         f"expected a comparison of madds + t such as < 300M, found ')'; {NEAR}"),
        ("2 * (madds + t) < 5", 5, f"{OPERAND}, found '('; {NEAR}"),
        ("madds <", 8, f"{OPERAND}, found the end"),
        ("madds <  ", 8, f"{OPERAND}, found the end"),
        ("< 5", 1, f"{OPERAND}, found '<'"),
        ("madds < and t > 1", 9, f"{OPERAND}, found 'and'"),
        ("madds < 300M and", 17, f"{OPERAND}, found the end"),
        ("madds ** 2 < 1", 8, f"{OPERAND}, found '*'"),
        ("madds < - - 1", 11, f"{OPERAND}, found '-'"),
        ("not", 4, f"{OPERAND}, found the end"),
        ("()", 2, f"{OPERAND}, found ')'"),
        ("madds = 5", 7, "write == for equality, found '='"),
        ("madds === 5", 7, "write ==, found '==='"),
        ("madds => 5", 7, "write >=, found '=>'"),
        ("madds <> 5", 7, "write !=, found '<>'"),
        ("madds <!< 5", 7,
         "expected one of <, <=, >, >=, ==, !=, \u2264, \u2265, \u2260, found '<!<'"),
        ("madds < 5 && t > 1", 11, "write and, found '&&'"),
        ("madds < 5 || t > 1", 11, "write or, found '||'"),
        ("!madds < 5", 1, "write not, found '!'"),
        ("madds < 5, t > 1", 10,
         "write and between conditions, and decimals with a point, found ','"),
        ("madds % 2 == 1", 7, f"{LEXICAL}, found '%'"),
        ("madds < \uff11", 9, f"{LEXICAL}, found '\uff11'"),
        ("madds < 5 \u0661", 11, f"{LEXICAL}, found '\u0661'"),
        ("m\u00e4dds < 5", 2, f"{LEXICAL}, found '\u00e4'"),
        ("'int8 == dtype", 1, "the quote ' is not closed; write a second one behind the word"),
        ("(madds < 5", 11, "expected ) for the ( of column 1, found the end"),
        ("t < 1 or (madds < 5 t", 21, "expected ) for the ( of column 10, found 't'"),
        ("madds < 5)", 10, "this ) closes nothing; take it out or write its ("),
        ("madds < 5 t > 3", 11, "expected and, or, or the end, found 't'"),
        ("madds < 5 if t else 3", 11, "expected and, or, or the end, found 'if'"),
        (f"madds < 5 {'x' * 99}", 11,
         f"expected and, or, or the end, found '{'x' * 57}...'"),
        ("madds < 5 300", 11, "expected and, or, or the end, found '300'"),
        ("1 < 2", 1, NO_COLUMN),
        ("madds < 5 and 1 < 2 < t", 15, NO_COLUMN),
        ("madds * t < 5", 9,
         "two columns cannot be multiplied; write madds < 100 * params, a number times a column"),
        ("madds / params < 5", 7, DIVIDED),
        ("madds / 2 < 5", 7, DIVIDED),
        ("madds < 300X", 9, f"{NUMBER}, found '300X'; unknown unit 'X'; known here: k, M, G, T, B,"
         " kB, MB, GB, TB, KiB, MiB, GiB, TiB"),
        ("madds < 3e8.5", 9, f"{NUMBER}, found '3e8.5'"),
        ("madds < 1.2.3", 9, f"{NUMBER}, found '1.2.3'"),
        ("madds < 1__0", 9, f"{NUMBER}, found '1__0'"),
        ("madds < 0x10", 9, f"{NUMBER}, found '0x10'"),
        ("madds < 1/0", 9, f"{NUMBER}, found '1/0'; the divisor must not be 0"),
        ("madds < 3,5", 10, "write and between conditions, and decimals with a point, found ','"),
        (f"madds < {'9' * 41}", 9, f"{NUMBER}, found '{'9' * 41}'; write at most 40 digits"),
        (f"madds < 0.{'9' * 900}", 9,
         f"{NUMBER}, found '0.{'9' * 55}'... of 902 characters, at most 100 are read"),
        ("dtype < int8", 7,
         "dtype holds words, which are compared with == and != only, found '<'"),
        ("dtype == int9", 10, "unknown dtype 'int9'; did you mean 'int8'?"),
        ("dtype == 'x y'", 10, "unknown dtype 'x y'; known here: int8, fp16, bf16, fp32"),
        ("dtype == 8", 10, "dtype holds words; write dtype == int8"),
        ("dtype + 1 == 5", 1, "dtype holds words; write dtype == int8"),
        ("2 * dtype == 5", 5, "dtype holds words; write dtype == int8"),
        ("madds < 'int8'", 9,
         f"{OPERAND}, found 'int8'; only columns of words are compared with a word"),
        ("madds == max", 10, f"unknown column 'max'; {KNOWN}"),
        ("groups == mux", 11, "unknown word or column 'mux'; did you mean 'max'?"),
    ],
)  # fmt: skip
def test_a_fault_is_shown_at_its_place(text: str, column: int, message: str) -> None:
    with pytest.raises(UsageError) as error:
        read(text)
    first, excerpt, caret = str(error.value).split("\n")
    assert first == f"--where: column {column}: {message}"
    if len(text) <= 76:
        assert excerpt == text
        assert caret == " " * (column - 1) + "^"


def test_a_column_of_words_that_the_sweep_lacks_is_unknown() -> None:
    with pytest.raises(
        UsageError, match=r"^--where: column 1: unknown column 'dtype'; known here: t\n"
    ):
        read_where("dtype == int8", ["t"], WORDS)


@pytest.mark.parametrize(
    ("text", "excerpt", "caret"),
    [
        ("madds < 5\0", "madds < 5\\x00", 9),
        ("\tmadds\n< 5 \x1b[31m", "\\tmadds\\n< 5 \\x1b[31m", 13),
        ("t < \u202e5", "t < \\u202e5", 4),
        ("t < \udc80", "t < \\udc80", 4),
        (LONG_CHAIN, f"...{LONG_CHAIN[245:280]}mads < 5 and madds < 5 and madds < ...", 38),
        ("x" * 999, "x" * 35 + "...", 0),
        ("madds < 5 and " * 9 + "t <", "...and madds < 5 and madds < 5 and t <", 38),
    ],
)
def test_the_excerpt_is_one_line_that_a_terminal_has_room_for(
    text: str, excerpt: str, caret: int
) -> None:
    with pytest.raises(UsageError) as error:
        read(text)
    assert str(error.value).split("\n")[1:] == [excerpt, " " * caret + "^"]


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_no_condition_at_all(text: str) -> None:
    with pytest.raises(UsageError) as error:
        read(text)
    assert str(error.value) == "--where: expected a condition such as madds < 300M, found none"


def test_the_limits_themselves_are_allowed() -> None:
    base = read("madds < 1").node
    assert read("madds < 1".ljust(MAX_CHARACTERS)).node == base
    assert read("(" * MAX_DEPTH + "madds < 1" + ")" * MAX_DEPTH).node == base
    assert holds("not " * MAX_DEPTH + "madds < 1", madds=0) is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("madds < 1".ljust(MAX_CHARACTERS + 1), "expected at most 1,000 characters, found 1,001"),
        ("(" * 10**6, "expected at most 1,000 characters, found 1,000,000"),
        ("(" * 51 + "madds < 1" + ")" * 51,
         "column 51: expected at most 50 parentheses and nots inside one another"),
        ("not " * 51 + "madds < 1",
         "column 201: expected at most 50 parentheses and nots inside one another"),
        ("(not " * 26 + "madds < 1" + ")" * 26,
         "column 126: expected at most 50 parentheses and nots inside one another"),
        ("(" * 1000, "column 51: expected at most 50 parentheses and nots inside one another"),
    ],
)  # fmt: skip
def test_more_than_the_limits_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        read(text)
    assert str(error.value).split("\n")[0] == f"--where: {message}"


def test_the_longest_conditions_are_read_and_asked() -> None:
    for text in ("t<1 or " * 142 + "t<1", "+".join(["t"] * 499) + "<1", "<".join(["t"] * 500),
                 "*".join(["9"] * 498) + "*t<1"):  # fmt: skip
        assert len(text) <= MAX_CHARACTERS
        assert holds(text, t=1) is False
        assert holds(text, t=np.array([1, 1])).tolist() == [False, False]
    assert isinstance(read("t<1").node, Compare)


PIECES = [
    "madds", "t", "dtype", "groups", "max", "int8", "and", "or", "not", "NOT", "(", ")", "<", "<=",
    "==", "!=", "=", "+", "-", "*", "/", "1", "300M", "0.5", "512KiB", "'", '"', "'int8'", "&&",
    "1/3", "3e8", "2B", "x.y", "[0]", ",", "\0", "\uff11", " ", ".", "_", "9" * 50,
]  # fmt: skip


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
def test_any_text_is_a_condition_or_an_error_that_shows_the_place(text: str) -> None:
    try:
        condition = read(text)
    except UsageError as error:
        first, *rest = str(error).split("\n")
        assert first.startswith("--where: ")
        assert all(line.isprintable() for line in (first, *rest))
        if rest:
            excerpt, caret = rest
            assert caret.strip(" ") == "^"
            assert len(caret) <= len(excerpt) + 1 <= 80
    else:
        assert condition.columns <= set(COLUMNS)
