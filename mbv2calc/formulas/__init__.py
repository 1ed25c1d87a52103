"""Costs in symbols: of the blocks, of whole networks, and what can be asked of them.

The one room below `render` that loads SymPy; `topics` does not.
"""
