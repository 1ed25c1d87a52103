"""Documents as LaTeX tables for a paper (package booktabs)."""

import re
from collections.abc import Iterable, Iterator

from mbv2calc.render.cells import fact_texts, texts
from mbv2calc.tables.neutral import Document, Fact, Table

_SHAPE = re.compile(r"(?<!\w)[0-9]+(?:x[0-9]+)+(?!\w)")
_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def render(document: Document) -> str:
    """The document as LaTeX: tables as booktabs tabulars, all else as comments."""
    lines = [r"% needs \usepackage{booktabs}", *_facts(document.heading)]
    for table in document.shown_tables():
        if table.chart is None:  # only a terminal draws it; as a table it would be long
            lines += ["", *_comments(filter(None, [table.title]))]  # a paragraph of its own
            lines += [*_table(table), *_comments(table.notes)]
    if document.sentences:
        lines += ["", *_comments(document.sentences)]
    lines += [*_facts(document.totals), *_comments(document.notes)]
    return "\n".join(lines) + "\n"


def _facts(facts: Iterable[Fact]) -> list[str]:
    return _comments(filter(None, [", ".join(fact_texts(facts))]))


def _comments(texts: Iterable[str]) -> list[str]:
    return [f"% {text}" for text in texts]


def _table(table: Table) -> Iterator[str]:
    aligned = "".join("r" if c.right or c.format == "bar" else "l" for c in table.columns)
    yield rf"\begin{{tabular}}{{{aligned}}}"
    yield r"\toprule"
    yield _line(column.heading for column in table.columns)
    yield r"\midrule"
    for number, row in enumerate(table.rows):
        if number in table.gaps:
            yield r"\addlinespace"
        yield _line(texts(row, table))
    if table.footer:
        yield r"\midrule"
        yield _line(texts(table.footer, table))
    yield r"\bottomrule"
    yield r"\end{tabular}"


def _line(cells: Iterable[str]) -> str:
    return " & ".join(_SHAPE.sub(_times, escaped(cell)) for cell in cells) + r" \\"


def _times(match: re.Match[str]) -> str:
    """112x112x32 with real multiplication signs."""
    return match[0].replace("x", r"$\times$")


def escaped(text: str) -> str:
    """The text with LaTeX's special characters escaped."""
    return "".join(_SPECIAL.get(character, character) for character in text)
