"""Formulas for people: whole on a screen, in its signs."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
import sympy

from mbv2calc import load
from mbv2calc.formulas.formula_set import Formula, FormulaSet, Variable
from mbv2calc.formulas.network import network_source
from mbv2calc.formulas.queries import figure, resolve_symbol
from mbv2calc.formulas.solve import solved
from mbv2calc.render.formulas.pretty import render
from mbv2calc.render.screen import Screen
from tests.formula_support import blocks, network
from tests.support import unstyled


def test_the_overview_names_each_formula_above_it() -> None:
    lines = render(blocks(), Screen(80)).splitlines()
    place = lines.index("v2's block  the sum of the three: a bottleneck at stride 1")
    assert lines[place + 1] == "    D_F²⋅M⋅t⋅(D_K² + M + N)"
    assert "M    input channels" in lines
    assert lines[-1] == "assumed: t is neither 0 nor 1"


@pytest.mark.parametrize(
    "maker", [blocks, partial(network, rounded=True)], ids=["overview", "rounded"]
)
def test_nothing_is_wider_than_the_window(maker: Callable[[], FormulaSet]) -> None:
    assert max(map(len, render(maker(), Screen(80)).splitlines())) <= 80


def test_colour_adds_styles_only() -> None:
    plain = render(blocks(), Screen(80))
    coloured = render(blocks(), Screen(80, colour=True))
    assert coloured != plain
    assert unstyled(coloured) == plain


def test_a_root_that_is_not_whole_is_shown_as_a_decimal_too() -> None:
    ratio = blocks("ratio", "t=6,M=512,N=512,D_K=3")
    assert "6198\n    ────  ≈ 11.8964\n    521" in render(ratio, Screen(80))
    assert "~ 11.8964" in render(ratio, Screen(80, unicode=False))


def test_a_short_decimal_is_exact_and_stands_alone() -> None:
    text = render(network("width=1.4,t=6,resolution=224"), Screen(80))
    assert "    571,130,291.2" in text.splitlines()  # 2,855,651,456 / 5
    assert "e+" not in text


def test_sentences_have_the_symbols_of_the_screen() -> None:
    k, alpha = sympy.symbols("k_3 alpha", positive=True, integer=True)
    formula_set = FormulaSet(
        topic="network",
        title="",
        formulas=(Formula("params", "params", k),),
        variables=(Variable(k, "beside rho", {"k_3": 1}),),
        solvable={},
        assumed=(sympy.Ne(k, alpha),),
        notes=("alpha >= 1, alphabet, layers.alpha, k_31; see --in alpha, --at rho=7 or `rho`.",),
    )
    lines = render(formula_set, Screen(200)).splitlines()
    assert lines[-3:] == [
        "k₃  beside ρ",
        "assumed: k₃ is not α",
        "α ≥ 1, alphabet, layers.alpha, k_31; see --in alpha, --at rho=7 or `rho`.",
    ]
    plain = render(formula_set, Screen(200, unicode=False))
    assert "assumed: k_3 is not alpha" in plain


def test_a_narrow_legend_hangs() -> None:
    lines = render(network(rounded=True), Screen(50)).splitlines()
    place = lines.index("α  width multiplier (in a network file:")
    assert lines[place + 1] == "   width_multiplier)"


def test_definitions_of_one_form_are_a_family() -> None:
    channels, inside, sizes = network(rounded=True).unstated_families()
    lines = render(network(rounded=True), Screen(80)).splitlines()
    place = lines.index("where C₁₆, C₂₄, C₃₂, C₆₄, C₉₆, C₁₆₀, C₃₂₀, C₁₂₈₀")
    assert lines[place + 1] == "channels c of the file after the width multiplier, rounded"
    assert [str(left) for left, _ in channels[0].family.equations()] == ["near", "C_c"]
    assert "    E_C = max(1, ⌊C⋅t + 1/2⌋)" in lines
    assert [str(left) for left, _ in inside[0].family.equations()] == ["E_C"]
    assert "    Dₛ = ⎢─⎥" in lines
    assert len(sizes) == 5


def test_a_screen_without_unicode_gets_ascii() -> None:
    for formula_set in (blocks("ratio"), network(rounded=True)):
        assert render(formula_set, Screen(80, unicode=False)).isascii()


def test_what_a_formula_states_is_not_said_again() -> None:
    """D_G and e stand on the left of a formula each, unless these are not shown."""
    memory = blocks("memory")
    text = render(memory, Screen(80))
    assert not [line for line in text.splitlines() if line.startswith("where ")]
    assert [d.name for d in memory.free_variables() if d.name in ("D_G", "e")] == []
    assert "\nD_G  pixels per side of the output map\n" in text
    rest = tuple(formula for formula in memory.formulas if formula.symbol is None)
    alone = render(replace(memory, formulas=rest), Screen(80))
    assert "where D_G\n" in alone
    assert "where e\n" in alone


def test_a_root_stands_under_its_symbol() -> None:
    source = network_source(load("mbv2_1.0").architecture)
    width = resolve_symbol(source, "width", "--solve", {})
    lines = render(solved(source, {}, width, figure("300M")), Screen()).splitlines()
    place = lines.index("α  where MAdds = 300,000,000")
    assert lines[place + 1] == "  for α ≤ 1:"
