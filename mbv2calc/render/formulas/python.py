"""Formulas as a Python module: one function for each, exact on ints and fractions."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from mbv2calc.formulas.formula_set import (
    Definition,
    Expr,
    Family,
    Formula,
    FormulaSet,
    assumptions,
)
from mbv2calc.render.formulas.python_expression import imports, python
from mbv2calc.render.formulas.sentences import facts, on_one_line, text

_WIDTH = 100  # of a line


class Function(NamedTuple):
    """A Python function: its name, arguments, docstring and body."""

    name: str
    arguments: tuple[str, ...]
    doc: tuple[str, ...]
    body: tuple[str, ...]


def render(formula_set: FormulaSet) -> str:
    """The text of the module."""
    title, *rest = facts(formula_set)
    made = tuple(functions(formula_set))
    lines = _docstring([f"{title}.", *rest], 0)
    if needed := imports(line for function in made for line in function.body):
        lines += ["", *needed]
    for function in made:
        lines += ["", "", *_lines(function)]
    return "\n".join(lines) + "\n"


def functions(formula_set: FormulaSet) -> Iterator[Function]:
    """The families as functions, then each formula; one with several regions tests for them."""
    stated = {formula.name for formula in formula_set.formulas}
    families = {d.family.name: d.family for d in formula_set.needed()}
    yield from (_family_function(f) for name, f in families.items() if name not in stated)
    for name, group in groupby(formula_set.formulas, key=lambda formula: formula.name):
        yield _function(name, list(group), formula_set)


def _family_function(family: Family) -> Function:
    body = [f"{name} = {python(part)}" for name, part in family.before]
    body.append(f"return {python(family.expression)}")
    meaning = f"{family.meaning[0].upper()}{family.meaning[1:]}."
    return Function(family.name, _parameters(family), (meaning,), tuple(body))


def _parameters(family: Family) -> tuple[str, ...]:
    """The parameters that vary, then the other symbols of the form."""
    symbols = set(family.expression.free_symbols)
    for name, part in family.before:
        symbols = (symbols | part.free_symbols) - {name}
    rest = sorted(map(str, symbols - set(family.parameters)))
    return (*map(str, family.parameters), *rest)


def _function(name: str, formulas: list[Formula], formula_set: FormulaSet) -> Function:
    needed = formula_set.needed(formulas)
    symbols: set[Expr] = set()
    for formula in formulas:
        symbols |= formula.expression.free_symbols
        if len(formulas) > 1:
            symbols = symbols.union(*(c.free_symbols for c in formula.conditions))
    for definition in needed:
        symbols |= definition.expression.free_symbols
    arguments = sorted(map(str, symbols - {d.symbol for d in needed}))
    body = [_call(definition) for definition in needed]
    # The regions cover everything, so the last needs no test.
    *others, last = formulas
    for formula in others:
        condition = " and ".join(map(python, formula.conditions))
        body += [f"if {condition}:", f"    return {python(formula.expression)}"]
    body.append(f"return {python(last.expression)}")
    doc = tuple(_doc(formulas, formula_set, arguments))
    return Function(name, tuple(arguments), doc, tuple(body))


def _call(definition: Definition) -> str:
    family = definition.family
    rest = _parameters(family)[len(family.parameters) :]
    arguments = ", ".join([*map(python, definition.arguments), *rest])
    return f"{definition.symbol} = {family.name}({arguments})"


def _doc(formulas: list[Formula], formula_set: FormulaSet, arguments: list[str]) -> Iterator[str]:
    """What a formula is, and under which conditions it holds."""
    first = formulas[0]
    yield f"{first.title}: {first.meaning}."
    if len(formulas) == 1 and first.conditions:
        yield f"For {' and '.join(map(text, first.conditions))}."
    for relation in formula_set.assumed:
        if {str(symbol) for symbol in relation.free_symbols} & set(arguments):
            yield f"Assumed: {assumptions([relation])[0]}."


def _lines(function: Function) -> Iterator[str]:
    yield f"def {function.name}({', '.join(function.arguments)}):"
    yield from _docstring(function.doc, 4)
    yield from (f"    {piece}" for line in function.body for piece in _cut(line))


def _docstring(texts: Iterable[str], indent: int) -> list[str]:
    """A docstring of any texts: the first as its summary, then the rest."""
    width = _WIDTH - indent - 8  # less the quotes on both sides, and two to spare
    first, *rest = (_wrapped(_literal(words), width) for words in texts)
    blank = " " * indent
    if not rest and len(first) == 1:
        return [f'{blank}"""{first[0]}"""']
    pieces = [piece for part in rest for piece in part]
    lines = [*first, *(["", *pieces] if pieces else [])]
    return [f'{blank}"""{lines[0]}', *((blank + x).rstrip() for x in lines[1:]), f'{blank}"""']


def _literal(words: str) -> str:
    """A text escaped for a string of Python."""
    return on_one_line(words.replace("\\", "\\\\").replace('"', '\\"'))


def _cut(line: str) -> list[str]:
    """A line of Python, broken if it is long; each further line begins with its operator."""
    start, returns, value = line.partition("return ")
    if len(line) <= _WIDTH - 4 or not returns:
        return [line]
    glued = " ".join(_glued(term, _WIDTH - 12) for term in _terms(value))
    pieces = _wrapped(glued, _WIDTH - 12)
    lines = [f"{start}    {piece}".replace("\N{NO-BREAK SPACE}", " ") for piece in pieces]
    return [f"{start}return (", *lines, f"{start})"]


def _terms(sum_: str) -> Iterator[str]:
    """The terms of a sum, each behind its sign."""
    start = depth = 0
    for place, character in enumerate(sum_):
        depth += (character == "(") - (character == ")")
        if depth == 0 and sum_[place : place + 3] in (" + ", " - "):
            yield sum_[start:place]
            start = place + 1
    yield sum_[start:]


def _glued(term: str, width: int) -> str:
    """A term that is not broken; one longer than a line is broken before the terms inside it."""
    pattern = " " if len(term) <= width else r"(?<![^ ])([+-]|if|else) "
    return re.sub(pattern, lambda match: match[0][:-1] + "\N{NO-BREAK SPACE}", term)


def _wrapped(words: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)
