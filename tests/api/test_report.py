"""Reports: rows sum to totals, batch and dtype scale what they should, groups partition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.api.report import SUBTOTALS
from mbv2calc.cost.dtypes import DTYPES
from mbv2calc.errors import UsageError
from mbv2calc.spec.architecture import Architecture
from tests.strategies import POINTS, Point, architectures
from tests.tiers import examples


@examples(60)
@given(architecture=architectures(), point=POINTS, batch=st.integers(1, 64))
def test_rows_sum_to_totals(architecture: Architecture, point: Point, batch: int) -> None:
    report = point.model(architecture).at(batch=batch).report()
    assert sum(cost.params for cost in report.layers) == report.totals.params
    assert sum(cost.madds for cost in report.layers) == report.totals.madds
    for grouping in SUBTOTALS:
        groups = report.by(grouping)
        assert all(getattr(c, grouping) == group.label for group in groups for c in group.costs)
        assert sum(group.layers for group in groups) == len(report.layers)
        assert sum(group.params for group in groups) == report.totals.params
        assert sum(group.madds for group in groups) == report.totals.madds


def test_batch_multiplies_madds_and_activations_not_params() -> None:
    one, eight = load("mbv2_1.0").report(), load("mbv2_1.0").at(batch=8).report()
    assert eight.totals.madds == 8 * one.totals.madds
    assert eight.totals.counted == 8 * one.totals.counted
    assert eight.totals.params == one.totals.params
    assert eight.totals.weight_bytes == one.totals.weight_bytes
    for single, many in zip(one.layers, eight.layers, strict=True):
        assert many.output_bytes == 8 * single.output_bytes


@pytest.mark.parametrize(
    ("name", "weight_bytes", "first_output"),
    [
        ("int8", 3_469_760 + 4 * (1000 + 17_056), 401_408),
        ("fp16", 2 * (3_469_760 + 1000 + 17_056), 802_816),
        ("bf16", 2 * (3_469_760 + 1000 + 17_056), 802_816),
        ("fp32", 4 * (3_469_760 + 1000 + 17_056), 1_605_632),
    ],
)
def test_bytes_by_dtype(name: str, weight_bytes: int, first_output: int) -> None:
    """3,469,760 weights, 1000 biases and 17,056 BatchNorm channels folded into biases."""
    report = load("mbv2_1.0").at(dtype=name).report()
    assert report.totals.weight_bytes == weight_bytes
    assert report.layers[0].output_bytes == first_output
    assert name in DTYPES


def test_float_weights_are_close_to_a_tflite_file() -> None:
    """mobilenet_v2_1.0_224 with 1001 classes: 13,978,596 bytes with 0.2 % of container."""
    weights = load("mbv2_1.0").at(classes=1001, dtype="fp32").totals().weight_bytes
    assert weights == 13_956_388


def test_the_peak_is_that_of_a_whole_run() -> None:
    """petewarden/ml_memory_analyser, README @ 0e7eee2f: int8, 1.0 at 224."""
    assert load("mbv2_1.0").totals().peak_bytes == 1_505_280
    assert load("mbv1_1.0").report().totals.peak_bytes == 1_204_224
    assert load("mbv1_1.0").at(batch=3, dtype="fp16").totals().peak_bytes == 6 * 1_204_224


def test_groups() -> None:
    report = load("mbv2_1.0").report()
    assert [len(report.by(grouping)) for grouping in SUBTOTALS] == [21, 11, 5]
    stage = report.by("stage")[3]
    assert (stage.label, stage.input[2], stage.output[2]) == (3, 24, 32)


def test_an_unknown_grouping_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown grouping 'row'; known here: layer, block"):
        load("mbv2_1.0").report().by("row")


def test_shares_of_the_v1_paper() -> None:
    """Table 2 of arXiv:1704.04861: 94.86 % of MAdds are in 1x1 convolutions."""
    report = load("mbv1_1.0").report()
    kinds = {group.label: group for group in report.by("kind")}
    assert round(100 * kinds["pointwise"].madds / report.totals.madds, 2) == 94.86
    assert round(100 * kinds["depthwise"].madds / report.totals.madds, 2) == 3.06
    assert round(100 * kinds["classifier"].madds / report.totals.madds, 2) == 0.18
