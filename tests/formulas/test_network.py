"""Formulas of networks: derived by hand, equal to reports, their regions and assumptions stated."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from mbv2calc import Model, load
from mbv2calc.errors import SpecError, UsageError
from mbv2calc.formulas.formula_set import assumptions
from mbv2calc.formulas.network import network_source
from mbv2calc.formulas.queries import numbers
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.spec.architecture import Architecture, Entry
from mbv2calc.spec.paths import put
from mbv2calc.spec.rounding import ChannelRule
from tests.formula_support import (
    Module,
    expressions,
    fraction,
    network,
    oblong_architecture,
    rounded_module,
    source_of,
)
from tests.strategies import EXPANSIONS, HEAD, Point, architectures, points
from tests.tiers import examples

A, T = sympy.symbols("alpha t", positive=True)
RHO = sympy.Symbol("rho", positive=True, integer=True)
NARROW = RHO**2 * (821248 * A**2 * T + 131072 * A**2 + 58176 * A * T + 704512 * A) + 1280000
WIDE = RHO**2 * (821248 * A**2 * T + 540672 * A**2 + 58176 * A * T + 294912 * A) + 1280000 * A


def test_the_polynomial_of_mobilenet_v2() -> None:
    """Both sides of alpha = 1; derived by hand from Table 2 of arXiv:1801.04381."""
    formula_set = network()
    found = {f.conditions: f.expression for f in formula_set.formulas if f.name == "madds"}
    assert {c: sympy.expand(e) for c, e in found.items()} == {
        (A <= 1,): sympy.expand(NARROW),
        (A >= 1,): sympy.expand(WIDE),
    }
    assert str(found[A <= 1,]) == (
        "rho**2*(821248*alpha**2*t + 131072*alpha**2 + 58176*alpha*t + 704512*alpha) + 1280000"
    )
    assert assumptions(formula_set.assumed) == ("t is neither 0 nor 1",)


def test_both_sides_agree_at_1_and_equal_the_report() -> None:
    for rho in (1, 3, 7):
        totals = load("mbv2_1.0").at(resolution=32 * rho).totals()
        for formula in network().formulas:
            exact = {"params": totals.params, "madds": totals.madds}[formula.name]
            assert formula.expression.subs({A: 1, T: 6, RHO: rho}) == exact


@pytest.mark.parametrize("t", ["1", "3", "6", "0.5"])
@pytest.mark.parametrize("rounded", [True, False])
def test_numbers_are_laid_before_the_network_is_built(t: str, rounded: bool) -> None:
    totals = load("mbv2_1.0").at(t=t).totals()
    found = network(f"t={t},width=1,resolution=224", rounded=rounded)
    assert [f.conditions for f in found.formulas] == [(), ()]
    assert expressions(found) == {"params": totals.params, "madds": totals.madds}
    assert found.assumed == ()


def test_the_figures_of_t_1() -> None:
    """63,689,536: what a report at t = 1 counts, whose blocks have no expansion."""
    assert expressions(network("t=1,width=1,resolution=224"))["madds"] == 63_689_536
    assert expressions(network("t=6,alpha=1,rho=7"))["madds"] == 300_774_272


def test_t_0_is_refused_by_the_block() -> None:
    with pytest.raises(SpecError, match=r"--at t=0: .*t = 0 is the identity"):
        network("t=0")


def test_a_width_gives_exact_rationals() -> None:
    """Twice: 56/5 channels are no whole number, and still a formula."""
    found = expressions(network("width=0.35"))["madds"]
    assert found.equals(NARROW.subs(A, sympy.Rational(7, 20)))
    fixed = source_of(turned=(("width", "0.35"),)).at({})
    assert expressions(fixed)["madds"].equals(found)


NAMES = ("mbv1_1.0", "mbv2_1.0", "resnet50")


@pytest.mark.parametrize("name", NAMES)
def test_at_channels_that_rounding_leaves_both_formulas_are_the_report(name: str) -> None:
    totals = load(name).at(width=1, resolution=256).totals()
    for rounded in (True, False):
        module = Module(network(name=name, rounded=rounded))
        at = {"alpha": 1, "t": 6, "rho": 8, "r": 256}
        assert module.call("params", **at) == totals.params
        assert module.call("madds", **at) == totals.madds


POINTS = points(st.sampled_from([t for t in EXPANSIONS if t != "1"]))


@examples(30)
@given(architecture=architectures(), point=POINTS)
def test_a_rounded_formula_run_as_python_equals_the_int_path(
    architecture: Architecture, point: Point
) -> None:
    """But for ends that only rounding makes equal, which change a residual block's layers."""
    assume(all(entry.block.kind != "residual" for entry in architecture.layers))
    exact = replace(point, classes=10).model(architecture).totals()
    oblong = put(put(architecture, "input.height", 96), "input.width", 128)
    module = Module(network_source(oblong, rounded=True).at({}))
    at = {"alpha": fraction(point.width), "t": fraction(point.t)}
    at |= {"r_height": Fraction(point.height), "r_width": Fraction(point.breadth)}
    assert module.call("params", **at) == exact.params
    assert module.call("madds", **at) == exact.madds


@pytest.mark.parametrize("width", ["0.1", "0.35", "0.5", "0.83", "1.3", "1.4", "2"])
@pytest.mark.parametrize("name", NAMES)
def test_rounded_formulas_of_shipped_networks(name: str, width: str) -> None:
    module = rounded_module(name)
    for t, r in (("6", 97), ("2.5", 224), ("0.3", 300)):
        turned = {"t": t} if name.startswith("mbv2") else {}
        totals = load(name).at(width=width, resolution=r, **turned).totals()
        at = {"alpha": fraction(width), "t": fraction(t), "r": r}
        assert module.call("params", **at) == totals.params
        assert module.call("madds", **at) == totals.madds


def test_definitions_use_only_those_before_them() -> None:
    formula_set = network(rounded=True)
    known = {v.symbol for v in formula_set.variables}
    for definition in formula_set.definitions:
        assert definition.expression.free_symbols <= known
        known.add(definition.symbol)
    for formula in formula_set.formulas:
        assert formula.expression.free_symbols <= known


def test_unequal_t_on_equal_channels_have_names_of_their_own() -> None:
    layers = (
        Entry(Conv(c=24, k=3, s=2)),
        Entry(Bottleneck(c=24)),
        Entry(Bottleneck(c=24, t=load("mbv2_0.5").architecture.width_multiplier)),
    )
    architecture = Architecture(
        name="two", expansion=load("mbv2_1.0").architecture.expansion, layers=layers
    )
    formula_set = network_source(architecture, rounded=True).at({})
    names = [str(d.symbol) for d in formula_set.definitions]
    assert names == ["C_24", "E_24", "E_24_0_5", "D_2"]
    totals = Model(architecture).at(width=0.7, t=3, resolution=99).totals()
    at = {"alpha": Fraction(7, 10), "t": 3, "r": 99}
    assert Module(formula_set).call("madds", **at) == totals.madds


PATHS = [
    "layers[3].bottleneck.k", "layers[3].bottleneck.c", "layers[0].conv.k", "input.channels",
    "layers[1].bottleneck.t",
]  # fmt: skip


def test_unequal_channels_on_the_sides_of_width_1_have_names_of_their_own() -> None:
    """Below 1 the block reads 4 channels, above it what rounding makes of 4 alpha."""
    layers = (Entry(Conv(c=4, widen="only_up")), Entry(Bottleneck(c=4)), *HEAD)
    expansion, rule = load("mbv2_1.0").architecture.expansion, ChannelRule(round="nearest")
    architecture = Architecture(name="two", channels=rule, expansion=expansion, layers=layers)
    module = Module(network_source(architecture, rounded=True).at({}))
    for width in ("0.1", "2.4"):
        totals = Model(architecture).at(width=width, t="0.5").totals()
        at = {"alpha": fraction(width), "t": Fraction(1, 2), "r": 224}
        assert module.call("madds", **at) == totals.madds


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("rounded", [True, False])
def test_any_number_of_the_file_can_be_a_symbol(path: str, rounded: bool) -> None:
    source = source_of(names=(path,), rounded=rounded)
    (variable,) = source.variables
    for value in (8, 16):
        totals = load("mbv2_1.0").at(settings={path: value}).totals()
        module = Module(source.at({}))
        assert module.call("madds", **{variable.name: value}) == totals.madds
        at = source.at(numbers(source, [f"{variable.name}={value}"]))
        assert expressions(at)["params"] == totals.params


def test_an_oblong_input_has_a_symbol_a_side() -> None:
    architecture = oblong_architecture()
    source = network_source(architecture)
    assert [v.name for v in source.variables] == ["t", "alpha", "rho_height", "rho_width"]
    at = numbers(source, ["t=6,width=1,rho_height=5,input.width=224"])
    exact = load("mbv2_1.0").at(resolution=(160, 224)).totals().madds
    assert expressions(source.at(at))["madds"] == exact


def test_what_is_no_number_of_the_network_is_refused() -> None:
    for names, message in {
        ("wdth",): "unknown symbol 'wdth'; did you mean 'width'",
        ("layers[3].bottleneck.n",): "n and s decide which layers there are",
        ("layers[99].conv.k",): "there is no layers\\[99\\]",
        ("activation",): "unknown symbol",
        ("channels.round",): "it is no number",
        ("channels.by",): "no formula here depends on it",
    }.items():
        with pytest.raises(UsageError, match=message):
            source_of(names=names).at({})
    with pytest.raises(UsageError, match="MobileNetV1 has no block that takes its t"):
        source_of("mbv1_1.0", names=("t",))
    with pytest.raises(UsageError, match="--in t: a flag gives it a number"):
        source_of(names=("t",), turned=(("t", 6),))
    path = "layers[3].bottleneck.k"
    with pytest.raises(UsageError, match="a flag gives it a number"):
        network_source(load("mbv2_1.0").at(settings={path: 5}).architecture, names=[path])


def test_a_symbol_can_be_named_by_the_path_of_its_knob() -> None:
    paths = ("expansion", "width_multiplier", "resolution")
    assert source_of(names=paths).variables == source_of().variables
    with pytest.raises(UsageError, match="MobileNetV1 has no block that takes its t"):
        source_of("mbv1_1.0", names=("expansion",))


@pytest.mark.parametrize("side", ["input.height", "input.width"])
def test_a_side_and_the_resolution_are_not_both_symbols(side: str) -> None:
    for names in ((side, "resolution"), ("resolution", side)):
        with pytest.raises(UsageError, match=f"resolution sets {side} too; leave one of the two"):
            source_of(names=names)


def test_a_total_stride_of_1_divides_nothing() -> None:
    architecture = Architecture(name="flat", layers=(Entry(Conv(c=8)), *HEAD))
    source = network_source(architecture, names=["resolution"])
    assert [(v.name, v.meaning) for v in source.variables] == [
        ("r", "resolution of the input in pixels")
    ]
    at = source.at(numbers(source, ["r=100"]))
    assert expressions(at)["madds"] == Model(architecture).at(resolution=100).totals().madds


def test_a_knob_that_has_a_number_is_no_symbol() -> None:
    source = source_of(turned=(("t", 6), ("resolution", 224)))
    assert [v.name for v in source.variables] == ["alpha"]
    assert source.at({}).at == {"t": "6", "resolution": "224", "classes": "1000"}


def test_a_path_that_was_set_is_a_knob_turned() -> None:
    architecture = load("mbv2_1.0").at(settings={"width_multiplier": "0.5"}).architecture
    source = network_source(architecture)
    assert [v.name for v in source.variables] == ["t", "rho"]
    assert source.at({}).at["width"] == "0.5"


def test_a_batch_multiplies_operations() -> None:
    one, four = expressions(network()), expressions(network(batch=4))
    assert four["params"] == one["params"]
    assert sympy.expand(four["madds"] - 4 * one["madds"]) == 0


def test_a_resolution_that_is_too_small_is_refused() -> None:
    with pytest.raises(SpecError, match="--at resolution=16: input: resolution 16x16 is too small"):
        network("resolution=16")


def test_a_resolution_off_the_total_stride_is_rounded_up_as_layers_do() -> None:
    exact = load("mbv2_1.0").at(resolution=225).totals().madds
    assert expressions(network("t=6,width=1,r=225"))["madds"] == exact
