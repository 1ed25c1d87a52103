"""A network as a source of formulas: which of its numbers are symbols, which have a number."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from mbv2calc.arith import Ratio
from mbv2calc.cost.knobs import KNOBS, file_knobs, knob_paths
from mbv2calc.errors import UsageError
from mbv2calc.formulas.formula_set import FormulaSet, FormulaSource, Values, Variable
from mbv2calc.formulas.generic import total_stride
from mbv2calc.formulas.substitution import Bindings, bind
from mbv2calc.formulas.symbols import Variables
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import value_at


def source_of(
    architecture: Architecture,
    make: Callable[[Bindings], FormulaSet],
    *,
    names: Iterable[str] | None,
    rounded: bool = False,
    more: tuple[Variable, ...] = (),
    fixed: tuple[Variable, ...] = (),
) -> FormulaSource:
    """The formulas that `make` builds for a network, in symbols of these names (None: the default).

    `more` are symbols for numbers that are not in the file, `fixed` are variables like these that
    have numbers already. Raises UsageError for a name that is no number of the network.
    """
    names = None if names is None else list(dict.fromkeys(names))
    set_paths = {text.partition("=")[0] for text in architecture.settings}
    turned = tuple(_turned(architecture, set_paths))
    variables = Variables(architecture, total_stride(architecture), rounded)
    chosen, rest = variables.chosen(names, turned)
    for variable in chosen:
        if set_paths & set(variable.paths) or set(turned) & set(variable.names):
            message = "a flag gives it a number; leave one of the two out"
            raise UsageError(f"--in {next(iter(variable.names))}: {message}")

    def formula_set(values: Values) -> FormulaSet:
        free = (*chosen, *more)
        bindings = [(v, values.get(v.symbol, v.names[v.name] * v.symbol)) for v in free]
        bindings += [(v, values[v.symbol]) for v in (*rest, *fixed) if v.symbol in values]
        numbers = _numbers(bind(architecture, bindings, exact=False), bindings)
        formulas = make(bindings)
        if names is not None:
            _check_used(formulas, [v for v in chosen if v.symbol not in values])
        return replace(formulas, at={**numbers, **formulas.at})

    return FormulaSource((*chosen, *more), formula_set, (*rest, *fixed))


def _turned(architecture: Architecture, set_paths: set[str]) -> Iterator[str]:
    """The knobs whose numbers a person gave, by their own flags or with --set."""
    for knob in file_knobs():
        paths = knob_paths(architecture, knob)
        flags = {architecture.origins.get(path) for path in paths}
        if set_paths & set(paths) or KNOBS[knob].flag in flags:
            yield knob


def _numbers(architecture: Architecture, bindings: Bindings) -> dict[str, str]:
    """The numbers in the formulas: of knobs, of --set, and of other symbols that were given one."""
    known = {}
    for knob in sorted(file_knobs(), key="width".__ne__):  # first, as in the heading of a report
        values = [value_at(architecture, path) for path in knob_paths(architecture, knob)]
        numbers = [value.num if isinstance(value, Ratio) else value for value in values]
        if values and all(type(number) is int for number in numbers):
            known[knob] = "x".join(dict.fromkeys(map(str, values)))
    known |= dict(text.split("=", 1) for text in architecture.settings)
    given = {next(iter(v.names)): str(value) for v, value in bindings if value.is_number}
    return known | {name: value for name, value in given.items() if name not in known}


def _check_used(formula_set: FormulaSet, variables: list[Variable]) -> None:
    """Raise UsageError for a symbol from --in on which no formula depends."""
    used = formula_set.free_variables()
    for variable in variables:
        if variable not in used:
            message = "no formula here depends on it; leave it out"
            raise UsageError(f"--in {next(iter(variable.names))}: {message}")
