"""Tests of the room cli: what a person types, reads and gets written."""
