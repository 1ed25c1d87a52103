"""Tests of the room grid/where."""
