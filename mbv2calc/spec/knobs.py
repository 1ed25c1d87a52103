"""Numbers laid over an architecture: the common knobs, and any number of the file by its path."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from mbv2calc.arith import Ratio
from mbv2calc.errors import Fault, SpecError, printable, unknown
from mbv2calc.spec.architecture import Architecture, Entry, entry_path
from mbv2calc.spec.schema import SYNONYMS, Check, MismatchError, fields_of

T = TypeVar("T")

KNOBS = {
    "width": "no width multiplier",
    "t": "no block that takes its t from the file",
    "resolution": "no input",
    "classes": "no classifier",
}
"""The knobs that turn numbers of the file, and what a network lacks that has none of it."""

_INDEX = re.compile(r"layers\[([0-9]{1,6})\]", re.ASCII)


class PathError(Exception):
    """A path that the architecture lacks; the argument says why."""


def knob_paths(architecture: Architecture, knob: str) -> tuple[str, ...]:
    """The paths of the numbers that a knob sets; none where the network has no such knob."""
    if knob == "width":
        return ("width_multiplier",)
    if knob == "resolution":
        return ("input.height", "input.width")
    entries = tuple(enumerate(architecture.layers))
    if knob == "t":
        return ("expansion",) if any(e.block.takes_expansion for _, e in entries) else ()
    return tuple(f"{entry_path(i, e)}.classes" for i, e in entries if hasattr(e.block, "classes"))


def lacking(architecture: Architecture, knob: str) -> str:
    """What to say of a knob that the architecture does not have."""
    return f"{architecture.name} has {KNOBS[knob]}; leave the flag out"


def put(architecture: Architecture, path: str, value: Any) -> Architecture:
    """The architecture with the value at a path replaced, unchecked: a grid puts in arrays, a
    closed form symbols. Raises PathError where it lacks the path.
    """
    return _changed(architecture, path, lambda _: value)


def check_of(architecture: Architecture, path: str) -> Check:
    """What the key at a path accepts. Raises PathError where the architecture lacks the path."""
    found: list[Check] = []
    _changed(architecture, path, lambda check: found.append(check))
    return found[0]


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


def with_knobs(
    architecture: Architecture,
    *,
    width: Any = None,
    t: Any = None,
    resolution: Any = None,
    classes: Any = None,
    settings: Any = (),
) -> Architecture:
    """The architecture at other numbers: the knobs first, then `settings` (the flag --set).

    `settings` is a mapping of paths to values, or texts of the form PATH=VALUE. Raises SpecError
    with every value that is invalid and every path that the architecture lacks.
    """
    laid = _Laid(architecture)
    if width is not None:
        laid.knob("width", [width])
    if t is not None:
        laid.knob("t", [t])
    if resolution is not None:
        laid.resolution(resolution)
    if classes is not None:
        laid.knob("classes", [classes])
    for path, value in pairs(settings, laid.faults):
        laid.setting(path, as_text(value))
    if laid.faults:
        raise SpecError(laid.faults)
    return laid.architecture


class _Laid:
    """An architecture while numbers are laid over it, and the faults met on the way."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.faults: list[Fault] = []

    def knob(self, knob: str, values: Iterable[Any], typed: str | None = None) -> None:
        """Turn a knob: one value for all its paths, or one for each; `typed` is all of them."""
        flag = f"--{knob}"
        paths = knob_paths(self.architecture, knob)
        if not paths:
            self.faults.append(Fault(flag, "", lacking(self.architecture, knob)))
        texts = [as_text(value) for value in values]
        for path, text in zip(paths, texts if len(texts) > 1 else texts * len(paths), strict=True):
            if not self.put(flag, path, text, typed):
                return

    def resolution(self, value: Any) -> None:
        """One number for a square, or HEIGHTxWIDTH."""
        sides = value if isinstance(value, tuple | list) else as_text(value).lower().split("x")
        typed = "x".join(map(str, sides))
        if len(sides) in (1, 2):
            self.knob("resolution", sides, typed)
        else:
            message = f"expected pixels such as 224 or 160x224, found {typed!r}"
            self.faults.append(Fault("--resolution", "", message))

    def setting(self, path: str, text: str) -> None:
        """Set one number by its path; an entry that it changes stands at the flag from then on."""
        setting = f"{path}={printable(text)}"
        if self.put(f"--set {setting}", path, text, None, f"--set {setting}"):
            settings = (*self.architecture.settings, setting)
            self.architecture = dataclasses.replace(self.architecture, settings=settings)

    def put(
        self, flag: str, path: str, text: str, typed: str | None, origin: str | None = None
    ) -> bool:
        """Lay one value over the architecture; False, and a fault, where that cannot be."""
        try:
            changed = put_text(self.architecture, path, text, origin)
        except MismatchError as mismatch:
            found = text if typed is None else typed
            fix = "; ranges are for `mbv2calc sweep`" if ".." in found else ""
            self.faults.append(Fault(flag, "", f"expected {mismatch}, found {found!r}{fix}"))
            return False
        except PathError as error:
            self.faults.append(Fault(flag, "", str(error)))
            return False
        origins = {**self.architecture.origins, path.partition(".")[0]: flag}
        self.architecture = dataclasses.replace(changed, origins=origins)
        return True


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
