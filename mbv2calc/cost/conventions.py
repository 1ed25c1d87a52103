"""Conventions: how a tool or a paper counts, as data. Each row of data/conventions.csv is one.

A rule is a sum over the tally, written as `macs + 2 norm_elements`.
"""

from functools import lru_cache
from typing import NamedTuple

from mbv2calc import data
from mbv2calc.arith import Number
from mbv2calc.cost.tally import Tally
from mbv2calc.errors import UsageError, unknown

DEFAULT_CONVENTION = "paper"


class Rule(NamedTuple):
    """A linear count over the tally: pairs of coefficient and field."""

    terms: tuple[tuple[int, str], ...]

    @classmethod
    def parse(cls, text: str) -> "Rule":
        """Read `macs + 2 norm_elements`; raise ValueError on a field that no tally has.

        >>> Rule.parse("macs + 2 norm_elements").terms
        ((1, 'macs'), (2, 'norm_elements'))
        """
        terms = []
        for term in text.split("+"):
            *factor, field = term.split()
            if field not in Tally._fields:
                raise ValueError(f"no tally has the field {field!r}")
            terms.append((int(factor[0]) if factor else 1, field))
        return cls(tuple(terms))

    def of(self, tally: Tally) -> Number:
        """The count: sum of coefficient x field."""
        return sum(factor * getattr(tally, field) for factor, field in self.terms)


class Convention(NamedTuple):
    """One way of counting. `unit` is what one of its operations is called."""

    name: str
    unit: str
    operations: Rule
    params: Rule
    title: str
    source: str
    verified: str  # the implementation or figures that its numbers were compared with


ACTIVATIONS = Rule.parse("conv_outputs + classifier_outputs")
"""Activation counts mean the same to everyone who prints them."""


@lru_cache(maxsize=1)
def conventions() -> dict[str, Convention]:
    """All conventions by name, `paper` first; ValueError where two have the same name."""
    found: dict[str, Convention] = {}
    for row in data.rows("conventions.csv"):
        if row["convention"] in found:
            raise ValueError(f"two conventions are called {row['convention']!r}")
        rules = {field: Rule.parse(row.pop(field)) for field in ("operations", "params")}
        name = row.pop("convention")
        found[name] = Convention(name=name, **rules, **row)  # type: ignore[arg-type]
    return found


def find_convention(name: str = DEFAULT_CONVENTION) -> Convention:
    """A convention by its name; UsageError with the nearest names where there is none."""
    known = conventions()
    if name not in known:
        raise UsageError(unknown("convention", name, known))
    return known[name]
