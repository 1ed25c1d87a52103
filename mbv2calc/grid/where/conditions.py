"""Which points of a grid a condition keeps: `madds < 300M and peak_bytes < 512KiB`.

A condition is read once, by `read_where` in parse.py, and then evaluated in ints, arrays, or both:
sums of columns with whole coefficients, compared exactly.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from math import gcd, lcm
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from mbv2calc.arith import Condition
from mbv2calc.grid.where.exact import exact, is_float_array, plain, present, sum_against

if TYPE_CHECKING:
    from fractions import Fraction  # slow to load, and no sweep without a condition needs it

Column: TypeAlias = Callable[[str], Any]
"""The values of a column by its name: a number, a Ratio, a text, None, or an array of these."""

OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The comparison of two negated sides."""


class Where(NamedTuple):
    """A condition on the columns of a sweep, as it is written and as it was read."""

    text: str
    node: "Node"

    @property
    def columns(self) -> frozenset[str]:
        """The names of its columns."""
        return frozenset(self.node.names())

    def conjuncts(self) -> "tuple[Where, ...]":
        """The parts of an `and`, each a condition; any other condition alone."""
        if not isinstance(self.node, AllOf):
            return (self,)
        pairs = zip(self.node.texts, self.node.parts, strict=True)
        return tuple(each for text, part in pairs for each in Where(text, part).conjuncts())

    def holds(self, column: Column) -> Condition:
        """Whether it holds: a bool, or an array of bools where a column is an array.

        A missing value (None, NaN) makes every comparison false, `!=` as well; `not` of one is
        true. A float counts as the shortest decimal that stands for it, which is what files show.
        """
        # A column may stand in several parts, and some are made anew each time they are asked for.
        return self.node.holds(cache(column))


class Compare(NamedTuple):
    """coefficient x column + ... against a limit, all of them whole."""

    terms: tuple[tuple[str, int], ...]
    sign: str  # one of OPERATORS
    limit: int

    @classmethod
    def of(cls, terms: "Mapping[str, Fraction]", sign: str, limit: "Fraction") -> "Compare":
        """A comparison of fractions, in whole numbers without a common factor.

        >>> from fractions import Fraction
        >>> Compare.of({"madds": Fraction(1, 2)}, "<", Fraction(150))
        Compare(terms=(('madds', 1),), sign='<', limit=300)
        """
        den = lcm(limit.denominator, *(factor.denominator for factor in terms.values()))
        whole = {name: int(factor * den) for name, factor in terms.items()}
        common = gcd(int(limit * den), *whole.values()) or 1
        reduced = tuple((name, factor // common) for name, factor in whole.items())
        return cls(reduced, sign, int(limit * den) // common)

    def names(self) -> Iterable[str]:
        """The columns that it compares."""
        return [name for name, _ in self.terms]

    def holds(self, column: Column) -> Condition:
        """Whether it holds, as in Where."""
        name, factor = self.terms[0]
        # A lone column of floats needs no sum, so it is compared as it is: much faster.
        if len(self.terms) == 1 and factor and is_float_array(numbers := column(name)):
            from fractions import Fraction

            from mbv2calc.grid.where.floats import compared

            sign = self.sign if factor > 0 else _FLIPPED.get(self.sign, self.sign)
            return compared(numbers, OPERATORS[sign], Fraction(self.limit, factor))
        factored = []
        for name, factor in self.terms:
            values = exact(column(name))
            if values is None:
                return False
            factored.append((factor, values))
        den = lcm(*(values.den for _, values in factored))
        terms = [(factor * (den // values.den), values.num) for factor, values in factored]
        result = OPERATORS[self.sign](*sum_against(terms, self.limit * den))
        for _, values in factored:
            if values.present is not True:
                result = result & values.present
        return result


class WordIs(NamedTuple):
    """column == word, or column != word, for a column of texts."""

    name: str
    word: str
    same: bool

    def names(self) -> Iterable[str]:
        """The column that it compares."""
        return [self.name]

    def holds(self, column: Column) -> Condition:
        """Whether it holds, as in Where."""
        value = plain(column(self.name))
        if value is None:
            return False
        if self.same:
            return value == self.word
        different = value != self.word
        return different & present(value) if hasattr(value, "dtype") else different


class Not(NamedTuple):
    """The negation of a condition."""

    part: "Node"

    def names(self) -> Iterable[str]:
        """The columns of that condition."""
        return self.part.names()

    def holds(self, column: Column) -> Condition:
        """Whether it holds, as in Where."""
        value = self.part.holds(column)
        return not value if isinstance(value, bool) else ~value


class AllOf(NamedTuple):
    """All parts hold; `texts` are the parts as written."""

    parts: "tuple[Node, ...]"
    texts: tuple[str, ...]

    def names(self) -> Iterable[str]:
        """The columns of all parts."""
        return [name for part in self.parts for name in part.names()]

    def holds(self, column: Column) -> Condition:
        """Whether it holds, as in Where; stops at a part that holds nowhere."""
        result: Condition = True
        for part in self.parts:
            result = result & part.holds(column)
            if result is False:
                break
        return result


class AnyOf(NamedTuple):
    """Any part holds."""

    parts: "tuple[Node, ...]"

    def names(self) -> Iterable[str]:
        """The columns of all parts."""
        return [name for part in self.parts for name in part.names()]

    def holds(self, column: Column) -> Condition:
        """Whether it holds, as in Where; stops at a part that holds everywhere."""
        result: Condition = False
        for part in self.parts:
            result = result | part.holds(column)
            if result is True:
                break
        return result


Node: TypeAlias = Compare | WordIs | Not | AllOf | AnyOf
