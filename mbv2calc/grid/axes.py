"""What a sweep ranges over: the knobs, and any number of the file by its path."""

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from mbv2calc.arith import Ratio
from mbv2calc.cost.dtypes import DTYPES, find_dtype
from mbv2calc.cost.knobs import knob_paths, lacking
from mbv2calc.cost.memory.groups import groups_plain, groups_text, read_groups
from mbv2calc.errors import Fault, MismatchError, PathError, RangeError, UsageError
from mbv2calc.grid.ranges import MAX_VALUES, texts
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.checks import COUNT
from mbv2calc.spec.paths import as_text, check_of
from mbv2calc.spec.schema import Check

Value: TypeAlias = Any
"""An int, a Ratio, (height, width), or a name."""

KNOB_AXES = ("t", "width", "resolution", "groups", "batch", "dtype", "classes")
"""The knobs that can be swept, in the order of a sweep's columns."""

_RUNNING = {
    "groups": Check(lambda text: read_groups(text)[0], number=True),
    "batch": COUNT,
    "dtype": Check(lambda text: find_dtype(text).name),
}
"""What no file holds: how a network runs."""

_STEPS = {"width": Ratio(1, 20), "resolution": Ratio(32)}
_RANGE_OF_OTHERS = re.compile(r"[0-9]\s*[-:\u2013]\s*[0-9]", re.ASCII)


class Axis(NamedTuple):
    """One thing that varies over a grid, and the values it takes."""

    name: str  # a knob, or the path of a number
    flag: str  # as it is typed: --t, or --set PATH
    paths: tuple[str, ...]  # what it sets; none for what no file holds, such as the batch
    values: tuple[Value, ...]
    discrete: bool = False  # whether no array can hold it: it decides the layers, or is a name

    def laid(self, value: Value) -> tuple[Value, ...]:
        """What each of its paths is set to: one value for all, or a size for its two sides."""
        return value if isinstance(value, tuple) else (value,) * len(self.paths)


def text_of(value: Value) -> str:
    """A value as a person types it: 6, 0.35, 224, 160x224, max (groups), int8."""
    if isinstance(value, tuple):
        height, width = value
        return str(height) if height == width else f"{height}x{width}"
    return groups_text(value)


def plain_of(value: Value) -> Value:
    """A value as programs read it: a size of equal sides is one number, and one channel max."""
    if isinstance(value, tuple):
        return value[0] if value[0] == value[1] else value
    return groups_plain(value)


def is_non_square(value: Value) -> bool:
    """Whether a value is a size whose height and width differ."""
    return isinstance(value, tuple) and value[0] != value[1]


def order_of(value: Value) -> Any:
    """What values are sorted by: sizes by their pixels, dtypes as they are listed.

    Ratios have few decimals, so their floats will do.
    """
    if isinstance(value, tuple):
        return value[0] * value[1], value
    return list(DTYPES).index(value) if isinstance(value, str) else float(value)


def read_axis(
    architecture: Architecture, name: str, typed: Any, faults: list[Fault]
) -> Axis | None:
    """The axis of a knob or a path; None, and faults, where there is none.

    `typed` is a text such as 1..10, a number, or an iterable of numbers and texts.
    """
    known = name in KNOB_AXES
    flag = f"--{name}" if known else f"--set {name}"
    try:
        paths = _paths(architecture, name)
        check = _RUNNING.get(name) or check_of(architecture, paths[0])
        found = _texts(architecture, paths, check, typed)
    except (PathError, RangeError) as error:
        faults.append(Fault(flag, "", str(error)))
        return None
    read = _side if name == "resolution" else check.read
    before = len(faults)
    values = tuple(dict.fromkeys(_values(found, read, flag, faults)))
    discrete = check.shapes or not check.number
    return Axis(name, flag, paths, values, discrete) if len(faults) == before else None


def _paths(architecture: Architecture, name: str) -> tuple[str, ...]:
    """What a name sets. Raises PathError where the network has no such knob."""
    if name in _RUNNING:
        return ()
    if name not in KNOB_AXES:
        return (name,)
    paths = knob_paths(architecture, name)
    if not paths:
        raise PathError(lacking(architecture, name))
    return paths


def _texts(
    architecture: Architecture, paths: tuple[str, ...], check: Check, typed: Any
) -> Iterable[str]:
    """What was typed, a text for each value; a word of the file is one value whatever is in it."""
    if check.number:
        return texts(_typed(typed), _step(architecture, paths))
    return (as_text(typed),) if paths else map(str.strip, _typed(typed).split(","))


def _step(architecture: Architecture, paths: Iterable[str]) -> Ratio:
    """The step of a range that states none: 0.05 for widths, 32 for pixels, else 1."""
    for knob, step in _STEPS.items():
        if set(paths) & set(knob_paths(architecture, knob)):
            return step
    return Ratio(1)


def _typed(typed: Any) -> str:
    """What was typed as one text; from Python it may be a number or an iterable of values."""
    if isinstance(typed, Iterable) and not isinstance(typed, str):
        some = islice(typed, MAX_VALUES + 1)  # an iterable need not end
        return ",".join("x".join(map(str, v)) if isinstance(v, tuple) else as_text(v) for v in some)
    return as_text(typed)


def _side(text: str) -> tuple[int, int]:
    """A size: 224, or height x width."""
    try:
        sides = [COUNT.read(side) for side in text.lower().split("x", 1)]
    except MismatchError:
        if "x" not in text.lower():
            raise
        raise MismatchError("pixels such as 224 or 160x224") from None
    return sides[0], sides[-1]


def _values(
    found: Iterable[str], read: Callable[[str], Value], flag: str, faults: list[Fault]
) -> Iterable[Value]:
    """The texts as values, a fault for the first one that is none."""
    for text in found:
        try:
            yield read(text)
        except MismatchError as mismatch:
            message = f"expected {mismatch}, found {text!r}"
        except UsageError as error:  # of a number of groups, or of a dtype
            message = str(error).removeprefix(f"{flag}: ")
        else:
            continue
        fix = "; a range is written 1..10" if _RANGE_OF_OTHERS.search(text) else ""
        faults.append(Fault(flag, "", f"{message}{fix}"))
        return
