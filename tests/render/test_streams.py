"""Columns streamed as CSV and JSON are what a document of the same rows is, byte for byte."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.render.formats import Columns, find_format, render
from mbv2calc.tables.neutral import Document, Records

FORMATS = ("csv", "json")


def stream(parts: Iterable[Columns], name: str) -> Iterator[str]:
    pieces = find_format(name).stream
    assert pieces is not None
    return pieces(parts)


NAMES = ["100 %s", 'a, "b"', "größe"]

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
rows = st.lists(st.tuples(values, values, values), max_size=12)


def as_document(names: list[str], of: list[Any]) -> Document:
    rows = [dict(zip(names, row, strict=True)) for row in of]
    return Document((), data=rows, records=Records(tuple(names), rows))


def as_columns(names: list[str], of: list[Any]) -> dict[str, list[Any]]:
    return {name: [row[i] for row in of] for i, name in enumerate(names)}


@given(st.lists(rows, min_size=1, max_size=4))
def test_it_is_what_a_document_says(parts: list[list[Any]]) -> None:
    document = as_document(NAMES, [row for part in parts for row in part])
    csv_text, json_text = (
        "".join(stream((as_columns(NAMES, part) for part in parts), name)) for name in FORMATS
    )
    assert csv_text == render(document, "csv")
    assert json.loads(json_text) == document.plain()


@given(rows)
def test_programs_read_what_was_written(of: list[Any]) -> None:
    columns = as_columns(NAMES, of)
    assert json.loads("".join(stream([columns], "json"))) == [
        dict(zip(NAMES, row, strict=True)) for row in of
    ]
    text = "".join(stream([columns], "csv"))
    assert next(csv.reader(io.StringIO(text, newline=""))) == NAMES


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("csv", "t,width,dtype,own,top1\n1,0.35,int8,true,\n6,1,fp32,false,71.8\n"),
        (
            "json",
            '[\n{"t": 1, "width": 0.35, "dtype": "int8", "own": true, "top1": null},\n'
            '{"t": 6, "width": 1, "dtype": "fp32", "own": false, "top1": 71.8}\n]\n',
        ),
    ],
)
@pytest.mark.parametrize("cut", [0, 1, 2])
def test_numpy_columns_are_plain_ones(name: str, text: str, cut: int) -> None:
    columns: dict[str, Any] = {
        "t": np.array([1, 6], np.int32),
        "width": [0.35, 1],
        "dtype": np.array(["int8", "fp32"]),
        "own": np.array([True, False]),
        "top1": np.array([np.nan, 71.8]),
    }
    parts = [{k: v[:cut] for k, v in columns.items()}, {k: v[cut:] for k, v in columns.items()}]
    assert "".join(stream(parts, name)) == text


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_what_is_no_number_is_missing(missing: Any) -> None:
    for column in ([1.5, missing], np.array([1.5, missing], object)):
        parts: list[Columns] = [{"top1": column, "t": range(2)}]
        assert "".join(stream(parts, "csv")) == "top1,t\n1.5,0\n,1\n"
        assert [row["top1"] for row in json.loads("".join(stream(parts, "json")))] == [1.5, None]


def test_no_rows_have_a_head_all_the_same() -> None:
    assert "".join(stream([{"t": [], "width": np.array([])}], "csv")) == "t,width\n"
    assert "".join(stream([{"t": [], "width": np.array([])}], "json")) == "[]\n"
    assert "".join(stream([], "json")) == "[]\n"


def test_integers_have_all_their_digits() -> None:
    for column in ([2**80], np.array([2**80], object)):
        assert "".join(stream([{"madds": column}], "csv")) == f"madds\n{2**80}\n"
        assert json.loads("".join(stream([{"madds": column}], "json"))) == [{"madds": 2**80}]


@pytest.mark.parametrize("name", FORMATS)
def test_a_large_part_is_written_in_small_pieces(name: str) -> None:
    pieces = list(stream([{"t": range(100_000)}], name))
    assert max(map(len, pieces)) < 200_000
    assert "".join(pieces).count("\n") == {"csv": 100_001, "json": 100_002}[name]


@pytest.mark.parametrize("name", FORMATS)
def test_a_part_is_asked_for_when_the_one_before_is_written(name: str) -> None:
    asked = []

    def parts() -> Any:
        for number in range(3):
            asked.append(number)
            yield {"t": [number]}

    pieces = stream(parts(), name)
    assert asked == []
    next(pieces)
    assert asked == [0]


@pytest.mark.parametrize("name", FORMATS)
def test_columns_of_different_lengths_are_a_fault(name: str) -> None:
    with pytest.raises(ValueError, match="different lengths"):
        list(stream([{"t": [1, 2], "width": [1]}], name))
