"""What every convention says of one network, and by which steps that differs from the papers."""

from typing import NamedTuple

from mbv2calc.cost.conventions import Convention, Rule, conventions, find_convention
from mbv2calc.cost.tally import Tally, network_tally
from mbv2calc.model.layers import Network


class Step(NamedTuple):
    """A part of a count that the papers do not have: factor x field of the tally."""

    factor: int
    field: str
    amount: int


class Told(NamedTuple):
    """What a convention says of a network; operations and activations are of the whole batch.

    Steps lead from the papers' count to its own; what adds nothing here is left out.
    """

    convention: Convention
    operations: int
    params: int
    activations: int | None
    operations_steps: tuple[Step, ...]
    params_steps: tuple[Step, ...]
    verified: bool


class Waterfall(NamedTuple):
    """What all conventions say of a network."""

    network: Network
    batch: int
    told: tuple[Told, ...]

    def __repr__(self) -> str:
        return f"Waterfall({self.network.architecture.name!r}, {len(self.told)} conventions)"


def make_waterfall(network: Network, batch: int = 1) -> Waterfall:
    """What each convention says of a network of ints, in the order of the data."""
    tally = network_tally(network)
    told = (_told(convention, network, tally, batch) for convention in conventions().values())
    return Waterfall(network, batch, tuple(told))


def _told(convention: Convention, network: Network, tally: Tally, batch: int) -> Told:
    paper = find_convention()
    activations = convention.activations
    return Told(
        convention,
        operations=int(convention.operations.of(tally)) * batch,
        params=int(convention.params.of(tally)),
        activations=None if activations is None else int(activations.of(tally)) * batch,
        operations_steps=_steps(convention.operations, paper.operations, tally, batch),
        params_steps=_steps(convention.params, paper.params, tally, 1),
        verified=convention.is_verified_on(network.architecture),
    )


def _steps(rule: Rule, paper: Rule, tally: Tally, times: int) -> tuple[Step, ...]:
    steps = (
        Step(factor, field, factor * getattr(tally, field) * times)
        for factor, field in rule.over(paper).terms
    )
    return tuple(step for step in steps if step.amount)
