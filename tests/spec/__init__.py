"""Tests of the room spec: a YAML file, with positions, as an Architecture."""
