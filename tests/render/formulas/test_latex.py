"""Formulas as LaTeX: one valid environment that fits a page, whatever texts it holds."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import sympy

from mbv2calc import load
from mbv2calc.formulas.peaks import peak_source
from mbv2calc.render.formulas.latex import render
from tests.formula_support import blocks, network
from tests.render.formulas.hostile import HOSTILE, hostile


def test_latex_is_one_balanced_environment() -> None:
    for formula_set in (blocks(), network(rounded=True), network("t=6,width=1")):
        text = render(formula_set)
        assert text.count(r"\begin{align*}") == text.count(r"\end{align*}") == 1
        rows = text.partition(r"\begin{align*}")[2].partition(r"\end{align*}")[0]
        equations = [x for x in rows.splitlines() if x and "%" not in x and "intertext" not in x]
        assert all(line.endswith(r" \\") for line in equations[:-1])
        assert not equations[-1].endswith(r"\\")
        assert text.count("{") == text.count("}")
        assert len(re.findall(r"\\left", text)) == len(re.findall(r"\\right", text))
        assert text.isascii()


def test_latex_has_the_polynomial_of_mobilenet_v2() -> None:
    text = render(network())
    inside = r"821248 \alpha^{2} t + 131072 \alpha^{2} + 58176 \alpha t + 704512 \alpha"
    first = rf"  \text{{MAdds}} &= \rho^{{2}} \left({inside}\right) + 1280000 \\"
    assert f"{first}\n  &\\quad \\text{{for }} \\alpha \\leq 1 \\\\\n" in text
    assert r"\text{for } \alpha \leq 1" in text
    assert r"\text{for } \alpha \geq 1" in text


@pytest.mark.slow
def test_a_maximum_is_cut_between_its_arguments_in_latex_too() -> None:
    text = render(peak_source(load("mbv2_1.0").architecture).at({}))
    first, second = text.splitlines()[-3:-1]
    assert first.startswith(
        r"  \text{auto} &= 64 \rho^{2} \max\bigl(16 b \left(8 \alpha + 3\right), \min"
    )
    assert first.endswith(r", \\")
    assert second.startswith(r"  &\quad \min\left(64 \alpha b")
    assert second.endswith(r"\bigr)")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_latex(text: str) -> None:
    """Every line is a comment or begins as the same formulas do without the text."""
    lines, plain = (render(hostile(x)).splitlines() for x in (text, "words"))
    assert len(lines) == len(plain)
    for line, other in zip(lines, plain, strict=True):
        if other.lstrip().startswith("%"):
            assert line.lstrip().startswith("%")
        elif r"\intertext" in other:
            words = line.removeprefix(other.partition(": ")[0] + ": ").removesuffix(r"} \\")
            bare = words.replace(r"\textbackslash{}", "").replace(r"\textasciitilde{}", "")
            assert not re.search(r"(?<!\\)[%{}#&$_^]|\\(?![%{}#&$_])", bare.removesuffix("}"))
        else:
            assert line == other


def test_rows_of_latex_are_cut_before_terms() -> None:
    rows = [x for x in render(network(rounded=True)).splitlines() if re.match(r"  (\\text.*)?&", x)]
    assert max(map(len, rows)) <= 135  # which are about 65 letters on paper
    (first,) = (place for place, row in enumerate(rows) if "1002 C_{1280}" in row)
    assert rows[first].endswith(r"+ 5 C_{160} E_{160} \\")
    assert rows[first + 1].startswith(r"  &\quad + C_{160} E_{96} + ")
    assert any(r"\bigl(" in row and r"\bigr)" not in row for row in rows)  # cut inside


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_latex_fits_an_article(tmp_path: Path) -> None:
    texts = [render(formula_set) for formula_set in (network(), network(rounded=True))]
    texts += [render(hostile(text)) for text in HOSTILE if "\0" not in text]
    lines = [r"\documentclass{article}", r"\usepackage{amsmath}", r"\begin{document}"]
    source = "\n".join([*lines, *texts, r"\end{document}"])
    (tmp_path / "a.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    log = (tmp_path / "a.log").read_text(errors="replace")
    assert not re.findall(r"Overfull .*detected at line .*", log)  # as it says of a display


def test_a_broad_fraction_of_latex_is_a_quotient_in_rows() -> None:
    alpha, rho, t = sympy.symbols("alpha rho t", positive=True)
    top = sum(n * alpha**n * t for n in range(101, 121))
    one = blocks().formulas[0]._replace(expression=top / (2 * rho))
    text = render(replace(blocks(), formulas=(one,)))
    assert r"&= \bigl(120 \alpha^{120} t" in text
    assert r"101 \alpha^{101} t\bigr) \\" in text
    assert r"&\quad \big/ \bigl(2 \rho\bigr)" in text
    assert r"\frac" not in text


def test_latex_says_what_definitions_are() -> None:
    text = render(network(rounded=True))
    assert r"\intertext{where $D_{2}$, $D_{4}$, " in text
    assert "$D_{32}$: pixels per side of a map behind a total stride of s}" in text
