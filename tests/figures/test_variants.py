"""Variants are data: named lists of overrides, for any network that has the numbers."""

from typing import Any

import pytest

from mbv2calc import load
from mbv2calc.figures.variants import Variant, variants, variants_of

V2 = load("mbv2_1.0").architecture


def named(name: str) -> Variant:
    return variants()[name]


def madds(name: str, network: str = "mbv2_1.0", **numbers: Any) -> int:
    from mbv2calc import Model

    architecture = load(network).at(**numbers).architecture
    return int(Model(named(name).applied_to(architecture)).totals().madds)


def test_each_variant_says_what_it_is_and_where_it_is_from() -> None:
    for variant in variants().values():
        assert variant.title
        assert variant.source
        assert variant.overrides or variant.times != 1
        assert variant.times >= 1


@pytest.mark.parametrize("variant", variants().values(), ids=lambda variant: variant.name)
def test_each_variant_changes_some_shipped_network(variant: Variant) -> None:
    shipped = (load(name).architecture for name in ("mbv1_1.0", "mbv2_1.4", "mbv2_0.5", "resnet50"))
    at_1001 = load("mbv2_0.5").at(classes=1001, resolution=96).architecture
    assert any(variant in variants_of(one) for one in (*shipped, at_1001))


@pytest.mark.parametrize(
    ("name", "numbers", "found"),
    [
        ("t1-expands", {}, 300_774_272 + 112 * 112 * 32 * 32),
        ("classes-1001", {}, 300_774_272 + 1280),
        ("last-conv-scaled", {"width": "0.5"}, 97_131_840 - 49 * 160 * 640 - 640 * 1000),
        ("width-0.35", {}, 59_285_808),
        ("resolution-96", {}, 56_289_152),
        ("width-1.4", {}, 582_195_824),
    ],
)
def test_what_a_variant_costs(name: str, numbers: dict[str, Any], found: int) -> None:
    assert madds(name, **numbers) == found


def test_the_strides_of_the_first_arxiv_version() -> None:
    """The 64-channel stage at 28 x 28, of which the three later blocks stay there too."""
    first = 28 * 28 * (32 * 192 + 192 * 9 + 192 * 64)
    later = 3 * 28 * 28 * (64 * 384 + 384 * 9 + 384 * 64)
    # What the first block of 64 channels took: its expansion ran at 28 x 28 all the time.
    first_was = 28 * 28 * 32 * 192 + 14 * 14 * (192 * 9 + 192 * 64)
    # The block that now strides expands at 28 x 28 instead of 14 x 14.
    stride = (28 * 28 - 14 * 14) * 64 * 384
    more = first + later - first_was - later // 4 + stride
    assert madds("arxiv-v1-strides") == 300_774_272 + more == 416_266_880


def test_rounding_channels_otherwise() -> None:
    """At width 0.35: the stem of 32 has 11.2 channels, and 16 as a multiple of 8."""
    from mbv2calc import Model

    at = load("mbv2_1.0").at(width="0.35").architecture

    def stem(name: str) -> int:
        return int(Model(named(name).applied_to(at)).network().tensors[1].channels)

    assert (stem("channels-floor"), stem("channels-nearest")) == (11, 11)
    assert stem("channels-by-4") == 12
    assert Model(at).network().tensors[1].channels == 16


def test_what_changes_nothing_is_no_variant_of_a_network() -> None:
    names = {variant.name for variant in variants_of(V2)}
    assert {"t1-expands", "x2", "width-0.35", "resolution-96"} <= names
    assert names.isdisjoint({"width-1.0", "resolution-224", "classes-1000", "stride-in-reduce"})


def test_what_is_known_of_one_network_is_not_said_of_another() -> None:
    other = load("mbv2_1.0").at(settings={"layers[3].bottleneck.k": 5}).architecture
    names = {variant.name for variant in variants_of(other)}
    assert "t1-expands" in names
    assert names.isdisjoint({"arxiv-v1-strides", "width-0.35"})
    resnet = {v.name for v in variants_of(load("resnet50").architecture)}
    assert "stride-in-reduce" in resnet
    assert "t1-expands" not in resnet


def test_widths_are_known_of_networks_that_round_otherwise() -> None:
    floored = load("mbv2_1.0").at(settings={"channels.round": "floor"}).architecture
    names = {variant.name for variant in variants_of(floored)}
    assert {"width-0.35", "arxiv-v1-strides", "channels-by-8"} <= names


def test_two_variants_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="'x2'"):
        variants().add(named("x2"))
