"""An architecture at other numbers: the knobs turned, and any number set by its path."""

import dataclasses
from typing import Any

from mbv2calc.cost.knobs import KNOBS, Knob, file_knobs
from mbv2calc.errors import Fault, MismatchError, PathError, SpecError, UsageError, printable
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import as_text, pairs, put, put_text


def with_knobs(architecture: Architecture, *, settings: Any = (), **values: Any) -> Architecture:
    """The architecture at other numbers: the knobs by name, then `settings` (the flag --set).

    A value of None says nothing. `settings` is a mapping of paths to values, or texts of the form
    PATH=VALUE. Raises SpecError with every value that is invalid and every path that the
    architecture lacks, TypeError for a name that is no knob of a file.
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
    """The value of a knob that no file holds; a fault, and None, for what it cannot be."""
    knob, text = KNOBS[name], as_text(value)
    assert knob.check is not None, "what no file holds has a check of its own"
    try:
        return knob.check.read(text)
    except MismatchError as mismatch:
        faults.append(Fault(knob.flag, "", f"expected {mismatch}, found {text!r}"))
    except UsageError as error:
        faults.append(Fault(knob.flag, "", str(error)))
    return None


class _Change:
    """An architecture while its numbers are replaced, and the faults met on the way."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.faults: list[Fault] = []

    def knob(self, knob: Knob, value: Any) -> None:
        """Turn a knob: one value for all its paths, or one for each."""
        text = "x".join(map(str, value)) if isinstance(value, tuple | list) else as_text(value)
        try:
            number = knob.check_for(self.architecture).read(text)
            changed = self.architecture
            parts = knob.parts(number, changed)
            for path, part in zip(knob.paths(changed), parts, strict=True):
                changed = put(changed, path, part)
        except (PathError, MismatchError) as error:
            self.fault(knob.flag, error, text)
            return
        if not knob.in_figures:  # headings say what it sets, as of --set
            laid = zip(knob.paths(changed), parts, strict=True)
            settings = (f"{path}={as_text(part)}" for path, part in laid)
            changed = dataclasses.replace(changed, settings=(*changed.settings, *settings))
        self.keep(changed, knob.flag, knob.paths(changed))

    def setting(self, path: str, text: str) -> None:
        """Set one number by its path; an entry that it changes stands at the flag from then on."""
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
        """Go on from a changed architecture, in which some paths stand at a flag."""
        places = {place for path in paths for place in (path, path.partition(".")[0])}
        origins = {**changed.origins, **dict.fromkeys(places, flag)}
        self.architecture = dataclasses.replace(changed, origins=origins)

    def fault(self, flag: str, error: Exception, text: str) -> None:
        """Note a value that cannot be set, or a path that there is not."""
        message = str(error)
        if isinstance(error, MismatchError):
            fix = "; ranges are for `mbv2calc sweep`" if ".." in text else ""
            message = f"expected {message}, found {text!r}{fix}"
        self.faults.append(Fault(flag, "", message))
