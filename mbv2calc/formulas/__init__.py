"""Closed forms as SymPy expressions: the blocks, whole networks, and what can be asked of them.

Importing this package loads SymPy; nothing else in `cost` does.
"""
