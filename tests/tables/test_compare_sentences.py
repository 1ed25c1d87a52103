"""The sentences of a comparison are computed, and right for any networks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import Model, compare, load
from mbv2calc.api.comparison.result import Comparison
from mbv2calc.arith import Ratio
from mbv2calc.render.formats import render
from mbv2calc.spec.architecture import Architecture
from mbv2calc.tables.compare import compare_document
from mbv2calc.tables.neutral import Document
from tests.strategies import POINTS, Point, architectures
from tests.support import layered
from tests.tiers import examples


def document(*networks: str | Model) -> Document:
    return compare_document(compare(*networks))


def sentences(*networks: str | Model) -> list[str]:
    found: list[str] = document(*networks).plain()["sentences"]
    return found


def test_the_sentences_of_the_default() -> None:
    assert sentences("mbv1_1.0", "mbv2_1.0") == [
        "Against mbv1_1.0, mbv2_1.0 takes 0.53x the MAdds, 0.83x the parameters, 0.83x the"
        " weight bytes and 1.25x the peak bytes.",
        "Published top-1: 70.6 % for mbv1_1.0 and 72.0 % for mbv2_1.0 (Sandler et al. 2018).",
        "Against mbv1_1.0, top-1 is 1.4 points higher in mbv2_1.0.",
        "Most multiply-adds are in 1x1 convolutions (94.86 % in mbv1_1.0, 89.08 % in mbv2_1.0).",
        "The largest part of the multiply-adds is at 14x14 (50.56 % in mbv1_1.0, 34.12 % in"
        " mbv2_1.0).",
        "Most weights are in 1x1 convolutions (74.59 % in mbv1_1.0, 61.23 % in mbv2_1.0).",
        "mbv2_1.0 has fewer channels between blocks than mbv1_1.0: 0.1250 to 0.3125 times as many.",
        "By the formulas for stride 1, the expanding blocks of mbv2_1.0 cost 11.61x to 11.95x as"
        " much as separable blocks at equal width; at their own width they cost less at 56x56,"
        " 28x28 and 14x14, but not at 7x7 (width ratio 0.3125, break-even 0.2878).",
    ]


def test_the_sentences_of_networks_that_dominate_elsewhere() -> None:
    found = sentences("mbv2_0.35", "resnet50", "mbv1_0.25")
    assert found[4:7] == [
        "Most multiply-adds are in 1x1 convolutions (74.19 % in mbv2_0.35, 51.83 % in resnet50,"
        " 82.18 % in mbv1_0.25).",
        "The largest part of the multiply-adds is at 7x7 (24.52 % in mbv2_0.35) and at 14x14"
        " (35.81 % in resnet50, 46.07 % in mbv1_0.25).",
        "The largest part of the weights is in the classifier (77.01 % in mbv2_0.35, 55.22 % in"
        " mbv1_0.25) and in 1x1 convolutions (47.56 % in resnet50).",
    ]  # fmt: skip


def test_equal_networks_cost_the_same() -> None:
    """At 192: 1,280,000 + (300,774,272 - 1,280,000) 36 / 49 = 221,316,608 MAdds."""
    found = sentences("mbv2_1.0", "mbv2_1.0", load("mbv2_1.0").at(resolution=192))
    assert found[:2] == [
        "Against mbv2_1.0, mbv2_1.0 (2) takes as many MAdds, as many parameters, as many weight"
        " bytes and as many peak bytes.",
        "Against mbv2_1.0, MobileNetV2 takes 0.74x the MAdds, as many parameters, as many weight"
        " bytes and 0.73x the peak bytes.",
    ]
    assert found[3] == ("Against mbv2_1.0, top-1 is the same in mbv2_1.0 (2).")


def test_bytes_depend_on_the_dtype() -> None:
    """2 (3,469,760 + 18,056) / (3,469,760 + 4 x 18,056) bytes."""
    found = sentences("mbv2_1.0", load("mbv2_1.0").at(dtype="fp16"))[0]
    assert found == (
        "Against mbv2_1.0, MobileNetV2 takes as many MAdds, as many parameters, 1.97x the weight"
        " bytes and 2.00x the peak bytes."
    )


def test_networks_without_multiply_adds() -> None:
    pool, more = layered("pool", ("maxpool", {})), layered("more", ("maxpool", {}))
    conv = layered("conv", ("conv", {"c": 8}))
    assert sentences(pool, conv) == [
        "Against pool, conv takes 24,576 MAdds against none, 40 parameters against none, 56"
        " weight bytes against none and 2.93x the peak bytes.",
        "Most multiply-adds are in 1x1 convolutions (100.00 % in conv).",
        "Most multiply-adds are at 32x32 (100.00 % in conv).",
        "Most weights are in 1x1 convolutions (100.00 % in conv).",
    ]
    assert sentences(conv, pool)[0] == (
        "Against conv, pool takes no MAdds, no parameters, no weight bytes and 0.34x the"
        " peak bytes."
    )
    assert sentences(pool, more) == [
        "Against pool, more takes no MAdds, no parameters, no weight bytes and as many peak bytes."
    ]


def test_top_1_is_told_by_source_and_never_invented() -> None:
    found = sentences("mbv1_1.0", "mbv2_1.0", "mbv1_0.5", "resnet50")
    assert found[3:5] == [
        "Published top-1: 70.6 % for mbv1_1.0 and 63.7 % for mbv1_0.5 (Howard et al. 2017); 72.0 %"
        " for mbv2_1.0 (Sandler et al. 2018); none for resnet50 at these numbers.",
        "Against mbv1_1.0, top-1 is 1.4 points higher in mbv2_1.0 and 6.9 points lower in"
        " mbv1_0.5.",
    ]
    alone = sentences("resnet50", "mbv2_1.0")
    assert alone[1] == (
        "Published top-1: 72.0 % for mbv2_1.0 (Sandler et al. 2018); none for resnet50 at these"
        " numbers."
    )
    assert not any("top-1" in s for s in sentences("resnet50", "resnet50"))


def one_point(comparison: Comparison) -> Comparison:
    first, second = comparison.networks
    ratios = second.ratios._replace(top1_difference=1.0)
    return replace(comparison, networks=(first, replace(second, ratios=ratios)))


def test_one_point_is_no_points() -> None:
    found = compare_document(one_point(compare("mbv1_1.0", "mbv2_1.0"))).plain()["sentences"]
    assert found[2] == "Against mbv1_1.0, top-1 is 1 point higher in mbv2_1.0."


@pytest.mark.parametrize(
    ("narrow", "width", "cheaper"),
    [
        ([8], "fewer channels between blocks than wide: 0.5000 times as many.", None),
        ([16], "as many channels between blocks as wide.",
         "cost less nowhere: not at 32x32 (width ratio 1.0000, break-even"),
        ([32], "more channels between blocks than wide: 2.0000 times as many.", "nowhere"),
        ([8, 16], "no more channels between blocks than wide: 0.5000 to 1.0000 times", None),
        ([16, 32], "no fewer channels between blocks than wide: 1.0000 to 2.0000 times", None),
        ([32, 8], "fewer channels between some blocks, and more between others, than wide: 0.5",
         None),
        ([2, 2], "fewer channels between blocks than wide: 0.1250 times as many.",
         "they cost less at 32x32 and 16x16."),
    ],
)  # fmt: skip
def test_who_has_fewer_channels(narrow: list[int], width: str, cheaper: str | None) -> None:
    wide = layered("wide", ("separable", {"c": 16}), ("separable", {"c": 16, "s": 2}))
    strides = [1, 2]
    blocks = [
        ("bottleneck", {"c": c, "s": s, "t": Ratio(2)})
        for c, s in zip(narrow, strides, strict=False)
    ]
    model = layered("narrow", *blocks).at(settings=["channels.by=1"])
    found = sentences(wide, model)
    assert any(s.startswith(f"narrow has {width}") for s in found)
    assert cheaper is None or cheaper in found[-1]


@examples(40)
@given(found=st.lists(st.tuples(architectures(), POINTS), min_size=2, max_size=4))
def test_any_networks_have_a_document(found: list[tuple[Architecture, Point]]) -> None:
    comparison = compare(*(point.model(of) for of, point in found))
    whole = compare_document(comparison)
    for name in ("json", "csv", "markdown", "latex"):
        assert render(whole, name)
    for sentence in whole.plain()["sentences"]:
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert "None" not in sentence


def test_blocks_that_cost_less_at_equal_width_are_told_so() -> None:
    told = sentences("mbv1_1.0", load("mbv2_1.0").at(t="0.5"))[-1]
    assert told == (
        "By the formulas for stride 1, the expanding blocks of MobileNetV2 cost 0.97x to 0.996x as"
        " much as separable blocks at equal width; at their own width they cost less at 56x56,"
        " 28x28, 14x14 and 7x7."
    )
