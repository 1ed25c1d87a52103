"""Tests of the room mbv2calc/cost/memory."""
