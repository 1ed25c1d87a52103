"""Results as neutral tables: one file for each command, over the types of `neutral`.

Documents of commands that need more than a report does are imported from their own files.
"""

from mbv2calc.tables.networks import Shipped, networks_document
from mbv2calc.tables.neutral import (
    Chart,
    Column,
    Document,
    Fact,
    Field,
    Pivot,
    Prose,
    Record,
    Table,
    table,
)
from mbv2calc.tables.report import report_document

__all__ = [
    "Chart",
    "Column",
    "Document",
    "Fact",
    "Field",
    "Pivot",
    "Prose",
    "Record",
    "Shipped",
    "Table",
    "networks_document",
    "report_document",
    "table",
]
