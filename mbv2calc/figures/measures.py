"""What a published figure can be of: each kind by name, and how it comes out of a network."""

from collections.abc import Callable, Collection, Iterable
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.arith.quantities import BYTE_UNITS, COUNT_UNITS
from mbv2calc.cost.conventions import QUANTITIES, conventions, find_convention
from mbv2calc.cost.dtypes import Dtype, find_dtype, weight_bytes
from mbv2calc.cost.memory.arena import arena_bytes
from mbv2calc.cost.tally import PER_POSITION, Tally, layer_tally, network_tally, total
from mbv2calc.cost.totals import whole_peak
from mbv2calc.errors import UsageError, unknown
from mbv2calc.figures.printed import SHARE_UNITS, WHOLE_SHARE, Printed
from mbv2calc.figures.published import Figure
from mbv2calc.model.layers import Layer, Network


class Subject:
    """A network that figures are of; what several of them need is worked out once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._wholes: dict[frozenset[str], Tally] = {}

    def whole(self, fields: Iterable[str] = ()) -> Tally:
        """Some fields of the tally of all layers, what they hold, and their multiply-adds."""
        key = PER_POSITION.intersection(fields) | {"macs"}  # one tally for most figures
        if key not in self._wholes:
            self._wholes[key] = network_tally(self.network, key)
        return self._wholes[key]

    @cached_property
    def _tallies(self) -> tuple[tuple[Layer, Tally], ...]:
        """Every layer with its tally."""
        return tuple((layer, layer_tally(layer)) for layer in self.network.layers)

    def part(self, name: str) -> Tally:
        """The tally of a layer, or of all layers of a kind.

        Raises UsageError where the network has no such part.
        """
        found = [tally for layer, tally in self._tallies if name in (layer.name, layer.kind)]
        if not found:
            kinds = dict.fromkeys(layer.kind for layer in self.network.layers)
            raise UsageError(unknown("part", name, [*self._names(), *kinds]))
        return total(found)

    def layer(self, name: str) -> Layer:
        """A layer by its name. Raises UsageError where there is none."""
        for layer in self.network.layers:
            if layer.name == name:
                return layer
        raise UsageError(unknown("layer", name, self._names()))

    def _names(self) -> list[str]:
        return [layer.name for layer in self.network.layers]


class Parts(Enum):
    """What a figure can be of."""

    WHOLE = "a whole network"
    ANY = "a network, a layer or a kind of operator"
    SOME = "a layer or a kind of operator"
    LAYER = "a layer"


class Measure(NamedTuple):
    """How a figure comes out of a subject, in which units it is printed, and what it can be of.

    `title` is what one of it is called; empty: by the convention's unit, or its name.
    """

    of: Callable[[Subject, Figure], int]
    units: Collection[str] = COUNT_UNITS
    parts: Parts = Parts.WHOLE
    title: str = ""

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


def _count(subject: Subject, figure: Figure) -> int:
    """Operations, params or activations under the figure's convention.

    Raises UsageError where the convention has no such count.
    """
    rule = find_convention(figure.convention).rule(figure.figure)
    if rule is None:
        able = [c.name for c in conventions().values() if c.rule(figure.figure) is not None]
        message = f"convention {figure.convention!r} counts no {figure.figure}"
        raise UsageError(f"{message}; those that do: {', '.join(able)}")
    tally = subject.part(figure.part) if figure.part else subject.whole(rule.fields)
    return int(rule.of(tally))


def _share(counts: str) -> Callable[[Subject, Figure], int]:
    """What a part has of a whole count, in hundred-millionths, cut off."""

    def share(subject: Subject, figure: Figure) -> int:
        own = figure._replace(figure=counts)
        return WHOLE_SHARE * _count(subject, own) // max(1, _count(subject, own._replace(part="")))

    return share


def _param_bytes(subject: Subject, figure: Figure) -> int:
    """Parameters under the figure's convention, in its dtype: what a file of them holds."""
    return _count(subject, figure._replace(figure="params")) * _dtype(figure).bytes


def _output_bytes(subject: Subject, figure: Figure) -> int:
    return int(subject.layer(figure.part).output.elements) * _dtype(figure).bytes


def _dtype(figure: Figure) -> Dtype:
    return find_dtype(figure.dtype) if figure.dtype else find_dtype()


def _bytes_of(count: Callable[[Subject, Dtype], Number]) -> Callable[[Subject, Figure], int]:
    """Bytes of a whole network in the figure's dtype."""
    return lambda subject, figure: int(count(subject, _dtype(figure)))


MEASURES = {
    **dict.fromkeys(QUANTITIES, Measure(_count, parts=Parts.ANY)),
    "operations_share": Measure(
        _share("operations"), SHARE_UNITS, Parts.SOME, title="% of operations"
    ),
    "params_share": Measure(_share("params"), SHARE_UNITS, Parts.SOME, title="% of params"),
    "non_trainable": Measure(
        lambda subject, _: 2 * int(subject.whole().norm_channels), title="statistics"
    ),
    "weight_bytes": Measure(
        _bytes_of(lambda subject, of: weight_bytes(subject.whole(), of)),
        BYTE_UNITS,
        title="weights B",
    ),
    "param_bytes": Measure(_param_bytes, BYTE_UNITS, title="params B"),
    "output_bytes": Measure(_output_bytes, BYTE_UNITS, Parts.LAYER, title="output B"),
    "peak_bytes": Measure(
        _bytes_of(lambda subject, of: whole_peak(subject.network, of)), BYTE_UNITS, title="peak B"
    ),
    "arena_bytes": Measure(
        _bytes_of(lambda subject, of: arena_bytes(subject.network, of.bytes)),
        BYTE_UNITS,
        title="arena B",
    ),
}
"""The kinds of figures by name. A new one is one row."""
