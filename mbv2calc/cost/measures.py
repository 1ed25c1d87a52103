"""What a published figure can be of: each kind by name, and how it comes out of a network."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from mbv2calc.cost.conventions import COUNTS, find_convention
from mbv2calc.cost.dtypes import Dtype, find_dtype, weight_bytes
from mbv2calc.cost.memory import arena_bytes
from mbv2calc.cost.printed import WHOLE_SHARE
from mbv2calc.cost.published import Figure
from mbv2calc.cost.report import whole_peak
from mbv2calc.cost.tally import Tally, layer_tally, network_tally, total
from mbv2calc.errors import UsageError, unknown
from mbv2calc.model import Layer, Network


class Subject:
    """A network that figures are of; what several of them need is worked out once."""

    def __init__(self, network: Network) -> None:
        self.network = network

    @cached_property
    def tallies(self) -> tuple[tuple[Layer, Tally], ...]:
        """Every layer with its tally."""
        return tuple((layer, layer_tally(layer)) for layer in self.network.layers)

    @cached_property
    def whole(self) -> Tally:
        """The tally of all layers."""
        return network_tally(self.network)

    def tally(self, part: str) -> Tally:
        """The tally of a layer, of all layers of a kind, or of the whole for an empty name.

        Raises UsageError where the network has no such part.
        """
        if not part:
            return self.whole
        found = [tally for layer, tally in self.tallies if part in (layer.name, layer.kind)]
        if not found:
            raise UsageError(unknown("layer", part, self._parts()))
        return total(found)

    def layer(self, name: str) -> Layer:
        """A layer by its name. Raises UsageError where there is none."""
        for layer in self.network.layers:
            if layer.name == name:
                return layer
        raise UsageError(unknown("layer", name, self._parts()))

    def _parts(self) -> list[str]:
        return list(dict.fromkeys(layer.name for layer in self.network.layers))


class Measure(NamedTuple):
    """How a figure comes out of a subject. `parts` says whether it can be of a part."""

    of: Callable[[Subject, Figure], int]
    parts: bool = False
    title: str = ""  # what one of it is called; empty: by the convention's unit or its name


def _count(subject: Subject, figure: Figure) -> int:
    """Operations, params or activations under the figure's convention.

    Raises UsageError where the convention has no such count.
    """
    rule = find_convention(figure.convention).rule(figure.figure)
    if rule is None:
        raise UsageError(f"convention {figure.convention!r} counts no {figure.figure}")
    return int(rule.of(subject.tally(figure.part)))


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


MEASURES = {
    **dict.fromkeys(COUNTS, Measure(_count, parts=True)),
    "operations_share": Measure(_share("operations"), parts=True, title="% of operations"),
    "params_share": Measure(_share("params"), parts=True, title="% of params"),
    "non_trainable": Measure(
        lambda subject, _: 2 * int(subject.whole.norm_channels), title="statistics"
    ),
    "weight_bytes": Measure(
        lambda subject, figure: int(weight_bytes(subject.whole, _dtype(figure))), title="weights B"
    ),
    "param_bytes": Measure(_param_bytes, title="params B"),
    "output_bytes": Measure(_output_bytes, parts=True, title="output B"),
    "peak_bytes": Measure(
        lambda subject, figure: int(whole_peak(subject.network, _dtype(figure))), title="peak B"
    ),
    "arena_bytes": Measure(
        lambda subject, figure: arena_bytes(subject.network, _dtype(figure).bytes),
        title="arena B",
    ),
}
"""The kinds of figures by name. A new one is one row."""

ACCURACIES = ("top1", "top5")
"""What can only be reported: nobody computes it here."""
