"""Formulas as Python functions: what they take, what they say of themselves, their bodies."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from mbv2calc.formulas.formula_set import Definition, Family, Formula, FormulaSet, assumptions
from mbv2calc.render.formulas import notation


class FunctionText(NamedTuple):
    """A Python function: its names, what it says of itself, its body."""

    name: str
    arguments: tuple[str, ...]
    doc: tuple[str, ...]
    body: tuple[str, ...]


def functions(formula_set: FormulaSet) -> Iterator[FunctionText]:
    """The families as functions, then each formula; one of several regions asks which it is in."""
    stated = {f.name for f in formula_set.formulas}
    families = {d.family.name: d.family for d in formula_set.needed(formula_set.formulas)}
    yield from (_family_function(f) for name, f in families.items() if name not in stated)
    for name, group in groupby(formula_set.formulas, key=lambda f: f.name):
        yield _function(name, list(group), formula_set)


def _family_function(family: Family) -> FunctionText:
    body = [f"{name} = {notation.python(part)}" for name, part in family.before]
    body.append(f"return {notation.python(family.expression)}")
    return FunctionText(
        family.name,
        _parameters(family),
        (_sentence(family.meaning),),
        tuple(body),
    )


def _parameters(family: Family) -> tuple[str, ...]:
    """Those that vary, then any other symbol that the form holds."""
    held = set(family.expression.free_symbols)
    for name, part in family.before:
        held = (held | part.free_symbols) - {name}
    rest = sorted(map(str, held - set(family.parameters)))
    return (*map(str, family.parameters), *rest)


def _function(name: str, formulas: list[Formula], formula_set: FormulaSet) -> FunctionText:
    needed = formula_set.needed(formulas)
    held: set[Any] = set()
    for formula in formulas:
        held |= formula.expression.free_symbols
        if len(formulas) > 1:
            held = held.union(*(c.free_symbols for c in formula.conditions))
    for definition in needed:
        held |= definition.expression.free_symbols
    arguments = sorted(map(str, held - {d.symbol for d in needed}))
    body = [_call(definition) for definition in needed]
    for formula in formulas[:-1]:
        condition = " and ".join(map(notation.python, formula.conditions))
        body += [f"if {condition}:", f"    return {notation.python(formula.expression)}"]
    body.append(f"return {notation.python(formulas[-1].expression)}")
    return FunctionText(
        name, tuple(arguments), tuple(_doc(formulas, formula_set, arguments)), tuple(body)
    )


def _call(definition: Definition) -> str:
    family = definition.family
    rest = _parameters(family)[len(family.parameters) :]
    arguments = ", ".join([*map(notation.python, definition.arguments), *rest])
    return f"{definition.symbol} = {family.name}({arguments})"


def _doc(formulas: list[Formula], formula_set: FormulaSet, arguments: list[str]) -> Iterator[str]:
    """What a formula is, and under which conditions it holds."""
    first = formulas[0]
    yield f"{first.title}: {first.meaning}."
    if len(formulas) == 1 and first.conditions:
        yield f"For {' and '.join(map(notation.text, first.conditions))}."
    for relation in formula_set.assumed:
        if {str(symbol) for symbol in relation.free_symbols} & set(arguments):
            yield f"Assumed: {assumptions([relation])[0]}."


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
