"""Random conditions as they are typed and as Python evaluates them, and columns to ask them of."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.grid.where.conditions import Compare, Where
from mbv2calc.grid.where.parse import MAX_CHARACTERS, read_where

NUMBERS = ["t", "madds", "params", "top1", "layers[3].bottleneck.k"]
COLUMNS = [*NUMBERS, "groups", "dtype", "peak_bytes"]
WORDS = {"dtype": ("int8", "fp16", "bf16", "fp32"), "groups": ("max",)}
UNITS = {
    "": 1, "k": 10**3, "M": 10**6, "G": 10**9, "kB": 10**3, "MB": 10**6, "GB": 10**9, "B": 10**9,
    "KiB": 2**10, "MiB": 2**20, "GiB": 2**30,
}  # fmt: skip


def read(text: str) -> Where:
    return read_where(text, COLUMNS, WORDS)


def holds(text: str, **values: Any) -> Any:
    return read(text).holds(values.__getitem__)


class Missing:
    """A value that there is none of, as Python's own operators see it: no comparison holds."""

    def __add__(self, other: object) -> "Missing":
        return self

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __add__

    def __neg__(self) -> "Missing":
        return self

    __pos__ = __neg__

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]


Pair = tuple[str, str]
"""A piece of a condition, and the same for Python's eval, where v has the columns."""


def joined(parts: Iterable[Pair | str]) -> Pair:
    pairs = [(part, part) if isinstance(part, str) else part for part in parts]
    return "".join(ours for ours, _ in pairs), "".join(theirs for _, theirs in pairs)


def number(whole: int, part: str, unit: str) -> Pair:
    return f"{whole}{part}{unit}", f"(Fraction('{whole}{part}') * {UNITS[unit]})"


FIGURES = st.builds(
    number, st.integers(0, 9) | st.integers(0, 10**6),
    st.sampled_from(["", ".5", ".25", ".", ".001"]),
    st.sampled_from(list(UNITS)) | st.just(""),
)  # fmt: skip
NAMES = st.sampled_from(NUMBERS).map(lambda name: (name, f"v[{name!r}]"))
PRODUCTS = st.one_of(
    NAMES,
    st.tuples(FIGURES, st.sampled_from([" * ", "*"]), NAMES).map(joined),
    st.tuples(NAMES, st.just("*"), FIGURES).map(joined),
)
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
SPACES = st.sampled_from(["", " "])


@st.composite
def sums(draw: st.DrawFn, columns: bool) -> Pair:
    """A sum with a column in it, or with or without one."""
    terms = draw(st.lists(PRODUCTS | FIGURES, max_size=2))
    terms.append(draw(PRODUCTS if columns else PRODUCTS | FIGURES))
    parts: list[Pair | str] = [draw(st.sampled_from(["", "", "-", "+ "])), terms[0]]
    for term in terms[1:]:
        parts += [draw(st.sampled_from([" + ", " - ", "-", "+"])), term]
    return joined(parts)


@st.composite
def comparisons(draw: st.DrawFn) -> Pair:
    """Two to four sums, each second one with a column."""
    parts: list[Pair | str] = [draw(sums(False))]
    for place in range(draw(st.integers(1, 3))):
        space = draw(SPACES)
        parts += [f"{space}{draw(SIGNS)}{space}", draw(sums(place % 2 == 0))]
    return joined(parts)


def grown(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    """Parts between `and` and `or` as they stand, so that it matters which binds more tightly."""
    part = inner.map(lambda pair: joined(["(", pair, ")"])) | comparisons()
    some = st.tuples(st.sampled_from(["", "", "not "]), part).map(joined)
    more = st.lists(st.tuples(st.sampled_from([" and ", " or "]), some).map(joined), max_size=3)
    return st.tuples(some, more).map(lambda drawn: joined([drawn[0], *drawn[1]]))


CONDITIONS = st.recursive(comparisons(), grown, max_leaves=4).filter(
    lambda pair: len(pair[0]) <= MAX_CHARACTERS
)

INTS = st.integers(-9, 9) | st.sampled_from([0, 10**6, 2**53 + 1, 2**62, 2**63 - 1, -(2**63)])
SHORT = st.integers(-9, 9) | st.sampled_from([2**31 - 1, -(2**31)])
LONG = INTS | st.sampled_from([2**64, -(10**30)])
FLOATS = (
    st.integers(-9, 9).map(float)
    | st.sampled_from([71.8, 0.1, 64.002, 1.001])
    | st.floats(-9, 9, allow_nan=False)
)
NAN = float("nan")
KINDS = ["int64", "int32", "object", "list", "ratio", "float", "mixed", "one"]
Column = tuple[Any, list[Any]]
"""A column as it is given, and the Fraction or the Missing of each row."""


def fraction(value: Any) -> Any:
    if value is None or value != value:
        return Missing()
    if isinstance(value, Ratio):
        return Fraction(value.num, value.den)
    return Fraction(str(value))  # of a float, the decimal that it stands for


def column_of(values: list[Any], kind: Callable[[list[Any]], Any]) -> Column:
    return kind(values), [fraction(value) for value in values]


@st.composite
def columns(draw: st.DrawFn, rows: int) -> Column:
    """A column of some rows, held in any of the ways in which a sweep may hold one."""

    def many(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=rows, max_size=rows))

    kind = draw(st.sampled_from(KINDS))
    if kind == "one":
        value = draw(st.one_of(LONG, FLOATS, st.none(), st.builds(Ratio, SHORT, st.just(20))))
        return value, [fraction(value)] * rows
    if kind == "ratio":
        nums, den = many(INTS), draw(st.sampled_from([1, 3, 20]))
        return Ratio(np.array(nums, np.int64), den), [Fraction(num, den) for num in nums]
    values = {
        "int64": INTS, "int32": SHORT, "object": LONG, "list": LONG | st.none(),
        "float": FLOATS | st.just(NAN), "mixed": LONG | FLOATS | st.sampled_from([None, NAN]),
    }[kind]  # fmt: skip
    held = {"int64": np.int64, "int32": np.int32, "float": np.float64}.get(kind, object)
    return column_of(many(values), list if kind == "list" else lambda v: np.array(v, held))


def limit_of(number: str) -> Fraction:
    """What a number is in a condition."""
    node = read(f"madds < {number}").node
    assert isinstance(node, Compare)
    ((_, factor),) = node.terms
    return Fraction(node.limit, factor)
