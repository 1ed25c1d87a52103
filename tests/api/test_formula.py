"""Formulas from Python: those of blocks, those of a network, and what is asked of them."""

from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy

import mbv2calc
from mbv2calc import FormulaSet, UsageError, formula, load

BLOCK = {"D_F": 14, "D_K": 3, "M": 64, "N": 64}


def expressions(formula_set: FormulaSet) -> dict[str, str]:
    return {f.name: str(f.expression) for f in formula_set.formulas}


def test_a_block_in_symbols_and_at_numbers() -> None:
    assert expressions(formula("bottleneck"))["bottleneck_madds"] == "D_F**2*M*t*(D_K**2 + M + N)"
    for at in ({**BLOCK, "t": 6}, "D_F=14,D_K=3,M=64,N=64,t=6", ["D_F=14,D_K=3", "M=64,N=64,t=6"]):
        assert expressions(formula("bottleneck", at=at))["bottleneck_madds"] == "10311168"
    assert formula().topic == "overview"


def test_numbers_are_exact() -> None:
    for t in (0.35, "0.35", Fraction(7, 20), "7/20"):
        (found,) = {f.expression for f in formula("ratio", at={"t": t}).formulas[-1:]}
        assert found == sympy.sqrt(2) / (2 * sympy.sqrt(sympy.Rational(7, 20)))


def test_questions() -> None:
    (root,) = formula("bottleneck", at=BLOCK, solve="t", equals="10311168").formulas
    assert root.value == 6
    (root,) = formula("bottleneck", at=BLOCK, solve="t", equals=10_311_168).formulas
    assert root.value == 6
    (root,) = formula(
        "ratio", at={"D_K": 3}, solve="N", equals=Fraction(1, 5), metric="separable_over_conv"
    ).formulas
    assert root.expression == sympy.Rational(45, 4)
    assert expressions(formula("separable", diff="N"))["separable_madds_by_N"] == "D_F**2*M"


def test_a_network_in_symbols_and_at_numbers() -> None:
    model = load("mbv2_1.0")
    assert [v.name for v in model.formula().free_variables()] == ["t", "alpha", "rho"]
    at = {"t": 6, "width": 1, "resolution": 224}
    assert [f.value for f in model.formula(at=at).formulas] == [3_504_872, 300_774_272]
    exact = model.at(width="0.35", resolution=97).totals()
    rounded = model.formula(at={"t": 6, "width": "0.35", "r": 97}, rounded=True)
    assert [f.value for f in rounded.formulas] == [exact.params, exact.madds]
    assert [v.name for v in model.formula(names="t, classes").free_variables()] == ["t", "classes"]
    (root,) = model.formula(at={"width": 1, "r": 224}, solve="t", equals=300_774_272).formulas
    assert root.value == 6


def test_what_a_model_was_given_is_a_number() -> None:
    model = load("mbv2_1.0").at(t=6, width=1, batch=2)
    assert [v.name for v in model.formula().free_variables()] == ["rho"]
    assert model.formula(at={"rho": 7}).formulas[1].value == 2 * 300_774_272
    with pytest.raises(UsageError, match="--in t: a flag gives it a number"):
        model.formula(names=["t"])


def test_a_side_of_the_input_keeps_its_number_beside_another_number_of_the_input() -> None:
    model = load("mbv2_1.0").at(resolution=160, settings={"input.channels": 1})
    assert [v.name for v in model.formula().free_variables()] == ["t", "alpha"]


@pytest.mark.slow
def test_the_peaks_of_a_network() -> None:
    model = load("mbv2_1.0")
    symbols = [v.name for v in model.formula("memory").free_variables()]
    assert symbols == ["t", "alpha", "rho", "b", "b_acc"]
    at = {"t": 6, "width": 1, "resolution": 224}
    found = model.at(dtype="int8").formula("memory", at=at)
    assert [f.value for f in found.formulas] == [1_505_280, 1_404_928, 1_216_768, 602_112]
    assert formula("memory", dtype="int8").at == {"b": "1", "b_acc": "4"}


def test_a_formula_set_says_what_it_has() -> None:
    assert repr(formula("conv", at={"g": 1})) == (
        "FormulaSet('conv', conv_madds, strided_conv_madds, conv_weights in D_F, D_K, M, N, s)"
    )
    model = load("mbv2_1.0")
    assert repr(model.formula()) == (
        "FormulaSet('network of MobileNetV2', params, madds in t, alpha, rho)"
    )
    none = model.formula(at={"width": 1, "rho": 7}, solve="t", equals="1M")
    assert repr(none) == "FormulaSet('network of MobileNetV2', no formula)"
    assert "FormulaSet" in mbv2calc.__all__
    assert "formula" in mbv2calc.__all__


def test_bad_usage() -> None:
    model = load("mbv2_1.0")
    calls: dict[Callable[[], FormulaSet], str] = {
        lambda: formula("network"): "is of one network",
        lambda: formula("mbv2_1.0"): "'mbv2_1.0' is a network, no topic",
        lambda: formula("botleneck"): "did you mean 'bottleneck'",
        lambda: formula("conv", dtype="int8"): "--dtype: only formulas of memory have bytes",
        lambda: formula("conv", solve="g"): "--solve: needs a target: --equals 300M",
        lambda: formula("conv", equals=1): "--equals: nothing is solved",
        lambda: formula("conv", diff="g", solve="g", equals=1): "one question at a time",
        lambda: formula("conv", solve="g", equals="lots"): "--equals: expected a figure",
        lambda: model.formula("conv"): "the topic conv has no network; name network or memory",
        lambda: model.formula("peek"): "unknown topic 'peek'",
        lambda: model.formula("memory", rounded=True): "--rounded: floors keep peaks from",
    }
    for call, message in calls.items():
        with pytest.raises(UsageError, match=message):
            call()
