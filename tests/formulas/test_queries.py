"""What is asked of formulas: numbers, derivatives, roots with their conditions."""

from dataclasses import replace
from typing import Any

import pytest
import sympy

from mbv2calc.errors import QuantityError, UsageError
from mbv2calc.formulas.blocks import block_source
from mbv2calc.formulas.formula_set import FormulaSet, FormulaSource, Variable
from mbv2calc.formulas.network import network_source
from mbv2calc.formulas.queries import derivative, figure, numbers, resolve_symbol
from mbv2calc.formulas.solve import solved
from tests.formula_support import blocks, expressions, oblong_architecture, source_of

A = sympy.Symbol("alpha", positive=True)


def roots(
    source: FormulaSource, symbol: str, equals: str, *at: str, metric: str = "madds"
) -> FormulaSet:
    values = numbers(source, at)
    variable = resolve_symbol(source, symbol, "--solve", values)
    return solved(source, values, variable, figure(equals), metric)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("300M", 300_000_000), ("3.4M", 3_400_000), ("0.3G", 300_000_000), ("5k", 5000),
        ("300_000_000", 300_000_000), ("1", 1), ("0.35", sympy.Rational(7, 20)),
        ("7/20", sympy.Rational(7, 20)), (".5", sympy.Rational(1, 2)), ("1e8", 10**8),
        ("300,774,272", 300_774_272), ("3.5e6", 3_500_000), ("1E+3", 1000),
        ("320KiB", 327_680), ("320KB", 320_000), ("1e-3", sympy.Rational(1, 1000)),
        ("1.5MiB", 1_572_864), ("1GiB", 2**30),
    ],
)  # fmt: skip
def test_figures(text: str, value: Any) -> None:
    assert figure(text) == value


BAD_FIGURES = ["", "M", "-3", "3 M x", "1/0", "9" * 41, "0x10", "1//2", "1e100", "1e"]
BAD_FIGURES += ["1,00", ",300", "3iB", "kiB", "1,000,", "1000,000", "1.5,000", "e8"]


@pytest.mark.parametrize("text", BAD_FIGURES)
def test_what_is_no_figure(text: str) -> None:
    with pytest.raises(QuantityError):
        figure(text)


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("t", "expected SYMBOL=NUMBER, such as t=6, found 't'"),
        ("q=1", "unknown symbol 'q'; known here: D_F, D_K, M, N, t, s"),
        ("d_f=14", "did you mean 'D_F'"),
        ("DF=14", "did you mean 'D_F'"),
        ("M=1.5", "--at M: expected a positive integer, found '1.5'"),
        ("M=0", "--at M: expected a number above 0, found '0'"),
        ("k=3", "did you mean 'D_K'"),
        ("c=3", "did you mean 'N'"),
        ("r=3", "did you mean 'D_F'"),
        ("t=-1", "--at t: expected a number above 0, such as 6, 0.35 or 7/20, found '-1'"),
        ("t=1e999999999", "--at t: expected a number above 0"),
        ("t=6,t=7", "t is given twice"),
        (f"M={'9' * 5000}", "of 5,000 characters, at most 100 are read"),
    ],
)
def test_what_is_no_number_of_a_symbol(at: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        blocks("bottleneck", at)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("t=-1", "--at t: expected a number of 0 or more, such as 6, 0.35 or 7/20, found '-1'"),
        ("width=-1", "--at width: expected a number above 0, such as 6, 0.35 or 7/20, found '-1'"),
        ("width=0", "--at width: expected a number above 0, found '0'"),
        ("resolution=224,rho=7", "--at: resolution and rho are one symbol; leave one out"),
        ("resolution=160x224", "an input that is not square write --resolution 160x224"),
        ("layers[3].bottleneck.k=5", "no symbol here; write --set layers[3].bottleneck.k=5"),
        ("batch=4", "--at batch: it is no symbol; write --batch 4"),
    ],
)
def test_what_is_no_number_of_a_network(at: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        numbers(source_of(), [at])
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["resolution", "r", "rho"])
def test_an_oblong_network_has_no_one_resolution(name: str) -> None:
    source = network_source(oblong_architecture())
    with pytest.raises(UsageError, match=r"each side has a symbol.*input.height or input.width"):
        numbers(source, [f"{name}=224"])


def test_a_symbol_can_be_called_by_its_path() -> None:
    source = source_of()
    path = "layers[10].classifier.classes"
    by_path = numbers(source, [f"expansion=6,width_multiplier=1,{path}=10"])
    assert by_path == numbers(source, ["t=6,width=1,classes=10"])


def test_the_largest_numbers_are_exact_and_quick() -> None:
    huge = 10**29
    found = expressions(blocks("bottleneck", f"t={huge},M={huge},N={huge},D_F={huge},D_K={huge}"))
    assert found["bottleneck_madds"] == huge**4 * (2 * huge + huge**2)


def test_the_names_of_a_size_differ_in_their_unit() -> None:
    source = source_of()
    (rho,) = (v.symbol for v in source.variables if v.name == "rho")
    for at in ("rho=7", "resolution=224", "r=224"):
        assert numbers(source, [at]) == {rho: 224}
    assert numbers(source, ["width=0.35"]) == numbers(source, ["alpha=7/20"])


def variable(source: FormulaSource, name: str) -> Variable:
    return resolve_symbol(source, name, "--diff", {})


def test_the_derivative_of_every_formula() -> None:
    source = block_source("bottleneck")
    formula_set = derivative(source.at({}), variable(source, "t"))
    for before, after in zip(source.at({}).formulas, formula_set.formulas, strict=True):
        t = variable(source, "t").symbol
        assert sympy.simplify(before.expression / t - after.expression) == 0  # all linear in t
    assert formula_set.formulas[0].name == "expand_madds_by_t"


def test_a_derivative_that_is_alike_on_both_sides_is_shown_once() -> None:
    source = source_of()
    by_t = derivative(source.at({}), variable(source, "t"))
    assert [f.conditions for f in by_t.formulas] == [(), ()]
    by_width = derivative(source.at({}), variable(source, "alpha"))
    assert [f.conditions for f in by_width.formulas] == [(A <= 1,), (A >= 1,)] * 2


def test_only_what_depends_on_a_symbol_has_a_derivative_by_it() -> None:
    source = block_source("bottleneck")
    by_outs = derivative(source.at({}), variable(source, "N"))
    assert all(f.expression != 0 for f in by_outs.formulas)
    assert by_outs.notes[-1] == "not shown, as N is not in them: expand, depthwise"
    with pytest.raises(UsageError, match=r"--diff s: s stands inside a floor, a ceiling"):
        derivative(source.at({}), variable(source, "s"))
    network = source_of()
    by_size = derivative(network.at({}), variable(network, "rho"))
    assert {f.name for f in by_size.formulas} == {"madds_by_rho"}
    alone = replace(by_size, formulas=network.at({}).formulas[:1])
    with pytest.raises(UsageError, match="no formula here depends on rho"):
        derivative(alone, variable(network, "rho"))


def test_a_step_has_no_derivative() -> None:
    source = block_source("bottleneck")
    formula_set = derivative(source.at({}), variable(source, "D_F"))
    assert "strided_bottleneck_madds_by_D_F" not in expressions(formula_set)
    assert formula_set.notes[-1].startswith("left out: v2's block, stride s")
    rounded = source_of(rounded=True)
    with pytest.raises(UsageError, match="no derivative; leave --rounded out"):
        derivative(rounded.at({}), variable(rounded, "width"))


FULL = "D_F=14,M=64,N=64,D_K=3,t=6,g=1"


@pytest.mark.parametrize("symbol", ["t", "M", "N", "D_F", "D_K"])
@pytest.mark.parametrize("topic", ["bottleneck", "separable", "conv"])
def test_a_root_of_a_block_gives_the_figure_again(topic: str, symbol: str) -> None:
    source = block_source(topic)
    names = {v.name for v in source.variables}
    if symbol not in names:
        return
    given = [a for a in FULL.split(",") if a.split("=")[0] in names - {symbol}]
    for at in ([], given):
        formula_set = roots(source, symbol, "300M", *at)
        (root,) = (f.expression for f in formula_set.formulas)
        (main,) = (
            f
            for f in source.at(numbers(source, at)).formulas
            if f.name.startswith({"bottleneck": "bottleneck_madds"}.get(topic, f"{topic}_madds"))
        )
        again = main.expression.subs(resolve_symbol(source, symbol, "", {}).symbol, root)
        assert sympy.simplify(again - 300_000_000) == 0


@pytest.mark.parametrize("symbol", ["t", "alpha", "rho", "classes"])
@pytest.mark.parametrize("metric", ["madds", "params"])
def test_a_root_of_a_network_gives_the_figure_again(symbol: str, metric: str) -> None:
    if (symbol, metric) == ("rho", "params"):
        return
    source = source_of(names=("t", "width", "resolution", "classes"))
    formula_set = roots(source, symbol, "30M", metric=metric)
    solvable = {f.conditions[0]: f.expression for f in source.at({}).formulas if f.name == metric}
    assert len(formula_set.formulas) == 2
    for root in formula_set.formulas:
        main = solvable[root.conditions[0]]
        again = main.subs(variable(source, symbol).symbol, root.expression)
        assert sympy.simplify(again - 30_000_000) == 0


def test_a_numeric_root_by_hand() -> None:
    """64 x 49 (12832 + 909) t = 300,000,000 - 49 x 835,584 - 1,280,000 at width 1 and 224."""
    formula_set = roots(source_of(), "t", "300M", "width=1,resolution=224")
    (root,) = formula_set.formulas
    assert root.expression == sympy.Rational(300_000_000 - 49 * 835_584 - 1_280_000, 49 * 879_424)
    assert root.conditions == ()


def test_conditions_of_symbolic_roots() -> None:
    narrow, wide = roots(source_of(), "t", "300M").formulas
    assert narrow.conditions[0] == (A <= 1)
    assert wide.conditions[0] == (A >= 1)
    positive = narrow.conditions[1]
    assert positive.subs({"rho": 7}) is not None
    rho = sympy.Symbol("rho", positive=True, integer=True)
    assert positive.subs({A: 1, rho: 7}) == sympy.true
    assert positive.subs({A: 1, rho: 30}) == sympy.false


def test_roots_that_break_a_condition_are_dropped_and_said_so() -> None:
    formula_set = roots(source_of(), "width", "300M", "t=6,resolution=224")
    (root,) = formula_set.formulas
    assert float(root.expression) == pytest.approx(0.998585, abs=1e-6)
    text = "\n".join(formula_set.notes)
    assert "left out: alpha = 0.998638, which is not in the region alpha >= 1" in text
    assert "no root for alpha >= 1" in text


def test_where_there_is_no_root_it_is_said_why() -> None:
    formula_set = roots(source_of(), "t", "1M", "width=1,resolution=224")
    assert formula_set.formulas == ()
    assert formula_set.notes[-2:] == (
        "left out: t = -0.956647, which is not positive",
        "no root: MAdds is nowhere 1,000,000 there",
    )


def test_a_symbol_that_falls_out_has_no_root() -> None:
    """3 (k^2 + M + N) = 3 (k^2 + N) does not depend on k."""
    formula_set = roots(block_source("ratio"), "D_K", "3", "t=3,M=8,N=8")
    assert formula_set.formulas == ()


def test_t_1_is_solved_in_its_own_structure() -> None:
    at = "width=1,resolution=224"
    formula_set = roots(source_of(), "t", "63689536", at)
    assert [f.expression for f in formula_set.formulas] == [sympy.Rational(6845, 13741), 1]
    generic = 64 * 49 * (12832 + 909) + 49 * 835_584 + 1_280_000  # the generic formula at t = 1
    dropped = roots(source_of(), "t", str(generic), at)
    assert dropped.formulas == ()
    assert "which breaks the assumption that t is neither 0 nor 1" in dropped.notes[-2]


def test_whole_numbers_beside_a_root() -> None:
    formula_set = roots(source_of(), "rho", "300M", "t=6,width=1")
    assert formula_set.notes[-1] == (
        "rho is a whole number: rho = 6 gives 221,316,608, rho = 7 gives 300,774,272"
    )
    exact = roots(source_of(), "rho", "300774272", "t=6,width=1")
    assert [f.expression for f in exact.formulas] == [7]


def test_the_ratio_of_v1_to_a_convolution_can_be_solved_too() -> None:
    """By hand: 1 / N + 1 / 9 = 1 / 5 at N = 45 / 4."""
    source = block_source("ratio")
    n = resolve_symbol(source, "N", "--solve", {})
    values = numbers(source, ["D_K=3"])
    (root,) = solved(source, values, n, figure("1/5"), "separable_over_conv").formulas
    assert root.expression == sympy.Rational(45, 4)


def test_ratio_1_is_where_both_blocks_cost_the_same() -> None:
    general, one = roots(block_source("ratio"), "t", "1").formulas
    assert str(general.expression) == "(D_K**2 + N)/(D_K**2 + M + N)"
    assert one.expression == 1


@pytest.mark.parametrize(
    ("topic", "symbol", "metric", "message"),
    [
        ("", "t", "madds", "name a topic"),
        ("ratio", "t", "params", "unknown metric 'params'; known here: madds, separable_over_conv"),
        ("bottleneck", "s", "madds", "does not depend on it"),
        ("bottleneck", "zzz", "madds", "unknown symbol 'zzz'"),
    ],
)
def test_what_cannot_be_solved(topic: str, symbol: str, metric: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        roots(block_source(topic), symbol, "1", metric=metric)


def test_steps_have_no_roots_in_closed_form() -> None:
    with pytest.raises(UsageError, match="mbv2calc sweep"):
        roots(source_of(rounded=True), "t", "300M")
    with pytest.raises(UsageError, match="give s, or another symbol"):
        roots(block_source("bottleneck"), "D_F", "300M", "s=2")


def test_a_stride_that_is_given_is_solved_at() -> None:
    at = "D_F=56,M=24,N=32,D_K=3,s=2"
    (root,) = roots(block_source("bottleneck"), "t", "1M", at).formulas
    assert root.expression == sympy.Rational(1_000_000, 24 * (56**2 * 24 + 28**2 * (9 + 32)))


def test_a_symbol_with_a_number_is_not_asked_about() -> None:
    with pytest.raises(UsageError, match="t has a number from --at"):
        roots(block_source("bottleneck"), "t", "1", "t=6")
    with pytest.raises(UsageError, match="classes is a number here"):
        roots(source_of(), "classes", "1M")
