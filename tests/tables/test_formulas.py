"""Formulas as texts: one source in every notation, functions that take what they need."""

from dataclasses import replace
from fractions import Fraction

import sympy

from mbv2calc import load
from mbv2calc.formulas.formula_set import Formula
from mbv2calc.formulas.network import network_source
from mbv2calc.formulas.queries import figure, resolve_symbol
from mbv2calc.formulas.solve import solved
from mbv2calc.formulas.topics import block_source
from mbv2calc.render.formulas.document import formula_document
from tests.formula_support import blocks, network


def test_every_notation_comes_from_one_expression() -> None:
    document = formula_document(blocks("bottleneck"))
    total = document.formulas[3]
    assert (total.name, total.expression) == ("bottleneck_madds", "D_F**2*M*t*(D_K**2 + M + N)")
    assert total.latex == r"D_{F}^{2} M t \left(D_{K}^{2} + M + N\right)"
    assert total.python == total.expression
    assert total.lines == ("D_F²⋅M⋅t⋅(D_K² + M + N)",)
    assert total.source == "arXiv:1801.04381, section 3.3"
    assert total.value is None


def test_numbers_have_values() -> None:
    document = formula_document(blocks("ratio", "t=6,M=512,N=512,D_K=3"))
    ratio = document.formulas[1]
    assert (ratio.expression, ratio.value) == ("6198/521", 6198 / 521)
    assert ratio.decimal == "11.8964"
    whole = formula_document(network("t=6,width=1,resolution=224")).formulas[1]
    assert (whole.value, whole.lines, whole.decimal) == (300_774_272, ("300,774,272",), "")


def test_symbols_are_those_that_are_shown() -> None:
    document = formula_document(blocks("bottleneck", "t=6,M=32"))
    assert [symbol.name for symbol in document.symbols] == ["D_F", "D_K", "N", "s"]
    assert document.at == {"M": "32", "t": "6"}


def test_definitions_of_one_form_are_a_family() -> None:
    document = formula_document(network(rounded=True))
    assert [family.title.split(", ")[0] for family in document.families] == ["C₁₆", "E₁₆", "D₂"]
    channels, inside, sizes = document.families
    assert channels.title == "C₁₆, C₂₄, C₃₂, C₆₄, C₉₆, C₁₆₀, C₃₂₀, C₁₂₈₀"
    assert [left for left, _ in channels.lines] == ["near", "C_c"]
    assert inside.lines == (("E_C", ("max(1, ⌊C⋅t + 1/2⌋)",)),)
    assert sizes.latex == (("D_{s}", r"\left\lceil{\frac{r}{s}}\right\rceil"),)


def test_a_function_takes_what_its_definitions_need() -> None:
    functions = {f.name: f for f in formula_document(network(rounded=True)).functions}
    assert list(functions) == ["C", "E", "D", "params", "madds"]
    assert functions["params"].arguments == ("alpha", "t")
    assert functions["madds"].arguments == ("alpha", "r", "t")
    assert "D_2 = D(r, 2)" in functions["madds"].body
    assert not any(line.startswith("D_") for line in functions["params"].body)
    assert "if alpha <= 1:" in functions["madds"].body
    assert functions["madds"].doc[-1] == "Assumed: t is neither 0 nor 1."


def test_a_definition_brings_those_that_it_needs() -> None:
    formula_set = network(rounded=True)
    (inside,) = (d.symbol for d in formula_set.definitions if str(d.symbol) == "E_24")
    alone = replace(formula_set, formulas=(Formula("inside", "inside", inside),))
    function = formula_document(alone).functions[-1]
    assert function.arguments == ("alpha", "t")
    assert function.body == ("C_24 = C(24, alpha)", "E_24 = E(C_24, t)", "return E_24")


def test_the_rule_of_a_file_that_is_a_symbol_is_an_argument_too() -> None:
    architecture = load("mbv2_1.0").architecture
    formula_set = network_source(architecture, names=["width", "channels.by"], rounded=True).at({})
    functions = {f.name: f for f in formula_document(formula_set).functions}
    assert functions["C"].arguments == ("c", "alpha", "channels_by")
    assert "C_16 = C(16, alpha, channels_by)" in functions["params"].body


def test_a_root_stands_under_its_symbol() -> None:
    source = network_source(load("mbv2_1.0").architecture)
    variable = resolve_symbol(source, "width", "--solve", {})
    document = formula_document(solved(source, {}, variable, figure("300M")))
    narrow, wide = document.formulas
    assert (narrow.name, narrow.left, narrow.left_latex) == ("alpha_1", "α", r"\alpha")
    assert (narrow.condition, wide.condition) == ("alpha <= 1", "alpha >= 1")
    assert [f.name for f in document.functions] == ["alpha_1", "alpha_2"]


def test_the_json_has_what_programs_read() -> None:
    plain = formula_document(network()).plain()
    assert list(plain) == [
        "topic", "network", "title", "at", "diff", "solve", "equals", "metric", "formulas",
        "definitions", "symbols", "assumptions", "notes",
    ]  # fmt: skip
    assert list(plain["formulas"][0]) == [
        "name", "title", "meaning", "condition", "expression", "latex", "python", "value", "source",
    ]  # fmt: skip
    assert [(f["name"], f["condition"]) for f in plain["formulas"]] == [
        ("params", "alpha <= 1"), ("params", "alpha >= 1"),
        ("madds", "alpha <= 1"), ("madds", "alpha >= 1"),
    ]  # fmt: skip
    assert plain["symbols"]["t"] == "expansion of every bottleneck that states none (expansion)"


def test_an_expression_of_the_json_holds_the_chosen_symbols_alone_and_gives_the_report() -> None:
    plain = formula_document(network(rounded=True)).plain()
    exact = load("mbv2_1.0").at(width="0.35", resolution=97).totals()
    for formula in plain["formulas"]:
        expression = sympy.sympify(formula["expression"])
        assert {str(symbol) for symbol in expression.free_symbols} <= {"alpha", "t", "r"}
        if formula["condition"] == "alpha <= 1":
            value = expression.subs({"alpha": sympy.Rational(7, 20), "t": 6, "r": 97})
            assert value == getattr(exact, formula["name"])


def test_the_python_of_the_json_is_in_terms_of_the_definitions() -> None:
    plain = formula_document(network(rounded=True)).plain()
    known = {"alpha": Fraction(7, 20), "t": 6, "r": 97, "Fraction": Fraction}
    for definition in plain["definitions"]:
        known[definition["name"]] = eval(definition["python"], dict(known))
    exact = load("mbv2_1.0").at(width="0.35", resolution=97).totals()
    assert eval(plain["formulas"][2]["python"], dict(known)) == exact.madds


def test_a_screen_without_unicode_gets_ascii() -> None:
    for formula_set in (block_source("ratio").at({}), network(rounded=True)):
        document = formula_document(formula_set, 80, unicode=False)
        lines = [line for f in document.formulas for line in f.lines]
        lines += [line for f in document.families for _, part in f.lines for line in part]
        assert all(line.isascii() for line in lines)
