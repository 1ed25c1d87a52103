"""What all conventions say of a network, and the steps from the papers' count to each."""

from hypothesis import given

from mbv2calc import load
from mbv2calc.cost.conventions import conventions
from mbv2calc.figures.waterfall import make_waterfall
from mbv2calc.spec.architecture import Architecture
from tests.strategies import POINTS, Point, architectures
from tests.tiers import examples


@examples(30)
@given(architecture=architectures(), point=POINTS)
def test_the_steps_lead_from_the_papers_count_to_each(
    architecture: Architecture, point: Point
) -> None:
    waterfall = make_waterfall(point.network(architecture), batch=3)
    paper, *others = waterfall.told
    assert (paper.operations_steps, paper.params_steps) == ((), ())
    for told in others:
        assert paper.operations + sum(s.amount for s in told.operations_steps) == told.operations
        assert paper.params + sum(s.amount for s in told.params_steps) == told.params
        assert all(step.amount for step in (*told.operations_steps, *told.params_steps))
    assert [told.convention for told in waterfall.told] == list(conventions().values())


def test_mobilenet_v2_under_thop_and_no_norm() -> None:
    told = {t.convention.name: t for t in make_waterfall(load("mbv2_1.0").network()).told}
    assert told["thop"].operations_steps == ((4, "norm_elements", 26_712_448),)
    assert told["no-norm"].params_steps == ((-2, "norm_channels", -34_112),)
    assert told["fvcore"].activations == 6_679_112
    assert told["thop"].activations is None
    assert told["thop"].verified
    assert not told["slim-v1"].verified


def test_a_batch_multiplies_operations_and_activations_alone() -> None:
    network = load("mbv2_1.0").network()
    for one, many in zip(
        make_waterfall(network).told, make_waterfall(network, 4).told, strict=True
    ):
        assert (many.operations, many.params) == (4 * one.operations, one.params)
        assert many.activations == (None if one.activations is None else 4 * one.activations)


def test_its_repr_names_the_network() -> None:
    found = repr(make_waterfall(load("mbv2_1.0").network()))
    assert found == f"Waterfall('MobileNetV2', {len(conventions())} conventions)"
