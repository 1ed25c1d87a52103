"""The numbers of an architecture by their paths, such as layers[3].bottleneck.k."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, NamedTuple, TypeVar

from mbv2calc.arith import Ratio
from mbv2calc.errors import Fault, PathError, unknown
from mbv2calc.spec.architecture import Architecture, Entry, entry_path
from mbv2calc.spec.schema import SYNONYMS, Check, fields_of

T = TypeVar("T")

_INDEX = re.compile(r"layers\[([0-9]{1,6})\]", re.ASCII)


class _Place(NamedTuple):
    """What a path leads to: a key of the file, or of an entry of `layers`."""

    stage: int | None  # the index of the entry; None for a key of the file
    names: tuple[str, ...]  # the attributes that lead to it: ("input", "width")
    check: Check


def put(
    architecture: Architecture, path: str, value: Any, origin: str | None = None
) -> Architecture:
    """The architecture with the value at a path replaced, unchecked.

    A grid puts in arrays, a closed form symbols. `origin` is where a changed entry of `layers` says
    it stands from then on. Raises PathError if the architecture lacks the path.
    """
    place = _place(architecture, path)
    if place.stage is None:
        return _replaced(architecture, place.names, value)
    entries = list(architecture.layers)
    entry = entries[place.stage]
    entries[place.stage] = Entry(_replaced(entry.block, place.names, value), origin or entry.origin)
    return dataclasses.replace(architecture, layers=tuple(entries))


def put_text(
    architecture: Architecture, path: str, text: str, origin: str | None = None
) -> Architecture:
    """The architecture with the value at a path read from a text, by the check of its key.

    `origin` is that of `put`. Raises PathError if the architecture lacks the path, MismatchError if
    the text is not what the key expects.
    """
    return put(architecture, path, check_of(architecture, path).read(text), origin)


def check_of(architecture: Architecture, path: str) -> Check:
    """What the key at a path accepts. Raises PathError if the architecture lacks the path."""
    return _place(architecture, path).check


def value_at(architecture: Architecture, path: str) -> Any:
    """The value at a path. Raises PathError if the architecture lacks the path."""
    place = _place(architecture, path)
    owner = architecture if place.stage is None else architecture.layers[place.stage].block
    return reduce(getattr, place.names, owner)


def _place(architecture: Architecture, path: str) -> _Place:
    first, _, rest = path.partition(".")
    if not first.startswith("layers"):
        return _Place(None, *_key(Architecture, path))
    match = _INDEX.fullmatch(first)
    if match is None:
        raise PathError(f"expected layers[NUMBER].KIND.KEY, found {path!r}")
    stage = int(match[1])
    if stage >= len(architecture.layers):
        last = len(architecture.layers) - 1
        raise PathError(f"there is no layers[{stage}]; the last is layers[{last}]")
    entry = architecture.layers[stage]
    kind, _, name = rest.partition(".")
    if kind != entry.block.kind or not name:
        raise PathError(f"expected {entry_path(stage, entry)}.KEY, found {path!r}")
    return _Place(stage, *_key(type(entry.block), name))


def _key(cls: type, path: str) -> tuple[tuple[str, ...], Check]:
    """The attributes that lead from a grammar class to a key, and the check of the key."""
    name, _, rest = path.partition(".")
    fields = fields_of(cls)
    if name not in fields:
        raise PathError(unknown("key", name, fields, SYNONYMS))
    metadata = fields[name].metadata
    if "section" not in metadata:
        if rest:
            raise PathError(f"{name!r} has one value and no keys such as {rest!r}")
        return (name,), metadata["check"]
    if not rest:
        keys = ", ".join(f"{name}.{key}" for key in fields_of(metadata["section"]))
        raise PathError(f"{name!r} has keys of its own; set one of them: {keys}")
    names, check = _key(metadata["section"], rest)
    return (name, *names), check


def _replaced(owner: T, names: tuple[str, ...], value: Any) -> T:
    """A frozen dataclass with the value at the end of some attributes replaced."""
    name, *inner = names
    if inner:
        value = _replaced(getattr(owner, name), tuple(inner), value)
    return dataclasses.replace(owner, **{name: value})  # type: ignore[type-var]


def pairs(settings: Any, faults: list[Fault]) -> Iterable[tuple[str, Any]]:
    """The paths and values of settings: a mapping, one text PATH=VALUE, or several.

    A text of another form is added to the faults.
    """
    if isinstance(settings, Mapping):
        yield from ((str(path), value) for path, value in settings.items())
        return
    # A str is an Iterable too, of its characters.
    several = isinstance(settings, Iterable) and not isinstance(settings, str)
    for text in map(str, settings if several else (settings,)):
        path, equals, value = text.partition("=")
        if equals:
            yield path.strip(), value.strip()
        else:
            message = "expected PATH=VALUE, such as layers[3].bottleneck.k=5"
            faults.append(Fault("--set", "", f"{message}, found {text!r}"))


def as_text(value: Any) -> str:
    """A value from Python as the text that a person would type."""
    try:
        if hasattr(value, "denominator") and not isinstance(value, bool):  # an int or a Fraction
            return str(Ratio(int(value.numerator), int(value.denominator)))
        return str(value)
    except ValueError:  # Python writes no int of more than 4,300 digits
        return "a number of thousands of digits"
