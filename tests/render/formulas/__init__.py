"""Tests of the notations of formulas."""
