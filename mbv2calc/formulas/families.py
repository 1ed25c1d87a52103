"""Families of definitions: C_16, C_24, ... as one form, with what their names do not say."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from mbv2calc.formulas.formula_set import Definition, Expr
from mbv2calc.formulas.symbols import WIDTH, T

_SECOND = re.compile(r"[0-9]+(_(over_)?[0-9]+)+")


def order(definition: Definition) -> tuple[int, bool, list[int], str]:
    """The key to sort definitions by: C, E, then sizes; each by the numbers in its index."""
    name, _, index = str(definition.symbol).partition("_")
    numbers = [int(number) for number in re.findall(r"[0-9]+", index)]
    return "CEDHW".index(name), not index[:1].isdecimal(), numbers, index


def explained(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """Definitions in order, with families whose members a reader can compute.

    A width multiplier or a t with one number in all members of a family is substituted. What the
    name of a member does not say is added to the meaning of the family.
    """
    groups = groupby(sorted(definitions, key=order), key=lambda d: d.family.name)
    return tuple(definition for _, group in groups for definition in _family(list(group)))


def _family(members: list[Definition]) -> list[Definition]:
    """Definitions of one family, whose parameters are those that vary or are symbols."""
    family = members[0].family
    columns = list(zip(*(d.arguments for d in members), strict=True))
    numbers = {
        parameter: values[0]
        for parameter, values in zip(family.parameters, columns, strict=True)
        if parameter in (WIDTH, T) and len(set(values)) == 1 and values[0].is_number
    }
    # Only what varies among the members, or is a symbol, stays a parameter of the form.
    places = [n for n, parameter in enumerate(family.parameters) if parameter not in numbers]
    members = [d._replace(arguments=tuple(d.arguments[n] for n in places)) for d in members]
    parameters = tuple(family.parameters[n] for n in places)
    whole = family._replace(
        parameters=parameters,
        expression=family.expression.subs(numbers),
        meaning="; ".join((family.meaning, *_unsaid(members, parameters))),
        before=tuple((name, part.subs(numbers)) for name, part in family.before),
    )
    return [d._replace(family=whole) for d in members]


def _unsaid(members: list[Definition], parameters: tuple[Expr, ...]) -> Iterator[str]:
    """What the names do not say: the t behind a second index, and arguments that are symbols."""
    by_index = {str(d.symbol).partition("_")[2]: d for d in members}
    seconds = [d for index, d in by_index.items() if _SECOND.fullmatch(index) and _is_e(d)]
    if seconds and len(parameters) > 1:
        t, example = parameters[1], seconds[0]
        usual = {d.arguments[1] for index, d in by_index.items() if index.isdecimal()}
        yield from (f"{t} = {value} where there is one index" for value in usual - {t})
        shown = f"{example.symbol} has {t} = {example.arguments[1]}"
        yield f"a second index is a {t} of its own: {shown}"
    for index, d in by_index.items():
        if not index.isdecimal() and d not in seconds:
            pairs = zip(parameters, d.arguments, strict=True)
            given = (f"{name} = {value}" for name, value in pairs if name != value)
            yield f"{d.symbol} has {' and '.join(given)}"


def _is_e(definition: Definition) -> bool:
    return definition.family.name == "E"
