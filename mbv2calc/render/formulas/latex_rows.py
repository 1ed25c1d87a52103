"""Rows of LaTeX mathematics: cut before terms so that they fit a page.

LaTeX cuts no line of an align* environment by itself.
"""

import re
from collections.abc import Iterable, Iterator


def rows(latex: str, room: int) -> list[str]:
    """A sum in rows of at most this width, as far as its terms allow."""
    cut: list[str] = []
    for term in _terms(latex):
        for piece in [term] if width_of(term) <= room else _opened(term):
            if cut and width_of(f"{cut[-1]} {piece}") <= room:
                cut[-1] += f" {piece}"
            else:
                cut.append(piece)
    return cut


def _depths(latex: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each bracket, sign and comma, with the number of groups around it."""
    depth = 0
    marks = r"\\left\b|\\right\b|\\begin\b|\\end\b|[{}]|(?<= )[+-](?= )|,(?= )"
    for mark in re.finditer(marks, latex):
        if mark[0] in (r"\right", r"\end", "}"):
            depth -= 1
        yield mark, depth
        if mark[0] in (r"\left", r"\begin", "{"):
            depth += 1


def _terms(latex: str) -> list[str]:
    """The terms of a sum, each behind its sign."""
    cuts = [mark.start() for mark, depth in _depths(latex) if depth == 0 and mark[0] in "+-"]
    return [latex[i:j].strip() for i, j in zip([0, *cuts], [*cuts, len(latex)], strict=True)]


def _arguments(latex: str) -> list[str]:
    """The arguments of a maximum, each with the comma behind it."""
    cuts = [mark.end() for mark, depth in _depths(latex) if depth == 0 and mark[0] == ","]
    return [latex[i:j].strip() for i, j in zip([0, *cuts], [*cuts, len(latex)], strict=True)]


def _opened(term: str) -> Iterable[str]:
    r"""The terms inside the parentheses of a term; \left and \right would keep them on one row.

    A fraction, which LaTeX does not break either, becomes a quotient on one line.
    """
    # Only a term that is one fraction from end to end: what stands behind it would be lost.
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


def width_of(latex: str) -> int:
    r"""The width of mathematics, roughly in characters; a fraction counts as its wider half.

    >>> width_of(r"\frac{\alpha c}{8} + D_{16}^{2}")
    9
    """
    plain = re.sub(r"\\(left|right|bigl|bigr)\b", "", latex)
    plain = re.sub(r"[_^]\{([^{}]*)\}|\\(?:text|mathrm)\{([^{}]*)\}", r"\1\2", plain)
    before = ""
    # The innermost fractions and roots first, until none is left.
    while before != plain:
        before = plain
        plain = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", _wider, plain)
        plain = re.sub(r"\\sqrt\{([^{}]*)\}", r"x\1", plain)
    letters = re.sub(r"[{}_^\\ ]", "", re.sub(r"\\[a-zA-Z]+", "x", plain))
    # TeX sets a space on both sides of a sign.
    return len(letters) + 2 * len(re.findall("[+<>-]", letters))


def _wider(fraction: re.Match[str]) -> str:
    return max(fraction[1], fraction[2], key=width_of)
