"""Formulas as a Python module: it runs, it is exact, and no text of a file becomes code."""

import ast
from dataclasses import replace

import pytest

from mbv2calc import load
from mbv2calc.formulas.formula_set import Formula
from mbv2calc.formulas.network import network_source
from mbv2calc.formulas.queries import figure, resolve_symbol
from mbv2calc.formulas.solve import solved
from mbv2calc.render.formulas.python import functions, render
from tests.formula_support import Module, blocks, network, source_of
from tests.render.formulas.hostile import HOSTILE, hostile


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
    text = render(network(rounded=True))
    assert max(map(len, text.splitlines())) <= 100
    assert 'def madds(alpha, r, t):\n    """MAdds: multiply-adds' in text
    assert not [line for line in text.splitlines() if line.endswith((" +", " -"))]
    assert "import" not in render(blocks("bottleneck", "s=1"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_python(text: str) -> None:
    module = ast.parse(render(hostile(text)))
    docstring, *rest = module.body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    assert all(isinstance(node, ast.FunctionDef | ast.ImportFrom) for node in rest)
    found = ast.get_docstring(module) or ""
    shown = " ".join(text.split())
    assert " ".join(found.split()).count(shown) == 4  # title, at, symbol and note
    functions = {node.name: node for node in rest if isinstance(node, ast.FunctionDef)}
    for name in ("C", "params", "madds"):
        said = " ".join((ast.get_docstring(functions[name]) or "").split())
        assert shown[1:] in said  # a sentence has a capital


def test_a_name_from_a_file_is_in_the_python() -> None:
    formula_set = replace(source_of().at({}), title=HOSTILE[0])
    assert HOSTILE[0] in (ast.get_docstring(ast.parse(render(formula_set))) or "")


def test_a_function_takes_what_its_definitions_need() -> None:
    made = {f.name: f for f in functions(network(rounded=True))}
    assert list(made) == ["C", "E", "D", "params", "madds"]
    assert made["params"].arguments == ("alpha", "t")
    assert made["madds"].arguments == ("alpha", "r", "t")
    assert "D_2 = D(r, 2)" in made["madds"].body
    assert not any(line.startswith("D_") for line in made["params"].body)
    assert "if alpha <= 1:" in made["madds"].body
    assert made["madds"].doc[-1] == "Assumed: t is neither 0 nor 1."


def test_a_definition_brings_those_that_it_needs() -> None:
    formula_set = network(rounded=True)
    (inside,) = (d.symbol for d in formula_set.definitions if str(d.symbol) == "E_24")
    alone = replace(formula_set, formulas=(Formula("inside", "inside", inside),))
    function = tuple(functions(alone))[-1]
    assert function.arguments == ("alpha", "t")
    assert function.body == ("C_24 = C(24, alpha)", "E_24 = E(C_24, t)", "return E_24")


def test_the_rule_of_a_file_that_is_a_symbol_is_an_argument_too() -> None:
    architecture = load("mbv2_1.0").architecture
    formula_set = network_source(architecture, names=["width", "channels.by"], rounded=True).at({})
    made = {f.name: f for f in functions(formula_set)}
    assert made["C"].arguments == ("c", "alpha", "channels_by")
    assert "C_16 = C(16, alpha, channels_by)" in made["params"].body


def test_what_a_formula_states_is_no_second_function() -> None:
    memory = blocks("memory")
    assert [f.name for f in functions(memory)] == [f.name for f in memory.formulas]
    rest = tuple(formula for formula in memory.formulas if formula.symbol is None)
    alone = functions(replace(memory, formulas=rest))
    assert [f.name for f in alone][:2] == ["out_size", "group_channels"]


def test_each_root_is_a_function() -> None:
    source = source_of()
    width = resolve_symbol(source, "width", "--solve", {})
    roots = solved(source, {}, width, figure("300M"))
    assert [f.name for f in functions(roots)] == ["alpha_1", "alpha_2"]
