"""Conventions: how a tool or a paper counts. One row of data/conventions.csv each.

A rule is a sum over the tally, written as `macs + 2 norm_elements`.
"""

from functools import lru_cache
from typing import NamedTuple

from mbv2calc import data
from mbv2calc.arith import Number
from mbv2calc.cost.families import same_family
from mbv2calc.cost.tally import Tally
from mbv2calc.errors import UsageError, unknown
from mbv2calc.plain import written_as
from mbv2calc.registry import Registry
from mbv2calc.spec.architecture import Architecture

DEFAULT_CONVENTION = "paper"

ANY = ("any",)
"""The networks of a convention that is a definition, and not the behaviour of a tool."""

QUANTITIES = ("operations", "params", "activations")
"""What conventions count."""


@written_as("text")
class Rule(NamedTuple):
    """A linear count over the tally: pairs of coefficient and field."""

    terms: tuple[tuple[int, str], ...]

    @classmethod
    def parse(cls, text: str) -> "Rule":
        """Read `macs + 2 norm_elements`. Raises ValueError for an unknown or repeated field.

        >>> Rule.parse("macs + 2 norm_elements").terms
        ((1, 'macs'), (2, 'norm_elements'))
        """
        terms = []
        for term in text.split("+"):
            *factor, field = term.split()
            if field not in Tally._fields:
                raise ValueError(f"no tally has the field {field!r}")
            terms.append((int(factor[0]) if factor else 1, field))
        if len({field for _, field in terms}) < len(terms):
            raise ValueError(f"a field appears twice in {text!r}")
        terms.sort(key=lambda term: Tally._fields.index(term[1]))  # so equal rules are equal
        return cls(tuple(terms))

    def of(self, tally: Tally) -> Number:
        """The count: sum of coefficient x field."""
        return sum(factor * getattr(tally, field) for factor, field in self.terms)

    @property
    def text(self) -> str:
        """As `parse` reads it."""
        return " + ".join(f"{n} {field}" if n != 1 else field for n, field in self.terms)

    def __str__(self) -> str:
        return self.text

    def over(self, other: "Rule") -> "Rule":
        """This rule less another one; a factor is below 0 if the other rule counts more.

        >>> Rule.parse("2 macs + bias").over(Rule.parse("macs")).terms
        ((1, 'macs'), (1, 'bias'))
        """
        factors, less = ({field: n for n, field in rule.terms} for rule in (self, other))
        differences = {f: factors.get(f, 0) - less.get(f, 0) for f in (*factors, *less)}
        return Rule(tuple((factor, field) for field, factor in differences.items() if factor))

    @property
    def times(self) -> int:
        """The sum of its factors: a count is at most this multiple of the largest field."""
        return sum(factor for factor, _ in self.terms)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the tally that it reads."""
        return tuple(field for _, field in self.terms)


@written_as("name")
class Convention(NamedTuple):
    """A way of counting operations, parameters and activations."""

    name: str
    unit: str  # of operations: MAdds or FLOPs
    operations: Rule
    params: Rule
    title: str
    source: str
    activations: Rule | None = None  # None if it counts none
    networks: tuple[str, ...] = ()  # the families that it was verified on, or ANY
    verified: str = ""  # the implementation or figures that its numbers were compared with
    synonyms: tuple[str, ...] = ()

    def rule(self, count: str) -> Rule | None:
        """The rule of one of QUANTITIES; None if it counts no such quantity."""
        rule: Rule | None = getattr(self, count)
        return rule

    def is_verified_on(self, architecture: Architecture) -> bool:
        """Whether its numbers were compared for such a network, or hold by definition."""
        return self.networks == ANY or any(same_family(architecture, n) for n in self.networks)


@lru_cache(maxsize=1)
def conventions() -> Registry[Convention]:
    """All conventions by name, `paper` first; `conventions().add(...)` adds one."""
    return Registry(map(_read, data.rows("conventions.csv")))


def _read(row: dict[str, str]) -> Convention:
    # What is left of the row after these are taken out are texts, with the names of the fields.
    rules = {count: Rule.parse(text) if (text := row.pop(count)) else None for count in QUANTITIES}
    lists = {name: tuple(row.pop(name).split()) for name in ("networks", "synonyms")}
    return Convention(**rules, **lists, **row)  # type: ignore[arg-type]


def find_convention(name: str = DEFAULT_CONVENTION) -> Convention:
    """The convention of a name. Raises UsageError, with the likeliest name, if there is none."""
    known = conventions()
    if name not in known:
        raise UsageError(unknown("convention", name, known, known.synonyms()))
    return known[name]
