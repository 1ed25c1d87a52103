"""A network on symbols: who answers its questions of structure, and what it then looks like."""

from collections.abc import Iterable

import sympy

from mbv2calc.arith import Condition, Ratio
from mbv2calc.formulas.formula_set import Expr
from mbv2calc.formulas.substitution import Bindings, bind, exact_numbers, shortened
from mbv2calc.formulas.symbols import WIDTH
from mbv2calc.model.builder import MAX_STRIDE, build_network
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import put


class Generic:
    """Answers questions of structure for symbols: what SymPy can decide, else the generic case.

    That is: t neither 0 nor 1, ends of different symbols differ, the width multiplier on the given
    side of 1 unless `width` is a number. `model` answers the rest where a rounded network follows
    an unrounded one.
    """

    def __init__(self, narrow: bool, width: Expr = WIDTH, model: Iterable[bool] = ()) -> None:
        self.narrow = narrow
        self.width = width
        self.answers: list[bool] = []
        self.assumed: list[Expr] = []
        self.sides: list[Expr] = []  # relations of the width multiplier that were open
        self._model = iter(model)

    def __call__(self, condition: Condition, about: str) -> bool:
        follows = next(self._model, False)
        self.answers.append(self._answer(condition, about, follows))
        return self.answers[-1]

    def _answer(self, condition: Condition, about: str, follows: bool) -> bool:
        if isinstance(condition, sympy.Basic):
            condition = condition.subs(WIDTH, self.width)
        if not isinstance(condition, sympy.core.relational.Relational):
            return bool(condition)
        if about == "width <= 1":
            self.sides.append(condition if self.narrow else sympy.Ge(*condition.args))
            return self.narrow
        if about in ("t = 0", "t = 1"):
            self.assumed.append(sympy.Ne(*condition.args))
        return follows


def unrounded(
    architecture: Architecture, bindings: Bindings, narrow: bool
) -> tuple[Network, Generic]:
    """A network without rounding, each entry with two repeats at most, and what was answered.

    It has a symbol for its width multiplier, since a number makes fractions of channels; the number
    is in what was answered, and comes in at the end.
    """
    exact = bind(exact_numbers(shortened(architecture)), bindings, exact=True)
    decide = Generic(narrow, exact.width_multiplier.num)
    symbolic = put(put(exact, "channels.round", "none"), "width_multiplier", Ratio(WIDTH))
    return build_network(symbolic, decide), decide


def total_stride(architecture: Architecture) -> int:
    """The product of all strides before a global pool, whatever the numbers are.

    Strides are ints in every network, so one of ints tells: large, and rounded to whole channels.
    """
    architecture = put(architecture, "channels.round", "nearest")
    for path, number in (("width_multiplier", 1), ("expansion", 6)):
        architecture = put(architecture, path, Ratio(number))
    for side in ("height", "width"):
        architecture = put(architecture, f"input.{side}", MAX_STRIDE)
    return max(t.map.stride for t in build_network(shortened(architecture)).tensors)
