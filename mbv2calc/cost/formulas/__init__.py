"""Closed forms as SymPy expressions: the blocks, whole networks, and what can be asked of them.

Importing this package loads SymPy; nothing else in `cost` does.
"""

from mbv2calc.cost.formulas.ask import derivative, figure, numbers, wanted
from mbv2calc.cost.formulas.memory import memory_subject
from mbv2calc.cost.formulas.network import network_subject
from mbv2calc.cost.formulas.peaks import peak_subject
from mbv2calc.cost.formulas.sheet import Definition, Family, Formula, Sheet, Subject, Variable
from mbv2calc.cost.formulas.solve import solved
from mbv2calc.cost.formulas.topics import TOPICS, block_subject

__all__ = [
    "TOPICS",
    "Definition",
    "Family",
    "Formula",
    "Sheet",
    "Subject",
    "Variable",
    "block_subject",
    "derivative",
    "figure",
    "memory_subject",
    "network_subject",
    "numbers",
    "peak_subject",
    "solved",
    "wanted",
]
