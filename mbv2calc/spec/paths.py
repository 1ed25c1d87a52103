"""The numbers of an architecture by their paths, such as layers[3].bottleneck.k."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from mbv2calc.arith import Ratio
from mbv2calc.errors import Fault, PathError, unknown
from mbv2calc.spec.architecture import Architecture, Entry, entry_path
from mbv2calc.spec.schema import SYNONYMS, Check, fields_of

T = TypeVar("T")

_INDEX = re.compile(r"layers\[([0-9]{1,6})\]", re.ASCII)


def put(architecture: Architecture, path: str, value: Any) -> Architecture:
    """The architecture with the value at a path replaced, unchecked: a grid puts in arrays, a
    closed form symbols. Raises PathError where it lacks the path.
    """
    return _changed(architecture, path, lambda _: value)


def check_of(architecture: Architecture, path: str) -> Check:
    """What the key at a path accepts. Raises PathError where the architecture lacks the path."""
    checks: list[Check] = []
    _changed(architecture, path, lambda check: checks.append(check))
    return checks[0]


def value_at(architecture: Architecture, path: str) -> Any:
    """What stands at a path. Raises PathError where the architecture lacks it."""
    check_of(architecture, path)
    owner: Any = architecture
    first, _, rest = path.partition(".")
    if match := _INDEX.fullmatch(first):
        owner, path = architecture.layers[int(match[1])].block, rest.partition(".")[2]
    for name in path.split("."):
        owner = getattr(owner, name)
    return owner


def put_text(
    architecture: Architecture, path: str, text: str, origin: str | None = None
) -> Architecture:
    """The architecture with the value at a path read from a text, by the check of its key.

    `origin` is where an entry of `layers` that is changed says it stands. Raises PathError where
    the architecture lacks the path, MismatchError where the text is not what the key expects.
    """
    return _changed(architecture, path, lambda check: check.read(text), origin)


def _changed(
    architecture: Architecture,
    path: str,
    read: Callable[[Check], Any],
    origin: str | None = None,
) -> Architecture:
    first, _, rest = path.partition(".")
    if not first.startswith("layers"):
        return _changed_key(architecture, path, read)
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
    entries = list(architecture.layers)
    entries[stage] = Entry(_changed_key(entry.block, name, read), origin or entry.origin)
    return dataclasses.replace(architecture, layers=tuple(entries))


def _changed_key(owner: T, path: str, read: Callable[[Check], Any]) -> T:
    name, _, rest = path.partition(".")
    fields = fields_of(type(owner))
    if name not in fields:
        raise PathError(unknown("key", name, fields, SYNONYMS))
    field = fields[name]
    if "section" in field.metadata:
        if not rest:
            keys = ", ".join(f"{name}.{key}" for key in fields_of(field.metadata["section"]))
            raise PathError(f"{name!r} holds keys of its own; set one of them: {keys}")
        value = _changed_key(getattr(owner, name), rest, read)
    elif rest:
        raise PathError(f"{name!r} holds one value, no keys such as {rest!r}")
    else:
        value = read(field.metadata["check"])
    return dataclasses.replace(owner, **{name: value})  # type: ignore[type-var]


def pairs(settings: Any, faults: list[Fault]) -> Iterable[tuple[str, Any]]:
    """The paths and values of settings (a mapping, or texts of the form PATH=VALUE), a fault for
    each text that is none.
    """
    if isinstance(settings, Mapping):
        yield from ((str(path), value) for path, value in settings.items())
        return
    several = isinstance(settings, Iterable) and not isinstance(settings, str)
    for text in map(str, settings if several else (settings,)):
        path, equals, value = text.partition("=")
        if equals:
            yield path.strip(), value.strip()
        else:
            message = "expected PATH=VALUE, such as layers[3].bottleneck.k=5"
            faults.append(Fault("--set", "", f"{message}, found {text!r}"))


def as_text(value: Any) -> str:
    """A value from Python as the text that a person would have typed."""
    try:
        if hasattr(value, "denominator") and not isinstance(value, bool):  # an int or a Fraction
            return str(Ratio(int(value.numerator), int(value.denominator)))
        return str(value)
    except ValueError:  # Python writes no int of more than 4,300 digits
        return "a number of thousands of digits"
