"""A network on symbols: the answers to its questions of structure, and the network they make."""

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


class GenericAnswers:
    """Answers questions of structure for symbols: as SymPy decides, else for the generic case.

    In the generic case t is neither 0 nor 1, M and N differ unless they are one expression, and the
    width multiplier is on the given side of 1 unless `width` is a number. A rounded network takes
    the answers that are still open from `unrounded`, the answers for its unrounded twin.
    """

    def __init__(self, narrow: bool, width: Expr = WIDTH, unrounded: Iterable[bool] = ()) -> None:
        self.narrow = narrow
        self.width = width
        self.answers: list[bool] = []
        self.assumed: list[Expr] = []
        self.sides: list[Expr] = []  # relations of the width multiplier that were open
        self._unrounded = iter(unrounded)

    def __call__(self, condition: Condition, about: str) -> bool:
        # Taken at every question, needed or not, so that both networks stay at the same question.
        follows = next(self._unrounded, False)
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
) -> tuple[Network, GenericAnswers]:
    """A network without rounding, with at most two repeats of each entry, and its answers.

    Its width multiplier is always a symbol, since a number would make fractions of channels; the
    answers have the number, for which the caller substitutes the symbol at the end.
    """
    exact = bind(exact_numbers(shortened(architecture)), bindings, exact=True)
    decide = GenericAnswers(narrow, exact.width_multiplier.num)
    symbolic = put(put(exact, "channels.round", "none"), "width_multiplier", Ratio(WIDTH))
    return build_network(symbolic, decide), decide


def total_stride(architecture: Architecture) -> int:
    """The product of all strides before a global pool, whatever the numbers are.

    Strides are ints in every network, so they are read from one of ints: large, and rounded to
    whole channels, so that it has no faults.
    """
    architecture = put(architecture, "channels.round", "nearest")
    for path, number in (("width_multiplier", 1), ("expansion", 6)):
        architecture = put(architecture, path, Ratio(number))
    # No network has a larger stride, so that this input is never too small.
    for side in ("height", "width"):
        architecture = put(architecture, f"input.{side}", MAX_STRIDE)
    return max(t.map.stride for t in build_network(shortened(architecture)).tensors)
