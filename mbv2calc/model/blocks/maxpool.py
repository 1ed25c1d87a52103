"""maxpool: the largest of each k x k window; no weights."""

from dataclasses import dataclass
from typing import ClassVar

from mbv2calc.arith import Number
from mbv2calc.model.builder import Builder
from mbv2calc.spec.checks import KERNEL, STRIDE
from mbv2calc.spec.schema import Block, key


@dataclass(frozen=True, kw_only=True)
class MaxPool(Block):
    """A max pooling, which keeps its channels."""

    kind: ClassVar[str] = "maxpool"

    k: Number = key(KERNEL, "kernel size", default=3)
    s: int = key(STRIDE, "stride", default=2)

    def build(self, builder: Builder) -> None:
        builder.note("s", self.s)
        builder.add("maxpool", "maxpool", kernel_size=self.k, stride=self.s)
