"""A condition from its text: a recursive descent parser with a method per rule.

disjunction = conjunction {"or" conjunction}
conjunction = negation {"and" negation}
negation    = "not" negation | "(" disjunction ")" | comparison
comparison  = sum sign sum {sign sum}
sum         = ["+" | "-"] product {("+" | "-") product}
product     = factor {"*" factor}, with at most one column among the factors
factor      = a column | a number, which arith.quantities reads
"""

from collections.abc import Collection, Mapping
from fractions import Fraction

from mbv2calc.arith.quantities import UNITS, Accepted, read_quantity
from mbv2calc.cost.metrics import METRICS
from mbv2calc.errors import QuantityError, UsageError, printable
from mbv2calc.grid.where.conditions import AllOf, AnyOf, Node, Not, Where
from mbv2calc.grid.where.sides import OPERAND, Side, Vocabulary
from mbv2calc.grid.where.tokens import Token, tokens

MAX_CHARACTERS = 1000
MAX_DEPTH = 50
"""Of parentheses and nots inside one another: the parser calls itself for each of them."""

_NUMBER = Accepted("a number such as 300M, 0.35 or 512KiB", UNITS)
_AROUND = "parentheses stand around comparisons, not around sums"


def read_where(
    text: str, columns: Collection[str], words: Mapping[str, Collection[str]] | None = None
) -> Where:
    """The condition that a text states on some columns.

    `words` are what columns of texts may hold: {"dtype": ("int8", "fp16")}. One whose only word is
    `max` is a column of numbers, of groups: there it stands for one channel at a time. Raises
    UsageError, naming the place, for what is no condition.

    >>> read_where("100M < madds <= 0.3G", ["madds"]).conjuncts()[1].node
    Compare(terms=(('madds', 1),), sign='<=', limit=300000000)
    >>> read_where("2 * t <= 12 or t == 9", ["t"]).holds({"t": 6}.get)
    True
    """
    if len(text) > MAX_CHARACTERS:
        message = f"expected at most {MAX_CHARACTERS:,} characters, found {len(text):,}"
        raise UsageError(f"--where: {message}")
    if not text.strip(" \t\r\n"):
        raise UsageError("--where: expected a condition such as madds < 300M, found none")
    return Where(
        text.strip(" \t\r\n"), _Parser(text, Vocabulary(text, columns, words or {})).whole()
    )


class _Parser:
    """Parses the tokens of a text from the left."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.fault = vocabulary.fault
        self.rest = tokens(text)
        self.now = next(self.rest)
        self.end = 0  # of the token before
        self.start = 0  # of the comparison that is read

    def take(self) -> Token:
        token = self.now
        self.end = token.end
        self.now = next(self.rest, token)
        return token

    def whole(self) -> Node:
        node = self.disjunction(0)
        if self.now.kind == ")":
            raise self.fault(self.now.start, "this ) closes nothing; take it out or write its (")
        if self.now.kind != "end":
            raise self.fault(self.now.start, f"expected and, or, or the end, {self.now.found}")
        return node

    def disjunction(self, depth: int) -> Node:
        parts = [self.conjunction(depth)]
        while self.now.kind == "or":
            self.take()
            parts.append(self.conjunction(depth))
        return AnyOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def conjunction(self, depth: int) -> Node:
        parts: list[Node] = []
        texts = []
        while not parts or self.now.kind == "and":
            if parts:
                self.take()
            start = self.now.start
            parts.append(self.negation(depth))
            texts.append(self.text[start : self.end])
        return AllOf(tuple(parts), tuple(texts)) if len(parts) > 1 else parts[0]

    def negation(self, depth: int) -> Node:
        if self.now.kind not in ("not", "("):
            return self.comparison()
        if depth == MAX_DEPTH:
            message = f"expected at most {MAX_DEPTH} parentheses and nots inside one another"
            raise self.fault(self.now.start, message)
        opened = self.take()
        if opened.kind == "not":
            return Not(self.negation(depth + 1))
        node = self.disjunction(depth + 1)
        if self.now.kind != ")":
            fix = f"expected ) for the ( of column {opened.start + 1}"
            raise self.fault(self.now.start, f"{fix}, {self.now.found}")
        self.take()
        return node

    def comparison(self) -> Node:
        self.start = self.now.start
        left = self.sum()
        parts: list[Node] = []
        texts = []
        while self.now.kind == "sign":
            sign = self.take()
            right = self.sum()
            parts.append(self.vocabulary.compared(left, sign, right))
            texts.append(self.text[left.start : right.end])
            left = right
        if not parts:
            raise self.uncompared(left)
        return AllOf(tuple(parts), tuple(texts)) if len(parts) > 1 else parts[0]

    def uncompared(self, side: Side) -> UsageError:
        """The error for a side that no comparison sign follows."""
        example = self.vocabulary.example(side)
        if side.word is not None and example is None:
            return self.vocabulary.stray(side.word)
        what = printable(self.text[side.start : side.end][:40])
        message = f"expected a comparison of {what} such as {example}, {self.now.found}"
        if self.now.kind == ")":
            message += f"; {_AROUND}"
        return self.fault(self.now.start, message)

    def sum(self) -> Side:
        if self.now.kind == "quoted" or self.vocabulary.is_word(self.now):
            token = self.take()
            if self.now.kind in ("+", "-", "*", "/"):
                raise self.vocabulary.stray(token)
            return Side(token.start, token.end, {}, word=token)
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
                return Side(start, self.end, terms, constant)
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
        if token.kind == "quoted" or self.vocabulary.is_word(token):
            raise self.vocabulary.stray(token)
        if token.kind not in ("number", "name"):
            message = f"{OPERAND}, {token.found}"
            if token.kind == "(":
                message += f"; {_AROUND}"
            raise self.fault(token.start, message)
        if token.kind == "number":
            number = self.number(token)
        self.take()
        return (None, number) if token.kind == "number" else (token.text, Fraction(1))

    def number(self, token: Token) -> Fraction:
        """A number exactly. Its B is a billion unless the comparison names a column of bytes."""
        # In 512B beside peak_bytes the B is a byte; in 1B beside madds it is a billion.
        billion = token.text[-1] in "bB" and not self.is_of_bytes()
        try:
            value = read_quantity(token.text, _NUMBER._replace(billion=billion)).value
        except QuantityError as error:
            raise self.fault(token.start, str(error)) from None
        return Fraction(value.num, value.den)

    def is_of_bytes(self) -> bool:
        """Whether the comparison that is read names a column of bytes, before or behind here."""
        try:
            for token in tokens(self.text, self.start):
                if token.kind in ("and", "or", "not", "(", ")", "end"):
                    return False
                if token.text in METRICS and METRICS[token.text].unit == "B":
                    return True
        except UsageError:
            pass  # the parser reports a bad token when it gets there
        return False
