"""The words, numbers and signs of a condition, and errors with their place in it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mbv2calc.arith.quantities import UNITS, number_pattern
from mbv2calc.errors import UsageError, printable

_SIDE = 38
"""Characters shown before and behind the place of a fault, where not all of them have room."""

_BEHIND_SPACE = "|".join(filter(None, UNITS))  # case counts there: `5 t` is no 5 T
_KEYWORDS = {"and", "or", "not"}
_SIGNS = {sign: sign for sign in ("<", "<=", ">", ">=", "==", "!=")} | {
    "\u2264": "<=", "\u2265": ">=", "\u2260": "!=",
}  # fmt: skip
_FIXES = {
    "=": "write == for equality", "===": "write ==", "=<": "write <=", "=>": "write >=",
    "<>": "write !=", "&&": "write and", "&": "write and", "||": "write or", "|": "write or",
    "!": "write not", ",": "write and between conditions, and decimals with a point",
}  # fmt: skip
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<number>{number_pattern("_,")}
     (?:[ ]+(?:{_BEHIND_SPACE})(?![A-Za-z0-9_.\[\]])|[A-Za-z0-9_.]*))
    |(?P<name>[A-Za-z_][A-Za-z0-9_.\[\]]*)
    |'(?P<single>[^']*)'|"(?P<double>[^"]*)"
    |(?P<sign>[<>=!&|\u2264\u2265\u2260]+)
    |(?P<other>[-+*/()])""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of a condition and where it starts and ends.

    `kind` is number, name, quoted, sign (a comparison) or end; a keyword, a bracket or an operator
    of sums is its own kind.
    """

    kind: str
    text: str  # a sign as programs write it, a quoted word without its quotes
    start: int
    end: int

    @property
    def found(self) -> str:
        """`found ...`, as messages end."""
        if self.kind == "end":
            return "found the end"
        return f"found {self.text if len(self.text) <= 60 else f'{self.text[:57]}...'!r}"


def fault(text: str, place: int, message: str) -> UsageError:
    """The error at a place of a condition, which is shown, cut where it is long, with a caret."""
    before, behind = printable(text[:place]), printable(text[place:])
    if len(before) + len(behind) > 2 * _SIDE:
        if len(before) > _SIDE:
            before = f"...{before[3 - _SIDE :]}"
        if len(behind) > _SIDE:
            behind = f"{behind[: _SIDE - 3]}..."
    caret = " " * len(before) + "^"
    return UsageError(f"--where: column {place + 1}: {message}\n{before}{behind}\n{caret}")


def tokens(text: str, place: int = 0) -> Iterator[Token]:
    """The tokens of a condition from a place on, and the end. Raises UsageError for others."""
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise fault(text, place, _unexpected(text[place]))
        if match["space"] is None:
            yield _token(text, match)
        place = match.end()
    place = len(text.rstrip(" \t\r\n"))
    yield Token("end", "", place, place)


def _token(text: str, match: re.Match[str]) -> Token:
    start, end = match.span()
    if match["number"] is not None:
        return Token("number", match[0], start, end)
    if (name := match["name"]) is not None:
        keyword = name.lower() in _KEYWORDS
        return Token(name.lower() if keyword else "name", name, start, end)
    if (sign := match["sign"]) is not None:
        if sign not in _SIGNS:
            fix = _FIXES.get(sign, f"expected one of {', '.join(_SIGNS)}")
            raise fault(text, start, f"{fix}, found {sign[:20]!r}")
        return Token("sign", _SIGNS[sign], start, end)
    if (other := match["other"]) is not None:
        return Token(other, other, start, end)
    return Token("quoted", match["single"] or match["double"] or "", start, end)


def _unexpected(character: str) -> str:
    """The message for a character that starts no token."""
    if character in "'\"":
        return f"the quote {character} is not closed; write a second one behind the word"
    fix = _FIXES.get(character, "expected names, numbers and signs such as madds < 300M")
    return f"{fix}, found {character!r}"
