"""Random networks for property tests: any kinds in any order, at any numbers they can have."""

from dataclasses import dataclass
from itertools import chain
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from mbv2calc import Model
from mbv2calc.arith import Ratio
from mbv2calc.errors import SpecError
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.blocks.avgpool import AvgPool
from mbv2calc.model.blocks.classifier import Classifier
from mbv2calc.model.layers import Layer, Network, Place, Tensor
from mbv2calc.model.maps import Map
from mbv2calc.model.operators import OPERATORS
from mbv2calc.spec.architecture import Architecture, Entry, Input, entry_path
from mbv2calc.spec.rounding import ChannelRule

RATIOS = st.sampled_from(
    ["0.1", "0.25", "0.35", "0.5", "0.62", "0.75", "0.83", "1", "1.3", "1.4", "2"]
)
EXPANSIONS = ["0.25", "0.5", "1", "1.5", "2", "3", "4.25", "6", "10"]
CHANNELS = st.sampled_from([4, 8, 12, 16, 20, 24, 32, 48])
STRIDES = st.sampled_from([1, 1, 1, 2])
REPEATS = st.integers(1, 3)
KERNELS = st.sampled_from([1, 3, 5])


def _block(kind: str, **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Entry]:
    return st.builds(KINDS[kind], **keys).map(Entry)


EXPANDS = st.sampled_from(["unless_1", "always"])

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
    _block("bottleneck", c=CHANNELS, k=KERNELS, s=STRIDES, n=REPEATS, expands=EXPANDS),
    _block(
        "bottleneck",
        c=CHANNELS,
        k=KERNELS,
        s=STRIDES,
        n=REPEATS,
        t=st.sampled_from(EXPANSIONS).map(Ratio.parse),
        expands=EXPANDS,
    ),
    _block(
        "residual",
        c=CHANNELS,
        inner=st.none() | CHANNELS,
        s=STRIDES,
        n=REPEATS,
        stride_in=st.sampled_from(["conv", "reduce"]),
    ),
    _block("maxpool", k=KERNELS, s=STRIDES),
)


@st.composite
def _level(draw: st.DrawFn) -> tuple[Entry, ...]:
    """A block whose ends are alike at every width, after what makes them so: t may be 0."""
    c, t = draw(CHANNELS), draw(st.sampled_from([None, None, Ratio(0)]))
    before, block = KINDS["separable"], KINDS["bottleneck"]
    keys: dict[str, Any] = {"c": c, "n": draw(REPEATS), "t": t, "k": draw(KERNELS)}
    return Entry(before(c=c, s=draw(STRIDES))), Entry(block(**keys))  # type: ignore[call-arg]


PARTS = BLOCKS.map(lambda entry: (entry,)) | _level()
HEAD = (Entry(AvgPool()), Entry(Classifier(classes=10)))
RULES = st.one_of(
    st.builds(ChannelRule, round=st.just("divisible"), by=st.sampled_from([1, 4, 8])),
    st.builds(
        ChannelRule, round=st.sampled_from(["floor", "nearest"]), at_least=st.sampled_from([1, 8])
    ),
)


@st.composite
def architectures(draw: st.DrawFn) -> Architecture:
    """An architecture of a few entries and a classifier."""
    parts = draw(st.lists(PARTS, min_size=1, max_size=3))
    return Architecture(
        name="random",
        input=Input(),
        channels=draw(RULES),
        expansion=Ratio(6),
        activation=draw(st.sampled_from(["relu6", "linear"])),
        layers=(*chain.from_iterable(parts), *HEAD),
    )


@st.composite
def graphs(draw: st.DrawFn) -> Network:
    """Operators that read any tensors before them, in ways in which no block of a file does.

    There may be several inputs and several outputs; some tensors are read by none. Some operators
    are declared groupable, in blocks of several operators.
    """
    sides = st.integers(1, 40)
    maps = draw(st.lists(st.builds(Map.of, sides, sides), min_size=1, max_size=4))
    tensors: list[Tensor] = []
    layers: list[Layer] = []
    inputs = draw(st.integers(1, 3))
    for number in range(inputs + draw(st.integers(1, 8))):
        tensors.append(Tensor(number, draw(st.sampled_from(maps)), draw(sides)))
        if number >= inputs:
            before = st.sampled_from(tensors[:-1])
            read = draw(st.lists(before, min_size=1, max_size=3, unique_by=lambda t: t.id))
            kind = draw(st.sampled_from(["add", "depthwise", "pointwise", "maxpool"]))
            layers.append(
                Layer(
                    OPERATORS[kind], f"{kind}_{number}", Place(number // 4, 0, "graph"),
                    tuple(read), tensors[-1], groupable=kind != "add" and draw(st.booleans()),
                )
            )  # fmt: skip
    if draw(st.booleans()):
        out = draw(st.sampled_from(tensors))
        identity = Place(0, 1, "graph")
        layers.append(Layer(OPERATORS["identity"], "identity", identity, (out,), out))
    outputs = draw(st.lists(st.sampled_from(tensors), min_size=1, max_size=3))
    return Network("graph", tuple(layers), tuple(tensors), tuple(tensors[:inputs]), tuple(outputs))


def kernels(architecture: Architecture) -> list[str]:
    """The paths of all kernel sizes."""
    entries = enumerate(architecture.layers)
    return [f"{entry_path(i, e)}.k" for i, e in entries if hasattr(e.block, "k")]


@dataclass(frozen=True)
class Point:
    """Numbers at which a network is evaluated; `k` is the one of the entry that is asked about."""

    width: str
    t: str
    height: int
    breadth: int
    classes: int
    k: int = 3

    def at(self, architecture: Architecture, kernel: str = "") -> Model:
        """The architecture at this point, whether that makes a network or not."""
        return Model(architecture).at(
            width=self.width,
            t=self.t if architecture.t is not None else None,
            resolution=(self.height, self.breadth),
            classes=self.classes,
            settings={kernel: self.k} if kernel else {},
        )

    def built(self, architecture: Architecture, kernel: str = "") -> Network | None:
        """The network of ints at this point; None where the numbers make no network."""
        try:
            return self.at(architecture, kernel).network()
        except SpecError:
            return None

    def model(self, architecture: Architecture) -> Model:
        """The architecture at this point; assumes that it makes a network."""
        self.network(architecture)
        return self.at(architecture)

    def network(self, architecture: Architecture) -> Network:
        """The network of ints at this point; assumes that there is one."""
        return self.built(architecture) or reject()


SIDES = st.integers(32, 300)


def points(t: st.SearchStrategy[str]) -> st.SearchStrategy[Point]:
    """Points at which t is drawn so."""
    classes = st.integers(1, 2000)
    return st.builds(Point, RATIOS, t, height=SIDES, breadth=SIDES, classes=classes, k=KERNELS)


POINTS = points(st.sampled_from(["0", *EXPANSIONS]))
GRIDS = st.lists(st.just("0") | st.sampled_from(EXPANSIONS), min_size=1, max_size=2).flatmap(
    lambda some: st.lists(points(st.sampled_from(some)), min_size=1, max_size=6)
)
"""Several points that share the values of t, so that many have one structure."""
