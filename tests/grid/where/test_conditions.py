"""Conditions on the columns of a sweep: what they mean, whatever the columns are held in."""

import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.grid.where.conditions import Compare
from mbv2calc.grid.where.exact import sum_against
from tests.grid.where.examples import CONDITIONS, LONG, NUMBERS, Pair, columns, holds, read


@given(CONDITIONS, st.data())
def test_a_condition_is_what_python_makes_of_it_in_fractions(pair: Pair, data: Any) -> None:
    ours, theirs = pair
    rows = data.draw(st.integers(0, 4))
    drawn = {name: data.draw(columns(rows)) for name in NUMBERS}
    expected = [
        eval(theirs, {"Fraction": Fraction, "v": {name: drawn[name][1][row] for name in drawn}})
        for row in range(rows)
    ]
    condition = read(ours)
    found = condition.holds(lambda name: drawn[name][0])
    assert np.broadcast_to(found, rows).tolist() == expected
    assert isinstance(found, bool) or found.dtype == bool
    parts = [part.holds(lambda name: drawn[name][0]) for part in condition.conjuncts()]
    together = np.all([np.broadcast_to(part, rows) for part in parts], axis=0)
    assert together.tolist() == expected


@given(CONDITIONS, st.lists(LONG, min_size=5, max_size=5))
def test_a_condition_on_ints_is_a_bool(pair: Pair, values: list[int]) -> None:
    ours, theirs = pair
    row = dict(zip(NUMBERS, values, strict=True))
    exact = {name: Fraction(value) for name, value in row.items()}
    found = read(ours).holds(row.__getitem__)
    assert found is eval(theirs, {"Fraction": Fraction, "v": exact})


@given(CONDITIONS)
def test_conditions_and_their_parts_are_read_again_from_their_text_and_travel(pair: Pair) -> None:
    condition = read(pair[0])
    assert condition.text == pair[0].strip()
    assert pickle.loads(pickle.dumps(condition)) == condition
    parts = condition.conjuncts()
    assert frozenset().union(*(part.columns for part in parts)) == condition.columns
    for part in parts:
        assert read(part.text) == part
        assert part.conjuncts() == (part,)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("madds < 300M", ["madds < 300M"]),
        (" madds < 300M  AND  t>1 ", ["madds < 300M", "t>1"]),
        ("(madds<1 and (t>1 and t<9)) and not t == 3", ["madds<1", "t>1", "t<9", "not t == 3"]),
        ("100M < madds <= 300M and t > 1", ["100M < madds", "madds <= 300M", "t > 1"]),
        ("madds < 1 and t > 1 or t == 3", ["madds < 1 and t > 1 or t == 3"]),
        ("not (madds < 1 and t > 1)", ["not (madds < 1 and t > 1)"]),
        ("(madds < 1 or t > 1) and t < 9", ["(madds < 1 or t > 1)", "t < 9"]),
    ],
)
def test_the_parts_of_an_and_are_conditions_of_their_own(text: str, parts: list[str]) -> None:
    assert [part.text for part in read(text).conjuncts()] == parts


def test_the_names_that_a_condition_uses() -> None:
    used = read(
        "layers[3].bottleneck.k == 5 or not dtype == int8 and 2 * t < madds - madds"
    ).columns
    assert used == {"layers[3].bottleneck.k", "dtype", "t", "madds"}


@pytest.mark.parametrize(
    ("text", "factor", "limit"),
    [
        ("madds < 300M", 1, 300_000_000),
        ("madds < 0.3G", 1, 300_000_000),
        ("madds < 300_000_000", 1, 300_000_000),
        ("madds < 300,000,000", 1, 300_000_000),
        ("madds < 300 MB", 1, 300_000_000),
        ("madds < 512KiB", 1, 524_288),
        ("madds < 1.5MiB", 1, 1_572_864),
        ("madds < 2gib", 1, 2_147_483_648),
        ("madds < 007k", 1, 7_000),
        ("madds < 0.3B", 1, 300_000_000),
        ("peak_bytes < 1B", 1, 1),
        ("madds < 3.0e8", 1, 300_000_000),
        ("madds < 4.12x10^9", 1, 4_120_000_000),
        ("madds < 4.12 * 10^9", 1, 4_120_000_000),
        ("madds < 500 k", 1, 500_000),
        ("madds < 1/3", 3, 1),
        ("2/3*madds < 6", 1, 9),
        ("madds < .35", 20, 7),
        ("0.1 * madds < 6.", 1, 60),
        ("3 * 0.5 * madds * 2 < 6", 1, 2),
        ("madds - 1 < 5 - madds", 1, 3),
        ("-7 < -3 * madds - 5", 3, 2),
        ("madds < 9999999999999999999999999999999999999999", 1, 10**40 - 1),
    ],
)
def test_numbers_are_exact_and_multiplied_out(text: str, factor: int, limit: int) -> None:
    name = "peak_bytes" if "peak_bytes" in text else "madds"
    assert read(text).node == Compare(((name, factor),), "<", limit)


def test_b_is_of_bytes_beside_a_column_of_bytes_and_a_billion_elsewhere() -> None:
    parts = read("1B < peak_bytes and madds < 1B and 1B > madds - peak_bytes").conjuncts()
    assert [abs(part.node.limit) for part in parts if isinstance(part.node, Compare)] == [
        1, 10**9, 1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("unicode", "plain"), [("\u2264", "<="), ("\u2265", ">="), ("\u2260", "!=")]
)
def test_signs_as_they_are_printed(unicode: str, plain: str) -> None:
    assert read(f"t {unicode} 3").node == read(f"t {plain} 3").node


def test_words_are_compared_with_those_that_a_column_knows() -> None:
    for text in ("dtype == int8", "dtype == 'int8'", 'dtype=="int8"', "int8 == dtype"):
        assert holds(text, dtype="int8") is True
        assert holds(text, dtype="fp16") is False
    assert holds("dtype != int8", dtype="fp16") is True
    assert holds("not dtype != int8", dtype="int8") is True
    for kind in (object, str, list):
        names = ["int8", "fp32", "int8"]
        column = names if kind is list else np.array(names, kind)
        assert holds("dtype == int8", dtype=column).tolist() == [True, False, True]
        assert holds("dtype != int8", dtype=column).tolist() == [False, True, False]


def test_a_word_that_is_missing_is_neither_equal_nor_different() -> None:
    assert holds("dtype == int8 or dtype != int8", dtype=None) is False
    column = np.array(["int8", None], object)
    assert holds("dtype == int8", dtype=column).tolist() == [True, False]
    assert holds("dtype != fp16", dtype=column).tolist() == [True, False]


def test_max_is_one_channel_at_a_time() -> None:
    groups = np.array([1, 8, ONE_CHANNEL])
    assert holds("groups == max", groups=groups).tolist() == [False, False, True]
    assert holds("max == groups", groups=ONE_CHANNEL) is True
    assert holds("groups != 'max' and groups > 1", groups=groups).tolist() == [False, True, False]
    assert holds("2 <= groups < max", groups=groups).tolist() == [False, True, False]


def test_published_decimals_are_compared_as_they_are_printed() -> None:
    top1 = np.array([71.8, 71.9, np.nan, 64.002])
    assert holds("top1 == 71.8", top1=top1).tolist() == [True, False, False, False]
    assert holds("top1 != 71.8", top1=top1).tolist() == [False, True, False, True]
    assert holds("top1 == 64.002", top1=top1).tolist() == [False, False, False, True]
    assert holds("not top1 >= 71.9", top1=top1).tolist() == [True, False, True, True]
    assert holds("10 * top1 > 718", top1=71.8) is False
    assert holds("top1 < 99 or top1 >= 99", top1=None) is False
    assert holds("top1 > 4G", top1=np.array([2.0**62, 1.0])).tolist() == [True, False]


@pytest.mark.parametrize(("most", "kind"), [(2**61, np.int64), (2**62, object)])
def test_sums_are_of_int64_just_where_it_holds_them(most: int, kind: Any) -> None:
    column = np.array([most, -most, 1])
    total, limit = sum_against([(1, column), (1, column)], 10**30)
    assert total.dtype == kind
    assert total.tolist() == [2 * most, -2 * most, 2]
    assert limit == 2 * most + 1  # as far off as it need be


def test_a_limit_beyond_int64_leaves_a_column_as_it_is() -> None:
    column = np.array([1, 2**62])
    total, limit = sum_against([(1, column)], -(10**40))
    assert total.dtype == np.int64
    assert limit == -(2**62) - 1
    assert sum_against([(5, 3), (1, column)], 0)[1] == -15


def test_what_nowhere_holds_ends_an_and_and_what_everywhere_does_an_or() -> None:
    assert holds("t > 5 and madds < 3", t=4) is False
    assert holds("t < 5 or madds < 3", t=4) is True
    with pytest.raises(KeyError):
        holds("t < 5 and madds < 3", t=4)
