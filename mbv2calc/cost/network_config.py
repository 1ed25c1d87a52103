"""Which network a result is about: the key `network` in JSON, the heading of tables."""

from dataclasses import dataclass

from mbv2calc.arith import Number, Ratio
from mbv2calc.cost.dtypes import Dtype
from mbv2calc.plain import json_keys
from mbv2calc.spec.architecture import Architecture, Input


@json_keys("name", "input", "width", "t", "batch", "dtype", "classes")
@dataclass(frozen=True)
class NetworkConfig:
    """The network of a result: its architecture with all numbers, the batch and the dtype."""

    architecture: Architecture
    batch: int  # images at once
    dtype: Dtype  # of activations and weights

    @property
    def name(self) -> str:
        """The name of the architecture, such as MobileNetV2."""
        return self.architecture.name

    @property
    def input(self) -> Input:
        """Height, width and channels of one image."""
        return self.architecture.input

    @property
    def width(self) -> Ratio:
        """The width multiplier alpha."""
        return self.architecture.width_multiplier

    @property
    def t(self) -> Ratio | None:
        """The expansion that --t sets; None if no block takes it."""
        return self.architecture.t

    @property
    def classes(self) -> Number | None:
        """The outputs of the last classifier; None without a classifier."""
        return self.architecture.classes
