"""Conventions are data: rules over the tally, found by name."""

import pytest

from mbv2calc import data, load
from mbv2calc.cost.conventions import Rule, conventions, find_convention
from mbv2calc.cost.tally import Tally
from mbv2calc.errors import UsageError


def test_a_rule_is_a_sum_over_the_tally() -> None:
    tally = Tally(macs=100, norm_elements=7, weights=3)
    assert Rule.parse("macs + 2 norm_elements").of(tally) == 114
    assert Rule.parse("weights").of(tally) == 3


def test_a_rule_on_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="no tally has the field 'mac'"):
        Rule.parse("mac")


def test_a_rule_with_a_field_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="a field appears twice"):
        Rule.parse("macs + macs")


def test_what_a_rule_counts_beyond_another() -> None:
    paper, weights = Rule.parse("weights + bias + 2 norm_channels"), Rule.parse("weights")
    assert weights.over(paper).terms == ((-1, "bias"), (-2, "norm_channels"))
    assert paper.over(weights).terms == ((1, "bias"), (2, "norm_channels"))
    assert paper.over(paper).terms == ()
    assert str(paper) == "weights + bias + 2 norm_channels"
    assert (paper.times, paper.fields) == (4, ("weights", "bias", "norm_channels"))


def test_paper_comes_first_and_counts_trainable_parameters() -> None:
    assert next(iter(conventions())) == "paper"
    rule = find_convention("paper")
    assert rule.params == Rule.parse("weights + bias + 2 norm_channels")
    assert rule.operations == Rule.parse("macs")


@pytest.mark.parametrize(
    ("name", "counted", "params"),
    [
        ("paper", 300_774_272, 3_504_872),
        ("no-norm", 300_774_272, 3_470_760),
        ("folded", 300_774_272, 3_487_816),
        ("slim-v1", 300_774_272, 3_521_928),
        ("keras-total", 300_774_272, 3_538_984),
        ("timm", 314_130_496, 3_504_872),
        ("d-li14", 300_791_328, 3_504_872),
        ("openvino-omz", 614_906_768, 3_487_816),
    ],
)
def test_mobilenet_v2_under_each(name: str, counted: int, params: int) -> None:
    totals = load("mbv2_1.0").totals(name)
    assert (totals.counted, totals.params) == (counted, params)
    assert totals.madds == 300_774_272


def test_every_convention_says_where_it_comes_from() -> None:
    for rule in conventions().values():
        assert rule.unit in ("MAdds", "FLOPs")
        assert rule.title
        assert rule.source
        assert rule.verified


def test_an_unknown_convention_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="unknown convention 'papr'; did you mean 'paper'"):
        load("mbv2_1.0").totals("papr")
    with pytest.raises(UsageError, match="unknown convention 'omz'; did you mean 'openvino-omz'"):
        load("mbv2_1.0").totals("omz")


def test_no_synonym_is_of_two_conventions_or_is_a_name_itself() -> None:
    synonyms = [other for row in conventions().values() for other in row.synonyms]
    assert len(set(synonyms)) == len(synonyms)
    assert set(synonyms).isdisjoint(conventions())


def test_two_conventions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="'paper'"):
        conventions().add(find_convention("paper"))


def test_the_rules_of_the_data_stand_in_the_order_of_a_tally() -> None:
    """So that what ships is written as it is shown, and equal rules are equal."""
    for row in data.rows("conventions.csv"):
        for quantity in ("operations", "params", "activations"):
            assert not row[quantity] or str(Rule.parse(row[quantity])) == row[quantity]
    assert Rule.parse("bias + 2 norm_channels + weights") == Rule.parse(
        "weights + bias + 2 norm_channels"
    )
