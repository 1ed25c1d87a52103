"""Formulas in their notations: pretty, LaTeX, JSON, Python."""
