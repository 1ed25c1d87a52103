"""The one tree of errors. Every message names place, expected, found and the fix.

    Exception
    ├── Mbv2calcError            what a person can fix: one line each, exit code 2, no traceback
    │   ├── UsageError           a flag, an argument or a name that cannot be used
    │   ├── OutputError          a result that could not be written
    │   ├── SpecError            a network that cannot be read or built; it has all its faults
    │   └── UnplacedError        what is wrong, raised where nobody knows the flag or line yet
    │       ├── MismatchError    a text that is not what a key expects
    │       ├── PathError        a path that the architecture lacks
    │       ├── RangeError       a text that is no range
    │       ├── QuantityError    a text that is no number of the kind asked for
    │       └── NotWholeError    a division that leaves a remainder
    └── grid.arrays._MixedError  no error: it ends the building of a network whose points differ,
                                 and never leaves its module

Who knows the place catches an UnplacedError and raises one of the three above it. Faults of the
program itself, such as two conventions of one name, are Python's own ValueError and KeyError.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Mbv2calcError(Exception):
    """Base of all errors that a person can fix; the command line prints it and exits with 2."""

    exit_code = 2


class UsageError(Mbv2calcError):
    """A flag, an argument or a name that cannot be used."""


class OutputError(Mbv2calcError):
    """A result that could not be written where it was to go."""


class UnplacedError(Mbv2calcError):
    """Base of the errors that lack their place; whoever knows the place adds it."""


class MismatchError(UnplacedError):
    """A text that is not what a key expects; the argument says what the key expects."""


class PathError(UnplacedError):
    """A path that an architecture lacks; the argument says why."""


class RangeError(UnplacedError):
    """A text that is no range; the argument says what was expected and found."""


class QuantityError(UnplacedError):
    """A text that is no number of the kind asked for; it says what was expected and found."""


class NotWholeError(UnplacedError):
    """A division that must leave no remainder, and leaves one."""


def printable(text: str) -> str:
    """A text from outside on one line of a message: no control characters, and not too long.

    >>> printable("a\\nb\\x1b[31m")
    'a\\\\nb\\\\x1b[31m'
    """
    if len(text) > 1000:
        text = f"{text[:997]}..."
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


class Fault(NamedTuple):
    """One thing wrong with a network: where it was written, its path in the file, what to fix."""

    origin: str  # "configs/x.yaml:12:9", or the flag: "--set layers[3].bottleneck.k"
    path: str  # "layers[3].bottleneck.c"; empty for the file as a whole
    message: str

    def __str__(self) -> str:
        return ": ".join(map(printable, filter(None, self)))


class SpecError(Mbv2calcError):
    """A network that cannot be read or built; it carries all faults at once, a line each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type["SpecError"], tuple[tuple[Fault, ...]]]:
        """How it is pickled: by its faults, and not by the text that an exception holds."""
        return type(self), (self.faults,)


MANY = 24
"""The most names that a message lists."""


def unknown(
    what: str, name: str, known: Iterable[str], synonyms: Mapping[str, str] | None = None
) -> str:
    """The message for a name that is not known, with the likeliest meant one, else with all.

    `synonyms` are what others call the known names.

    >>> unknown("key", "stride", ["c", "n", "s", "k"], {"stride": "s"})
    "unknown key 'stride'; did you mean 's'?"
    """
    import difflib  # slow to load, and needed only for what went wrong

    known = list(known)
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    if (synonym := (synonyms or {}).get(name.lower())) in known:
        near = [str(synonym)]
    name = name if len(name) <= 60 else f"{name[:57]}..."
    some = known if len(known) <= MANY else [*known[:MANY], f"and {len(known) - MANY} more"]
    fix = f"known here: {', '.join(some)}" if known else "there is none here"
    if near:
        fix = f"did you mean {near[0]!r}?"
    return f"unknown {what} {name!r}; {fix}"
