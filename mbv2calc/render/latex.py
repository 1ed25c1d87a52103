"""Documents as LaTeX tables for a paper (package booktabs)."""

from collections.abc import Iterable, Iterator

from mbv2calc.render.cells import facts_line, footer_row, text_rows
from mbv2calc.tables import Document, Record, Table

_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def render(document: Document) -> str:
    """The document as LaTeX: records and notes as comments, tables as booktabs tabulars."""
    lines = [r"% needs \usepackage{booktabs}"]
    for part in document.parts:
        if isinstance(part, Record):
            lines.append(f"% {facts_line(part.facts, ', ')}")
        elif isinstance(part, Table) and part.shown:
            lines += [f"% {part.title}"] if part.title else []
            lines += _table(part)
            lines += [f"% {note}" for note in part.notes]
    lines += [f"% {note}" for note in document.notes]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> Iterator[str]:
    columns = [table.columns[i] for i in table.for_people()]
    aligned = "".join("r" if c.right or c.kind == "bar" else "l" for c in columns)
    yield rf"\begin{{tabular}}{{{aligned}}}"
    yield r"\toprule"
    yield _line(column.title for column in columns)
    yield r"\midrule"
    for row in text_rows(table):
        yield _line(row)
    if footer := footer_row(table):
        yield r"\midrule"
        yield _line(footer)
    yield r"\bottomrule"
    yield r"\end{tabular}"


def _line(cells: Iterable[str]) -> str:
    return " & ".join(map(_escaped, cells)) + r" \\"


def _escaped(text: str) -> str:
    """LaTeX's special characters; a comma in a number must not gain a space in math fonts."""
    return "".join(_SPECIAL.get(character, character) for character in text)
