"""Formulas as LaTeX: one align* environment (amsmath), its rows cut so that they fit a page."""

from collections.abc import Iterator

import sympy
from sympy.core.alphabets import greeks

from mbv2calc.formulas.formula_set import Definition, Expr, Formula, FormulaSet
from mbv2calc.render.formulas.latex_rows import rows, width_of
from mbv2calc.render.formulas.sentences import facts, on_one_line
from mbv2calc.render.latex import escaped

_WIDTH = 69  # characters that fit a line of an article at 10pt, by `width_of`
_MIN_ROW = 30  # of a row, however long the left sides are


def render(formula_set: FormulaSet) -> str:
    """Comments that say what the formulas are, then the environment."""
    comments = "".join(f"% {on_one_line(fact)}\n" for fact in facts(formula_set))
    return f"% needs \\usepackage{{amsmath}}\n{comments}{_environment(formula_set)}"


def _environment(formula_set: FormulaSet) -> str:
    """The formulas and, after `where`, the forms of their definitions."""
    left_sides = [_left(formula) for formula in formula_set.formulas]
    if not left_sides:
        return ""
    room = max(_MIN_ROW, _WIDTH - max(map(width_of, left_sides)) - 3)
    lines = [line for formula in formula_set.formulas for line in _formula(formula, room)]
    for members in formula_set.unstated_families():
        lines += _family(members)
    lines[-1] = lines[-1].removesuffix(r" \\")
    return "\n".join([r"\begin{align*}", *lines, r"\end{align*}"]) + "\n"


def _left(formula: Formula) -> str:
    """The left side of an equation: a symbol, or the title as words."""
    return rf"\text{{{formula.title}}}" if formula.symbol is None else latex(formula.symbol)


def _formula(formula: Formula, room: int) -> Iterator[str]:
    source = f" ({formula.source})" if formula.source else ""
    yield f"  % {on_one_line(formula.meaning + source)}"
    right = rows(latex(formula.expression), room)
    if formula.conditions:
        conditions = r",\ ".join(map(latex, formula.conditions))
        condition = rf"\quad \text{{for }} {conditions}"
        if width_of(right[-1] + condition) + 2 <= room:
            right[-1] += f" {condition}"
        else:
            right.append(condition.removeprefix(r"\quad "))
    first, *rest = right
    yield rf"  {_left(formula)} &= {first} \\"
    yield from (rf"  &\quad {row} \\" for row in rest)


def _family(members: tuple[Definition, ...]) -> Iterator[str]:
    """What the names of a family stand for: the general form, after a line of words."""
    family = members[0].family
    names = ", ".join(f"${latex(d.symbol)}$" for d in members)
    yield rf"  \intertext{{where {names}: {escaped(on_one_line(family.meaning))}}}"
    yield from (rf"  {latex(left)} &= {latex(right)} \\" for left, right in family.equations())


def latex(expression: Expr) -> str:
    """The expression in LaTeX's mathematics.

    >>> latex(sympy.Symbol("alpha") ** 2)
    '\\\\alpha^{2}'
    """
    names = {symbol: _name(str(symbol)) for symbol in expression.free_symbols}
    return str(sympy.latex(expression, symbol_names=names))


def _name(name: str) -> str:
    r"""A symbol in LaTeX, with its words upright.

    >>> _name("C_24"), _name("channels_at_least")
    ('C_{24}', '\\mathrm{channels}_{\\mathrm{at\\_least}}')
    """
    stem, *below = name.split("_")
    if stem in greeks:
        stem = f"\\{stem}"
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}"
    words = r"\_".join(below)
    if any(len(part) > 1 and not part.isdecimal() for part in below):
        words = rf"\mathrm{{{words}}}"
    return f"{stem}_{{{words}}}" if below else stem
