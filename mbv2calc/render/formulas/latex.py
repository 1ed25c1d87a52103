"""Formulas as LaTeX: one align* environment, its rows cut before terms so that they fit a page."""

import re
from collections.abc import Iterable, Iterator

from mbv2calc.render.formulas.document import FamilyText, FormulaDocument, FormulaText
from mbv2calc.render.latex import escaped

_BREADTH = 69  # letters that fit a line of an article at 10pt, by `_breadth`
_LEAST = 30  # of a row, however long the left sides are


def rows_of(document: FormulaDocument) -> str:
    """The environment: formulas and, after `where`, the forms of their definitions."""
    left_sides = [formula.left_latex for formula in document.formulas]
    room = max(_LEAST, _BREADTH - max(map(_breadth, left_sides), default=0) - 3)
    lines = [line for formula in document.formulas for line in _formula(formula, room)]
    for family in document.families if lines else ():
        lines += _family(family)
    if not lines:
        return ""
    lines[-1] = lines[-1].removesuffix(r" \\")
    return "\n".join([r"\begin{align*}", *lines, r"\end{align*}"]) + "\n"


def printable(text: str) -> str:
    """A text on one line: white space is one space each, and what has no shape is escaped."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii")
        for c in " ".join(text.split())
    )


def _formula(formula: FormulaText, room: int) -> Iterator[str]:
    source = f" ({formula.source})" if formula.source else ""
    yield f"  % {printable(formula.meaning + source)}"
    first, *rest = rows = _rows(formula.latex, room)
    if formula.condition:
        condition = rf"\quad \text{{for }} {formula.condition_latex}"
        if _breadth(rows[-1] + condition) + 2 <= room:
            rows[-1] += f" {condition}"
        else:
            rows.append(condition.removeprefix(r"\quad "))
        first, *rest = rows
    yield rf"  {formula.left_latex} &= {first} \\"
    yield from (rf"  &\quad {row} \\" for row in rest)


def _family(family: FamilyText) -> Iterator[str]:
    """What the names of a family stand for: the general form, after a line of words."""
    names = ", ".join(f"${name}$" for name in family.latex_title.split(", "))
    yield rf"  \intertext{{where {names}: {escaped(printable(family.meaning))}}}"
    yield from (rf"  {left} &= {right} \\" for left, right in family.latex)


def _rows(latex: str, room: int) -> list[str]:
    """A sum in rows of this breadth at most, where its terms allow it."""
    rows: list[str] = []
    for term in _terms(latex):
        for piece in [term] if _breadth(term) <= room else _opened(term):
            if rows and _breadth(f"{rows[-1]} {piece}") <= room:
                rows[-1] += f" {piece}"
            else:
                rows.append(piece)
    return rows


def _depths(latex: str) -> Iterator[tuple[re.Match[str], int]]:
    """What opens, closes or joins, with how many groups are around it."""
    depth = 0
    marks = r"\\left\b|\\right\b|\\begin\b|\\end\b|[{}]|(?<= )[+-](?= )|,(?= )"
    for found in re.finditer(marks, latex):
        if found[0] in (r"\right", r"\end", "}"):
            depth -= 1
        yield found, depth
        if found[0] in (r"\left", r"\begin", "{"):
            depth += 1


def _terms(latex: str) -> list[str]:
    """The terms of a sum, each behind its sign."""
    cuts = [found.start() for found, depth in _depths(latex) if depth == 0 and found[0] in "+-"]
    return [latex[i:j].strip() for i, j in zip([0, *cuts], [*cuts, len(latex)], strict=True)]


def _arguments(latex: str) -> list[str]:
    """The arguments of a maximum, each with the comma behind it."""
    cuts = [found.end() for found, depth in _depths(latex) if depth == 0 and found[0] == ","]
    return [latex[i:j].strip() for i, j in zip([0, *cuts], [*cuts, len(latex)], strict=True)]


def _opened(term: str) -> Iterable[str]:
    r"""The terms inside the parentheses of a term, which \left and \right would hold together.

    A fraction, whose halves cannot be cut either, becomes a quotient on the line.
    """
    if term.startswith(r"\frac{"):
        halves = [f.start() for f, depth in _depths(term) if depth == 0 and f[0] == "}"]
        if halves[1:] == [len(term) - 1]:
            top, bottom = term[6 : halves[0]], term[halves[0] + 2 : -1]
            first, *rest = _terms(top)
            *before, last = (rf"\bigl({first}", *rest)
            return [*before, rf"{last}\bigr)", rf"\big/ \bigl({bottom}\bigr)"]
    around = [
        f.span() for f, depth in _depths(term) if depth == 0 and f[0] in (r"\left", r"\right")
    ]
    for (start, opens), (ends, closes) in zip(around[::2], around[1::2], strict=True):
        of_maximum = term[:start].endswith((r"\max", r"\min"))
        inside = (_arguments if of_maximum else _terms)(term[opens + 1 : ends])
        if term[opens] == "(" and len(inside) > 1:
            inside[0] = rf"{term[:start]}\bigl({inside[0]}"
            inside[-1] = rf"{inside[-1]}\bigr){term[closes + 1 :]}"
            return inside
    return [term]


def _breadth(latex: str) -> int:
    r"""About how many letters broad the mathematics is; of a fraction its broader half counts.

    >>> _breadth(r"\frac{\alpha c}{8} + D_{16}^{2}")
    9
    """
    plain = re.sub(r"\\(left|right|bigl|bigr)\b", "", latex)
    plain = re.sub(r"[_^]\{([^{}]*)\}|\\(?:text|mathrm)\{([^{}]*)\}", r"\1\2", plain)
    before = ""
    while before != plain:
        before = plain
        plain = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", _broader, plain)
        plain = re.sub(r"\\sqrt\{([^{}]*)\}", r"x\1", plain)
    letters = re.sub(r"[{}_^\\ ]", "", re.sub(r"\\[a-zA-Z]+", "x", plain))
    return len(letters) + 2 * len(re.findall("[+<>-]", letters))


def _broader(fraction: re.Match[str]) -> str:
    return max(fraction[1], fraction[2], key=_breadth)
