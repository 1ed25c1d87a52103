"""What every convention counts in a network, and the steps from the papers' count to its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mbv2calc.cost.conventions import Convention, Rule, conventions, find_convention
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.cost.tally import Tally, network_tally
from mbv2calc.model.layers import Network
from mbv2calc.plain import json_keys
from mbv2calc.sequences import Rows


class Step(NamedTuple):
    """A part of a count that the papers do not count: factor x field of the tally = amount."""

    factor: int
    field: str
    amount: int


@json_keys(
    "convention", "operations", "convention.unit", "operations_ratio", "params", "activations",
    "verified", "verified_with=convention.verified", "convention.title", "convention.source",
    "operations_rule=convention.operations", "operations_steps",
    "params_rule=convention.params", "params_steps",
)  # fmt: skip
@dataclass(frozen=True)
class ConventionCount:
    """What a convention counts in a network: operations and activations for the whole batch.

    Steps lead from the papers' count to its own; a step that adds nothing is left out.
    """

    convention: Convention
    operations: int
    operations_ratio: float | None  # to the papers' count; None if that is 0
    params: int
    activations: int | None  # None if the convention counts no activations
    operations_steps: tuple[Step, ...]
    params_steps: tuple[Step, ...]
    verified: bool  # whether its numbers were compared for such a network


@json_keys("network", "conventions=counts")
@dataclass(frozen=True, repr=False)
class Waterfall(Rows[ConventionCount]):
    """What all conventions count in a network; the papers' convention comes first."""

    network: NetworkConfig
    counts: tuple[ConventionCount, ...]

    def _rows(self) -> Sequence[ConventionCount]:
        return self.counts

    def __repr__(self) -> str:
        return f"Waterfall({self.network.name!r}, {len(self)} conventions)"


def make_waterfall(graph: Network, network: NetworkConfig) -> Waterfall:
    """The counts of every convention for a network of ints, in the order of conventions.csv."""
    tally = network_tally(graph)
    counts = (_count(convention, tally, network) for convention in conventions().values())
    return Waterfall(network, tuple(counts))


def _count(convention: Convention, tally: Tally, network: NetworkConfig) -> ConventionCount:
    paper, batch, activations = find_convention(), network.batch, convention.activations
    operations, paper_operations = convention.operations.of(tally), paper.operations.of(tally)
    return ConventionCount(
        convention,
        operations=int(operations) * batch,
        operations_ratio=operations / paper_operations if paper_operations else None,
        params=int(convention.params.of(tally)),
        activations=None if activations is None else int(activations.of(tally)) * batch,
        operations_steps=_steps(convention.operations, paper.operations, tally, batch),
        params_steps=_steps(convention.params, paper.params, tally, 1),
        verified=convention.is_verified_on(network.architecture),
    )


def _steps(rule: Rule, paper: Rule, tally: Tally, images: int) -> tuple[Step, ...]:
    steps = (
        Step(factor, field, factor * getattr(tally, field) * images)
        for factor, field in rule.over(paper).terms
    )
    return tuple(step for step in steps if step.amount)
