"""Arrays of a grid: the bound that decides whether int64 holds what they come to."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from mbv2calc import load, sweep
from mbv2calc.api.model import Model
from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.memory.schedules import SCHEDULES, peak_bytes
from mbv2calc.cost.metrics import METRICS
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.cost.tally import network_tally
from mbv2calc.cost.totals import Costs
from mbv2calc.errors import SpecError
from mbv2calc.grid import arrays, columns, evaluate
from mbv2calc.grid.plan import make_grid
from mbv2calc.model.layers import Network
from mbv2calc.spec.paths import put
from tests.grid.agreement import grids
from tests.support import layered
from tests.tiers import examples


def nothing(network: Network, config: RunConfig) -> Iterator[Any]:
    return iter(())


def costs_of(network: Network, config: RunConfig) -> Costs:
    rule, dtype = find_convention(config.convention), find_dtype(config.dtype)
    return Costs(network_tally(network), dtype, rule, config.batch)


@examples(100)
@given(drawn=grids())
def test_nothing_that_metrics_are_made_of_is_above_the_bound(drawn: tuple[Model, Any]) -> None:
    """The counts of every kind, and the peak of every schedule, of which auto takes the least."""
    try:
        for _, network, config in arrays.parts_of(drawn[1], nothing):
            if bound := arrays._bound(network, config, nothing):
                costs = costs_of(network, config)
                counts = costs.params, costs.flops, costs.counted, costs.weight_bytes
                sizes = config.element_bytes
                peaks = (peak_bytes(network, way, sizes, config.groups) for way in SCHEDULES)
                assert max(map(arrays._largest, (*counts, *peaks))) <= bound
    except SpecError:
        return  # no network at some point


@pytest.mark.parametrize("value", [0, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**30])
def test_an_int_is_kept_exactly_in_int64_where_that_holds_it(value: int) -> None:
    column = columns._typed(METRICS["madds"], value)
    assert column.tolist() == value
    assert (column.dtype == object) == (not -(2**63) <= value < 2**63)


def test_fewer_groups_have_more_weights() -> None:
    """Of 24 to 24 channels in up to 12 groups, what one group takes is the bound."""
    one = layered("one", ("conv", {"c": 24, "k": 3}))
    architecture = put(one.architecture, "input.channels", 24)
    paths = {"layers[0].conv.conv_groups": "2,3,4,6,12,1"}
    ((_, network, config),) = arrays.parts_of(make_grid(architecture, {}, paths), nothing)
    bound = arrays._bound(network, config, nothing)
    assert bound == costs_of(network, config).flops.max() == 2 * 1024 * 9 * 24 * 24


@pytest.mark.parametrize(
    "paths", [{"layers[0].conv.c": "1000..2000:250"}, {"input.channels": "3..8"}]
)
def test_a_metric_above_all_counts_is_below_the_bound(paths: dict[str, str]) -> None:
    def squares(network: Network, config: RunConfig) -> list[Any]:
        return [costs_of(network, config).madds ** 2, None]

    wide = layered("wide", ("conv", {"c": 1000, "k": 3}))
    grid = make_grid(wide.architecture, {}, paths)
    ((_, network, config),) = arrays.parts_of(grid, squares)
    square, _ = squares(network, config)
    assert arrays._largest(square) == arrays._bound(network, config, squares)


def test_kernels_alone_make_numbers_that_no_int64_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "SMALL", 0)
    large = load("mbv2_1.0").at(resolution=1_000_000)
    kernels = range(995, 1001)
    rows = [*sweep(large, settings={"layers[0].conv.k": kernels}, metrics="madds").rows()]
    others = large.totals().madds - 500_000**2 * 9 * 3 * 32
    assert [row["madds"] for row in rows] == [500_000**2 * k**2 * 3 * 32 + others for k in kernels]
    assert rows[-1]["madds"] > 2**63


def test_the_numbers_of_a_part_are_those_of_python_from_its_bound_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A 1x1 convolution of 1 channel: with BatchNorm 3 N params, and 2 x 1024 N FLOPs."""
    wide = layered("wide", ("conv", {"c": 8}))
    paths = {"layers[0].conv.c": "1000..1008:1", "input.channels": "1,2"}
    grid = make_grid(wide.architecture, {}, paths)
    most = 4 * (1024 * 1008 + 1024 * 2)  # all tensors at once, each element a sum of 4 bytes
    for too_large, kind in ((most, object), (most + 1, "int64")):
        monkeypatch.setattr(arrays, "TOO_LARGE", too_large)
        ((_, network, _),) = arrays.parts_of(grid, nothing)
        assert network.outputs[0].channels.dtype == kind
