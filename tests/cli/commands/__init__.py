"""Tests of the room cli/commands."""
