"""Tests of the room mbv2calc/grid."""
