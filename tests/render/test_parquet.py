"""Parquet: one schema for every part, whatever its values are, and a row group a part."""

import io
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from mbv2calc.cost.metrics import Type
from mbv2calc.errors import OutputError, UsageError
from mbv2calc.render import parquet as ours
from mbv2calc.render.formats import Columns, find_format, format_of, render
from mbv2calc.tables.report import report_document
from tests.support import tiny

KINDS: dict[str, Type] = {
    "t": "int",
    "groups": "text",
    "width": "float",
    "params": "int",
    "top1": "float",
}
PARTS: list[Columns] = [
    {
        "t": np.array([1, 6]),
        "groups": [None, 4],
        "width": [0.35, 1],
        "params": np.array([2**62, 7], object),
        "top1": np.array([np.nan, 71.8]),
    },
    {"t": [None], "groups": ["max"], "width": [1], "params": (3,), "top1": [None]},
    {name: [] for name in KINDS},
    {name: np.array([], np.int32) for name in KINDS},
]
ROWS = {
    "t": [1, 6, None],
    "groups": [None, "4", "max"],
    "width": [0.35, 1.0, 1.0],
    "params": [2**62, 7, 3],
    "top1": [None, 71.8, None],
}
TYPES = ["int64", "string", "double", "int64", "double"]


@pytest.fixture
def arrow() -> Any:
    return pytest.importorskip("pyarrow.parquet")


def written(*parts: Columns, repeated: tuple[str, ...] = ()) -> io.BytesIO:
    file = io.BytesIO()
    ours.write(iter(parts), file, KINDS, repeated)
    return io.BytesIO(file.getvalue())


def test_what_is_written_is_read(arrow: Any) -> None:
    table = arrow.read_table(written(*PARTS))
    assert table.to_pydict() == ROWS
    assert [str(field.type) for field in table.schema] == TYPES
    assert all(field.nullable for field in table.schema)


@pytest.mark.slow
def test_a_part_is_one_row_group_that_is_written_as_it_comes(arrow: Any) -> None:
    file, sizes = io.BytesIO(), []

    def parts() -> Iterator[Columns]:
        for _ in range(3):
            yield {name: np.arange(2_000_000) % 1000 for name in KINDS}
            sizes.append(file.tell())

    ours.write(parts(), file, KINDS)
    metadata = arrow.ParquetFile(io.BytesIO(file.getvalue())).metadata
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [
        2_000_000
    ] * 3
    assert 0 < sizes[0] < sizes[1] < sizes[2]


def test_every_part_has_the_same_schema(arrow: Any) -> None:
    for part in PARTS:
        assert arrow.read_schema(io.BytesIO(ours.encoded(part, KINDS))).equals(
            arrow.read_schema(written())
        )


def test_parts_of_a_folder_are_one_table(arrow: Any, folder: Any) -> None:
    for number, part in enumerate(PARTS):
        (folder / f"part-{number:05}.parquet").write_bytes(ours.encoded(part, KINDS))
    assert arrow.read_table(folder).to_pydict() == ROWS


def test_columns_of_few_values_have_a_dictionary_and_all_are_compressed(arrow: Any) -> None:
    group = arrow.ParquetFile(written(PARTS[0], repeated=("t", "width"))).metadata.row_group(0)
    columns = [group.column(i) for i in range(group.num_columns)]
    assert [c.has_dictionary_page for c in columns] == [True, True, True, False, False]
    assert {c.compression for c in columns} == {"ZSTD"}


@pytest.mark.parametrize(
    "params", [[1, 2**63], np.array([2**63, 1], object), np.array([2**63], np.uint64), [-(2**70)]]
)
def test_an_integer_that_is_too_large_is_never_cut(params: Any) -> None:
    pytest.importorskip("pyarrow")
    part = {name: [1] * len(params) for name in KINDS} | {"params": params}
    with pytest.raises(OutputError) as caught:
        written(part)
    assert str(caught.value) == (
        "--format parquet: params has values that no 64-bit integer holds; write csv or json"
    )


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for attempt in (ours.check, lambda: ours.encoded(PARTS[0], KINDS)):
        with pytest.raises(UsageError) as caught:
            attempt()
        fix = "pip install 'mbv2calc[parquet]'"
        assert str(caught.value) == f"--format parquet: needs pyarrow; {fix}"


def test_only_sweep_writes_it() -> None:
    assert format_of("a.PARQUET") == "parquet"
    assert find_format("parquet").name == "parquet"
    with pytest.raises(UsageError) as caught:
        render(report_document(tiny().report()), "parquet")
    assert str(caught.value) == (
        "--format parquet: only sweep writes it; known here: terminal (.txt), json (.json),"
        " csv (.csv), markdown (.md), latex (.tex)"
    )


@pytest.mark.parametrize("name", ["pq", "parket", "Parquet"])
def test_a_sweep_knows_its_near_misses(name: str) -> None:
    with pytest.raises(UsageError, match="did you mean 'parquet'"):
        find_format(name)
