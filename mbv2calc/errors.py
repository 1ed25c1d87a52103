"""The one tree of errors. Every message names place, expected, found and the fix.

    Exception
    ├── Mbv2calcError            a person can fix it: one line each, exit code 2, no traceback
    │   ├── UsageError           a flag, an argument or a name that cannot be used
    │   ├── OutputError          a result that could not be written
    │   ├── SpecError            a network that cannot be read or built; it has all its faults
    │   └── UnplacedError        a fault without its place: the code that raises it does not know it
    │       ├── MismatchError    a text that is not what a key expects
    │       ├── PathError        a path that the architecture lacks
    │       ├── RangeError       a text that is no range
    │       ├── QuantityError    a text that is no number of the expected kind
    │       └── NotWholeError    a division with a remainder
    └── grid.arrays._MixedError  no fault: it stops the building of a network whose points differ,
                                 and never leaves its module

Code that knows the flag or the line catches an UnplacedError and raises one of the three above it.
Faults of the program itself, such as two conventions of one name, are Python's own ValueError and
KeyError.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Mbv2calcError(Exception):
    """Base of all errors that a person can fix; the command line prints it and exits with 2."""

    exit_code = 2


class UsageError(Mbv2calcError):
    """A flag, an argument or a name that cannot be used."""


class OutputError(Mbv2calcError):
    """A result that could not be written to its file or stream."""


class UnplacedError(Mbv2calcError):
    """Base of the errors without a place; the code that catches them adds it."""


class MismatchError(UnplacedError):
    """A text that is not what a key expects; the argument says what the key expects."""


class PathError(UnplacedError):
    """A path that an architecture lacks; the argument says why."""


class RangeError(UnplacedError):
    """A text that is no range; the argument says what was expected and found."""


class QuantityError(UnplacedError):
    """A text that is no number of the expected kind; it says what was expected and found."""


class NotWholeError(UnplacedError):
    """A division with a remainder, where the quotient has to be whole."""


def printable(text: str) -> str:
    """A text from outside for one line of a message, without control characters and not too long.

    >>> printable("a\\nb\\x1b[31m")
    'a\\\\nb\\\\x1b[31m'
    """
    if len(text) > 1000:
        text = f"{text[:997]}..."
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


class Fault(NamedTuple):
    """One fault of a network: where it was written, its path in the file, what to fix."""

    origin: str  # "configs/x.yaml:12:9", or the flag: "--set layers[3].bottleneck.k"
    path: str  # "layers[3].bottleneck.c"; empty for the file as a whole
    message: str

    def __str__(self) -> str:
        return ": ".join(map(printable, filter(None, self)))


class SpecError(Mbv2calcError):
    """A network that cannot be read or built; its message has a line for each fault."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        # Each once: a block that is repeated has the same fault every time.
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type["SpecError"], tuple[tuple[Fault, ...]]]:
        """Pickle it by its faults; by default an exception is pickled by its message."""
        return type(self), (self.faults,)


MANY = 24
"""The most names that a message lists."""


def unknown(
    what: str, name: str, known: Iterable[str], synonyms: Mapping[str, str] | None = None
) -> str:
    """The message for an unknown name, with the nearest known name or else with all of them.

    `synonyms` are what other tools call the known names.

    >>> unknown("key", "stride", ["c", "n", "s", "k"], {"stride": "s"})
    "unknown key 'stride'; did you mean 's'?"
    """
    import difflib  # slow to load, and needed only for errors

    known = list(known)
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    if (synonym := (synonyms or {}).get(name.lower())) in known:
        near = [str(synonym)]
    name = name if len(name) <= 60 else f"{name[:57]}..."
    shown = known if len(known) <= MANY else [*known[:MANY], f"and {len(known) - MANY} more"]
    fix = f"known here: {', '.join(shown)}" if known else "there is none here"
    if near:
        fix = f"did you mean {near[0]!r}?"
    return f"unknown {what} {name!r}; {fix}"
