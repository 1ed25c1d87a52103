"""Formulas as JSON: the keys and expressions that programs read."""

import json
from fractions import Fraction
from typing import Any

import pytest
import sympy

from mbv2calc import load
from mbv2calc.formulas.formula_set import FormulaSet
from mbv2calc.render.formulas.json import render
from tests.formula_support import blocks, network


def read(formula_set: FormulaSet) -> dict[str, Any]:
    """What a program reads."""
    found: dict[str, Any] = json.loads(render(formula_set))
    return found


def test_json_is_one_ascii_object() -> None:
    text = render(network(rounded=True))
    assert text.isascii()
    assert text == json.dumps(json.loads(text), indent=2) + "\n"


def test_the_json_has_what_programs_read() -> None:
    found = read(network())
    assert list(found) == [
        "topic", "network", "title", "at", "diff", "solve", "equals", "metric", "formulas",
        "definitions", "symbols", "assumptions", "notes",
    ]  # fmt: skip
    assert list(found["formulas"][0]) == [
        "name", "title", "meaning", "condition", "expression", "latex", "python", "value", "source",
    ]  # fmt: skip
    assert [(f["name"], f["condition"]) for f in found["formulas"]] == [
        ("params", "alpha <= 1"), ("params", "alpha >= 1"),
        ("madds", "alpha <= 1"), ("madds", "alpha >= 1"),
    ]  # fmt: skip
    assert found["symbols"]["t"] == "expansion of every bottleneck without a t of its own"


@pytest.mark.slow
def test_an_expression_of_the_json_holds_the_chosen_symbols_alone_and_gives_the_report() -> None:
    found = read(network(rounded=True))
    exact = load("mbv2_1.0").at(width="0.35", resolution=97).totals()
    for formula in found["formulas"]:
        expression = sympy.sympify(formula["expression"])
        assert {str(symbol) for symbol in expression.free_symbols} <= {"alpha", "t", "r"}
        if formula["condition"] == "alpha <= 1":
            value = expression.subs({"alpha": sympy.Rational(7, 20), "t": 6, "r": 97})
            assert value == getattr(exact, formula["name"])


@pytest.mark.parametrize("t", ["1.1", "2.7", "3.3"])
def test_no_floor_is_lost_at_a_t_of_tenths(t: str) -> None:
    model = load("mbv2_1.0").at(t=t)
    for formula in read(model.formula(rounded=True))["formulas"]:
        if formula["condition"] == "alpha <= 1":
            value = sympy.sympify(formula["expression"]).subs(
                {"alpha": sympy.Rational(7, 20), "r": 97}
            )
            exact = model.at(width="0.35", resolution=97).totals()
            assert value == getattr(exact, formula["name"])


def test_the_python_of_the_json_is_in_terms_of_the_definitions() -> None:
    found = read(network(rounded=True))
    known = {"alpha": Fraction(7, 20), "t": 6, "r": 97, "Fraction": Fraction}
    for definition in found["definitions"]:
        known[definition["name"]] = eval(definition["python"], dict(known))
    exact = load("mbv2_1.0").at(width="0.35", resolution=97).totals()
    assert eval(found["formulas"][2]["python"], dict(known)) == exact.madds


def test_every_notation_comes_from_one_expression() -> None:
    total = read(blocks("bottleneck"))["formulas"][3]
    assert total["name"] == "bottleneck_madds"
    assert total["expression"] == total["python"] == "D_F**2*M*t*(D_K**2 + M + N)"
    assert total["latex"] == r"D_{F}^{2} M t \left(D_{K}^{2} + M + N\right)"
    assert total["source"] == "arXiv:1801.04381, section 3.3"
    assert total["value"] is None


def test_numbers_have_values() -> None:
    ratio = read(blocks("ratio", "t=6,M=512,N=512,D_K=3"))["formulas"][1]
    assert (ratio["expression"], ratio["value"]) == ("6198/521", 6198 / 521)
    whole = read(network("t=6,width=1,resolution=224"))["formulas"][1]
    assert (whole["expression"], whole["value"]) == ("300774272", 300_774_272)


def test_symbols_are_those_that_are_shown() -> None:
    found = read(blocks("bottleneck", "t=6,M=32"))
    assert list(found["symbols"]) == ["D_F", "D_K", "N", "s"]
    assert found["at"] == {"M": "32", "t": "6"}
