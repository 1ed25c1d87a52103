"""Tests of the room api/comparison."""
