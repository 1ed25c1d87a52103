"""The kinds that `layers:` knows: one file each, and one line here."""

from collections.abc import Iterable

from mbv2calc.model.blocks.avgpool import AvgPool
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.classifier import Classifier
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.model.blocks.depthwise import Depthwise
from mbv2calc.model.blocks.maxpool import MaxPool
from mbv2calc.model.blocks.residual import Residual
from mbv2calc.model.blocks.separable import Separable
from mbv2calc.spec.schema import Block


def registry(kinds: Iterable[type[Block]]) -> dict[str, type[Block]]:
    """Kinds by name; raises ValueError where two have the same one."""
    found: dict[str, type[Block]] = {}
    for cls in kinds:
        if cls.kind in found:
            raise ValueError(f"two kinds are called {cls.kind!r}")
        found[cls.kind] = cls
    return found


KINDS = registry((Conv, Depthwise, Separable, Bottleneck, Residual, MaxPool, AvgPool, Classifier))
