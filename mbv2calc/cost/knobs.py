"""The knobs: numbers that many networks have, by one name each, and how they are turned."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from mbv2calc.errors import Fault, MismatchError, PathError, SpecError, printable
from mbv2calc.spec.architecture import Architecture, entry_path
from mbv2calc.spec.paths import as_text, pairs, put_text

KNOBS = {
    "width": "no width multiplier",
    "t": "no block that takes its t from the file",
    "resolution": "no input",
    "classes": "no classifier",
}
"""The knobs that turn numbers of the file, and what a network lacks that has none of it."""


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
