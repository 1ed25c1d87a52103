"""Documents as GitHub-flavoured Markdown."""

import re
from collections.abc import Iterable, Iterator

from mbv2calc.render.cells import fact_texts, texts
from mbv2calc.tables.neutral import Document, Table


def render(document: Document) -> str:
    """The document as Markdown: facts in bold lines, tables as pipe tables."""
    blocks = [_bold(", ".join(fact_texts(document.heading)))]
    for table in document.shown_tables():
        if table.chart is None:  # only a terminal draws it; as a table it would be long
            blocks += [f"### {_escaped(table.title)}"] if table.title else []
            blocks += ["\n".join(_table(table)), *map(_escaped, table.notes)]
    blocks += ["\n".join(map(_escaped, document.sentences))]
    blocks += [_bold(", ".join(fact_texts(document.totals))), *map(_escaped, document.notes)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield _line(_escaped(column.heading) for column in table.columns)
    yield _line("---:" if c.right or c.format == "bar" else "---" for c in table.columns)
    for row in table.rows:
        yield _line(map(_escaped, texts(row, table)))
    if table.footer:
        yield _line(map(_bold, texts(table.footer, table)))


def _bold(text: str) -> str:
    return f"**{_escaped(text)}**" if text else ""


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    escaped = re.sub(r"([\\|*_<>`~\[\]&])", r"\\\1", text)
    # These make a list or a heading at the start of a line only.
    return re.sub(r"^([-+#])", r"\\\1", escaped)
