"""What most kinds share: repeats, of which the first one strides."""

from collections.abc import Iterator
from dataclasses import dataclass

from mbv2calc.spec import Block, key
from mbv2calc.spec.checks import REPEATS, STRIDE


@dataclass(frozen=True, kw_only=True)
class Repeated(Block):
    """A kind that runs n times in a row."""

    n: int = key(REPEATS, "repeats of the block", default=1)
    s: int = key(STRIDE, "stride of the first repeat; the others have 1", default=1)

    def repeats(self) -> Iterator[tuple[int, int]]:
        """The number of each repeat and its stride."""
        for repeat in range(self.n):
            yield repeat, self.s if repeat == 0 else 1
