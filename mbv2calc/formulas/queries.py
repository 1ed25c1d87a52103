"""What can be asked of formulas: numbers for symbols, a derivative, the roots of an equation."""

import re
from collections.abc import Iterable

import sympy

from mbv2calc.arith.quantities import UNITS, Accepted, read_quantity
from mbv2calc.errors import QuantityError, UsageError, printable, unknown
from mbv2calc.formulas.formula_set import Expr, Formula, FormulaSet, FormulaSource, Values, Variable
from mbv2calc.formulas.symbols import SIDES

_FIGURE = Accepted("a figure such as 300M, 3504872, 3e8, 0.35, 7/20 or 320KiB", UNITS, billion=True)
_OBLONG = re.compile(r"[0-9]{1,9}x[0-9]{1,9}", re.ASCII)
_SYNONYMS = {
    "k": "D_K", "kernel": "D_K", "kernel_size": "D_K", "c": "N", "r": "D_F", "resolution": "D_F",
    "groups": "g", "conv_groups": "g", "stride": "s", "expansion": "t",
}  # fmt: skip


def figure(text: str, *, size: bool = False) -> Expr:
    """An exact number: 300M, 3e8, 0.35, 7/20, or 320KiB of bytes; B is of bytes in a size.

    Raises QuantityError on other texts.

    >>> figure("3.4M"), figure("7/20")
    (3400000, 7/20)
    """
    return _rational(text, _FIGURE._replace(billion=not size))


def _rational(text: str, accepted: Accepted) -> Expr:
    value = read_quantity(text, accepted).value
    return sympy.Rational(value.num, value.den)


def resolve_symbol(source: FormulaSource, name: str, flag: str, values: Values) -> Variable:
    """The symbol that a person named. Raises UsageError where it is none, or has a number."""
    variable = _variable_of(source, name, flag)
    if variable.symbol in values:
        raise UsageError(f"{flag}: {name} has a number from --at; leave one of the two out")
    if variable in source.fixed:
        fix = f"name it with --in {name}" if variable.paths else "ask for another one"
        raise UsageError(f"{flag}: {name} is a number here, no symbol; {fix}")
    return variable


def _variable_of(source: FormulaSource, name: str, flag: str, number: str = "") -> Variable:
    """The variable of a name. Raises UsageError, with the nearest name, where there is none."""
    known = {name: v for v in source.known for name in v.names}
    if name not in known:
        if fix := _elsewhere(source, name, number):
            raise UsageError(f"{flag} {name}: {fix}")
        plain = {other.replace("_", "").lower(): other for other in known}
        # Later ones win, so that a name with its "_", in any case, is never taken for another.
        synonyms = _SYNONYMS | plain | {other.lower(): other for other in known}
        raise UsageError(f"{flag}: {unknown('symbol', name, known, synonyms)}")
    return known[name]


def _elsewhere(source: FormulaSource, name: str, number: str) -> str:
    """How to give a network a number that is none of its symbols; empty for other names."""
    if not any(v.paths for v in source.known):
        return ""
    if name in ("resolution", "r", "rho") and any(SIDES[0] in v.names for v in source.known):
        return f"each side has a symbol of its own here; name {SIDES[0]} or {SIDES[1]}"
    number = number or "NUMBER"
    if name in ("batch", "dtype"):
        return f"it is no symbol; write --{name} {number}"
    if name.startswith("layers["):
        return f"it is no symbol here; write --set {name}={number}"
    return ""


def numbers(source: FormulaSource, texts: Iterable[str]) -> dict[Expr, Expr]:
    """The numbers of --at: `t=6,M=32`. Raises UsageError for what is no number of a symbol."""
    values: dict[Expr, Expr] = {}
    names: dict[Expr, str] = {}
    for text in ",".join(texts).split(",") if texts else ():
        name, equals, number = (part.strip() for part in text.partition("="))
        if not equals:
            raise UsageError(
                f"--at: expected SYMBOL=NUMBER, such as t=6, found {printable(text)!r}"
            )
        variable = _variable_of(source, name, "--at", number)
        if (other := names.setdefault(variable.symbol, name)) != name:
            raise UsageError(f"--at: {other} and {name} are one symbol; leave one out")
        if variable.symbol in values:
            raise UsageError(f"--at: {name} is given twice; leave one out")
        values[variable.symbol] = _number(variable, name, number)
    return values


def _number(variable: Variable, name: str, text: str) -> Expr:
    """A number for a symbol; 0 only for a t, which says itself where it makes no block."""
    whole = variable.symbol.is_integer
    is_t = variable.name.partition("_")[0] == "t"
    least = "of 0 or more" if is_t and variable.paths else "above 0"
    expected = "a positive integer" if whole else f"a number {least}, such as 6, 0.35 or 7/20"
    try:
        number = _rational(text, Accepted(expected, UNITS, billion=True)) * variable.names[name]
    except QuantityError as error:
        fix = ""
        if _OBLONG.fullmatch(text) and set(SIDES) <= set(variable.paths):
            fix = f"; for an input that is not square write --resolution {text}"
        raise UsageError(f"--at {name}: {error}{fix}") from None
    if number == 0 and not is_t:
        raise UsageError(f"--at {name}: expected a number above 0, found {printable(text)!r}")
    if whole and not number.is_Integer:
        raise UsageError(f"--at {name}: expected {expected}, found {printable(text)!r}")
    return number


def derivative(formula_set: FormulaSet, variable: Variable) -> FormulaSet:
    """The derivative of every formula that depends on a symbol.

    A formula that has the symbol inside a floor or a ceiling is left out, with a note. Raises
    UsageError where none is left.
    """
    symbol = variable.symbol
    stepped = [f for f in formula_set.formulas if formula_set.steps_by(symbol, f)]
    rest = [f for f in formula_set.formulas if f not in stepped]
    smooth = [f for f in rest if symbol in f.expression.free_symbols]
    reason = f"{symbol} stands inside a floor, a ceiling or a choice, which has no derivative"
    if not smooth:
        fix = f"; {formula_set.fix}" if formula_set.fix else ""
        none = f"no formula here depends on {symbol}; name another symbol"
        raise UsageError(f"--diff {symbol}: {reason + fix if stepped else none}")
    formulas = tuple(
        f._replace(
            name=f"{f.name}_by_{symbol}",
            title=f"derivative by {symbol} of {f.title}",
            expression=_factored(sympy.diff(f.expression, symbol)),
            source="",
            symbol=None,
        )
        for f in smooth
    )
    without = [f for f in rest if f not in smooth and f.symbol is None]
    notes = [f"not shown, as {symbol} is not in them: {_titles(without)}"] if without else []
    notes += [f"left out: {_titles(stepped)}; {reason}"] if stepped else []
    # Both sides of width 1 may differ only in terms without the symbol.
    if len({f.expression for f in formulas}) == len({f.name for f in formulas}):
        alone = {f.name: f._replace(conditions=()) for f in formulas}  # alike on every side
        formulas = tuple(alone.values())
    return formula_set.answered(formulas, notes, diff=str(symbol))


def _titles(formulas: Iterable[Formula]) -> str:
    return ", ".join(dict.fromkeys(f.title for f in formulas))


def _factored(expression: Expr) -> Expr:
    """Products taken out, where that is cheap: of polynomials and their quotients."""
    return sympy.factor(expression) if expression.is_rational_function() else expression
