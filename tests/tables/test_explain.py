"""The document of an explanation: keys are a contract, sentences say what was found."""

from typing import Any

import pytest

from mbv2calc import explain
from mbv2calc.render.formats import document_formats, render
from mbv2calc.tables.explain import explain_document
from mbv2calc.tables.neutral import Document


def document(figure: str, network: str = "mbv2_1.0", top: int | None = None) -> Document:
    return explain_document(explain(figure, network), top)


def plain(figure: str, network: str = "mbv2_1.0") -> dict[str, Any]:
    found: dict[str, Any] = document(figure, network).plain()
    return found


def verdict(figure: str, network: str = "mbv2_1.0") -> str:
    explained = document(figure, network)
    assert explained.verdicts == (bool(explain(figure, network).causes),)
    return explained.sentences[0]


def test_the_keys_and_their_order_are_a_contract() -> None:
    for found in (plain("314M"), plain("585M", "mbv2_1.4")):
        assert list(found) == ["figure", "network", "matches", "nearest", "published"]
        for row in found["matches"] + found["nearest"]:
            assert list(row) == [
                "convention", "variants", "counts", "unit", "value", "difference", "departures",
                "roundings", "verified",
            ]  # fmt: skip


def test_a_row_says_what_gives_the_figure() -> None:
    assert plain("314M")["matches"][2] == {
        "convention": "paper", "variants": ["t1-expands"], "counts": "operations",
        "unit": "MAdds", "value": 313_619_328, "difference": -380_672, "departures": 1,
        "roundings": ["nearest"], "verified": True,
    }  # fmt: skip


def test_without_a_cause_there_are_no_matches_but_the_nearest() -> None:
    found = plain("585M", "mbv2_1.4")
    assert found["matches"] == []
    assert found["nearest"][0]["value"] == 582_195_824
    assert [row["source"] for row in found["published"]] == ["Sandler et al. 2018"]


@pytest.mark.parametrize(
    ("figure", "network", "sentence"),
    [
        ("300M", "mbv2_1.0", "300M is what paper counts."),
        (
            "314M",
            "mbv2_1.0",
            "314M is what timm or fvcore counts, or what paper counts with t1-expands.",
        ),
        (
            "585M",
            "mbv2_1.4",
            "No known rule gives 585M: no convention, no variant of MobileNetV2, and no 2 of them"
            " together. The nearest with no deviation is 582,195,824 MAdds, 2,804,176 below the"
            " figure, as paper counts. The nearest of all is 586,495,868 MAdds, 1,495,868 above the"
            " figure, as paper counts with t1-expands and channels-floor.",
        ),
        (
            "3.1M params",
            "mbv2_1.0",
            "No known rule gives 3.1M params: no convention, no variant of MobileNetV2, and no 2 of"
            " them together. The nearest with no deviation is 3,504,872 params, 404,872 above the"
            " figure, as paper counts. The nearest of all is",
        ),
        (
            "55M activations",
            "mbv2_1.0",
            "No known rule gives 55M activations: no convention, no variant of MobileNetV2, and no"
            " 2 of them together. The nearest with one deviation is 6,679,112 activations,",
        ),
    ],
)
def test_the_verdict_is_a_sentence(figure: str, network: str, sentence: str) -> None:
    assert verdict(figure, network).startswith(sentence)


def test_what_is_cut_is_said() -> None:
    found = document("314M", top=2)
    assert len(found.plain()["matches"]) == 2
    assert found.notes[0].endswith(f"--top {len(explain('314M').causes)}")
    assert "--top" not in document("314M").notes[0]


def test_a_convention_is_unverified_on_the_network_with_its_variants() -> None:
    notes = document("314M").notes
    assert any(
        n.startswith("torchinfo is unverified on MobileNetV2 with t1-expands;") for n in notes
    )


def test_names_are_explained_below() -> None:
    notes = document("314M").notes
    assert "t1-expands: the blocks with t = 1 keep their 1x1 expansion" in "\n".join(notes)
    assert any(note.startswith("fvcore: FlopCountAnalysis") for note in notes)
    assert any("is unverified on MobileNetV1" in n for n in document("580M", "mbv1_1.0").notes)


@pytest.mark.parametrize("format", document_formats())
@pytest.mark.parametrize("figure", ["314M", "585M"])
def test_it_has_every_format(figure: str, format: str) -> None:
    assert figure in render(document(figure, "mbv2_1.4"), format) or format == "csv"
