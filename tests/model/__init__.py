"""Tests of the room mbv2calc/model."""
