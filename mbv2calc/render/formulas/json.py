"""Formulas as one JSON object, whose keys are a contract (docs/json.md)."""

import json
import re
from typing import Any

from mbv2calc.formulas.formula_set import Definition, Formula, FormulaSet, assumptions
from mbv2calc.render.formulas.latex import latex
from mbv2calc.render.formulas.python_expression import python
from mbv2calc.render.formulas.sentences import text

_QUESTION = ("diff", "solve", "equals", "metric")


def render(formula_set: FormulaSet) -> str:
    """The object in ASCII."""
    return json.dumps(plain(formula_set), indent=2, allow_nan=False) + "\n"


def plain(formula_set: FormulaSet) -> dict[str, Any]:
    """The whole as dicts and lists."""
    definitions = formula_set.needed()
    texts = {str(d.symbol): text(d.expression) for d in definitions}
    return {
        "topic": formula_set.topic,
        "network": formula_set.network,
        "title": formula_set.title,
        "at": dict(formula_set.at),
        **{key: formula_set.question.get(key) for key in _QUESTION},
        "formulas": [_formula(formula, texts) for formula in formula_set.formulas],
        "definitions": [_definition(definition, texts) for definition in definitions],
        "symbols": {str(v.symbol): v.meaning for v in formula_set.free_variables()},
        "assumptions": list(assumptions(formula_set.assumed)),
        "notes": list(formula_set.notes),
    }


def _formula(formula: Formula, definitions: dict[str, str]) -> dict[str, Any]:
    """A formula for programs. `expression` holds no name of a definition, `python` may."""
    return {
        "name": formula.name,
        "title": formula.title,
        "meaning": formula.meaning,
        "condition": " and ".join(map(text, formula.conditions)) or None,
        "expression": _without_names(text(formula.expression), definitions),
        "latex": latex(formula.expression),
        "python": python(formula.expression),
        "value": formula.value,
        "source": formula.source or None,
    }


def _definition(definition: Definition, texts: dict[str, str]) -> dict[str, Any]:
    name = str(definition.symbol)
    return {
        "name": name,
        "meaning": definition.family.meaning,
        "expression": texts[name],
        "latex": latex(definition.expression),
        "python": python(definition.expression),
    }


def _without_names(expression: str, definitions: dict[str, str]) -> str:
    """An expression with each definition in the place of its name.

    It works on texts, since SymPy would compare every maximum with every other. Each
    definition uses only those before it, so the last comes first.
    """
    for name in reversed(definitions):
        expression = re.sub(rf"\b{name}\b", f"({definitions[name]})", expression)
    return expression
