"""Formulas in each format: whole on a screen, valid as JSON, LaTeX and Python."""

import json
import re

import pytest

from mbv2calc.errors import UsageError
from mbv2calc.render.formulas import FORMULA_FORMATS, as_json, formula_format, latex, pretty, python
from mbv2calc.render.screen import Screen
from mbv2calc.tables.formulas import FormulaDocument, formula_document
from tests.formulas import Module, blocks, network
from tests.support import unstyled

OVERVIEW = formula_document(blocks(), 80)
ROUNDED = formula_document(network(rounded=True), 80)


def test_the_overview_names_each_formula_above_it() -> None:
    lines = pretty(OVERVIEW, Screen(80)).splitlines()
    place = lines.index("v2's block  the sum of the three: a bottleneck at stride 1")
    assert lines[place + 1] == "    D_F²⋅M⋅t⋅(D_K² + M + N)"
    assert "M    input channels" in lines
    assert lines[-1] == "assumed: t is neither 0 nor 1"


@pytest.mark.parametrize("document", [OVERVIEW, ROUNDED], ids=["overview", "rounded"])
def test_nothing_is_wider_than_the_window(document: FormulaDocument) -> None:
    assert max(map(len, pretty(document, Screen(80)).splitlines())) <= 80


def test_colour_adds_styles_only() -> None:
    plain = pretty(OVERVIEW, Screen(80))
    coloured = pretty(OVERVIEW, Screen(80, colour=True))
    assert coloured != plain
    assert unstyled(coloured) == plain


def test_a_root_that_is_not_whole_is_shown_as_a_decimal_too() -> None:
    document = formula_document(blocks("ratio", "t=6,M=512,N=512,D_K=3"), 80)
    assert "6198\n    ────  ≈ 11.8964\n    521" in pretty(document, Screen(80))
    assert "~ 11.8964" in pretty(document, Screen(80, unicode=False))


def test_latex_is_one_balanced_environment() -> None:
    for document in (OVERVIEW, ROUNDED, formula_document(network("t=6,width=1"))):
        text = latex(document)
        assert text.count(r"\begin{align*}") == text.count(r"\end{align*}") == 1
        rows = text.partition(r"\begin{align*}")[2].partition(r"\end{align*}")[0]
        equations = [line for line in rows.splitlines() if line and "%" not in line]
        assert all(line.endswith(r" \\") for line in equations[:-1])
        assert not equations[-1].endswith(r"\\")
        assert text.count("{") == text.count("}")
        assert len(re.findall(r"\\left", text)) == len(re.findall(r"\\right", text))
        assert text.isascii()


def test_latex_has_the_polynomial_of_mobilenet_v2() -> None:
    text = latex(formula_document(network()))
    narrow = r"821248 \alpha^{2} t + 131072 \alpha^{2} + 58176 \alpha t + 704512 \alpha"
    assert rf"\text{{MAdds}} &= \rho^{{2}} \left({narrow}\right) + 1280000 && " in text
    assert r"\text{for } \alpha \leq 1" in text
    assert r"\text{for } \alpha \geq 1" in text


def test_json_is_one_ascii_object() -> None:
    text = as_json(ROUNDED)
    assert text.isascii()
    assert json.loads(text) == ROUNDED.plain()


@pytest.mark.parametrize("topic", ["", "bottleneck", "separable", "conv", "ratio"])
def test_python_runs_as_it_is(topic: str) -> None:
    sheet = blocks(topic)
    module = Module(sheet)
    numbers = {"D_F": 14, "D_K": 3, "M": 64, "N": 64, "t": 6, "s": 2, "g": 4}
    for formula in sheet.formulas:
        exact = formula.expression.subs({v.symbol: numbers[v.name] for v in sheet.variables})
        found = module.call(formula.name, **numbers)
        assert float(found) == pytest.approx(float(exact), rel=1e-12)
        if exact.is_Rational:
            assert (found.numerator, found.denominator) == (exact.p, exact.q)
    assert module.text.isascii()


def test_python_lines_are_short_and_documented() -> None:
    text = python(ROUNDED)
    assert max(map(len, text.splitlines())) <= 100
    assert 'def madds(alpha, r, t):\n    """MAdds: multiply-adds' in text
    assert "from fractions import Fraction" in text
    assert "import" not in python(formula_document(blocks("bottleneck", "s=1")))


def test_the_ending_of_a_file_names_the_format() -> None:
    for name, (ending, _) in FORMULA_FORMATS.items():
        assert formula_format(None, f"a{ending}") == name
        assert formula_format(None, f"A{ending.upper()}") == name
        assert formula_format("json", f"a{ending}") == "json"
    assert formula_format(None, None) == formula_format(None, "a.xyz") == "pretty"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown format 'tex'; did you mean 'latex'"):
        formula_format("tex", None)
    with pytest.raises(UsageError, match="known here: pretty, latex, json, python"):
        formula_format("csv", None)
