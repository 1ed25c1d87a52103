"""The kinds of published figures: one row per kind, and how to compute it from a network."""

from collections.abc import Callable, Collection, Iterable
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from mbv2calc.arith.quantities import BYTE_UNITS, COUNT_UNITS
from mbv2calc.cost.conventions import conventions, find_convention
from mbv2calc.cost.dtypes import Dtype, find_dtype
from mbv2calc.cost.metrics import METRICS
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.cost.tally import PER_POSITION, Tally, layer_tally, network_tally, total
from mbv2calc.cost.totals import Costs
from mbv2calc.errors import UsageError, unknown
from mbv2calc.figures.printed import SHARE_UNITS, WHOLE_SHARE, Printed
from mbv2calc.figures.published import Figure
from mbv2calc.model.layers import Layer, Network
from mbv2calc.registry import Registry


class MeasuredNetwork:
    """A network with published figures; tallies that several figures need are computed once."""

    def __init__(self, graph: Network) -> None:
        self.graph = graph
        self._wholes: dict[frozenset[str], Tally] = {}

    def whole(self, fields: Iterable[str] = ()) -> Tally:
        """The tally of all layers: parameters, multiply-adds, and the given fields."""
        key = PER_POSITION.intersection(fields) | {"macs"}  # one tally for most figures
        if key not in self._wholes:
            self._wholes[key] = network_tally(self.graph, key)
        return self._wholes[key]

    @cached_property
    def _tallies(self) -> tuple[tuple[Layer, Tally], ...]:
        """Every layer with its tally."""
        return tuple((layer, layer_tally(layer)) for layer in self.graph.layers)

    def part(self, name: str) -> Tally:
        """The tally of a layer, or of all layers of a kind.

        Raises UsageError if the network has no such part.
        """
        tallies = [tally for layer, tally in self._tallies if name in (layer.name, layer.kind)]
        if not tallies:
            kinds = dict.fromkeys(layer.kind for layer in self.graph.layers)
            raise UsageError(unknown("part", name, [*self._names(), *kinds]))
        return total(tallies)

    def layer(self, name: str) -> Layer:
        """The layer of a name. Raises UsageError if there is none."""
        for layer in self.graph.layers:
            if layer.name == name:
                return layer
        raise UsageError(unknown("layer", name, self._names()))

    def _names(self) -> list[str]:
        return [layer.name for layer in self.graph.layers]


class Parts(Enum):
    """What a kind of figure can describe."""

    WHOLE = "a whole network"
    ANY = "a network, a layer or a kind of operator"
    SOME = "a layer or a kind of operator"
    LAYER = "a layer"


class Measure(NamedTuple):
    """A kind of figure: how it is computed, its printed units, and what it can describe."""

    name: str
    of: Callable[[MeasuredNetwork, Figure], int]
    title: str | None = None  # its unit for people; None: the convention's unit, or its name
    units: Collection[str] = COUNT_UNITS
    parts: Parts = Parts.WHOLE
    synonyms: tuple[str, ...] = ()  # beside the words that follow a figure

    def mismatch(self, figure: Figure, typed: str) -> str | None:
        """What is wrong with a figure of this kind, whatever its network is; None if nothing."""
        printed = Printed.read(figure.printed)
        if printed.unit not in self.units:
            known = ", ".join(filter(None, self.units))
            return f"{figure.figure} is printed in {known}, found {typed!r}"
        needs = self.parts in (Parts.SOME, Parts.LAYER)
        if needs and not figure.part:
            return f"{figure.figure} is of {self.parts.value}; name it as the part"
        if self.parts is Parts.WHOLE and figure.part:
            fix = f"found the part {figure.part!r}; leave it out"
            return f"{figure.figure} is of a whole network, {fix}"
        return None


def _count(network: MeasuredNetwork, figure: Figure) -> int:
    """Operations, params or activations under the figure's convention.

    Raises UsageError if the convention has no such count.
    """
    rule = figure.rule()
    if rule is None:
        able = [c.name for c in conventions().values() if c.rule(figure.figure) is not None]
        message = f"convention {figure.convention!r} counts no {figure.figure}"
        raise UsageError(f"{message}; those that do: {', '.join(able)}")
    tally = network.part(figure.part) if figure.part else network.whole(rule.fields)
    return int(rule.of(tally))


def _share(counts: str) -> Callable[[MeasuredNetwork, Figure], int]:
    """The share of a part in a count of the whole network, in hundred-millionths, rounded down."""

    def share(network: MeasuredNetwork, figure: Figure) -> int:
        part = figure._replace(figure=counts)
        whole = part._replace(part=None)
        # A network that has none of these: the share is 0 of 1.
        return WHOLE_SHARE * _count(network, part) // max(1, _count(network, whole))

    return share


def _param_bytes(network: MeasuredNetwork, figure: Figure) -> int:
    """Bytes of a file of the parameters, under the figure's convention and in its dtype."""
    return _count(network, figure._replace(figure="params")) * _dtype(figure).bytes


def _output_bytes(network: MeasuredNetwork, figure: Figure) -> int:
    return int(network.layer(figure.part or "").output.elements) * _dtype(figure).bytes


def _dtype(figure: Figure) -> Dtype:
    return find_dtype(figure.dtype) if figure.dtype else find_dtype()


def _statistics(network: MeasuredNetwork, figure: Figure) -> int:
    """The running mean and variance of each BatchNorm channel."""
    return 2 * int(network.whole().norm_channels)


def _bytes(metric: str) -> Callable[[MeasuredNetwork, Figure], int]:
    """A metric of a whole network, in bytes of the figure's dtype."""

    def value(network: MeasuredNetwork, figure: Figure) -> int:
        config = RunConfig(dtype=_dtype(figure).name)
        costs = Costs(network.whole(), _dtype(figure), find_convention())
        return int(METRICS[metric].scalar(network.graph, config, costs) or 0)

    return value


MEASURES = Registry(
    (
        Measure("operations", _count, parts=Parts.ANY, synonyms=("counted",)),
        Measure("params", _count, parts=Parts.ANY),
        Measure("activations", _count, parts=Parts.ANY),
        Measure("operations_share", _share("operations"), "% of operations", SHARE_UNITS,
                Parts.SOME),
        Measure("params_share", _share("params"), "% of params", SHARE_UNITS, Parts.SOME),
        Measure("non_trainable", _statistics, "statistics"),
        Measure("weight_bytes", _bytes("weight_bytes"), "weights B", BYTE_UNITS,
                synonyms=("size",)),
        Measure("param_bytes", _param_bytes, "params B", BYTE_UNITS),
        Measure("output_bytes", _output_bytes, "output B", BYTE_UNITS, Parts.LAYER),
        Measure("peak_bytes", _bytes("peak_bytes"), "peak B", BYTE_UNITS,
                synonyms=("peak", "memory")),
        Measure("arena_bytes", _bytes("arena_bytes"), "arena B", BYTE_UNITS, synonyms=("arena",)),
    )
)  # fmt: skip
"""The kinds of figures by name. A new one is one row: `MEASURES.add(...)`."""
