"""Numbers laid over an architecture: the common knobs, and any number of the file by its path."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mbv2calc.arith import Ratio
from mbv2calc.errors import Fault, SpecError, shown
from mbv2calc.spec.architecture import Architecture, Entry, entry_path, paths_of_classes
from mbv2calc.spec.schema import Check, MismatchError, fields_of, unknown

Reader = Callable[[Check], Any]
_INDEX = re.compile(r"layers\[([0-9]{1,6})\]", re.ASCII)


class _PathError(Exception):
    """A path that the architecture lacks; the argument says why."""


def put(
    architecture: Architecture, path: str, read: Reader, origin: str | None = None
) -> Architecture:
    """The architecture with one value replaced; `read` makes the value from the key's check.

    A grid or a closed form puts arrays or symbols in, past the check. `origin` is where an entry of
    `layers` that is changed says it stands.
    """
    first, _, rest = path.partition(".")
    if not first.startswith("layers"):
        return _put(architecture, path, read)  # type: ignore[no-any-return]
    match = _INDEX.fullmatch(first)
    if match is None:
        raise _PathError(f"expected layers[NUMBER].KIND.KEY, found {path!r}")
    index = int(match[1])
    if index >= len(architecture.layers):
        last = len(architecture.layers) - 1
        raise _PathError(f"there is no layers[{index}]; the last is layers[{last}]")
    entry = architecture.layers[index]
    kind, _, name = rest.partition(".")
    if kind != entry.block.kind or not name:
        raise _PathError(f"expected {entry_path(index, entry)}.KEY, found {path!r}")
    entries = list(architecture.layers)
    entries[index] = Entry(_put(entry.block, name, read), origin or entry.origin)
    return dataclasses.replace(architecture, layers=tuple(entries))


def _put(owner: Any, path: str, read: Reader) -> Any:
    name, _, rest = path.partition(".")
    fields = fields_of(type(owner))
    if name not in fields:
        raise _PathError(unknown("key", name, fields))
    field = fields[name]
    if "section" in field.metadata:
        if not rest:
            keys = ", ".join(f"{name}.{key}" for key in fields_of(field.metadata["section"]))
            raise _PathError(f"{name!r} holds keys of its own; set one of them: {keys}")
        return dataclasses.replace(owner, **{name: _put(getattr(owner, name), rest, read)})
    if rest:
        raise _PathError(f"{name!r} holds one value, no keys such as {rest!r}")
    return dataclasses.replace(owner, **{name: read(field.metadata["check"])})


def with_knobs(
    architecture: Architecture,
    *,
    width: Any = None,
    t: Any = None,
    resolution: Any = None,
    classes: Any = None,
    settings: Mapping[str, Any] | Iterable[str] = (),
) -> Architecture:
    """The architecture at other numbers: the knobs first, then `settings` (the flag --set).

    `settings` is a mapping of paths to values, or texts of the form PATH=VALUE. Raises SpecError
    with every value that is none and every path that the architecture lacks.
    """
    laid = _Laid(architecture)
    if width is not None:
        laid.put("--width", "width_multiplier", width)
    if t is not None:
        laid.need("--t", architecture.takes_expansion, "no block that takes its t from the file")
        laid.put("--t", "expansion", t)
    if resolution is not None:
        laid.resolution(resolution)
    if classes is not None:
        paths = paths_of_classes(architecture.layers)
        laid.need("--classes", bool(paths), "no classifier")
        for path in paths:
            laid.put("--classes", path, classes)
    for path, value in _pairs(settings, laid.faults):
        laid.put(f"--set {path}={shown(_text(value))}", path, value)
    if laid.faults:
        raise SpecError(laid.faults)
    return laid.architecture


class _Laid:
    """An architecture while numbers are laid over it, and the faults met on the way."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.faults: list[Fault] = []

    def put(self, origin: str, path: str, value: Any, typed: str | None = None) -> bool:
        """Lay one value over the architecture; `typed` is what a person wrote, if not just that.

        Whether it could be is the answer.
        """
        text = _text(value)
        try:
            by_path = origin if origin.startswith("--set") else None
            changed = put(self.architecture, path, lambda check: check.read(text), by_path)
        except MismatchError as mismatch:
            found = text if typed is None else typed
            self.faults.append(Fault(origin, "", f"expected {mismatch}, found {found!r}"))
            return False
        except _PathError as error:
            self.faults.append(Fault(origin, "", str(error)))
            return False
        origins = {**self.architecture.origins, path.partition(".")[0]: origin}
        self.architecture = dataclasses.replace(changed, origins=origins)
        return True

    def resolution(self, value: Any) -> None:
        """One number for a square, or HEIGHTxWIDTH."""
        pair = value if isinstance(value, tuple | list) else _text(value).split("x")
        typed = "x".join(map(str, pair))
        if len(pair) not in (1, 2):
            message = f"expected pixels such as 224 or 160x224, found {typed!r}"
            self.faults.append(Fault("--resolution", "", message))
        elif self.put("--resolution", "input.height", pair[0], typed):
            self.put("--resolution", "input.width", pair[-1], typed)

    def need(self, origin: str, there: bool, lack: str) -> None:
        if not there:
            message = f"{self.architecture.name} has {lack}; leave the flag out"
            self.faults.append(Fault(origin, "", message))


def _pairs(
    settings: Mapping[str, Any] | Iterable[str], faults: list[Fault]
) -> Iterable[tuple[str, Any]]:
    if isinstance(settings, Mapping):
        yield from ((str(path), value) for path, value in settings.items())
        return
    for text in (settings,) if isinstance(settings, str) else settings:
        path, equals, value = text.partition("=")
        if equals:
            yield path.strip(), value.strip()
        else:
            message = "expected PATH=VALUE, such as layers[3].bottleneck.k=5"
            faults.append(Fault("--set", "", f"{message}, found {text!r}"))


def _text(value: Any) -> str:
    """A value from Python as the text that a person would have typed."""
    if hasattr(value, "denominator") and not isinstance(value, bool):  # an int or a Fraction
        return str(Ratio(int(value.numerator), int(value.denominator)))
    return str(value)
