"""classifier: the fully connected layer at the end, with a bias."""

from dataclasses import dataclass
from typing import ClassVar

from mbv2calc.arith import Number
from mbv2calc.model.builder import Builder
from mbv2calc.model.maps import ONE_POSITION
from mbv2calc.spec.checks import COUNT
from mbv2calc.spec.schema import Block, key


@dataclass(frozen=True, kw_only=True)
class Classifier(Block):
    """A fully connected layer; its classes are not widened."""

    kind: ClassVar[str] = "classifier"

    classes: Number = key(COUNT, "outputs; no width multiplier applies", default=1000)

    def build(self, builder: Builder) -> None:
        if builder.out.map is not ONE_POSITION:
            builder.fault("a classifier needs a single position; put `- avgpool: {}` before it")
        builder.add(
            "classifier",
            "classifier",
            out_channels=self.classes,
            out_map=ONE_POSITION,
            norm=False,
            activation="linear",
        )
