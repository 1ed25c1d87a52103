"""Formulas in each format: whole on a screen, valid as JSON, LaTeX and Python."""

import ast
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from mbv2calc import load
from mbv2calc.errors import UsageError
from mbv2calc.formulas.peaks import peak_source
from mbv2calc.render.formulas.document import FormulaDocument, formula_document
from mbv2calc.render.formulas.pretty import (
    FORMULA_FORMATS,
    as_json,
    formula_format,
    latex,
    pretty,
    python,
)
from mbv2calc.render.screen import Screen
from tests.formula_support import Module, blocks, network, source_of
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
        equations = [x for x in rows.splitlines() if x and "%" not in x and "intertext" not in x]
        assert all(line.endswith(r" \\") for line in equations[:-1])
        assert not equations[-1].endswith(r"\\")
        assert text.count("{") == text.count("}")
        assert len(re.findall(r"\\left", text)) == len(re.findall(r"\\right", text))
        assert text.isascii()


def test_latex_has_the_polynomial_of_mobilenet_v2() -> None:
    text = latex(formula_document(network()))
    inside = r"821248 \alpha^{2} t + 131072 \alpha^{2} + 58176 \alpha t + 704512 \alpha"
    first = rf"  \text{{MAdds}} &= \rho^{{2}} \left({inside}\right) + 1280000 \\"
    assert f"{first}\n  &\\quad \\text{{for }} \\alpha \\leq 1 \\\\\n" in text
    assert r"\text{for } \alpha \leq 1" in text
    assert r"\text{for } \alpha \geq 1" in text


def test_a_maximum_is_cut_between_its_arguments_in_latex_too() -> None:
    text = latex(formula_document(peak_source(load("mbv2_1.0").architecture).at({})))
    first, second = text.splitlines()[-3:-1]
    assert first.startswith(
        r"  \text{auto} &= 64 \rho^{2} \max\bigl(16 b \left(8 \alpha + 3\right), \min"
    )
    assert first.endswith(r", \\")
    assert second.startswith(r"  &\quad \min\left(64 \alpha b")
    assert second.endswith(r"\bigr)")


def test_what_a_formula_states_is_not_said_again() -> None:
    """D_G and e stand on the left of a formula each, unless these are not shown."""
    formula_set = blocks("memory")
    document = formula_document(formula_set, 80)
    assert document.families == ()
    assert [f.left for f in document.formulas if f.name in ("out_size", "group_channels")] == [
        "D_G", "e",
    ]  # fmt: skip
    assert [d.name for d in document.definitions] == ["D_G", "e"]
    assert [f.name for f in document.functions] == [f.name for f in formula_set.formulas]
    rest = tuple(f for f in formula_set.formulas if f.symbol is None)
    alone = formula_document(replace(formula_set, formulas=rest), 80)
    assert [family.title for family in alone.families] == ["D_G", "e"]
    assert [f.name for f in alone.functions][:2] == ["out_size", "group_channels"]
    assert "where e\n" in pretty(alone, Screen(80))


def test_json_is_one_ascii_object() -> None:
    text = as_json(ROUNDED)
    assert text.isascii()
    assert json.loads(text) == ROUNDED.plain()


@pytest.mark.parametrize("topic", ["", "bottleneck", "separable", "conv", "ratio", "memory"])
def test_python_runs_as_it_is(topic: str) -> None:
    formula_set = blocks(topic)
    module = Module(formula_set)
    numbers = {"D_F": 14, "D_K": 3, "M": 64, "N": 64, "t": 6, "s": 2, "g": 4}
    numbers |= {"G": 5, "b": 1, "b_acc": 4, "e": 77, "D_G": 7}  # e = ceiling(6 64 / 5)
    for formula in formula_set.formulas:
        exact = formula.expression.subs({v.symbol: numbers[v.name] for v in formula_set.variables})
        found = module.call(formula.name, **numbers)
        assert float(found) == pytest.approx(float(exact), rel=1e-12)
        if exact.is_Rational:
            assert (found.numerator, found.denominator) == (exact.p, exact.q)
    assert module.text.isascii()


def test_python_lines_are_short_and_documented() -> None:
    text = python(ROUNDED)
    assert max(map(len, text.splitlines())) <= 100
    assert 'def madds(alpha, r, t):\n    """MAdds: multiply-adds' in text
    assert not [line for line in text.splitlines() if line.endswith((" +", " -"))]
    assert "import" not in python(formula_document(blocks("bottleneck", "s=1")))


def test_the_ending_of_a_file_names_the_format() -> None:
    for name, (ending, _) in FORMULA_FORMATS.items():
        assert formula_format(None, f"a{ending}") == name
        assert formula_format(None, f"A{ending.upper()}") == name
        assert formula_format("json", f"a{ending}") == "json"
    assert formula_format(None, None) == formula_format(None, "a.xyz") == "pretty"
    assert formula_format("json", "a.csv") == "json"


@pytest.mark.parametrize("path", ["a.csv", "tables/A.MD", "a.parquet"])
def test_the_ending_of_a_format_that_formulas_lack_is_refused(path: str) -> None:
    with pytest.raises(
        UsageError, match=r"no format for \.(csv|md|parquet); known here: .*\(\.tex\)"
    ):
        formula_format(None, path)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown format 'tex'; did you mean 'latex'"):
        formula_format("tex", None)
    with pytest.raises(UsageError, match="known here: pretty, latex, json, python"):
        formula_format("csv", None)


HOSTILE = [
    'x"""; import os; os.system("touch pwned"); """',
    '"""',
    'ends in a quote "',
    "ends in a backslash \\",
    r'\N{bad} \u12 \x \"""',
    "two\nlines\rand\u2028more",
    "nothing\0here\x1b[31m",
    r"100% \input{/etc/passwd} } \end{align*}",
]


def _hostile(text: str) -> FormulaDocument:
    """The formulas of a network with this text in every place that a file or a person may fill."""
    known = ROUNDED.symbols[0]._replace(meaning=text)
    first = ROUNDED.functions[0]._replace(doc=(text, text))
    return ROUNDED._replace(
        title=text,
        at={"width": text},
        formulas=(ROUNDED.formulas[0]._replace(meaning=text), *ROUNDED.formulas[1:]),
        families=(ROUNDED.families[0]._replace(meaning=text), *ROUNDED.families[1:]),
        symbols=(known, *ROUNDED.symbols[1:]),
        assumptions=(text,),
        notes=(text,),
        functions=(first, *ROUNDED.functions[1:]),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_python(text: str) -> None:
    module = ast.parse(python(_hostile(text)))
    docstring, *rest = module.body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    assert all(isinstance(node, ast.FunctionDef | ast.ImportFrom) for node in rest)
    found = ast.get_docstring(module) or ""
    shown = " ".join(text.split())
    assert " ".join(found.split()).count(shown) == 5  # title, at, symbol, assumption and note
    function = next(node for node in rest if isinstance(node, ast.FunctionDef))
    assert shown in " ".join((ast.get_docstring(function) or "").split())


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_latex(text: str) -> None:
    """Every line is a comment or begins as the same formulas do without the text."""
    lines, plain = (latex(_hostile(x)).splitlines() for x in (text, "words"))
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


def test_a_name_from_a_file_is_in_the_python() -> None:
    formula_set = replace(source_of().at({}), title=HOSTILE[0])
    assert HOSTILE[0] in (ast.get_docstring(ast.parse(python(formula_document(formula_set)))) or "")


def test_rows_of_latex_are_cut_before_terms() -> None:
    rows = [x for x in latex(ROUNDED).splitlines() if re.match(r"  (\\text.*)?&", x)]
    assert max(map(len, rows)) <= 135  # which are about 65 letters on paper
    (first,) = (place for place, row in enumerate(rows) if "1002 C_{1280}" in row)
    assert rows[first].endswith(r"+ 5 C_{160} E_{160} \\")
    assert rows[first + 1].startswith(r"  &\quad + C_{160} E_{96} + ")
    assert any(r"\bigl(" in row and r"\bigr)" not in row for row in rows)  # cut inside


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_latex_fits_an_article(tmp_path: Path) -> None:
    texts = [
        latex(formula_document(formula_set)) for formula_set in (network(), network(rounded=True))
    ]
    texts += [latex(_hostile(text)) for text in HOSTILE if "\0" not in text]
    lines = [r"\documentclass{article}", r"\usepackage{amsmath}", r"\begin{document}"]
    source = "\n".join([*lines, *texts, r"\end{document}"])
    (tmp_path / "a.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    log = (tmp_path / "a.log").read_text(errors="replace")
    assert not re.findall(r"Overfull .*detected at line .*", log)  # as it says of a display


def test_a_broad_fraction_of_latex_is_a_quotient_in_rows() -> None:
    top = " + ".join(f"{n} \\alpha^{{{n}}} t" for n in range(100, 120))
    one = OVERVIEW.formulas[0]._replace(latex=rf"\frac{{{top}}}{{2 \rho}}")
    text = latex(OVERVIEW._replace(formulas=(one,)))
    assert r"&= \bigl(100 \alpha^{100} t" in text
    assert r"119 \alpha^{119} t\bigr) \\" in text
    assert r"&\quad \big/ \bigl(2 \rho\bigr)" in text
    assert r"\frac" not in text


def test_latex_says_what_definitions_are() -> None:
    text = latex(ROUNDED)
    assert r"\intertext{where $D_{2}$, $D_{4}$, " in text
    assert "$D_{32}$: pixels a side of a map behind a total stride of s}" in text


def test_a_short_decimal_is_exact_and_stands_alone() -> None:
    document = formula_document(network("width=1.4,t=6,resolution=224"), 80)
    lines = pretty(document, Screen(80)).splitlines()
    assert "    571,130,291.2" in lines  # 2,855,651,456 / 5
    assert "e+" not in pretty(document, Screen(80))


def test_sentences_have_the_symbols_of_the_screen() -> None:
    document = OVERVIEW._replace(
        symbols=(OVERVIEW.symbols[0]._replace(name="k_3", shown="k₃", meaning="beside rho"),),
        assumptions=("k_3 is not alpha",),
        notes=("alpha >= 1, alphabet, layers.alpha, k_31; see --in alpha, --at rho=7 or `rho`.",),
    )
    lines = pretty(document, Screen(200)).splitlines()
    assert lines[-3:] == [
        "k₃  beside ρ",
        "assumed: k₃ is not α",
        "α ≥ 1, alphabet, layers.alpha, k_31; see --in alpha, --at rho=7 or `rho`.",
    ]
    plain = pretty(document, Screen(200, unicode=False))
    assert "assumed: k_3 is not alpha" in plain


def test_a_narrow_legend_hangs() -> None:
    lines = pretty(ROUNDED, Screen(50)).splitlines()
    place = lines.index("α  width multiplier (in a network file:")
    assert lines[place + 1] == "   width_multiplier)"
