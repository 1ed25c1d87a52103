"""Names of what rounding makes: none for what no rule of the file makes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from mbv2calc import Model, load
from mbv2calc.formulas.network import network_source
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import Builder
from mbv2calc.spec.architecture import Entry
from mbv2calc.spec.schema import Block
from tests.formula_support import Module, fraction


@pytest.fixture
def squeeze() -> Iterator[type[Block]]:
    """A kind whose block rounds channels by a rule of its own: M to M / 4, halves up, and back."""

    @dataclass(frozen=True, kw_only=True)
    class Squeeze(Block):
        kind: ClassVar[str] = "squeeze"

        def build(self, builder: Builder) -> None:
            channels = builder.out.channels
            builder.add("pointwise", "reduce", out_channels=(channels + 2) // 4, kernel_size=1)
            builder.add("pointwise", "expand", out_channels=channels, kernel_size=1)

    yield Squeeze
    del KINDS["squeeze"]


@pytest.mark.parametrize("width", ["0.35", "0.5", "1", "1.4"])
@pytest.mark.parametrize("resolution", [97, 224])
def test_channels_of_another_rule_are_written_out(
    squeeze: type[Block], width: str, resolution: int
) -> None:
    whole = load("mbv2_1.0").architecture
    entries = (*whole.layers[:2], Entry(squeeze()), *whole.layers[2:])
    model = Model(replace(whole, layers=entries))
    module = Module(network_source(model.architecture, rounded=True).at({}))
    totals = model.at(width=width, resolution=resolution).totals()
    at = {"alpha": fraction(width), "t": 6, "r": resolution}
    assert module.call("params", **at) == totals.params
    assert module.call("madds", **at) == totals.madds


def test_channels_that_are_known_to_be_enough_take_no_largest() -> None:
    """E = 5/2 C is above 1, since the rule floor leaves no C under 8."""
    settings = {"channels.round": "floor", "channels.at_least": 8, "layers[3].bottleneck.t": "2.5"}
    asked = load("mbv2_1.0").at(settings=settings).formula(rounded=True)
    inside = {str(d.symbol): str(d.expression) for d in asked.definitions}
    assert inside["E_24_2_5"] == "floor(5*C_24/2 + 1/2)"
