"""Architecture: a network file, read and checked, as frozen data."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from mbv2calc.arith import Number, Ratio
from mbv2calc.spec.checks import COUNT, EXPANSION, TEXT, WIDTH, choice
from mbv2calc.spec.rounding import ChannelRule
from mbv2calc.spec.schema import Block, key, section

ACTIVATIONS = ("relu6", "relu", "hardswish", "swish", "sigmoid", "linear")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """The size of one input image."""

    height: Number = key(COUNT, "pixels from top to bottom", default=224)
    width: Number = key(COUNT, "pixels from left to right", default=224)
    channels: Number = key(COUNT, "channels of the image; no width multiplier applies", default=3)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of `layers:`, and where it stands in its file."""

    block: Block
    origin: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """A whole network file. Numbers may be ints, arrays or symbols; files hold ints.

    `origins` says where each key was set: a place in a file, or a flag; "" is the file as a whole.
    `settings` are the texts of --set that were applied.
    """

    name: str = key(TEXT, "the name in headings (left out: the file's name)")
    source: str = key(TEXT, "the publication that describes the network", default="")
    input: Input = section(Input, "the size of the input", default=Input())
    width_multiplier: Ratio = key(WIDTH, "alpha, which scales channels", default=Ratio(1))
    channels: ChannelRule = section(
        ChannelRule, "how scaled channels become whole", default=ChannelRule()
    )
    expansion: Ratio | None = key(EXPANSION, "t of blocks that state none", default=None)
    activation: str = key(choice(ACTIVATIONS), "the non-linearity", default="relu")
    layers: tuple[Entry, ...]
    settings: tuple[str, ...] = dataclasses.field(default=(), compare=False)
    origins: Mapping[str, str] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    def origin_of(self, name: str) -> str:
        """Where a key was set; the file as a whole if it was not."""
        return self.origins.get(name, self.origins.get("", ""))

    @property
    def t(self) -> Ratio | None:
        """The expansion that --t sets; None if no block follows it."""
        takes = any(entry.block.takes_expansion for entry in self.layers)
        return self.expansion if takes else None

    @property
    def classes(self) -> Number | None:
        """The classes of the last classifier; None without one."""
        classes = [e.block.classes for e in self.layers if hasattr(e.block, "classes")]
        return classes[-1] if classes else None


def entry_path(stage: int, entry: Entry) -> str:
    """The path of an entry in its file: layers[3].bottleneck."""
    return f"layers[{stage}].{entry.block.kind}"
