"""What a published figure can be of: one row a kind, and how a network gives it."""

from collections.abc import Callable, Collection, Iterable
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.arith.quantities import BYTE_UNITS, COUNT_UNITS
from mbv2calc.cost.conventions import conventions
from mbv2calc.cost.dtypes import Dtype, find_dtype, weight_bytes
from mbv2calc.cost.memory.arena import arena_bytes
from mbv2calc.cost.tally import PER_POSITION, Tally, layer_tally, network_tally, total
from mbv2calc.cost.totals import whole_peak
from mbv2calc.errors import UsageError, unknown
from mbv2calc.figures.printed import SHARE_UNITS, WHOLE_SHARE, Printed
from mbv2calc.figures.published import Figure
from mbv2calc.model.layers import Layer, Network
from mbv2calc.registry import Registry


class MeasuredNetwork:
    """A network that figures are of; what several of them need is worked out once."""

    def __init__(self, graph: Network) -> None:
        self.graph = graph
        self._wholes: dict[frozenset[str], Tally] = {}

    def whole(self, fields: Iterable[str] = ()) -> Tally:
        """Some fields of the tally of all layers, what they hold, and their multiply-adds."""
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

        Raises UsageError where the network has no such part.
        """
        tallies = [tally for layer, tally in self._tallies if name in (layer.name, layer.kind)]
        if not tallies:
            kinds = dict.fromkeys(layer.kind for layer in self.graph.layers)
            raise UsageError(unknown("part", name, [*self._names(), *kinds]))
        return total(tallies)

    def layer(self, name: str) -> Layer:
        """A layer by its name. Raises UsageError where there is none."""
        for layer in self.graph.layers:
            if layer.name == name:
                return layer
        raise UsageError(unknown("layer", name, self._names()))

    def _names(self) -> list[str]:
        return [layer.name for layer in self.graph.layers]


class Parts(Enum):
    """What a figure can be of."""

    WHOLE = "a whole network"
    ANY = "a network, a layer or a kind of operator"
    SOME = "a layer or a kind of operator"
    LAYER = "a layer"


class Measure(NamedTuple):
    """A kind of figure: how a network gives it, in which units it is printed, what it can be of."""

    name: str
    of: Callable[[MeasuredNetwork, Figure], int]
    title: str | None = None  # what one of it is called; None: the convention's unit, or its name
    units: Collection[str] = COUNT_UNITS
    parts: Parts = Parts.WHOLE
    synonyms: tuple[str, ...] = ()  # what others call it, beside the words behind a figure

    def mismatch(self, figure: Figure, typed: str) -> str | None:
        """What is wrong with a figure of this kind, before its network is looked at."""
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

    Raises UsageError where the convention has no such count.
    """
    rule = figure.rule()
    if rule is None:
        able = [c.name for c in conventions().values() if c.rule(figure.figure) is not None]
        message = f"convention {figure.convention!r} counts no {figure.figure}"
        raise UsageError(f"{message}; those that do: {', '.join(able)}")
    tally = network.part(figure.part) if figure.part else network.whole(rule.fields)
    return int(rule.of(tally))


def _share(counts: str) -> Callable[[MeasuredNetwork, Figure], int]:
    """What a part has of a whole count, in hundred-millionths, rounded down."""

    def share(network: MeasuredNetwork, figure: Figure) -> int:
        part = figure._replace(figure=counts)
        whole = part._replace(part=None)
        return WHOLE_SHARE * _count(network, part) // max(1, _count(network, whole))

    return share


def _param_bytes(network: MeasuredNetwork, figure: Figure) -> int:
    """Parameters under the figure's convention, in its dtype: what a file of them holds."""
    return _count(network, figure._replace(figure="params")) * _dtype(figure).bytes


def _output_bytes(network: MeasuredNetwork, figure: Figure) -> int:
    return int(network.layer(figure.part or "").output.elements) * _dtype(figure).bytes


def _dtype(figure: Figure) -> Dtype:
    return find_dtype(figure.dtype) if figure.dtype else find_dtype()


def _statistics(network: MeasuredNetwork, figure: Figure) -> int:
    """Running mean and variance of each channel of BatchNorm."""
    return 2 * int(network.whole().norm_channels)


def _weight_bytes(network: MeasuredNetwork, of: Dtype) -> Number:
    return weight_bytes(network.whole(), of)


def _peak_bytes(network: MeasuredNetwork, of: Dtype) -> Number:
    return whole_peak(network.graph, of)


def _arena_bytes(network: MeasuredNetwork, of: Dtype) -> Number:
    return arena_bytes(network.graph, of.bytes)


def _bytes(
    count: Callable[[MeasuredNetwork, Dtype], Number],
) -> Callable[[MeasuredNetwork, Figure], int]:
    """Bytes of a whole network in the figure's dtype."""
    return lambda network, figure: int(count(network, _dtype(figure)))


MEASURES = Registry(
    (
        Measure("operations", _count, parts=Parts.ANY, synonyms=("counted",)),
        Measure("params", _count, parts=Parts.ANY),
        Measure("activations", _count, parts=Parts.ANY),
        Measure(
            "operations_share", _share("operations"), "% of operations", SHARE_UNITS, Parts.SOME
        ),
        Measure("params_share", _share("params"), "% of params", SHARE_UNITS, Parts.SOME),
        Measure("non_trainable", _statistics, "statistics"),
        Measure("weight_bytes", _bytes(_weight_bytes), "weights B", BYTE_UNITS, synonyms=("size",)),
        Measure("param_bytes", _param_bytes, "params B", BYTE_UNITS),
        Measure("output_bytes", _output_bytes, "output B", BYTE_UNITS, Parts.LAYER),
        Measure(
            "peak_bytes", _bytes(_peak_bytes), "peak B", BYTE_UNITS, synonyms=("peak", "memory")
        ),
        Measure("arena_bytes", _bytes(_arena_bytes), "arena B", BYTE_UNITS, synonyms=("arena",)),
    )
)
"""The kinds of figures by name. A new one is one row: `MEASURES.add(...)`."""
