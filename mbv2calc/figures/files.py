"""Files of figures, built-in or a user's own in the same form: read, and checked row by row."""

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from mbv2calc import data
from mbv2calc.cost.conventions import DEFAULT_CONVENTION, find_convention
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.errors import Fault, Mbv2calcError, MismatchError, SpecError, UsageError, unknown
from mbv2calc.figures.measures import MEASURES
from mbv2calc.figures.printed import WAYS, WORDS, Printed, is_rounding
from mbv2calc.figures.published import ACCURACIES, CLAIMS, REPRODUCED, Figure, built_in_figures
from mbv2calc.model.blocks import KINDS
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.checks import COUNT, EXPANSION, WIDTH
from mbv2calc.spec.reader import read_architecture, read_text
from mbv2calc.spec.schema import Check

SHIPPED = ("figures.csv", "others.csv", "layers.csv")
"""The files in data/published: built-in networks; other networks and memory; single layers."""

_NEEDED = ("network", "figure", "printed")
_DEFAULTS = {"convention": DEFAULT_CONVENTION, "rounding": WAYS[0], "status": REPRODUCED}
COLUMNS = tuple(name for name in Figure._fields if name not in ("reference", "origin"))
"""The columns of a file of figures; all but the needed ones are optional."""

_IGNORED = ("computed", "difference", "verdict", "expected", "reference", "origin", "mend")
"""The columns that `verify` adds: its CSV can be read again as a file of figures."""

_SYNONYMS = {
    "name": "network", "model": "network", "value": "printed", "published": "printed",
    "metric": "figure", "res": "resolution", "alpha": "width", "layer": "part",
}  # fmt: skip
"""Other names of the columns, for messages."""


def shipped_figures() -> Iterator[Figure]:
    """All built-in published figures, except accuracies."""
    for name in SHIPPED:
        # Line 1 names the columns.
        for number, figure in enumerate(built_in_figures(name), start=2):
            if figure.figure not in ACCURACIES:
                yield figure._replace(origin=f"{name}:{number}")


@cache
def built_in_network(name: str) -> Architecture:
    """A built-in network, or a network that only published figures refer to.

    Raises UsageError if there is none.
    """
    return read_architecture(data.published_networks().get(name, name), KINDS)


def reader_beside(file: str) -> Callable[[str], Architecture]:
    """A function that reads the networks of a file: files in its folder, and built-in ones."""
    folder = os.path.dirname(file)

    @cache
    def read(name: str) -> Architecture:
        path = os.path.join(folder, name)
        if name not in data.configs() and os.path.exists(path):
            return read_architecture(path, KINDS)
        return built_in_network(name)

    return read


def read_figures(path: str) -> tuple[tuple[Figure, ...], tuple[Fault, ...]]:
    """The figures of a CSV file, and the faults of its other rows.

    Raises SpecError if it cannot be read as a file of figures.
    """
    text = read_text(path, path, "a CSV file")
    # newline="" leaves line ends inside quotes to csv; strict refuses a quote left open.
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    faults: list[Fault] = []
    try:
        if not _has_columns(path, lines.fieldnames, faults):
            raise SpecError(faults)
        rows = [_figure(f"{path}:{lines.line_num}", line, faults) for line in lines]
    except csv.Error as error:
        broken = Fault(f"{path}:{lines.line_num}", "", f"no CSV: {error}")
        raise SpecError([*faults, broken]) from None
    good = tuple(figure for figure in rows if figure is not None)
    if not faults and all(figure.figure in ACCURACIES for figure in good):
        rows_found = "accuracies alone, which are not computed" if good else "no rows"
        faults.append(Fault(path, "", f"expected a figure in some row, found {rows_found}"))
    return good, tuple(faults)


def _has_columns(path: str, names: Iterable[str] | None, faults: list[Fault]) -> bool:
    """Whether the first line names known columns, each once, and all the needed ones."""
    head, columns = f"{path}:1", [name.strip() for name in names or ()]
    if not any(columns):
        faults.append(Fault(head, "", f"expected the columns {', '.join(_NEEDED)}, found nothing"))
        return False
    for name in dict.fromkeys(columns):
        if wrong := [sign for sign in (";", "\t") if sign in name]:
            fix = f"expected commas between the cells, found {wrong[0]!r}; separate them by commas"
            faults.append(Fault(head, "", fix))
            return False
        if name not in (*COLUMNS, *_IGNORED):
            faults.append(Fault(head, "", unknown("column", name, COLUMNS, _SYNONYMS)))
        elif columns.count(name) > 1:
            faults.append(Fault(head, "", f"the column {name!r} appears twice"))
    for name in _NEEDED:
        if name not in columns:
            needs = f"the column {name!r} is missing; a file needs {', '.join(_NEEDED)}"
            faults.append(Fault(head, "", needs))
    return not faults


def _figure(origin: str, line: dict[Any, Any], faults: list[Fault]) -> Figure | None:
    """The figure of a line; None if it has faults, which are added to `faults`."""
    before = len(faults)
    # DictReader puts cells too many under None, and None in the place of cells too few.
    if None in line or None in line.values():
        faults.append(Fault(origin, "", "expected as many cells as there are columns"))
        return None
    values = {name.strip(): text.strip() for name, text in line.items()}
    reported = values["figure"] in ACCURACIES
    checks = _CHECKS | {"printed": lambda text: _printed(text, values["figure"])}
    for name, check in checks.items():
        text = values.get(name, "")
        if (text or name in _NEEDED) and not (reported and name in ("printed", "status")):
            try:
                check(text)
            except Mbv2calcError as error:
                faults.append(Fault(origin, name, str(error)))
    if len(faults) > before:
        return None
    # The columns that verify adds are dropped here, so its CSV can be checked again.
    given = {name: text for name, text in values.items() if text and name in COLUMNS}
    figure = Figure.of(_DEFAULTS | given | {"origin": origin})
    if reported:
        return figure._replace(status="reported")
    figure = figure._replace(printed=_printed(figure.printed, figure.figure).plain)
    if (wrong := MEASURES[figure.figure].mismatch(figure, values["printed"])) is not None:
        faults.append(Fault(origin, "", wrong))
        return None
    return figure


def _printed(text: str, figure: str) -> Printed:
    """A printed figure of a kind; a word such as MAdds may follow a count."""
    measure = MEASURES.get(figure)
    size = measure is not None and "B" in measure.units
    return Printed.read(text) if size else Printed.read_count(text)


def _cell_check(check: Check) -> Callable[[str], object]:
    """The check of a key of network files, with errors that fit a cell."""

    def checked(text: str) -> object:
        try:
            return check.read(text)
        except MismatchError as mismatch:
            raise UsageError(f"expected {mismatch}, found {text!r}") from None

    return checked


def _kind(text: str) -> None:
    known = (*MEASURES, *ACCURACIES)
    if text not in known:
        raise UsageError(unknown("figure", text, known, WORDS | MEASURES.synonyms()))


def _status(text: str) -> None:
    if text not in CLAIMS:
        raise UsageError(unknown("status", text, CLAIMS))


def _not_empty(text: str) -> None:
    if not text:
        raise UsageError("expected a network's name or file, found nothing")


def _rounding(text: str) -> None:
    if not is_rounding(text):
        raise UsageError(f"expected {' or '.join(WAYS)}, or 'floor 100k', found {text!r}")


_CHECKS: dict[str, Callable[[str], object]] = {
    "network": _not_empty,
    "figure": _kind,
    "width": _cell_check(WIDTH),
    "t": _cell_check(EXPANSION),
    "resolution": _cell_check(COUNT),
    "classes": _cell_check(COUNT),
    "dtype": find_dtype,
    "convention": find_convention,
    "rounding": _rounding,
    "status": _status,
}
