"""Notation: what programs read back is the same expression; what people read fits their window."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, partial

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy.printing.pretty.pretty_symbology import pretty_use_unicode

from mbv2calc import load
from mbv2calc.arith.decimals import write_about, write_exact
from mbv2calc.formulas.formula_set import FormulaSet
from mbv2calc.formulas.peaks import peak_source
from mbv2calc.render.formulas.latex import latex
from mbv2calc.render.formulas.pretty_expression import pretty, relation
from mbv2calc.render.formulas.python_expression import python
from mbv2calc.render.formulas.sentences import text
from tests.formula_support import blocks, network


@lru_cache
def peaks() -> FormulaSet:
    return peak_source(load("mbv2_1.0").architecture).at({})


A, R = sympy.symbols("alpha r", positive=True)
MAKERS: dict[str, Callable[[], FormulaSet]] = {
    topic: partial(blocks, topic)
    for topic in ("", "bottleneck", "separable", "conv", "ratio", "memory")
}
MAKERS["network"] = network
CHOICES = {"max": sympy.Max, "min": sympy.Min}


TOPICS = [*MAKERS, pytest.param("peak", marks=pytest.mark.slow)]


@pytest.mark.parametrize("topic", TOPICS)
def test_text_reads_back(topic: str) -> None:
    formula_set = peaks() if topic == "peak" else MAKERS[topic]()
    names = {str(v.symbol): v.symbol for v in formula_set.variables}
    for formula in formula_set.formulas:
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
        sympy.Piecewise((A, R * 9 / 10 > A), (R, True)) + 1,
        sympy.Rational(21, 8) - 3 * sympy.floor(A),
        5 - sympy.ceiling(R / 7) * sympy.floor(A * 3) ** 2 / 4,
        sympy.ceiling((2 * A - R) / (3 * R)) - R / 7 - sympy.Rational(1, 3),
    ):
        value = eval(python(expression), {"Fraction": Fraction, "alpha": alpha, "r": r})
        exact = sympy.Rational(value.numerator, value.denominator)
        assert expression.subs({A: sympy.Rational(p, q), R: r}) == exact


def test_powers_stay_on_the_line_and_long_sums_are_cut_between_terms() -> None:
    D_F, t = sympy.symbols("D_F t")  # noqa: N806
    assert pretty(D_F**2 * t) == ["D_F²⋅t"]
    assert pretty(sympy.Integer(300774272)) == ["300,774,272"]
    assert pretty((D_F + 1) ** 2 * t) == ["t⋅(D_F + 1)²"]
    assert pretty(D_F**2 * (t + 1) ** 2, unicode=False) == ["D_F**2*(t + 1)**2"]
    polynomial = sum(10**9 * D_F**n * t for n in range(2, 9))
    lines = pretty(polynomial, 60)
    assert len(lines) > 1
    assert max(map(len, lines)) <= 60
    assert " ".join(line.strip() for line in lines) == pretty(polynomial)[0]
    assert all(line.startswith("  + ") for line in lines[1:])


def test_a_maximum_is_cut_between_its_arguments() -> None:
    c, d = sympy.symbols("c d", positive=True)
    inside = sympy.Min(100 * c, 200 * d + 1, evaluate=False)
    choice = 64 * A * sympy.Max(R + 1, 300 * c + 1, inside, evaluate=False)
    (whole,) = pretty(choice)
    assert pretty(choice, 40) == ["64⋅α⋅max(r + 1, 300⋅c + 1,", "  min(100⋅c, 200⋅d + 1))"]
    assert " ".join(map(str.strip, pretty(choice, 12))) == whole
    assert python(choice) == "64*alpha*max(r + 1, 300*c + 1, min(100*c, 200*d + 1))"


def test_a_window_too_narrow_for_two_dimensions_gets_one() -> None:
    (beta,) = (f.expression for f in blocks("ratio").formulas if f.name == "break_even_width")
    assert len(pretty(beta, 80)) == 4
    assert all(len(line) <= 30 or " " not in line.strip() for line in pretty(beta, 30))


def test_relations() -> None:
    assert relation(A <= 1) == "α ≤ 1"
    assert relation(A <= 1, unicode=False) == "alpha <= 1"


@pytest.mark.parametrize("found", [True, False])
def test_letters_are_those_of_the_screen_whatever_sympy_found(found: bool) -> None:
    before = pretty_use_unicode(found)
    try:
        assert relation(A <= 1) == "α ≤ 1"
        assert pretty(A + R, 1) == ["α", "  + r"]
    finally:
        pretty_use_unicode(before)


def test_latex_knows_greek_letters_from_words() -> None:
    assert latex(A**2) == r"\alpha^{2}"
    names = sympy.symbols("D_F rho_height classes near C_24")
    assert [latex(name) for name in names] == [
        "D_{F}", r"\rho_{\mathrm{height}}", r"\mathrm{classes}", r"\mathrm{near}", "C_{24}",
    ]  # fmt: skip


def test_python_reads_as_a_person_would_write_it() -> None:
    near = sympy.Symbol("near")
    choice = sympy.Piecewise((near + 8, near < sympy.Rational(9, 10) * A * R), (near, True))
    assert python(choice) == "near + 8 if 10*near < 9*alpha*r else near"
    assert python(sympy.floor(A * R)) == "(alpha*r)//1"
    assert python(sympy.ceiling(R / A)) == "-(-r//alpha)"
    assert python(sympy.Max(1, sympy.floor(A * R + sympy.S.Half))) == "max(1, (2*alpha*r + 1)//2)"
    assert python(9 * A * R / 10) == "Fraction(9, 10)*alpha*r"
    assert python(2 * sympy.ceiling(R / 2) ** 2) == "2*(-(-r//2))**2"


def test_words_below_a_symbol_are_plain() -> None:
    names = sympy.symbols("k_3 D_s rho_height channels_at_least C_16_other")
    assert [pretty(name) for name in names] == [
        ["k₃"], ["Dₛ"], ["ρ_height"], ["channels_at_least"], ["C_16_other"],
    ]  # fmt: skip
    assert latex(names[3]) == r"\mathrm{channels}_{\mathrm{at\_least}}"
    assert latex(names[4]) == r"C_{\mathrm{16\_other}}"


def test_one_line_has_the_signs_of_two_dimensions() -> None:
    D_F, t = sympy.symbols("D_F t", positive=True)  # noqa: N806
    root = (sympy.sqrt(D_F**2 / t + (t + 1) ** 2) - sympy.ceiling(D_F / 2)) / (2 * A * t)
    assert pretty(root, 60) != (flat := pretty(root, 20))
    assert " ".join(line.strip() for line in flat) == "(√(D_F²/t + (t + 1)²) - ⌈D_F/2⌉)/(2⋅α⋅t)"
    plain = " ".join(line.strip() for line in pretty(root, 20, unicode=False))
    assert plain == "(sqrt(D_F**2/t + (t + 1)**2) - ceiling(D_F/2))/(2*alpha*t)"
    assert pretty(sympy.ceiling(D_F / t) ** 2, unicode=False) == ["ceiling(D_F/t)**2"]


@pytest.mark.parametrize("topic", TOPICS)
def test_one_line_in_ascii_reads_back(topic: str) -> None:
    formula_set = peaks() if topic == "peak" else MAKERS[topic]()
    names = {str(v.symbol): v.symbol for v in formula_set.variables} | CHOICES
    for formula in formula_set.formulas:
        line = " ".join(map(str.strip, pretty(formula.expression, 1, unicode=False)))
        assert sympy.simplify(sympy.sympify(line, names) - formula.expression) == 0


def test_numbers_are_decimals_where_they_are_short() -> None:
    numbers = [sympy.Rational(2855651456, 5), sympy.Rational(-7, 20), sympy.Rational(10**10, 7)]
    assert list(map(write_exact, numbers)) == ["571,130,291.2", "-0.35", "10,000,000,000/7"]
    assert list(map(write_about, numbers)) == ["571,130,291.2", "-0.35", "1,428,571,429"]
    assert pretty(numbers[0]) == ["571,130,291.2"]
    small = sympy.Rational(1, 30000)
    assert [write_about(small), write_about(sympy.sqrt(2) * 10**9)] == [
        "0.0000333333",
        "1,414,213,562",
    ]


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_a_decimal_is_near_and_without_exponent(p: int, q: int) -> None:
    shown = write_about(sympy.Rational(p, q)).replace(",", "")
    assert "e" not in shown
    assert abs(Fraction(shown) - Fraction(p, q)) <= abs(Fraction(p, q)) / 10**5
