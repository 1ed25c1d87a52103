"""Documents as GitHub-flavoured Markdown."""

import re
from collections.abc import Iterable, Iterator

from mbv2calc.render.cells import facts, footer_row, text_rows
from mbv2calc.tables.neutral import Document, Prose, Record, Table


def render(document: Document) -> str:
    """The document as Markdown: records as lines, tables as pipe tables."""
    blocks: list[str] = []
    for part in document.for_people():
        if isinstance(part, Record):
            line = ", ".join(facts(part))
            blocks.append(f"**{_escaped(line)}**")
        elif isinstance(part, Prose):
            blocks.append("\n".join(map(_escaped, part.sentences)))
        elif part.chart is None:
            if part.title:
                blocks.append(f"### {_escaped(part.title)}")
            blocks.append("\n".join(_table(part)))
            blocks += map(_escaped, part.notes)
    blocks += map(_escaped, document.notes)
    return "\n\n".join(blocks) + "\n"


def _table(table: Table) -> Iterator[str]:
    columns = [table.columns[i] for i in table.visible()]
    yield _line(_escaped(column.heading) for column in columns)
    yield _line("---:" if c.right or c.format == "bar" else "---" for c in columns)
    for row in text_rows(table):
        yield _line(map(_escaped, row))
    if footer := footer_row(table):
        yield _line(f"**{_escaped(text)}**" if text else "" for text in footer)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    escaped = re.sub(r"([\\|*_<>`~\[\]&])", r"\\\1", text)
    return re.sub(r"^([-+#])", r"\\\1", escaped)
