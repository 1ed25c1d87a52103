"""Names for what rounding makes of channels and sizes, so that a rounded formula can be read.

C is the channels c after the width multiplier, E those inside a bottleneck, D a side of a map.
"""

import re
from typing import Any, NamedTuple

import sympy

from mbv2calc.arith import Ratio, ceil_div
from mbv2calc.formulas.families import order
from mbv2calc.formulas.formula_set import STEPS, Definition, Expr, Family
from mbv2calc.formulas.symbols import WIDTH, T
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Layer, Network, Tensor
from mbv2calc.model.maps import Map
from mbv2calc.model.structure import Decide
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.rounding import ChannelRule, inner_channels, scaled_channels

_C, _INSIDE = sympy.symbols("c C", positive=True, integer=True)
_S = sympy.Symbol("s", positive=True, integer=True)


class Named(NamedTuple):
    """What was named: definitions in an order in which each uses only those before it."""

    definitions: tuple[Definition, ...] = ()
    sizes: tuple[Expr, ...] = ()


def named(
    architecture: Architecture, decide: Decide, twin: Network, taken: dict[Expr, Expr]
) -> tuple[Network, Named]:
    """The network of an architecture on symbols, with names in the place of rounded channels and
    sizes, and what they stand for.

    `twin` is the same network without rounding, whose channels say which c was rounded. `taken` are
    the symbols so far, also of the other side of width 1, and what each stands for.
    """
    network, of = build_network(architecture, decide), architecture
    names = _Names(of.width_multiplier, of.expansion, of.channels, taken)
    for layer, other in zip(network.layers, twin.layers, strict=False):
        names.size(layer.output)
        names.channels(layer, other)
    sizes = tuple(d.symbol for d in names.definitions.values() if d.family.name in "DHW")
    done = network.with_tensors([names.swapped(tensor) for tensor in network.tensors])
    return done, Named(tuple(sorted(names.definitions.values(), key=order)), sizes)


class _Names:
    """Definitions by what they stand for."""

    def __init__(
        self, width: Ratio, t: Ratio | None, rule: ChannelRule, taken: dict[Expr, Expr]
    ) -> None:
        self.width = width
        self.t = t
        self.rule = rule
        self.taken = taken
        self.definitions: dict[Any, Definition] = {}

    def of(self, value: Any) -> Any:
        """The name of a value, or the value with the names of what it is made of."""
        if value in self.definitions:
            return self.definitions[value].symbol
        if not isinstance(value, sympy.Basic) or value.is_Atom:
            return value
        return value.xreplace({known: d.symbol for known, d in self.definitions.items()})

    def swapped(self, tensor: Tensor) -> Tensor:
        """A tensor with names in the place of numbers."""
        sides = Map.of(self.of(tensor.height), self.of(tensor.width))
        return tensor._replace(map=sides, channels=self.of(tensor.channels))

    def size(self, tensor: Tensor) -> None:
        """Name the sides of a map where they are ceilings of the input's."""
        square, stride = tensor.height == tensor.width, tensor.map.stride
        for side, letter in (("height", "H"), ("width", "W")):
            value = getattr(tensor, side)
            if self._is_new(value):
                pixels, *_ = value.free_symbols
                if value != ceil_div(pixels, stride):
                    continue
                what = "per side" if square else f"of {side}"
                family = Family(
                    "D" if square else letter,
                    (pixels, _S),
                    ceil_div(pixels, _S),
                    f"pixels {what} of a map behind a total stride of s",
                )
                self._add(value, str(stride), value, family, (pixels, stride))

    def _inside(self, layer: Layer, t: Ratio) -> None:
        """Name E of a bottleneck by the channels that it comes from, and a t of its own."""
        source = self.of(layer.input.channels)
        number = str(source).removeprefix("C_")
        if t != self.t:
            number += f"_{_index(_exact(t))}"
        family = Family(
            "E",
            (_INSIDE, T),
            inner_channels(_INSIDE, Ratio(T), self.rule),
            "channels inside a bottleneck of C input channels",
        )
        inside = inner_channels(source, t, self.rule)
        self._add(layer.output.channels, number, inside, family, (source, _exact(t)))

    def channels(self, layer: Layer, twin: Layer) -> None:
        """Name the channels that a layer puts out, where a rule of the file rounds them.

        Those that a block rounds by a rule of its own have no name.
        """
        value, rule, t = layer.output.channels, self.rule, layer.place.t
        if not self._is_new(value):
            return
        if t is not None and value == inner_channels(layer.input.channels, t, rule):
            self._inside(layer, t)
            return
        plain, ratio = twin.output.channels, Ratio(1)
        if WIDTH in plain.free_symbols:
            plain, ratio = sympy.cancel(plain / WIDTH), self.width
        scaled = scaled_channels(plain, ratio, rule)
        if scaled != value:
            return
        before, general = _shared(scaled_channels(_C, Ratio(WIDTH), rule))
        meaning = "channels c of the file after the width multiplier, rounded"
        family = Family("C", (_C, WIDTH), general, meaning, before)
        self._add(value, _index(plain), scaled, family, (plain, _exact(ratio)))

    def _is_new(self, value: Any) -> bool:
        steps = isinstance(value, sympy.Basic) and value.atoms(*STEPS)
        return bool(steps) and value not in self.definitions

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
        self.definitions[value] = Definition(symbol, expression, family, exact)


def _symbol(name: str) -> Expr:
    return sympy.Symbol(name, positive=True, integer=True)


def _index(value: Expr) -> str:
    """A number, or an expression of a path's symbol, as a part of an identifier.

    >>> c = sympy.Symbol("c_2")
    >>> [_index(value) for value in (sympy.Integer(24), sympy.Rational(45, 2), c, c / 4)]
    ['24', '22_5', 'layer2', 'layer2_over_4']
    """
    if value.is_Rational:
        text = str(Ratio(int(value.p), int(value.q)))
        return text.replace(".", "_").replace("/", "_over_")
    text = re.sub(r"\b([a-z]+)_(\d+)\b", r"layer\2_\1", str(value))
    text = re.sub(r"(layer\d+)_c\b", r"\1", text).replace("/", "_over_")
    return re.sub(r"\W+", "_", text).strip("_")


def _exact(ratio: Ratio) -> Expr:
    return sympy.sympify(ratio.num) / ratio.den


def _shared(expression: Expr) -> tuple[tuple[tuple[Expr, Expr], ...], Expr]:
    """What the cases of a choice have in common, under a name, and the choice in its terms."""
    if not isinstance(expression, sympy.Piecewise):
        return (), expression
    near = expression.args[-1][0]
    name = sympy.Symbol("near", positive=True, integer=True)
    return ((name, near),), expression.xreplace({near: name})
