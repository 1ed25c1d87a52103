"""Where a printed figure comes from: right causes, in order, and nothing where there is none."""

import re
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import Model, explain, load
from mbv2calc.cost.conventions import Rule, conventions, find_convention
from mbv2calc.cost.tally import network_tally
from mbv2calc.errors import SpecError, UsageError
from mbv2calc.figures.explain import MAX_DEVIATIONS, Cause, read_figure
from mbv2calc.figures.variants import Variant, variants
from tests.support import layered
from tests.tiers import examples

Told: TypeAlias = tuple[str, tuple[str, ...], int]
"""A cause: the convention, the variants, the value."""


def told(cause: Cause) -> Told:
    return cause.convention.name, tuple(v.name for v in cause.variants), cause.value


def causes(
    figure: str, network: str | Model = "mbv2_1.0"
) -> list[tuple[str, tuple[str, ...], int]]:
    return [told(cause) for cause in explain(figure, network).causes]


def test_314m_is_of_fvcore_and_timm_and_of_a_kept_expansion() -> None:
    assert causes("314M")[:3] == [
        ("timm", (), 314_130_496),
        ("fvcore", (), 314_193_216),
        ("paper", ("t1-expands",), 313_619_328),
    ]


def test_601m_is_twice_the_multiply_adds() -> None:
    assert causes("601.5M")[:3] == [
        ("flops", (), 601_548_544),
        ("torch", (), 601_548_544),
        ("paper", ("x2",), 601_548_544),
    ]


def test_a_third_of_a_billion_is_of_thop() -> None:
    assert causes("0.33G")[0] == ("thop", (), 327_486_720)


def test_429m_has_the_strides_of_the_first_version_and_a_kept_expansion() -> None:
    assert causes("429M")[0] == ("paper", ("t1-expands", "arxiv-v1-strides"), 429_111_936)


def test_3_47m_leaves_batchnorm_out() -> None:
    assert ("no-norm", (), 3_470_760) in causes("3.47M")
    assert causes("3.49M")[:2] == [("folded", (), 3_487_816), ("openvino-omz", (), 3_487_816)]
    assert causes("3538984") == [("keras-total", (), 3_538_984)]


def test_no_known_rule_gives_585m() -> None:
    found = explain("585M", "mbv2_1.4")
    assert found.causes == ()
    assert told(found.nearest[0]) == ("paper", (), 582_195_824)
    assert [figure.source for figure in found.published] == ["Sandler et al. 2018"]


def test_the_nearest_begin_with_the_network_as_it_is() -> None:
    """6.9M, as the paper prints for width 1.4: its parameters, whatever else is near."""
    assert {cause.quantity for cause in explain("6.9M params", "mbv2_1.4").nearest} == {"params"}
    found = explain("6.9M", "mbv2_1.4").nearest
    assert told(found[0]) == ("paper", (), 6_108_776)
    assert [cause.deviations for cause in found] == [0, 1, 1, 2, 2]


def test_the_closest_is_the_nearest_of_all_that_was_tried() -> None:
    """By what each convention, variant and pair gives, worked out one by one."""
    found = explain("585M", "mbv2_1.4")
    model = load("mbv2_1.4")
    both = {"channels.round": "floor", "layers[1].bottleneck.expands": "always"}
    assert found.closest is not None
    assert found.closest.value == model.at(settings=both).totals().madds == 586_495_868
    for convention in conventions():
        assert abs(model.totals(convention).counted - 585_000_000) >= 1_495_868


def test_a_convention_is_verified_on_the_network_that_gives_the_figure() -> None:
    """thop with a kept expansion: another network than the one that it was verified on."""
    (cause,) = [c for c in explain("341937408").causes if c.convention.name == "thop"]
    assert told(cause) == ("thop", ("t1-expands",), 341_937_408)
    assert not cause.verified
    assert explain("327486720").causes[0].verified


def test_x2_is_of_multiply_adds_alone() -> None:
    for figure in ("601.5M", "1.2G", "7.01M", "1.23G", "0.6G"):
        for cause in explain(figure).causes:
            if any(variant.times > 1 for variant in cause.variants):
                assert (cause.quantity, cause.convention.unit) == ("operations", "MAdds")
    assert explain("7009744").causes == ()  # twice the parameters
    assert explain("1203097088").causes == ()  # four times the multiply-adds


def test_an_exact_figure_is_exact_and_not_rounded() -> None:
    assert [cause.roundings for cause in explain("327486720").causes] == [("exact",)]
    assert explain("314M").causes[0].roundings == ("nearest", "floor")


def test_published_figures_are_of_these_layers_and_of_this_count() -> None:
    def sources(figure: str, network: str) -> set[str | None]:
        return {one.source for one in explain(figure, network).published}

    assert sources("585M", "mbv2_1.0") == {"Sandler et al. 2018"}  # which prints it for width 1.4
    assert sources("585M", "mbv1_1.0") == set()
    assert sources("317M", "mbv1_0.75") == {"TF-Slim V1 page"}  # with 1001 classes
    assert sources("579.8M", "mbv1_1.0") == {"imgclsmob (Gluon)"}
    assert sources("3504872 params", "mbv2_1.0") > {"torchvision weights"}
    assert sources("3504872 operations", "mbv2_1.0") == set()


def test_a_variant_that_makes_no_network_is_passed_over() -> None:
    """Groups of channels that a rule of rounding does not leave whole."""
    grouped = layered("grouped", ("conv", {"c": 32, "conv_groups": 1}), ("avgpool", {}))
    odd = layered(
        "odd", ("conv", {"c": 30}), ("conv", {"c": 30, "conv_groups": 8}), ("avgpool", {})
    )
    assert explain("1", grouped.at(width="0.5")).nearest
    with pytest.raises(SpecError, match="conv_groups 8 does not divide"):
        explain("1", odd.at(settings={"channels.round": "nearest"}))
    assert explain("1", odd).nearest


def test_two_values_of_one_number_are_not_tried_together() -> None:
    """Channels by 8 and by 4 at once would be by 4, which neither is of a network that floors."""
    model = load("mbv2_1.0").at(width="0.35", settings={"channels.round": "floor"})
    by_4 = model.at(settings={"channels.round": "divisible", "channels.by": 4}).totals().madds
    assert by_4 not in [model.totals().madds, load("mbv2_1.0").at(width="0.35").totals().madds]
    together = {"channels-by-8", "channels-by-4"}
    for cause in explain(str(by_4), model).causes:
        assert not together <= {variant.name for variant in cause.variants}


def test_it_is_truthy_whatever_was_found() -> None:
    assert explain("585M", "mbv2_1.4")
    assert repr(explain("585M", "mbv2_1.4")) == "Explanation('585M', 'MobileNetV2', 0 causes)"


def test_resnet_50_as_published() -> None:
    assert causes("3.8G", "resnet50")[0] == ("paper", ("stride-in-reduce",), 3_857_973_248)


FIGURES = st.builds(
    lambda digits, unit: f"{digits}{unit}", st.integers(1, 999), st.sampled_from(["", "k", "M"])
)


@examples(25)
@given(figure=FIGURES, network=st.sampled_from(["mbv1_1.0", "mbv2_0.35", "mbv2_1.4", "resnet50"]))
def test_every_cause_gives_the_figure_and_they_come_in_order(figure: str, network: str) -> None:
    found = explain(figure, network)
    assert bool(found.causes) is not bool(found.nearest)
    for cause in found.causes:
        assert any(found.printed.agrees(cause.value, way) for way in ("nearest", "floor"))
        assert cause.deviations <= MAX_DEVIATIONS
    order = [(cause.deviations, abs(cause.difference)) for cause in found.causes]
    assert order == sorted(order)
    apart = [(cause.deviations, cause.ratio) for cause in found.nearest]
    assert apart == sorted(apart)
    for cause in found.causes or found.nearest:
        architecture = load(network).architecture
        times = 1
        for variant in cause.variants:
            architecture, times = variant.applied_to(architecture), times * variant.times
        rule = cause.convention.rule(cause.quantity)
        assert rule is not None
        assert rule.of(network_tally(Model(architecture).network())) * times == cause.value


@pytest.mark.parametrize("name", ["thop", "fvcore", "calflops", "openvino-omz", "torchinfo"])
@pytest.mark.parametrize("width", ["0.35", "0.75", "1.3"])
def test_a_count_is_explained_by_its_own_convention(name: str, width: str) -> None:
    model = load("mbv2_1.0").at(width=width, resolution=160)
    counted = model.totals(name).counted
    assert (name, (), counted) in causes(str(counted), model)


def test_what_makes_no_difference_is_no_cause() -> None:
    """Parameters do not depend on the resolution or the strides."""
    for cause in explain("3504872").causes + explain("3.50M").causes:
        names = {variant.name for variant in cause.variants}
        assert names.isdisjoint({"resolution-96", "resolution-192", "arxiv-v1-strides", "x2"})


def test_conventions_that_count_as_the_papers_do_are_one_cause() -> None:
    assert [cause.convention.name for cause in explain("300774272").causes] == ["paper"]
    assert [cause.convention.name for cause in explain("3504872").causes] == ["paper"]


def test_a_batch_multiplies_operations_alone() -> None:
    at = load("mbv2_1.0").at(batch=2)
    assert causes("601548544", at)[0] == ("paper", (), 601_548_544)
    assert causes("3504872", at) == [("paper", (), 3_504_872)]


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("314M", 314_000_000, 10**6),
        ("314 m", 314_000_000, 10**6),
        ("0.33G", 330_000_000, 10**7),
        ("0.33B MAdds", 330_000_000, 10**7),
        ("3,504,872", 3_504_872, 1),
        ("300.774272M", 300_774_272, 1),
        (" 12k ", 12_000, 1000),
        ("~300M", 300_000_000, 10**6),
        ("569 million", 569_000_000, 10**6),
        ("300e6", 300_000_000, 10**6),
        ("1e7", 10**7, 10**7),
        ("3.0e8", 300_000_000, 10**7),
        ("8.2120e+09", 8_212_000_000, 10**5),
        ("4.12x10^9 MACs", 4_120_000_000, 10**7),
        ("3.5e6", 3_500_000, 10**5),
        ("300 774 272", 300_774_272, 1),
        ("327486720.0", 327_486_720, 1),
        ("1.2 billion FLOPs", 1_200_000_000, 10**8),
    ],
)
def test_figures_as_people_write_them(text: str, value: int, step: int) -> None:
    printed, _ = read_figure(text)
    assert (printed.value, printed.step) == (value, step)


def test_a_word_says_what_is_counted() -> None:
    assert read_figure("0.6 GFLOPs")[1] == ("operations",)
    assert read_figure("3.47M params")[1] == ("params",)
    assert read_figure("300 MMACs")[1] == read_figure("300M madds")[1] == ("operations",)
    assert {c.quantity for c in explain("6.68M activations").causes} == {"activations"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "M",
        "3.4.7M",
        "-3M",
        "314MB",
        "314X",
        "1.5",
        "three",
        "1/3",
        "1e-3",
        "3,47M",
        "1,2,3M",
        "1__0M",
        "314M macſ",
        "12 thouſand",
    ],
)
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"FIGURE: expected a (figure|count) such as"):
        read_figure(text)


@pytest.mark.parametrize("text", ["14MB", "13.5 MiB", "94.86%"])
def test_a_size_is_told_apart(text: str) -> None:
    with pytest.raises(UsageError, match=r"FIGURE: expected a count such as 314M or 3\.47M"):
        read_figure(text)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("300.81", "add its unit, such as 300.81M"),
        ("3,47M", "use a decimal point: 3.47M"),
        ("14MB", "`mbv2calc memory`"),
        ("0M", "expected a figure above 0"),
        ("mbv2_1.0", "the figure comes first, then the network"),
    ],
)
def test_the_message_names_the_fix(text: str, fix: str) -> None:
    with pytest.raises(UsageError, match=re.escape(fix)):
        read_figure(text)


def test_the_nearest_is_by_ratio_and_not_by_what_is_small() -> None:
    """Of 71.8M the multiply-adds are nearer than the parameters, which are fewer."""
    assert told(explain("71.8M").nearest[0]) == ("paper", (), 300_774_272)


def test_a_doubled_multiply_add_is_two_flops() -> None:
    twice = [c for c in explain("601.5M").causes if "x2" in [v.name for v in c.variants]]
    assert {cause.unit for cause in twice} == {"FLOPs"}


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(SpecError, match="too small"):
        explain("314M", load("mbv2_1.0").at(resolution=16))


def test_a_new_convention_is_one_row() -> None:
    adds_too = find_convention()._replace(
        name="adds-too", operations=Rule.parse("macs + 3 add_elements"), networks=("mbv2_1.0",)
    )
    conventions().add(adds_too)
    try:
        assert load("mbv2_1.0").totals("adds-too").counted == 300_774_272 + 3 * 216_384
        assert not adds_too.is_verified_on(load("mbv1_1.0").architecture)
        assert causes("301423424") == [("adds-too", (), 301_423_424)]
    finally:
        conventions().remove("adds-too")


def test_a_new_variant_is_one_row() -> None:
    kernels = (("layers[*].bottleneck.k", "5"),)
    variants().add(Variant("wide-kernels", "5x5 kernels", "nobody", kernels))
    try:
        exact = load("mbv2_1.0").at(
            settings={f"layers[{stage}].bottleneck.k": 5 for stage in range(1, 8)}
        )
        assert causes(str(exact.totals().madds))[0][:2] == ("paper", ("wide-kernels",))
    finally:
        variants().remove("wide-kernels")
