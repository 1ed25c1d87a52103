"""What all conventions count in a network, and the steps from the papers' count to each."""

from hypothesis import given

from mbv2calc import load
from mbv2calc.cost.conventions import conventions
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.figures.waterfall import make_waterfall
from mbv2calc.spec.architecture import Architecture
from tests.strategies import POINTS, Point, architectures
from tests.tiers import examples


@examples(30)
@given(architecture=architectures(), point=POINTS)
def test_the_steps_lead_from_the_papers_count_to_each(
    architecture: Architecture, point: Point
) -> None:
    graph = point.network(architecture)
    waterfall = make_waterfall(graph, NetworkConfig(architecture, 3, find_dtype("int8")))
    paper, *others = waterfall
    assert (paper.operations_steps, paper.params_steps) == ((), ())
    for count in others:
        assert paper.operations + sum(s.amount for s in count.operations_steps) == count.operations
        assert paper.params + sum(s.amount for s in count.params_steps) == count.params
        assert all(step.amount for step in (*count.operations_steps, *count.params_steps))
    assert [count.convention for count in waterfall] == list(conventions().values())


def test_mobilenet_v2_under_thop_and_no_norm() -> None:
    counts = {count.convention.name: count for count in load("mbv2_1.0").conventions()}
    assert counts["thop"].operations_steps == ((4, "norm_elements", 26_712_448),)
    assert counts["no-norm"].params_steps == ((-2, "norm_channels", -34_112),)
    assert counts["fvcore"].activations == 6_679_112
    assert counts["thop"].activations is None
    assert counts["thop"].verified
    assert not counts["slim-v1"].verified


def test_a_batch_multiplies_operations_and_activations_alone() -> None:
    model = load("mbv2_1.0")
    for one, many in zip(model.conventions(), model.at(batch=4).conventions(), strict=True):
        assert (many.operations, many.params) == (4 * one.operations, one.params)
        assert many.activations == (None if one.activations is None else 4 * one.activations)
        assert many.operations_ratio == one.operations_ratio


def test_it_is_a_sequence_of_counts() -> None:
    waterfall = load("mbv2_1.0").conventions()
    assert len(waterfall) == len(conventions()) == len(list(waterfall))
    assert waterfall[0].convention.name == "paper"
    assert waterfall[-2:] == tuple(waterfall)[-2:]
    assert waterfall[3] in waterfall


def test_its_repr_names_the_network() -> None:
    found = repr(load("mbv2_1.0").conventions())
    assert found == f"Waterfall('MobileNetV2', {len(conventions())} conventions)"
