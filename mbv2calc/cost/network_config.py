"""A network at given numbers, as a result names it: JSON's `network`, and the heading of tables."""

from dataclasses import dataclass

from mbv2calc.arith import Number, Ratio
from mbv2calc.cost.dtypes import Dtype
from mbv2calc.plain import json_keys
from mbv2calc.spec.architecture import Architecture, Input


@json_keys("name", "input", "width", "t", "batch", "dtype", "classes")
@dataclass(frozen=True)
class NetworkConfig:
    """Which network a result is of: its architecture, the images at once, the dtype."""

    architecture: Architecture
    batch: int
    dtype: Dtype

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
        """The expansion that --t sets; None where no block follows it."""
        return self.architecture.t

    @property
    def classes(self) -> Number | None:
        """The outputs of the last classifier; None without one."""
        return self.architecture.classes
