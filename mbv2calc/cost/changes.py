"""An architecture at other numbers, set by knob or by path."""

import dataclasses
from typing import Any

from mbv2calc.cost.knobs import KNOBS, Knob, file_knobs
from mbv2calc.errors import Fault, MismatchError, PathError, SpecError, UsageError, printable
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import as_text, pairs, put, put_text


def with_knobs(architecture: Architecture, *, settings: Any = (), **values: Any) -> Architecture:
    """The architecture at other numbers: the knobs by name, then `settings` (the flag --set).

    None changes nothing. `settings` maps paths to values, or has texts PATH=VALUE. Raises SpecError
    with every invalid value and every path that the architecture lacks, TypeError for a name that
    is no knob of a file.
    """
    change = _Change(architecture)
    for name in file_knobs():
        if (value := values.pop(name, None)) is not None:
            change.knob(KNOBS[name], value)
    if values:
        raise TypeError(f"expected knobs of a network file, found {', '.join(values)}")
    for path, value in pairs(settings, change.faults):
        change.setting(path, as_text(value))
    if change.faults:
        raise SpecError(change.faults)
    return change.architecture


def read_run_knob(name: str, value: Any, faults: list[Fault]) -> Any:
    """The value of a knob that no file has; for an invalid value None, and a fault is added."""
    knob, text = KNOBS[name], as_text(value)
    assert knob.check is not None, "a knob that no file has brings its own check"
    try:
        return knob.check.read(text)
    except MismatchError as mismatch:
        faults.append(Fault(knob.flag, "", f"expected {mismatch}, found {text!r}"))
    except UsageError as error:
        faults.append(Fault(knob.flag, "", str(error)))
    return None


class _Change:
    """An architecture while its numbers change, and the faults so far."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.faults: list[Fault] = []

    def knob(self, knob: Knob, value: Any) -> None:
        """Set a knob: one value for all its paths, or one for each."""
        changed, paths = self.architecture, knob.paths(self.architecture)
        sides = isinstance(value, tuple | list) and len(paths) > 1  # a size: (height, width)
        text = "x".join(map(str, value)) if sides else as_text(value)
        try:
            number = knob.check_for(changed).read(text)
            parts = tuple(zip(paths, knob.parts(number, changed), strict=True))
            for path, part in parts:
                changed = put(changed, path, part)
        except (PathError, MismatchError) as error:
            self.fault(knob.flag, error, text)
            return
        if not knob.in_figures:  # headings name only those in figures; they list others like --set
            settings = (f"{path}={as_text(part)}" for path, part in parts)
            changed = dataclasses.replace(changed, settings=(*changed.settings, *settings))
        self.keep(changed, knob.flag, paths)

    def setting(self, path: str, text: str) -> None:
        """Set one number by its path; errors about its entry name the flag from then on."""
        setting = f"{path}={printable(text)}"
        flag = f"--set {setting}"
        try:
            changed = put_text(self.architecture, path, text, flag)
        except (PathError, MismatchError) as error:
            self.fault(flag, error, text)
        else:
            settings = (*changed.settings, setting)
            self.keep(dataclasses.replace(changed, settings=settings), flag, (path,))

    def keep(self, changed: Architecture, flag: str, paths: tuple[str, ...]) -> None:
        """Go on from a changed architecture, in which some paths come from a flag."""
        # A fault may be about the number itself or about the whole entry or section around it.
        places = {place for path in paths for place in (path, path.partition(".")[0])}
        origins = {**changed.origins, **dict.fromkeys(places, flag)}
        self.architecture = dataclasses.replace(changed, origins=origins)

    def fault(self, flag: str, error: Exception, text: str) -> None:
        """Add the fault of an invalid value or a missing path."""
        message = str(error)
        if isinstance(error, MismatchError):
            fix = "; ranges are for `mbv2calc sweep`" if ".." in text else ""
            message = f"expected {message}, found {text!r}{fix}"
        self.faults.append(Fault(flag, "", message))
