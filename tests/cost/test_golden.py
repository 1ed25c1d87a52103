"""Figures measured from real tools, exactly. Provenance is in each file of tests/golden."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mbv2calc import Model, load
from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.tally import layer_tally, network_tally
from mbv2calc.figures.files import built_in_network

GOLDEN = Path(__file__).parent.parent / "golden"


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


PEERS = golden("peer_counts")["cases"]
KERAS = golden("keras_params")["cases"]
SLIM_V1 = golden("slim_v1_layers")
NETWORKS = {
    "torchvision/mobilenet_v2": "mbv2_1.0",
    "timm/mobilenetv1_100": "mbv1_1.0",
    "torchvision/resnet50": "resnet50",
}


def model_of(case: str) -> Model:
    """The model of a case such as torchvision/mobilenet_v2/t=2/width=0.5/res=160."""
    tool, network, *knobs = case.split("/")
    values = dict(knob.split("=") for knob in knobs)
    return load(NETWORKS[f"{tool}/{network}"]).at(
        width=values.get("width"), t=values.get("t"), resolution=values["res"]
    )


@pytest.mark.parametrize("case", PEERS)
def test_parameters_and_macs_of_torch_models(case: str) -> None:
    totals = model_of(case).totals()
    assert totals.params == PEERS[case]["params"]
    assert totals.madds == PEERS[case]["calflops_macs"]
    assert totals.flops == 2 * totals.madds


TOOLS = {
    "torch_flop_counter": ("torch", "operations"),
    "fvcore_flops": ("fvcore", "operations"),
    "fvcore_activations": ("fvcore", "activations"),
    "thop_macs": ("thop", "operations"),
    "ptflops_pytorch": ("ptflops", "operations"),
    "ptflops_aten": ("ptflops-aten", "operations"),
    "torchinfo_mult_adds": ("torchinfo", "operations"),
    "calflops_flops": ("calflops", "operations"),
    "calflops_macs": ("calflops-macs", "operations"),
    "torchprofile_macs": ("torchprofile", "operations"),
}
"""What each tool prints, by the convention and the count that it is."""


@pytest.mark.parametrize("case", [case for case in PEERS if "mobilenet_v2" in case])
def test_each_tool_under_its_convention(case: str) -> None:
    model = model_of(case)
    tally = network_tally(model.network())
    for figure, (name, counts) in TOOLS.items():
        convention = find_convention(name)
        rule = convention.rule(counts)
        assert rule is not None
        assert rule.of(tally) == PEERS[case][figure], figure
        assert convention.is_verified_on(model.architecture)
        if counts == "operations":
            assert model.totals(name).counted == PEERS[case][figure]
        assert model.totals(name).params == PEERS[case]["params"]


OTHERWISE = {
    # Where a tool differs on one measured case of another network, by how much, and why.
    "torchvision/resnet50/res=224": {
        "thop_macs": 100_352 + 2048,  # its average pooling is a module there, which thop sees
        "ptflops_pytorch": 100_352,  # and counts twice: as a module and as a function
    },
    "timm/mobilenetv1_100/res=224": {
        # timm's BatchNorm is a class of its own, which hooks do not know; it has ReLU6, not ReLU;
        # its pooling is a module.
        "thop_macs": -4 * 5_042_688 + 50_176 + 1024,
        "ptflops_pytorch": -3 * 5_042_688 + 50_176,
        "torchinfo_mult_adds": -2 * 10_944,
        "calflops_flops": -5_042_688,
    },
}


@pytest.mark.parametrize("case", OTHERWISE)
def test_what_the_tools_count_otherwise_on_other_networks(case: str) -> None:
    """So their conventions are called unverified there."""
    tally = network_tally(model_of(case).network())
    more = {}
    for figure, (name, counts) in TOOLS.items():
        rule = find_convention(name).rule(counts)
        assert rule is not None
        assert not find_convention(name).is_verified_on(model_of(case).architecture)
        if difference := PEERS[case][figure] - rule.of(tally):
            more[figure] = difference
    assert more == OTHERWISE[case]


@pytest.mark.parametrize("case", KERAS)
def test_parameters_of_keras_models(case: str) -> None:
    match = re.fullmatch(r"keras/(v[12])/alpha=(.+)", case)
    assert match
    model = load(f"mb{match[1]}_1.0").at(width=match[2])
    assert model.totals().params == KERAS[case]["trainable"]
    assert model.totals("keras-total").params == KERAS[case]["count_params"]


def test_each_layer_of_mobilenet_v1() -> None:
    """27 layers as the authors list them, weights and multiply-adds."""
    layers = load("mbv1_1.0").network().layers[:-2]
    found = [(tally.weights, tally.macs) for tally in map(layer_tally, layers)]
    assert found == [(weights, macs) for _, weights, macs in SLIM_V1["layers"]]


@pytest.mark.parametrize("case", SLIM_V1["base"])
def test_mobilenet_v1_without_classifier(case: str) -> None:
    width, resolution = case.split(" at ")
    body = published("mbv1_body").at(width=width, resolution=resolution)
    tally = network_tally(body.network())
    assert [tally.weights, tally.macs] == SLIM_V1["base"][case]


def published(name: str) -> Model:
    """A network that only published figures speak of."""
    return Model(built_in_network(name))


def test_model_variables_of_mobilenet_v1_base() -> None:
    """testModelHasExpectedNumberOfParameters of tensorflow/models slim: 3,217,920."""
    tally = network_tally(published("mbv1_body").network())
    assert tally.weights + 3 * tally.norm_channels == 3_217_920


@pytest.mark.parametrize(
    ("name", "params", "madds", "conv_outputs"),
    [
        ("mbv2_1.0", 3_504_872, 300_774_272, 6_678_112),
        ("mbv1_1.0", 4_231_976, 568_740_352, 5_042_688),
        ("resnet50", 25_557_032, 4_089_184_256, 11_113_984),
    ],
)
def test_headline_totals(name: str, params: int, madds: int, conv_outputs: int) -> None:
    model = load(name)
    assert (model.totals().params, model.totals().madds) == (params, madds)
    assert network_tally(model.network()).conv_outputs == conv_outputs


def test_t_of_1_everywhere() -> None:
    assert load("mbv2_1.0").at(t=1).totals().madds == 63_689_536


def test_variants_from_the_v1_paper() -> None:
    """Table 4, the network of full convolutions; Table 5, five 14 x 14 x 512 blocks fewer."""
    shallow = load("mbv1_1.0").at(settings={"layers[4].separable.n": 1})
    tally = network_tally(shallow.network())
    assert (tally.macs, tally.weights + tally.bias) == (307_323_392, 2_876_328)


def test_divisor_4_as_d_li14_has_it_at_width_0_1() -> None:
    model = load("mbv2_1.0").at(width="0.1", settings={"channels.by": 4})
    assert model.totals("d-li14").counted == 12_921_228
    assert model.totals().params == 1_356_696


@pytest.mark.parametrize(
    ("name", "params", "madds", "counted"),
    [
        ("mobilenetv2_110d", 4_516_520, 430_516_080, 447_938_128),
        ("mobilenetv2_120d", 5_831_144, 668_857_568, 692_788_384),
        ("mobilenetv1_100h", 5_282_600, 620_120_576, 630_306_304),
    ],
)
def test_timm_variants(name: str, params: int, madds: int, counted: int) -> None:
    """Deeper ones that keep stem and head, and one with a 1x1 convolution before the pool."""
    totals = published(name).totals("timm")
    assert (totals.params, totals.madds, totals.counted) == (params, madds, counted)


@pytest.mark.parametrize(
    ("width", "resolution", "madds", "weights"),
    [
        ("1.0", 224, 567_716_352, 3_185_088),
        ("0.5", 224, 148_985_088, 807_648),
        ("1.0", 128, 185_376_768, 3_185_088),
        ("0.5", 128, 48_648_192, 807_648),
    ],
)
def test_bodies_for_face_attributes(width: str, resolution: int, madds: int, weights: int) -> None:
    """Table 12 of arXiv:1704.04861, which prints 568/3.2, 149/0.8, 185/3.2 and 48/0.8 million."""
    body = published("mbv1_body").at(width=width, resolution=resolution)
    tally = network_tally(body.network())
    assert (tally.macs, tally.weights) == (madds, weights)


@pytest.mark.parametrize(
    ("width", "params"),
    [("0.25", 1_516_312), ("0.5", 1_964_448), ("0.75", 2_626_968), ("1.0", 3_503_872)],
)
def test_channels_rounded_down_and_a_classifier_without_bias(width: str, params: int) -> None:
    """MobileNetV2b of osmr/imgclsmob: int(c x width) channels, 1000 biases fewer."""
    model = load("mbv2_1.0").at(width=width, settings={"channels.round": "floor"})
    assert model.totals("imgclsmob").params == model.totals().params - 1000 == params


def test_full_convolutions_instead_of_separable_ones() -> None:
    """Conv MobileNet, Table 4 of arXiv:1704.04861: 29.3 million weights, 4866 million MAdds."""
    tally = network_tally(published("conv_mobilenet").network())
    assert (tally.macs, tally.weights + tally.bias) == (4_867_293_184, 29_282_120)
    full = [entry.block for entry in published("conv_mobilenet").architecture.layers]
    for block, own in zip(load("mbv1_1.0").architecture.layers, full, strict=True):
        for key in ("c", "n", "s"):
            assert getattr(block.block, key, None) == getattr(own, key, None)


def test_a_kept_expansion_of_the_first_block() -> None:
    """The well-known 314M: the block with t = 1 expands 32 to 32 channels all the same."""
    kept = load("mbv2_1.0").at(settings={"layers[1].bottleneck.expands": "always"})
    assert kept.totals().madds == 300_774_272 + 12_845_056
    assert 12_845_056 == 112 * 112 * 32 * 32
    assert kept.totals().params - 3_504_872 == 32 * 32 + 2 * 32


def test_resnet_50_as_it_was_published() -> None:
    """3.8 billion with the stride in the first 1x1; the rest is the v1.5 of frameworks."""
    original = load("resnet50").at(
        settings={f"layers[{stage}].residual.stride_in": "reduce" for stage in (2, 3, 4, 5)}
    )
    # The first 1x1 of three blocks runs before the stride in v1.5: at 4 n^2 positions, not n^2.
    more = 3 * sum(n * n * c * i for n, c, i in ((28, 256, 128), (14, 512, 256), (7, 1024, 512)))
    assert original.totals().madds == 4_089_184_256 - more == 3_857_973_248
    assert original.totals().params == 25_557_032
