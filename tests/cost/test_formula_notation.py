"""Notation: what programs read back is the same expression; what people read fits their window."""

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.cost.formulas.notation import latex, pretty, python, relation, text
from tests.formulas import blocks, network

A, R = sympy.symbols("alpha r", positive=True)
SHEETS = [blocks(t) for t in ("", "bottleneck", "separable", "conv", "ratio")] + [network()]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.topic)
def test_text_reads_back(sheet: Any) -> None:
    names = {str(v.symbol): v.symbol for v in sheet.variables}
    for formula in sheet.formulas:
        assert sympy.sympify(text(formula.expression), names) == formula.expression


@given(st.integers(1, 10**6), st.integers(1, 50), st.integers(1, 50))
def test_python_is_exact(r: int, p: int, q: int) -> None:
    alpha = Fraction(p, q)
    for expression in (
        8 * sympy.floor(A * 24 / 8 + sympy.Rational(1, 2)),
        sympy.ceiling(R / 32) ** 2,
        sympy.Max(8, 8 * sympy.floor(A * 3)),
        sympy.Rational(7, 20) * A + 1 / R,
        R / (A + 1) / 3,
        sympy.Piecewise((A, A < R), (R, True)),
    ):
        value = eval(python(expression), {"Fraction": Fraction, "alpha": alpha, "r": r})
        exact = sympy.Rational(value.numerator, value.denominator)
        assert expression.subs({A: sympy.Rational(p, q), R: r}) == exact


def test_powers_stay_on_the_line_and_long_sums_are_cut_between_terms() -> None:
    D_F, t = sympy.symbols("D_F t")  # noqa: N806
    assert pretty(D_F**2 * t) == ["D_F²⋅t"]
    assert pretty(sympy.Integer(300774272)) == ["300,774,272"]
    assert pretty(D_F**2 * t, unicode=False) == ["   2", "D_F *t"]
    polynomial = sum(10**9 * D_F**n * t for n in range(2, 9))
    lines = pretty(polynomial, 60)
    assert len(lines) > 1
    assert max(map(len, lines)) <= 60
    assert " ".join(line.strip() for line in lines) == pretty(polynomial)[0]


def test_a_window_too_narrow_for_two_dimensions_gets_one() -> None:
    (beta,) = (f.expression for f in blocks("ratio").formulas if f.name == "break_even_width")
    assert len(pretty(beta, 80)) == 4
    assert all(len(line) <= 30 or " " not in line.strip() for line in pretty(beta, 30))


def test_relations() -> None:
    assert relation(A <= 1) == "α ≤ 1"
    assert relation(A <= 1, unicode=False) == "alpha <= 1"


def test_latex_knows_greek_letters_from_words() -> None:
    assert latex(A**2) == r"\alpha^{2}"
    names = sympy.symbols("D_F rho_height classes near C_24")
    assert [latex(name) for name in names] == [
        "D_{F}", r"\rho_{height}", r"\mathrm{classes}", r"\mathrm{near}", "C_{24}",
    ]  # fmt: skip
