"""Random networks for property tests: any kinds in any order, at any numbers they can have."""

from dataclasses import dataclass
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from mbv2calc.api import Model
from mbv2calc.arith import Ratio
from mbv2calc.errors import SpecError
from mbv2calc.model import KINDS, Network
from mbv2calc.model.blocks.avgpool import AvgPool
from mbv2calc.model.blocks.classifier import Classifier
from mbv2calc.spec import Architecture, ChannelRule, Entry, Input

RATIOS = st.sampled_from(
    ["0.1", "0.25", "0.35", "0.5", "0.62", "0.75", "0.83", "1", "1.3", "1.4", "2"]
)
EXPANSIONS = st.sampled_from(["0.25", "0.5", "1", "1.5", "2", "3", "4.25", "6", "10"])
CHANNELS = st.sampled_from([4, 8, 12, 16, 20, 24, 32, 48])
STRIDES = st.sampled_from([1, 1, 1, 2])
REPEATS = st.integers(1, 3)
KERNELS = st.sampled_from([1, 3, 5])


def _block(kind: str, **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Entry]:
    return st.builds(KINDS[kind], **keys).map(Entry)


BLOCKS = st.one_of(
    _block(
        "conv",
        c=CHANNELS,
        k=KERNELS,
        s=STRIDES,
        n=REPEATS,
        widen=st.sampled_from(["always", "only_up", "never"]),
    ),
    _block("depthwise", k=KERNELS, s=STRIDES, n=REPEATS),
    _block("separable", c=CHANNELS, k=KERNELS, s=STRIDES, n=REPEATS),
    _block("bottleneck", c=CHANNELS, k=KERNELS, s=STRIDES, n=REPEATS),
    _block(
        "bottleneck", c=CHANNELS, k=KERNELS, s=STRIDES, n=REPEATS, t=EXPANSIONS.map(Ratio.parse)
    ),
    _block("residual", c=CHANNELS, inner=st.none() | CHANNELS, s=STRIDES, n=REPEATS),
    _block("maxpool", k=KERNELS, s=STRIDES),
)
HEAD = (Entry(AvgPool()), Entry(Classifier(classes=10)))
RULES = st.one_of(
    st.builds(ChannelRule, round=st.just("divisible"), by=st.sampled_from([1, 4, 8])),
    st.builds(
        ChannelRule, round=st.sampled_from(["floor", "nearest"]), at_least=st.sampled_from([1, 8])
    ),
)


@st.composite
def architectures(draw: st.DrawFn) -> Architecture:
    """An architecture of one to five entries and a classifier."""
    entries = draw(st.lists(BLOCKS, min_size=1, max_size=5))
    return Architecture(
        name="random",
        input=Input(),
        channels=draw(RULES),
        expansion=Ratio(6),
        activation=draw(st.sampled_from(["relu6", "linear"])),
        layers=(*entries, *HEAD),
    )


@dataclass(frozen=True)
class Point:
    """Numbers at which a network is evaluated."""

    width: str
    t: str
    resolution: int
    classes: int

    def model(self, architecture: Architecture) -> Model:
        """The architecture at this point; assumes that it makes a network."""
        model = Model(architecture).at(
            width=self.width,
            t=self.t if architecture.t is not None else None,
            resolution=self.resolution,
            classes=self.classes,
        )
        try:
            model.network()
        except SpecError:
            assume(False)
        return model

    def network(self, architecture: Architecture) -> Network:
        """The network of ints at this point."""
        return self.model(architecture).network()


POINTS = st.builds(
    Point, width=RATIOS, t=EXPANSIONS, resolution=st.integers(32, 300), classes=st.integers(1, 2000)
)
