"""Ranges as people type them: 1..10, 0.35..1.4, 96..224:32, lists of values, and mixtures."""

import math
from collections.abc import Iterator

from mbv2calc.arith import Ratio
from mbv2calc.errors import RangeError

MAX_VALUES = 1_000_000
"""How many values an axis may have."""

_LONGEST = 100  # characters of one value or range

_FORM = "a range such as 1..10 or 96..224:32, or a list such as 1,3,6"


def texts(range_text: str, step: Ratio) -> tuple[str, ...]:
    """The values of a range, as texts, in the order written; each once.

    A range has its start and every `step` up to its end; an end that no step reaches is left out.
    Raises RangeError where the text is empty, malformed, reversed, has no step or too many values.

    >>> texts("1..3,6,10..20:5", Ratio(1))
    ('1', '2', '3', '6', '10', '15', '20')
    """
    values: dict[str, None] = {}
    for part in range_text.split(","):
        values.update(dict.fromkeys(_part(part.strip(), range_text, step)))
        if len(values) > MAX_VALUES:
            raise RangeError(f"expected at most {MAX_VALUES:,} values")
    return tuple(values)


def _part(part: str, whole: str, step: Ratio) -> Iterator[str]:
    """The values of one item of a list: those of a range, or the one that it is."""
    if not part:
        raise RangeError(f"expected {_FORM}, found {whole!r}")
    if len(part) > _LONGEST:
        raise RangeError(f"expected at most {_LONGEST} characters, found {part[:20]!r}...")
    if ".." not in part:
        yield part
        return
    if "..." in part:  # .5 or 5. beside the dots: nobody can tell
        raise RangeError(f"expected {_FORM}, found {part!r}")
    start_text, _, rest = part.partition("..")
    end_text, colon, step_text = rest.partition(":")
    try:
        start, end = Ratio.parse(start_text.strip()), Ratio.parse(end_text.strip())
        step = Ratio.parse(step_text.strip()) if colon else step
    except ValueError:
        raise RangeError(f"expected {_FORM}, found {part!r}") from None
    yield from _steps(start, end, step, part)


def _steps(start: Ratio, end: Ratio, step: Ratio, part: str) -> Iterator[str]:
    """start, start + step, ... up to end, exactly."""
    # Floats would add up errors, and miss the end of 0.35..1.4.
    den = math.lcm(start.den, end.den, step.den)
    first, last, each = (ratio.num * (den // ratio.den) for ratio in (start, end, step))
    if each == 0:
        raise RangeError(f"expected a step above 0, found {part!r}")
    if last < first:
        raise RangeError(f"expected a start below the end, found {part!r}; write {end}..{start}")
    if (last - first) // each >= MAX_VALUES:
        raise RangeError(f"expected at most {MAX_VALUES:,} values, found more in {part!r}")
    for value in range(first, last + 1, each):
        yield str(Ratio(value, den))
