"""Tests of the room arith."""
