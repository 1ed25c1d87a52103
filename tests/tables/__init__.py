"""Tests of the room tables: results as neutral tables."""
