"""What most kinds share: n repeats, the first with the stride."""

from collections.abc import Iterator
from dataclasses import dataclass

from mbv2calc.arith import Ratio
from mbv2calc.model.builder import Builder
from mbv2calc.spec.checks import REPEATS, STRIDE
from mbv2calc.spec.schema import Block, key


@dataclass(frozen=True, kw_only=True)
class Repeated(Block):
    """A kind that runs n times in a row."""

    n: int = key(REPEATS, "repeats of the block", default=1)
    s: int = key(STRIDE, "stride of the first repeat; the others have 1", default=1)

    @property
    def blocks(self) -> int:
        return self.n

    def repeats(self, builder: Builder, regime: str = "", t: Ratio | None = None) -> Iterator[int]:
        """Begin each repeat in turn and yield its stride."""
        # Networks are compared by their structure, which n and s decide as much as any question.
        builder.note("n", self.n)
        builder.note("s", self.s)
        for repeat in range(self.n):
            builder.begin(repeat, regime, t)
            yield self.s if repeat == 0 else 1
