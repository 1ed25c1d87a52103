"""Documents as LaTeX tables for a paper (package booktabs)."""

import re
from collections.abc import Iterable, Iterator

from mbv2calc.render.cells import facts, footer_row, text_rows
from mbv2calc.tables.neutral import Document, Prose, Record, Table

_SHAPE = re.compile(r"(?<!\w)[0-9]+(?:x[0-9]+)+(?!\w)")
_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def render(document: Document) -> str:
    """The document as LaTeX: records and notes as comments, tables as booktabs tabulars."""
    lines = [r"% needs \usepackage{booktabs}"]
    for part in document.for_people():
        if isinstance(part, Record):
            lines.append(f"% {', '.join(facts(part))}")
        elif isinstance(part, Prose):
            lines += ["", *(f"% {sentence}" for sentence in part.sentences)]
        elif part.chart is None:
            lines += [""]  # a paragraph of its own
            lines += [f"% {part.title}"] if part.title else []
            lines += _table(part)
            lines += [f"% {note}" for note in part.notes]
    lines += [f"% {note}" for note in document.notes]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> Iterator[str]:
    columns = [table.columns[i] for i in table.visible()]
    aligned = "".join("r" if c.right or c.format == "bar" else "l" for c in columns)
    yield rf"\begin{{tabular}}{{{aligned}}}"
    yield r"\toprule"
    yield _line(column.heading for column in columns)
    yield r"\midrule"
    for number, row in enumerate(text_rows(table)):
        if number and table.section and table.begins(table.section, number):
            yield r"\addlinespace"
        yield _line(row)
    if footer := footer_row(table):
        yield r"\midrule"
        yield _line(footer)
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
