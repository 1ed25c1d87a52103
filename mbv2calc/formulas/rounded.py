"""Names for rounded channels and sizes, which make a rounded formula readable.

C is the channels c after the width multiplier, E those inside a bottleneck, D a side of a map.
"""

import re
from typing import Any

import sympy

from mbv2calc.arith import Number, Ratio, ceil_div
from mbv2calc.formulas.formula_set import STEPS, Definition, Expr, Family
from mbv2calc.formulas.symbols import WIDTH, T
from mbv2calc.model.builder import Builder
from mbv2calc.model.layers import Tensor
from mbv2calc.model.maps import Map
from mbv2calc.model.structure import Decide
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.rounding import inner_channels, scaled_channels

_C, _INSIDE = sympy.symbols("c C", positive=True, integer=True)
_S = sympy.Symbol("s", positive=True, integer=True)
_SIDES = {"D": "per side", "H": "of height", "W": "of width"}


class NamingBuilder(Builder):
    """Builds a network on symbols, with names in the place of rounded channels and sizes.

    `taken` has the symbols so far, also those of the other side of width 1, and what each stands
    for. Channels that a block rounds by a rule of its own have no name.
    """

    def __init__(self, architecture: Architecture, decide: Decide, taken: dict[Expr, Expr]) -> None:
        self.definitions: dict[Expr, Definition] = {}  # by what each stands for
        self._taken = taken
        super().__init__(architecture, decide)

    @property
    def sizes(self) -> tuple[Expr, ...]:
        """The names of sides of maps."""
        return tuple(d.symbol for d in self.definitions.values() if d.family.name in _SIDES)

    def scaled(self, channels: Number, width: Ratio, share: Ratio) -> Number:
        """The name C of channels of the file after the width multiplier."""
        value = super().scaled(channels, width, share)
        if not _has_steps(value):
            return value
        plain = sympy.sympify(channels) * _exact(share)
        before, general = _shared(scaled_channels(_C, Ratio(WIDTH), self.architecture.channels))
        meaning = "channels c of the file after the width multiplier, rounded"
        family = Family("C", (_C, WIDTH), general, meaning, before)
        return self._name(value, _index(plain), family, (plain, _exact(width)))

    def inner(self, t: Ratio) -> Number:
        """The name E of the channels inside a bottleneck, with an index for a t of its own."""
        value, source = super().inner(t), self.out.channels
        named = isinstance(source, sympy.Symbol) and source in self._taken
        if value is source or not (named or _has_steps(value)):
            return value
        if named and isinstance(value, sympy.Max) and _exact(t).is_Rational:
            # C is an integer above 0; what it stands for may be known to be large enough for E.
            rounded, rule = self._taken[source], self.architecture.channels
            value = inner_channels(rounded, t, rule).xreplace({rounded: source})
        index = str(source).removeprefix("C_")
        if t != self.architecture.expansion:
            index += f"_{_index(_exact(t))}"
        family = Family(
            "E",
            (_INSIDE, T),
            inner_channels(_INSIDE, Ratio(T), self.architecture.channels),
            "channels inside a bottleneck of C input channels",
        )
        return self._name(value, index, family, (source, _exact(t)))

    def new_tensor(self, map_: Map, channels: Number) -> Tensor:
        """The tensor with the next id, and the names D, or H and W, of the sides of its map."""
        square = map_.height == map_.width
        height = self._side(map_.height, map_.stride, "D" if square else "H")
        width = height if square else self._side(map_.width, map_.stride, "W")
        if height is not map_.height or width is not map_.width:
            map_ = map_._replace(height=height, width=width, positions=height * width)
        return super().new_tensor(map_, channels)

    def _side(self, side: Number, stride: int, letter: str) -> Number:
        """The name of a side that is a ceiling of the input's."""
        if not _has_steps(side):
            return side
        pixels, *_ = side.free_symbols
        if side != ceil_div(pixels, stride):
            return side
        meaning = f"pixels {_SIDES[letter]} of a map behind a total stride of s"
        family = Family(letter, (pixels, _S), ceil_div(pixels, _S), meaning)
        return self._name(side, str(stride), family, (pixels, stride))

    def _name(self, value: Expr, index: str, family: Family, arguments: tuple[Any, ...]) -> Expr:
        """The symbol of a value, the same whenever the value comes again."""
        if value not in self.definitions:
            symbol = _symbol(f"{family.name}_{index}")
            # Under a name that is taken by something else, `setdefault` gives that other thing.
            while self._taken.setdefault(symbol, value) != value:
                symbol = _symbol(f"{symbol}_other")  # as for equal channels under another t
            exact = tuple(map(sympy.sympify, arguments))
            self.definitions[value] = Definition(symbol, value, family, exact)
        return self.definitions[value].symbol


def _has_steps(value: Any) -> bool:
    return isinstance(value, sympy.Basic) and bool(value.atoms(*STEPS))


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
    # The last case is the default: `near` of spec.rounding.divisible. The other one is near + by.
    near = expression.args[-1][0]
    name = sympy.Symbol("near", positive=True, integer=True)
    return ((name, near),), expression.xreplace({near: name})
