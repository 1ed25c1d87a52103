"""Raw values as the short texts that people read. Rounding happens here and nowhere else."""

from collections.abc import Callable, Iterable
from typing import Any

from mbv2calc.plain import plain
from mbv2calc.tables.neutral import Column, Fact, Table
from mbv2calc.tables.wording import fraction, percent, sides, times

_BLOCKS = " ▏▎▍▌▋▊▉█"


def count(value: float) -> str:
    """A whole number with all its digits; a ratio that stands among counts with four.

    >>> count(3504872), count(192.8795)
    ('3,504,872', '192.9')
    """
    return ratio(value) if isinstance(value, float) else f"{value:,}"


def si(value: int) -> str:
    """Powers of 1000, three digits.

    >>> si(300774272), si(3504872), si(999), si(999999)
    ('301 M', '3.50 M', '999', '1.00 M')
    """
    return _scaled(value, 1000, ("", "k", "M", "G", "T"))


def size(value: int) -> str:
    """Powers of 1024, three digits or more.

    >>> size(3541984), size(614400), size(12), size(1048575)
    ('3.38 MiB', '600 KiB', '12 B', '1.00 MiB')
    """
    return _scaled(value, 1024, ("B", "KiB", "MiB", "GiB", "TiB"))


def _scaled(value: int, base: int, units: tuple[str, ...]) -> str:
    """The value in the unit in which it does not round to a whole one of the next."""
    scaled, power = float(value), 0
    # Compared as it is going to be rounded: 999,999 is 1.00 M, not 1000 k.
    while round(scaled) >= base and power < len(units) - 1:
        scaled, power = scaled / base, power + 1
    return f"{scaled:.{decimals(scaled) if power else 0}f} {units[power]}".rstrip()


def decimals(value: float) -> int:
    """How many decimals make three digits of it: 1.23, 12.3, 123."""
    # 9.995 and more would round to 10.00, which has a digit too many; so would 99.95 and more.
    return 2 if value < 9.995 else 1 if value < 99.95 else 0


def shape(value: Any) -> str:
    """
    >>> shape((112, 112, 32)), shape({"height": 160, "width": 224, "channels": 3})
    ('112x112x32', '160x224x3')
    """
    sizes = plain(value)
    return sides(sizes.values() if isinstance(sizes, dict) else sizes)


def ratio(value: float) -> str:
    """Four digits, or all of the whole ones.

    >>> ratio(212.34123), ratio(302.0), ratio(12345.6), ratio(0.0123456), ratio(0.5)
    ('212.3', '302.0', '12,346', '0.01235', '0.5')
    """
    whole = len(str(int(abs(value))))
    return f"{value:,.{max(0, 4 - whole)}f}" if abs(value) >= 1 else f"{value:.4g}"


def bar(value: float, width: int, *, ascii_only: bool = False) -> str:
    """A bar that fills `width` places at 1.

    >>> bar(0.5, 4), bar(0.5, 4, ascii_only=True)
    ('██', '##')
    """
    if ascii_only:
        return "#" * round(value * width)
    eighths = round(value * width * 8)
    # The first character stands for no eighth at all; strip keeps it from ending every bar.
    return _BLOCKS[8] * (eighths // 8) + _BLOCKS[eighths % 8].strip()


def share(value: float) -> str:
    """
    >>> share(0.06674)
    '6.7 %'
    """
    return f"{100 * value:.1f} %"


def change(value: int) -> str:
    """
    >>> change(34112), change(-1000), change(0)
    ('+34,112', '-1,000', 'exact')
    """
    return f"{value:+,}" if value else "exact"


def difference(value: float) -> str:
    """
    >>> difference(0.0026), difference(0.0), difference(0.0000042)
    ('+0.26 %', 'exact', '+0.0004 %')
    """
    percent = 100 * value
    if not value:
        return "exact"
    return f"{percent:+.2f} %" if abs(percent) >= 0.005 else f"{percent:+.1g} %"


def decimal(value: Any) -> str:
    """A Ratio with its point: 0.35, 1.0."""
    text = str(value)
    return text if "." in text else f"{text}.0"


_FORMATS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "number": str,
    "count": count,
    "size": size,
    "si": si,
    "shape": shape,
    "share": share,
    "percent": percent,
    "times": times,
    "ratio": ratio,
    "fraction": fraction,
    "bar": share,
    "change": change,
    "difference": difference,
    "agrees": lambda value: "yes" if value else "no",
    "decimal": decimal,
}


def cell(value: Any, column: Column | Fact) -> str:
    """The text of one value; empty for None."""
    return "" if value is None else _FORMATS[column.format](value)


def texts(values: Iterable[Any], table: Table) -> list[str]:
    """The values of a row of a table, or of its footer, as texts."""
    return [cell(value, column) for value, column in zip(values, table.columns, strict=True)]


def fact_texts(facts: Iterable[Fact]) -> list[str]:
    """Facts that have a value, each as `width 1.0`, or its value alone where it has no label."""
    known = (fact for fact in facts if fact.value is not None)
    return [f"{fact.label} {cell(fact.value, fact)}".strip() for fact in known]
