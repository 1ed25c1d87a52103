"""Results as neutral tables: one file for each command, over the types of `neutral`."""

from mbv2calc.tables.networks import networks_document
from mbv2calc.tables.neutral import Column, Document, Fact, Record, Table
from mbv2calc.tables.report import report_document

__all__ = [
    "Column",
    "Document",
    "Fact",
    "Record",
    "Table",
    "networks_document",
    "report_document",
]
