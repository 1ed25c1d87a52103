"""The symbols of a network's formulas: the common knobs, and any number of the file by its path."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import sympy

from mbv2calc.arith import Ratio
from mbv2calc.cost.knobs import KNOBS, file_knobs, knob_paths
from mbv2calc.errors import PathError, UsageError, unknown
from mbv2calc.formulas.formula_set import Variable
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import check_of
from mbv2calc.spec.schema import Check

T = sympy.Symbol("t", positive=True)
WIDTH = sympy.Symbol("alpha", positive=True)

SIDES = ("input.height", "input.width")
_DEFAULT = ("t", "width", "resolution")
_SYNONYMS = {
    "alpha": "width", "width_multiplier": "width", "rho": "resolution", "r": "resolution",
    "expansion": "t",
}  # fmt: skip


class Variables(NamedTuple):
    """The numbers of one network that can be symbols in its formulas."""

    architecture: Architecture
    stride: int  # the total stride, by which an unrounded formula counts the resolution
    rounded: bool

    def chosen(
        self, names: Iterable[str] | None, turned: tuple[str, ...]
    ) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
        """The variables of these names (None: those that apply), and the other knobs.

        Raises UsageError for a name that is no number of the network.
        """
        chosen = self._default(turned) if names is None else dict.fromkeys(names)
        variables = tuple({v.symbol: v for v in map(self.of, chosen)}.values())
        _check_disjoint(variables)
        taken = {path for v in variables for path in v.paths}
        rest = (self.of(knob) for knob in file_knobs() if knob_paths(self.architecture, knob))
        return variables, tuple(v for v in rest if not taken & set(v.paths))

    def _default(self, turned: tuple[str, ...]) -> Iterator[str]:
        """The knobs that the network has; an input that is not square has a symbol per side."""
        size = self.architecture.input
        for knob in _DEFAULT:
            if knob in turned or not knob_paths(self.architecture, knob):
                continue
            if knob == "resolution" and size.height != size.width:
                yield from SIDES
            else:
                yield knob

    def of(self, name: str) -> Variable:
        """The variable that a knob or a path of the file names. Raises UsageError for neither."""
        knob = _SYNONYMS.get(name, name)
        if knob in file_knobs():
            paths = knob_paths(self.architecture, knob)
            if not paths:
                message = f"{self.architecture.name} has {KNOBS[knob].lacking}; leave it out"
                raise UsageError(f"--in {name}: {message}")
            return self._knob(knob, paths)
        if "." not in name and "[" not in name:
            known = unknown("symbol", name, [*file_knobs(), "layers[3].bottleneck.k"])
            raise UsageError(f"--in: {known}")
        return self._path(name)

    def _knob(self, name: str, paths: tuple[str, ...]) -> Variable:
        """The variable of a knob, whose symbol is the papers' letter or the knob's name."""
        if name == "resolution":
            return self._side("", paths)
        if name == "width":
            meaning = "width multiplier (in a network file: width_multiplier)"
            return Variable(WIDTH, meaning, dict.fromkeys((name, "alpha", *paths), 1), paths)
        knob = KNOBS[name]
        symbol = sympy.Symbol(name, positive=True, **_whole(knob.check_for(self.architecture)))
        meaning = knob.help_text[0].lower() + knob.help_text[1:].rstrip(".")
        return Variable(symbol, meaning, dict.fromkeys((name, *paths), 1), paths)

    def _side(self, side: str, paths: tuple[str, ...]) -> Variable:
        """A size of the input: r pixels if sizes are rounded; else rho, and r = stride x rho."""
        name = f"input.{side}" if side else "resolution"
        end = f"_{side}" if side else ""
        pixels = f"{side or 'resolution'} of the input in pixels"
        rounded = self.rounded or self.stride == 1
        letter = "r" if rounded else "rho"
        if rounded:
            least = f", at least {self.stride}, the total stride" if self.stride > 1 else ""
            meaning = pixels + least
        else:
            meaning = f"{pixels} / {self.stride}, the total stride; a whole number"
        symbol = sympy.Symbol(f"{letter}{end}", positive=True, integer=True)
        names = {name: 1, f"r{end}": 1, f"rho{end}": self.stride}
        return Variable(symbol, meaning, names, paths)

    def _path(self, path: str) -> Variable:
        """The variable of a number of the file, which may be one that a knob turns."""
        try:
            check = check_of(self.architecture, path)
        except PathError as error:
            raise UsageError(f"--in: {error}") from None
        if not check.number:
            raise UsageError(f"--in {path}: it is no number; name a path that is")
        if check.shapes:
            message = "n and s decide which layers there are, so no formula has them"
            raise UsageError(f"--in {path}: {message}; give it a number with --set")
        for knob in file_knobs():
            if knob_paths(self.architecture, knob) == (path,):
                return self._knob(knob, (path,))
        if path in SIDES:
            return self._side(path.partition(".")[2], (path,))
        whole = _whole(check)
        symbol = sympy.Symbol(_name(path), positive=True, **whole)
        return Variable(symbol, path, {path: 1, str(symbol): 1}, (path,))


def _whole(check: Check) -> dict[str, bool]:
    """The assumptions of a symbol besides positive."""
    # What the check makes of 1 shows whether it takes fractions.
    return {} if isinstance(check.read("1"), Ratio) else {"integer": True}


def _check_disjoint(variables: Iterable[Variable]) -> None:
    """Raise UsageError for two symbols that set one number of the file."""
    owners: dict[str, str] = {}
    for variable in variables:
        name = next(iter(variable.names))
        for path in variable.paths:
            if path in owners:
                first = name if owners[path] == path else owners[path]  # a knob, not the path
                message = f"{first} sets {path} too; leave one of the two out"
                raise UsageError(f"--in {owners[path]},{name}: {message}")
            owners[path] = name


def _name(path: str) -> str:
    """A symbol by its key and its entry.

    >>> _name("layers[3].bottleneck.k"), _name("input.channels")
    ('k_3', 'input_channels')
    """
    first, _, rest = path.partition(".")
    if first.startswith("layers["):
        return f"{rest.rpartition('.')[2]}_{first[7:-1]}"
    return path.replace(".", "_")
