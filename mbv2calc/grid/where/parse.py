"""A condition from its text: a parser that goes down by the rules of the grammar.

any     = all {"or" all}
all     = not {"and" not}
not     = "not" not | "(" any ")" | sum sign sum {sign sum}
sum     = ["+" | "-"] product {("+" | "-") product}
product = factor {"*" factor}, of which one at most is a column
"""

import math
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import NamedTuple

from mbv2calc.cost.memory.groups import MAX
from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.cost.metrics import METRICS
from mbv2calc.errors import UsageError, printable, unknown
from mbv2calc.grid.where.conditions import Compare, Every, Named, Node, Not, Some, Where
from mbv2calc.grid.where.tokens import Token, fault, tokens

MAX_CHARACTERS = 1000
MAX_DEPTH = 50
"""Of parentheses and nots inside one another."""


class _Sum(NamedTuple):
    """One side of a comparison: a sum over columns, or a word that stands alone."""

    start: int
    end: int
    terms: Mapping[str, Fraction]
    constant: Fraction = Fraction(0)
    word: Token | None = None


def parse(text: str, columns: Collection[str], words: Mapping[str, Collection[str]]) -> Where:
    """The condition of a text; as read_where, which says what it raises."""
    if len(text) > MAX_CHARACTERS:
        message = f"expected at most {MAX_CHARACTERS:,} characters, found {len(text):,}"
        raise UsageError(f"--where: {message}")
    if not text.strip(" \t\r\n"):
        raise UsageError("--where: expected a condition such as madds < 300M, found none")
    return Where(text.strip(" \t\r\n"), _Parser(text, columns, words).whole())


class _Parser:
    """The tokens of a text, read one by one from the left."""

    def __init__(
        self, text: str, columns: Collection[str], words: Mapping[str, Collection[str]]
    ) -> None:
        self.text = text
        self.columns = list(columns)
        self.words = words
        self.named = {name for name in columns if set(words.get(name, ())) - {MAX}}  # of words
        self.rest = tokens(text)
        self.now = next(self.rest)
        self.end = 0  # of the token before

    def take(self) -> Token:
        token = self.now
        self.end = token.end
        self.now = next(self.rest, token)
        return token

    def fault(self, place: int, message: str) -> UsageError:
        return fault(self.text, place, message)

    def whole(self) -> Node:
        node = self.some(0)
        if self.now.kind == ")":
            raise self.fault(self.now.start, "this ) closes nothing; take it out or write its (")
        if self.now.kind != "end":
            raise self.fault(self.now.start, f"expected and, or, or the end, {self.now.found}")
        return node

    def some(self, depth: int) -> Node:
        parts = [self.every(depth)]
        while self.now.kind == "or":
            self.take()
            parts.append(self.every(depth))
        return Some(tuple(parts)) if len(parts) > 1 else parts[0]

    def every(self, depth: int) -> Node:
        parts: list[Node] = []
        texts = []
        while not parts or self.now.kind == "and":
            if parts:
                self.take()
            start = self.now.start
            parts.append(self.one(depth))
            texts.append(self.text[start : self.end])
        return Every(tuple(parts), tuple(texts)) if len(parts) > 1 else parts[0]

    def one(self, depth: int) -> Node:
        if self.now.kind not in ("not", "("):
            return self.comparison()
        if depth == MAX_DEPTH:
            message = f"expected at most {MAX_DEPTH} parentheses and nots inside one another"
            raise self.fault(self.now.start, message)
        opened = self.take()
        if opened.kind == "not":
            return Not(self.one(depth + 1))
        node = self.some(depth + 1)
        if self.now.kind != ")":
            fix = f"expected ) for the ( of column {opened.start + 1}"
            raise self.fault(self.now.start, f"{fix}, {self.now.found}")
        self.take()
        return node

    def comparison(self) -> Node:
        left = self.sum()
        parts: list[Node] = []
        texts = []
        while self.now.kind == "sign":
            sign = self.take()
            right = self.sum()
            parts.append(self.pair(left, sign, right))
            texts.append(self.text[left.start : right.end])
            left = right
        if not parts:
            raise self.uncompared(left)
        return Every(tuple(parts), tuple(texts)) if len(parts) > 1 else parts[0]

    def uncompared(self, side: _Sum) -> UsageError:
        """The error for a side of a comparison behind which no sign stands."""
        if side.word is not None and side.word.text not in self.named:
            return self.stray(side.word)
        example = "< 300M" if side.word is None else f"== {self.word_of(side.word.text)}"
        what = self.text[side.start : side.end][:40]
        message = f"expected a comparison of {printable(what)} such as {example}, {self.now.found}"
        if self.now.kind == ")":
            message += "; parentheses stand around comparisons, not around sums"
        return self.fault(self.now.start, message)

    def sum(self) -> _Sum:
        if self.now.kind == "quoted" or self.is_word(self.now):
            token = self.take()
            if self.now.kind in ("+", "-", "*", "/"):
                raise self.stray(token)
            return _Sum(token.start, token.end, {}, word=token)
        start = self.now.start
        terms: dict[str, Fraction] = {}
        constant = Fraction(0)
        minus = self.now.kind in ("+", "-") and self.take().kind == "-"
        while True:
            name, factor = self.product()
            factor = -factor if minus else factor
            if name is None:
                constant += factor
            else:
                terms[name] = terms.get(name, Fraction(0)) + factor
            if self.now.kind not in ("+", "-"):
                return _Sum(start, self.end, terms, constant)
            minus = self.take().kind == "-"

    def product(self) -> tuple[str | None, Fraction]:
        """A column, if there is one, and its coefficient."""
        name, factor = self.factor()
        while self.now.kind in ("*", "/"):
            sign = self.take()
            if sign.kind == "/":
                fix = "write madds < 100 * params instead of madds / params < 100"
                raise self.fault(sign.start, f"nothing can be divided here; {fix}")
            place = self.now.start
            other, number = self.factor()
            if name is not None and other is not None:
                fix = "write madds < 100 * params, a number times a column"
                raise self.fault(place, f"two columns cannot be multiplied; {fix}")
            name, factor = name or other, factor * number
        return name, factor

    def factor(self) -> tuple[str | None, Fraction]:
        token = self.now
        if token.kind == "quoted" or self.is_word(token):
            raise self.stray(token)
        if token.kind not in ("number", "name"):
            message = f"expected a number or a column such as madds, {token.found}"
            if token.kind == "(":
                message += "; parentheses stand around comparisons, not around sums"
            raise self.fault(token.start, message)
        self.take()
        return (None, token.number) if token.kind == "number" else (token.text, Fraction(1))

    def is_word(self, token: Token) -> bool:
        """Whether it is a name, and of no column of numbers."""
        name = token.text
        return token.kind == "name" and (name not in self.columns or name in self.named)

    def stray(self, token: Token) -> UsageError:
        """The error for a word where a number or a column of numbers has to stand."""
        if token.kind == "name" and token.text in self.named:
            message = self.texts_of(token.text)
        elif token.kind == "name":
            message = unknown("column", token.text, self.columns, METRICS.synonyms())
        else:
            message = f"expected a number or a column such as madds, {token.found}"
            message += "; only columns of words are compared with a word"
        return self.fault(token.start, message)

    def texts_of(self, name: str) -> str:
        return f"{name} holds words; write {name} == {self.word_of(name)}"

    def word_of(self, name: str) -> str:
        return next(iter(self.words[name]))

    def pair(self, left: _Sum, sign: Token, right: _Sum) -> Node:
        """One comparison of two sides, of words or of numbers."""
        for side, other in ((left, right), (right, left)):
            if side.word and side.word.kind == "name" and side.word.text in self.named:
                return self.of_words(side.word.text, sign, other)
        left, right = self.most(left, right), self.most(right, left)
        for side in (left, right):
            if side.word:
                raise self.stray(side.word)
        terms = dict(left.terms)
        for name, factor in right.terms.items():
            terms[name] = terms.get(name, Fraction(0)) - factor
        if not terms:
            message = "this comparison names no column; write one such as madds < 300M"
            raise self.fault(left.start, message)
        return _compare(terms, sign.text, right.constant - left.constant)

    def of_words(self, name: str, sign: Token, other: _Sum) -> Node:
        """A column of words compared with one of them."""
        if sign.text not in ("==", "!="):
            message = f"{name} holds words, which are compared with == and != only"
            raise self.fault(sign.start, f"{message}, {sign.found}")
        if other.word is None:
            raise self.fault(other.start, self.texts_of(name))
        if other.word.text not in self.words[name]:
            raise self.fault(other.start, unknown(name, other.word.text, self.words[name]))
        return Named(name, other.word.text, sign.text == "==")

    def most(self, side: _Sum, other: _Sum) -> _Sum:
        """The number that `max` is beside a column of groups; any other side as it is."""
        if side.word is None or other.word or other.constant or len(other.terms) != 1:
            return side
        ((name, factor),) = other.terms.items()
        if factor != 1 or name not in self.words:
            return side
        if side.word.text != MAX:
            known = [*self.words[name], *self.columns]
            raise self.fault(side.start, unknown("word or column", side.word.text, known))
        return side._replace(word=None, constant=Fraction(ONE_CHANNEL))


def _compare(terms: Mapping[str, Fraction], sign: str, limit: Fraction) -> Compare:
    """A comparison of fractions in whole numbers without a common factor."""
    den = math.lcm(limit.denominator, *(factor.denominator for factor in terms.values()))
    whole = {name: int(factor * den) for name, factor in terms.items()}
    common = math.gcd(int(limit * den), *whole.values()) or 1
    return Compare(
        tuple((name, factor // common) for name, factor in whole.items()),
        sign,
        int(limit * den) // common,
    )
