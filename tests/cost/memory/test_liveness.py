"""What is in memory at each step, against a simulation that looks for each tensor everywhere."""

from itertools import pairwise

import pytest
from hypothesis import given

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.cost.memory.liveness import lifetimes, moments_of
from mbv2calc.cost.memory.plan import make_plan
from mbv2calc.cost.memory.schedules import peak_bytes
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture
from tests.cost.memory.by_hand import BYTE, alive, elements, is_alive, live_elements, single
from tests.strategies import POINTS, Point, architectures, graphs
from tests.support import layered
from tests.tiers import examples


def assert_agrees_with_simulation(network: Network) -> None:
    moments = moments_of(network)
    for now, moment in enumerate(moments):
        assert sorted(moment.tensors) == alive(network, now)
        assert moment.tensors[-1] == moment.layer.output
    assert [moment.bytes(BYTE) for moment in moments] == live_elements(network)
    for moment, following in pairwise(moments):
        assert moment.kept == following.tensors[:-1]
    steps = range(len(moments))
    for life in lifetimes(network):
        there = [now for now in steps if is_alive(life.tensor, now, network)]
        assert there == list(range(life.first, life.last + 1))


@examples(150)
@given(architecture=architectures(), point=POINTS)
def test_liveness_equals_a_simulation(architecture: Architecture, point: Point) -> None:
    network = point.network(architecture)
    assert_agrees_with_simulation(network)
    assert [life.tensor for life in lifetimes(network)] == list(network.tensors)
    assert peak_bytes(network, "whole", BYTE) == max(live_elements(network))


@examples(150)
@given(network=graphs())
def test_liveness_of_any_graph_equals_a_simulation(network: Network) -> None:
    assert_agrees_with_simulation(network)


@pytest.mark.parametrize("batch", [1, 3])
def test_identities_alone_hold_their_input(batch: int) -> None:
    network = single(6, 5, 8, "bottleneck", c=8, n=3, t=Ratio(0))
    assert (moments_of(network), lifetimes(network)) == ((), ())
    assert peak_bytes(network, "whole", BYTE._replace(activation=batch)) == 240 * batch


def test_an_input_that_is_read_again_late() -> None:
    """t = 1 with a shortcut: 6 x 5 x 8 is read by the depthwise convolution and by the add."""
    moments = moments_of(single(6, 5, 8, "bottleneck", c=8, t=Ratio(1)))
    assert [moment.layer.role for moment in moments] == ["depthwise", "project", "add"]
    assert [moment.bytes(BYTE) for moment in moments] == [480, 720, 720]
    assert [tensor.id for tensor in moments[-1].tensors] == [0, 2, 3]


def test_the_first_block_of_resnet() -> None:
    """A shortcut by convolution reads the block's input after all others have."""
    network = load("resnet50").network()
    moments = [m for m in moments_of(network) if m.layer.block == "2.0"]
    assert [moment.layer.role for moment in moments] == [
        "reduce", "conv", "restore", "shortcut", "add",
    ]  # fmt: skip
    narrow, wide = 56 * 56 * 64, 56 * 56 * 256
    found = [moment.bytes(BYTE) for moment in moments]
    assert found == [2 * narrow, 3 * narrow, 2 * narrow + wide, narrow + 2 * wide, 3 * wide]


def test_the_output_stays_behind_an_identity() -> None:
    network = layered("kept", ("conv", {"c": 8}), ("bottleneck", {"c": 8, "t": Ratio(0)})).network()
    (moment,) = moments_of(network)
    assert moment.kept == (network.tensors[1],)
    assert moment.bytes(BYTE) == elements(network.tensors)


@examples(60)
@given(architecture=architectures(), point=POINTS)
def test_the_peak_is_the_first_step_that_holds_the_most(
    architecture: Architecture, point: Point
) -> None:
    network = point.network(architecture)
    held = live_elements(network)
    plan = make_plan(network, "whole", BYTE, madds=0)
    names = [step.name for step in plan.steps]
    assert names == [layer.name for layer in network.steps]
    assert len(set(names)) == len(names)
    assert plan.peak is not None
    assert names.index(plan.peak.name) == held.index(max(held))
    assert [step.live_bytes for step in plan.steps] == held
