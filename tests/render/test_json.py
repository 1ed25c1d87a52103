"""JSON: the keys of the document, plain values, and nothing that a parser would refuse."""

import json

import pytest

from mbv2calc import load
from mbv2calc.render.json import render
from mbv2calc.tables.neutral import Document
from mbv2calc.tables.report import report_document
from tests.support import SHIPPED, shipped_document, tiny


@pytest.mark.parametrize("by", ["layer", "block", "stage", "kind"])
def test_it_says_what_the_document_says(by: str) -> None:
    document = report_document(load("mbv2_1.0").at(width="0.35").report(), by)
    assert json.loads(render(document)) == document.plain()


def test_keys_keep_their_order() -> None:
    document = report_document(tiny().report())
    pairs = json.loads(render(document), object_pairs_hook=list)
    assert [key for key, _ in pairs] == list(document.plain())


def test_rationals_are_decimals_and_whole_ones_are_integers() -> None:
    network = load("mbv2_1.0").at(width="0.35", t="4.5")
    text = render(report_document(network.report()))
    assert '"width": 0.35,' in text
    assert '"t": 4.5,' in text
    assert '"width": 1,' in render(report_document(load("mbv2_1.0").report()))


def test_the_networks_are_a_list() -> None:
    rows = json.loads(render(shipped_document()))["networks"]
    assert [row["network"] for row in rows] == list(SHIPPED)


def test_it_is_ascii_and_keeps_every_letter() -> None:
    text = render(report_document(tiny('Größe "深"').report()))
    assert text.isascii()
    assert json.loads(text)["network"]["name"] == 'Größe "深"'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_lacks_is_never_written(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        render(Document((), data={"value": value}))
