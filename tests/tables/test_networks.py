"""The table of shipped networks: one row each, with the totals of that very network."""

import pytest

from mbv2calc import load
from mbv2calc.tables.report import report_document
from tests.support import SHIPPED, shipped_document

ROWS = shipped_document().plain()["networks"]


def test_there_is_one_row_for_each_network() -> None:
    assert [row["network"] for row in ROWS] == list(SHIPPED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["network"]))
def test_a_row_has_the_totals_of_its_network(row: dict[str, object]) -> None:
    totals = load(str(row["network"])).totals()
    assert (row["params"], row["madds"], row["weight_bytes"], row["peak_bytes"]) == (
        totals.params,
        totals.madds,
        totals.weight_bytes,
        totals.peak_bytes,
    )


def test_a_row_says_what_the_network_is() -> None:
    row = ROWS[SHIPPED.index("mbv2_0.35")]
    assert row == {
        "network": "mbv2_0.35",
        "name": "MobileNetV2",
        "input": {"height": 224, "width": 224, "channels": 3},
        "width": 0.35,
        "t": 6,
        "batch": 1,
        "dtype": "int8",
        "params": 1677128,
        "madds": 59285808,
        "weight_bytes": 1694208,
        "peak_bytes": 752640,
        "source": "Sandler et al. 2018, arXiv:1801.04381, Table 2",
    }


def test_an_input_is_what_a_report_calls_input() -> None:
    for row in ROWS:
        report = report_document(load(row["network"]).report()).plain()
        assert row["input"] == report["network"]["input"]


def test_a_network_without_expansion_has_no_t() -> None:
    assert {row["t"] for row in ROWS if row["name"] != "MobileNetV2"} == {None}
