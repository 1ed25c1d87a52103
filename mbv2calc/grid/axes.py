"""What a sweep ranges over: the knobs, and any number of the file by its path."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from mbv2calc.arith import Ratio
from mbv2calc.cost.dtypes import DTYPES
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.cost.memory.groups import groups_plain, groups_text
from mbv2calc.errors import Fault, MismatchError, PathError, RangeError, UsageError
from mbv2calc.grid.ranges import MAX_VALUES, texts
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import as_text, check_of
from mbv2calc.spec.schema import Check

Value: TypeAlias = Any
"""An int, a Ratio, (height, width), or a name."""

_RANGE_OF_OTHERS = re.compile(r"[0-9]\s*[-:\u2013]\s*[0-9]", re.ASCII)


class Axis(NamedTuple):
    """One thing that varies over a grid, and the values it takes."""

    name: str  # a knob, or the path of a number
    flag: str  # as it is typed: --t, or --set PATH
    paths: tuple[str, ...]  # what it sets; none for what no file holds, such as the batch
    values: tuple[Value, ...]
    discrete: bool = False  # whether no array can hold it: it decides the layers, or is a name

    def path_values(self, value: Value) -> tuple[Value, ...]:
        """The number for each of its paths: one value for all, or the two sides of a size."""
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


def over_one_denominator(ratios: Sequence[Ratio]) -> tuple[list[int], int]:
    """The numerators of some ratios over their least common denominator, and that."""
    den = math.lcm(*(ratio.den for ratio in ratios))
    return [ratio.num * (den // ratio.den) for ratio in ratios], den


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
    knob = KNOBS.get(name)
    flag = f"--set {name}" if knob is None else knob.flag
    try:
        check = check_of(architecture, name) if knob is None else knob.check_for(architecture)
        paths = (name,) if knob is None else knob.paths(architecture)
        items = _texts(architecture, paths, check, typed)
    except (PathError, RangeError) as error:
        faults.append(Fault(flag, "", str(error)))
        return None
    before = len(faults)
    # Each value once: 1,1..3 has no point twice.
    values = tuple(dict.fromkeys(_values(items, check.read, flag, faults)))
    discrete = check.shapes or not check.number
    return Axis(name, flag, paths, values, discrete) if len(faults) == before else None


def _texts(
    architecture: Architecture, paths: tuple[str, ...], check: Check, typed: Any
) -> Iterable[str]:
    """A text for each value that was typed; a word of the file is one value, commas and all."""
    if check.number:
        return texts(_typed(typed), _step(architecture, paths))
    return (as_text(typed),) if paths else map(str.strip, _typed(typed).split(","))


def _step(architecture: Architecture, paths: Iterable[str]) -> Ratio:
    """The default step of a range: that of the first knob that sets one of the paths."""
    knobs = (knob for knob in KNOBS.values() if set(paths) & set(knob.paths(architecture)))
    return next((knob.step for knob in knobs), Ratio(1))


def _typed(typed: Any) -> str:
    """What was typed as one text; from Python it may be a number or an iterable of values."""
    if isinstance(typed, Iterable) and not isinstance(typed, str):
        some = islice(typed, MAX_VALUES + 1)  # an iterable need not end
        return ",".join("x".join(map(str, v)) if isinstance(v, tuple) else as_text(v) for v in some)
    return as_text(typed)


def _values(
    items: Iterable[str], read: Callable[[str], Value], flag: str, faults: list[Fault]
) -> Iterable[Value]:
    """The texts as values, up to the first that is no value, which becomes a fault."""
    for text in items:
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
