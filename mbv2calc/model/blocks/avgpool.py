"""avgpool: the global average pooling before a classifier; no weights."""

from dataclasses import dataclass
from typing import ClassVar

from mbv2calc.model.builder import Builder
from mbv2calc.model.maps import ONE_POSITION
from mbv2calc.spec.schema import Block


@dataclass(frozen=True, kw_only=True)
class AvgPool(Block):
    """The mean of all positions; it takes no keys."""

    kind: ClassVar[str] = "avgpool"

    def build(self, builder: Builder) -> None:
        builder.add("avgpool", "avgpool", out_map=ONE_POSITION)
