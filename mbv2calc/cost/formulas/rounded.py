"""Names for what rounding makes of channels and sizes, so that a rounded formula can be read.

C is the channels c after the width multiplier, E those inside a bottleneck, D a side of a map.
"""

from typing import Any, NamedTuple

import sympy

from mbv2calc.arith import Ratio, ceil_div
from mbv2calc.cost.formulas.sheet import STEPS, Definition, Expr, Family
from mbv2calc.cost.formulas.symbols import RESOLUTION, WIDTH, T
from mbv2calc.model import Layer, Network, Tensor
from mbv2calc.model.rounding import inner_channels, scaled_channels
from mbv2calc.spec import ChannelRule

_C, _INSIDE = sympy.symbols("c C", positive=True, integer=True)
_S = sympy.Symbol("s", positive=True, integer=True)


class Named(NamedTuple):
    """What was named: definitions in an order in which each uses only those before it."""

    definitions: tuple[Definition, ...] = ()
    sizes: tuple[Expr, ...] = ()


def named(network: Network, twin: Network, taken: dict[Expr, Expr]) -> tuple[Network, Named]:
    """A network with symbols in the place of rounded channels and sizes, and what they stand for.

    `twin` is the same network without rounding, whose channels say which c was rounded. `taken` are
    the symbols so far, also of the other side of width 1, and what each stands for.
    """
    of = network.architecture
    names = _Names(of.width_multiplier, of.channels, taken)
    for layer, other in zip(network.layers, twin.layers, strict=False):
        names.size(layer.output)
        names.channels(layer, other)
    swapped = {tensor.id: names.swapped(tensor) for tensor in network.tensors}
    layers = tuple(
        layer._replace(
            inputs=tuple(swapped[tensor.id] for tensor in layer.inputs),
            output=swapped[layer.output.id],
            conv_groups=names.of(layer.conv_groups),
        )
        for layer in network.layers
    )
    sizes = tuple(d.symbol for d in names.found.values() if d.family.name in "DHW")
    done = network._replace(layers=layers, tensors=tuple(swapped.values()))
    return done, Named(tuple(sorted(names.found.values(), key=order)), sizes)


def order(definition: Definition) -> tuple[int, int, str]:
    """Channels before what is inside, then sizes; each by its number."""
    name, _, number = str(definition.symbol).partition("_")
    first = number.partition("_")[0]
    return "CEDHW".index(name[0]), int(first) if first.isdecimal() else 0, number


class _Names:
    """Definitions by what they stand for."""

    def __init__(self, width: Ratio, rule: ChannelRule, taken: dict[Expr, Expr]) -> None:
        self.width = width
        self.rule = rule
        self.taken = taken
        self.found: dict[Any, Definition] = {}

    def of(self, value: Any) -> Any:
        """The name of a value, or the value."""
        return self.found[value].symbol if value in self.found else value

    def swapped(self, tensor: Tensor) -> Tensor:
        """A tensor with names in the place of numbers."""
        height, width = self.of(tensor.height), self.of(tensor.width)
        return tensor._replace(height=height, width=width, channels=self.of(tensor.channels))

    def size(self, tensor: Tensor) -> None:
        """Name the sides of a map: ceilings of the input's."""
        square = tensor.height == tensor.width
        for side, letter in (("height", "H"), ("width", "W")):
            value = getattr(tensor, side)
            if self._is_new(value):
                (pixels,) = value.free_symbols
                what = "a side" if square else f"of {side}"
                family = Family(
                    "D" if square else letter,
                    (RESOLUTION, _S),
                    ceil_div(RESOLUTION, _S),
                    f"pixels {what} of a map behind a total stride of s",
                )
                self._add(value, str(tensor.stride), value, family, (pixels, tensor.stride))

    def _inside(self, layer: Layer) -> None:
        """Name E of a bottleneck by the channels that it comes from."""
        source, t = self.of(layer.input.channels), layer.place.t
        assert t is not None
        number = str(source).removeprefix("C_")
        family = Family(
            "E",
            (_INSIDE, T),
            inner_channels(_INSIDE, Ratio(T), self.rule),
            "channels inside a bottleneck of C input channels",
        )
        inside = inner_channels(source, t, self.rule)
        self._add(layer.output.channels, number, inside, family, (source, _exact(t)))

    def channels(self, layer: Layer, twin: Layer) -> None:
        """Name the channels that a layer puts out."""
        value, rule = layer.output.channels, self.rule
        if not self._is_new(value):
            return
        if layer.part == "expand":
            self._inside(layer)
            return
        plain, ratio = twin.output.channels, Ratio(1)
        if WIDTH in plain.free_symbols:
            plain, ratio = sympy.cancel(plain / WIDTH), self.width
        scaled = scaled_channels(plain, ratio, rule)
        before, general = _shared(scaled_channels(_C, Ratio(WIDTH), rule))
        meaning = "channels c of the file after the width multiplier, rounded"
        family = Family("C", (_C, WIDTH), general, meaning, before)
        self._add(value, str(plain), scaled, family, (plain, _exact(ratio)))

    def _is_new(self, value: Any) -> bool:
        steps = isinstance(value, sympy.Basic) and value.atoms(*STEPS)
        return bool(steps) and value not in self.found

    def _add(
        self,
        value: Expr,
        number: str,
        expression: Expr,
        family: Family,
        arguments: tuple[Any, ...],
    ) -> None:
        symbol = _symbol(f"{family.name}_{number}")
        while self.taken.setdefault(symbol, expression) != expression:
            symbol = _symbol(f"{symbol}_other")  # as for equal channels under another t
        exact = tuple(map(sympy.sympify, arguments))
        self.found[value] = Definition(symbol, expression, family, exact)


def _symbol(name: str) -> Expr:
    return sympy.Symbol(name, positive=True, integer=True)


def _exact(ratio: Ratio) -> Expr:
    return sympy.sympify(ratio.num) / ratio.den


def _shared(expression: Expr) -> tuple[tuple[tuple[Expr, Expr], ...], Expr]:
    """What the cases of a choice have in common, under a name, and the choice in its terms."""
    if not isinstance(expression, sympy.Piecewise):
        return (), expression
    near = expression.args[-1][0]
    name = sympy.Symbol("near", positive=True, integer=True)
    return ((name, near),), expression.xreplace({near: name})
