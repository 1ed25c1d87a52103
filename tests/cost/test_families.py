"""Which networks are one but for their numbers."""

import pytest

from mbv2calc import load
from mbv2calc.cost.families import bare, built_in, same_family


@pytest.mark.parametrize("name", ["mbv2_0.35", "mbv2_1.0", "mbv2_1.4"])
def test_widths_t_sizes_and_classes_are_numbers_of_one_network(name: str) -> None:
    model = load(name).at(resolution="97x128", t=4, classes=7)
    assert same_family(model.architecture, "mbv2_1.0")
    assert not same_family(model.architecture, "mbv1_1.0")


@pytest.mark.parametrize(
    "path", ["layers[3].bottleneck.k", "layers[2].bottleneck.n", "channels.by", "input.channels"]
)
def test_any_other_number_makes_another_network(path: str) -> None:
    assert not same_family(load("mbv2_1.0").at(settings={path: 5}).architecture, "mbv2_1.0")


def test_a_name_is_no_number() -> None:
    renamed = load("mbv2_1.0").at(settings={"name": "Mine", "source": "me"}).architecture
    assert bare(renamed) == bare(built_in("mbv2_1.0"))
