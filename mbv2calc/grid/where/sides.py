"""The two sides of a comparison, and the condition that they make."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import NamedTuple

from mbv2calc.cost.memory.groups import MAX
from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.cost.metrics import METRICS
from mbv2calc.errors import UsageError, unknown
from mbv2calc.grid.where.conditions import Compare, Node, WordIs
from mbv2calc.grid.where.tokens import Token, fault

OPERAND = "expected a number or a column such as madds"


class Side(NamedTuple):
    """One side of a comparison: a sum over columns, or a word that stands alone."""

    start: int
    end: int
    terms: Mapping[str, Fraction]
    constant: Fraction = Fraction(0)
    word: Token | None = None


class Vocabulary:
    """The columns that a condition may name, and the words that some of them hold."""

    def __init__(
        self, text: str, columns: Collection[str], words: Mapping[str, Collection[str]]
    ) -> None:
        self.text = text
        self.columns = list(columns)
        self.words = words
        self.of_words = {name for name in columns if set(words.get(name, ())) - {MAX}}

    def fault(self, place: int, message: str) -> UsageError:
        """The error at a place of the condition."""
        return fault(self.text, place, message)

    def is_word(self, token: Token) -> bool:
        """Whether it is a name, but not of a column of numbers."""
        name = token.text
        return token.kind == "name" and (name not in self.columns or name in self.of_words)

    def stray(self, token: Token) -> UsageError:
        """The error for a word in place of a number or a column of numbers."""
        if token.kind == "name" and token.text in self.of_words:
            message = self._holds_words(token.text)
        elif token.kind == "name":
            message = unknown("column", token.text, self.columns, METRICS.synonyms())
        else:
            message = f"{OPERAND}, {token.found}; only columns of words are compared with a word"
        return self.fault(token.start, message)

    def example(self, side: Side) -> str | None:
        """An example of how a side could go on; None for a word that starts no comparison."""
        if side.word is None:
            return "< 300M"
        return f"== {self._word(side.word.text)}" if side.word.text in self.of_words else None

    def compared(self, left: Side, sign: Token, right: Side) -> Node:
        """The condition that a comparison of two sides states, of words or of numbers."""
        for side, other in ((left, right), (right, left)):
            if side.word and side.word.kind == "name" and side.word.text in self.of_words:
                return self._named(side.word.text, sign, other)
        left, right = self._groups(left, right), self._groups(right, left)
        for side in (left, right):
            if side.word:
                raise self.stray(side.word)
        terms = dict(left.terms)
        # All columns go to the left side and all constants to the right.
        for name, factor in right.terms.items():
            terms[name] = terms.get(name, Fraction(0)) - factor
        if not terms:
            message = "this comparison names no column; write one such as madds < 300M"
            raise self.fault(left.start, message)
        return Compare.of(terms, sign.text, right.constant - left.constant)

    def _named(self, name: str, sign: Token, other: Side) -> WordIs:
        """A column of words compared with one of them."""
        if sign.text not in ("==", "!="):
            message = f"{name} holds words, which are compared with == and != only"
            raise self.fault(sign.start, f"{message}, {sign.found}")
        if other.word is None:
            raise self.fault(other.start, self._holds_words(name))
        if other.word.text not in self.words[name]:
            raise self.fault(other.start, unknown(name, other.word.text, self.words[name]))
        return WordIs(name, other.word.text, sign.text == "==")

    def _groups(self, side: Side, other: Side) -> Side:
        """`max` beside a column of groups as its number; any other side as it is."""
        if side.word is None or other.word or other.constant or len(other.terms) != 1:
            return side
        ((name, factor),) = other.terms.items()
        if factor != 1 or name not in self.words:
            return side
        if side.word.text != MAX:
            known = [*self.words[name], *self.columns]
            raise self.fault(side.start, unknown("word or column", side.word.text, known))
        return side._replace(word=None, constant=Fraction(ONE_CHANNEL))

    def _holds_words(self, name: str) -> str:
        return f"{name} holds words; write {name} == {self._word(name)}"

    def _word(self, name: str) -> str:
        return next(iter(self.words[name]))
