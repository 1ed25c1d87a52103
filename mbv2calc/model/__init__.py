"""An Architecture at given numbers as a Network: layers, shapes and tensors."""

from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Decision, Layer, Network, Place, Tensor
from mbv2calc.model.structure import Decide, as_given, by_numbers

__all__ = [
    "KINDS",
    "Decide",
    "Decision",
    "Layer",
    "Network",
    "Place",
    "Tensor",
    "as_given",
    "build_network",
    "by_numbers",
]
