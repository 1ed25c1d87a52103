"""The table of operators, and what a builder makes of an operator that is added to it."""

from collections.abc import Iterator

import pytest

from mbv2calc.cost.tally import Tally, layer_tally
from mbv2calc.errors import UsageError
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import Builder
from mbv2calc.model.layers import Operator
from mbv2calc.model.maps import ONE_POSITION
from mbv2calc.model.operators import OPERATORS
from mbv2calc.model.structure import by_numbers
from mbv2calc.spec.architecture import Architecture, Entry, Input

ARCHITECTURE = Architecture(
    name="one", input=Input(height=6, width=5, channels=8), activation="relu", layers=()
)


@pytest.fixture
def builder() -> Builder:
    return Builder(ARCHITECTURE, by_numbers)


@pytest.fixture
def gate() -> Iterator[Operator]:
    """A multiplication of a map by one factor for each channel, as squeeze-and-excitation has."""
    yield OPERATORS.add(Operator("gate", 160))
    OPERATORS.remove("gate")


def test_an_operator_that_is_not_registered_is_named(builder: Builder) -> None:
    with pytest.raises(UsageError) as caught:
        builder.add("gate", "gate")
    assert str(caught.value).startswith("unknown operator 'gate'; known here: pointwise, depthwise")
    assert str(caught.value).endswith("mbv2calc.model.operators.OPERATORS.add registers one")


def test_two_operators_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="'conv'"):
        OPERATORS.add(Operator("conv", 0))


def test_a_new_operator_reads_two_tensors_and_keeps_the_map_of_the_first(
    builder: Builder, gate: Operator
) -> None:
    source = builder.out
    squeezed = builder.add("avgpool", "squeeze", out_map=ONE_POSITION)
    output = builder.add("gate", "gate", [source, squeezed])
    assert output.map is source.map
    assert output.channels == 8
    layer = builder.layers[-1]
    assert layer.operator is gate
    assert (layer.norm, layer.bias, layer.activation) == (False, False, "")
    assert layer_tally(layer) == Tally()


@pytest.mark.parametrize(
    ("norm", "bias", "expected"),
    [
        (None, None, (True, False)),
        (False, None, (False, True)),
        (False, False, (False, False)),
        (True, True, (True, True)),
    ],
)
def test_weights_have_a_norm_or_a_bias_unless_told_otherwise(
    builder: Builder, norm: bool | None, bias: bool | None, expected: tuple[bool, bool]
) -> None:
    builder.add("conv", "conv", out_channels=4, kernel_size=3, norm=norm, bias=bias)
    layer = builder.layers[-1]
    assert (layer.norm, layer.bias) == expected
    tally = layer_tally(layer)
    assert (tally.norm_channels, tally.bias) == (4 * expected[0], 4 * expected[1])
    assert (tally.norm_elements, tally.relu_elements) == (120 * expected[0], 120)
    assert tally.weights == 9 * 8 * 4


def test_a_norm_and_an_activation_fuse_into_any_operator(builder: Builder) -> None:
    builder.add("maxpool", "maxpool", kernel_size=3, stride=2, norm=True, activation="swish")
    assert layer_tally(builder.layers[-1]) == Tally(
        norm_layers=1, norm_channels=8, norm_elements=72, activation_elements=72, maxpool_inputs=240
    )


def test_a_role_is_unique_in_its_block(builder: Builder) -> None:
    for _ in range(3):
        builder.add("depthwise", "depthwise", kernel_size=3, conv_groups=builder.out.channels)
    builder.begin(1)
    builder.add("depthwise", "depthwise", kernel_size=3, conv_groups=builder.out.channels)
    assert [layer.name for layer in builder.layers] == [
        "0.0.depthwise", "0.0.depthwise_2", "0.0.depthwise_3", "0.1.depthwise",
    ]  # fmt: skip


@pytest.mark.parametrize("kernel", [2, 3])  # which leaves 0 positions, or fewer
@pytest.mark.parametrize(("height", "width"), [(6, 5), (5, 6)])
def test_a_window_that_does_not_fit_is_a_fault(height: int, width: int, kernel: int) -> None:
    size = Input(height=height, width=width, channels=8)
    entry = Entry(KINDS["maxpool"]())
    builder = Builder(Architecture(name="one", input=size, layers=(entry,)), by_numbers)
    builder.add("maxpool", "maxpool", kernel_size=5, padding="valid")
    assert builder.faults == []
    builder.add("maxpool", "maxpool", kernel_size=kernel, padding="valid")
    (fault,) = builder.faults
    assert fault.message == f"its window does not fit into {height - 4}x{width - 4}"


def test_layers_behind_equal_strides_share_a_map(builder: Builder) -> None:
    source = builder.out
    one = builder.add("conv", "conv", out_channels=4, kernel_size=3, stride=2)
    other = builder.add("pointwise", "shortcut", [source], out_channels=4, kernel_size=1, stride=2)
    assert one.map is other.map


def test_an_operator_is_shown_by_its_name() -> None:
    assert repr(OPERATORS["conv"]) == "Operator('conv')"
