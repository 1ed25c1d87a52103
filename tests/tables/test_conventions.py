"""The documents of conventions: keys are a contract, counts are those of the reports."""

import pytest

from mbv2calc import load
from mbv2calc.cost.conventions import conventions, find_convention
from mbv2calc.cost.tally import TITLES, Tally, title
from mbv2calc.render.formats import document_formats, render
from mbv2calc.tables.conventions import conventions_document
from mbv2calc.tables.neutral import Document, Table
from mbv2calc.tables.report import report_document


def document(network: str = "mbv2_1.0") -> Document:
    return conventions_document(load(network).conventions())


def test_the_keys_and_their_order_are_a_contract() -> None:
    found = document().plain()
    assert list(found) == ["network", "conventions"]
    assert found["network"] == report_document(load("mbv2_1.0").report()).plain()["network"]
    for row in found["conventions"]:
        assert list(row) == [
            "convention", "operations", "unit", "operations_ratio", "params", "activations",
            "verified", "verified_with", "title", "source",
            "operations_rule", "operations_steps", "params_rule", "params_steps",
        ]  # fmt: skip


@pytest.mark.parametrize("network", ["mbv1_0.5", "mbv2_1.4", "resnet50"])
def test_a_row_has_the_counts_of_the_report_under_its_convention(network: str) -> None:
    rows = document(network).plain()["conventions"]
    assert [row["convention"] for row in rows] == list(conventions())
    for row in rows:
        totals = load(network).totals(row["convention"])
        assert (row["operations"], row["params"]) == (totals.counted, totals.params)
        assert row["operations_ratio"] == totals.counted / totals.madds
        assert row["operations_rule"] == str(find_convention(row["convention"]).operations)


def test_every_field_of_a_tally_has_a_title_of_its_own() -> None:
    assert set(TITLES) <= set(Tally._fields)
    assert len({title(field) for field in Tally._fields}) == len(Tally._fields)
    assert title("weights") == "weights"


def waterfall(counts: str) -> Table:
    tables = {table.title: table for table in document().shown_tables()}
    return tables[f"{counts}, from the papers' count"]


def test_the_steps_of_a_waterfall_are_read_from_the_smallest_count_up() -> None:
    table = waterfall("operations")
    counts = [row[1] for row in table.rows if row[1] is not None]
    assert counts == sorted(counts)
    fvcore = [row[0] for row in table.rows].index("fvcore")
    assert table.rows[fvcore : fvcore + 2] == (
        ("fvcore", 314_193_216, 13_356_224, "2 x BatchNorm elements"),
        (None, None, 62_720, "1 x average pool inputs"),
    )
    assert table.rows[0][2:] == (None, "what the papers count")


def test_conventions_that_count_alike_are_one_and_named_below() -> None:
    table = waterfall("params")
    assert ("no-norm", 3_470_760, -34_112, "-2 x BatchNorm channels") in table.rows
    assert ("folded, openvino-omz", 3_487_816, -17_056, "-1 x BatchNorm channels") in table.rows
    (note,) = table.notes
    alike = note.partition(": ")[2].split(", ")
    trainable = find_convention().params
    assert ["paper", *alike] == [n for n, c in conventions().items() if c.params == trainable]


def test_what_is_unverified_is_said() -> None:
    doubts = [row["convention"] for row in document("resnet50").plain()["conventions"]
              if not row["verified"]]  # fmt: skip
    assert {"thop", "fvcore", "keras-total"} <= set(doubts)
    assert {"paper", "no-norm", "timm"}.isdisjoint(doubts)
    (_, note) = document("resnet50").notes
    assert note == f"unverified on ResNet-50, no figure was compared: {', '.join(doubts)}"


@pytest.mark.parametrize("format", document_formats())
def test_it_has_every_format(format: str) -> None:
    assert "openvino-omz" in render(document(), format).replace(r"\-", "-")
