"""Plans: auto against every combination of ways, steps that sum up, names, traffic."""

from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from mbv2calc import load
from mbv2calc.arith import Ratio
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.plan import BlockPlan, Plan, Traffic, make_plan
from mbv2calc.cost.memory.schedules import AUTO, SCHEDULES, peak_bytes
from mbv2calc.errors import SpecError
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.spec.rounding import ChannelRule
from tests.cost.memory.by_hand import BYTE, Part, elements, parts, peak, single
from tests.strategies import POINTS, Point, architectures, graphs
from tests.tiers import examples

INT8 = ElementBytes(1, 4)
FEW = st.integers(1, 4)
SMALL = st.one_of(
    st.builds(KINDS["bottleneck"], c=FEW, s=st.integers(1, 2), n=st.integers(1, 2),
              t=st.sampled_from(["0", "0.3", "0.5", "1", "2", "3"]).map(Ratio.parse)),
    st.builds(KINDS["separable"], c=FEW, s=st.integers(1, 2)),
    st.builds(KINDS["conv"], c=FEW, s=st.integers(1, 2)),
    st.builds(KINDS["residual"], c=FEW, inner=FEW),
    st.builds(KINDS["depthwise"]),
)  # fmt: skip
SMALL_SIZES = st.builds(ElementBytes, st.integers(1, 3), st.integers(1, 9))


@st.composite
def small_networks(draw: st.DrawFn) -> Network:
    """A network of a few blocks of a few channels, which no classifier dominates."""
    height, width = draw(st.integers(8, 12)), draw(st.integers(8, 12))
    blocks = draw(st.lists(SMALL, min_size=1, max_size=3))
    architecture = Architecture(
        name="small",
        input=Input(height=height, width=width, channels=draw(FEW)),
        channels=ChannelRule(round="divisible", by=1),
        layers=tuple(map(Entry, blocks)),
    )
    try:
        return build_network(architecture)
    except SpecError:  # an identity of unlike ends
        reject()


class Way(NamedTuple):
    """One way to run a block, and the most that it takes."""

    schedule: str
    groups: int | None
    bytes: int


def ways(part: Part, sizes: ElementBytes) -> list[Way]:
    """All that auto chooses from, in the order in which it prefers them."""
    found = [Way(name, None, max(part.steps(name, sizes))) for name in ("whole", "in-place")]
    if part.has_inside:
        most = part.inner_channels
        for groups in range(min(2, most), most + 1):
            held = part.grouped(sizes, groups)
            found.append(Way("grouped", groups, max(held)))
    return found


@examples(200)
@given(network=small_networks() | graphs(), sizes=SMALL_SIZES)
def test_auto_is_the_best_of_all_combinations(network: Network, sizes: ElementBytes) -> None:
    """The least peak of the product of all ways; of each block the first way that reaches it."""
    choices = [ways(part, sizes) for part in parts(network)]
    combinations = list(product(*(range(len(choice)) for choice in choices)))
    assume(choices and len(combinations) < 5000)
    peaks = {
        taken: max(choice[place].bytes for choice, place in zip(choices, taken, strict=True))
        for taken in combinations
    }
    least = min(peaks.values())
    reaching = [taken for taken, reached in peaks.items() if reached == least]
    first = [choice[min(places)] for choice, *places in zip(choices, *reaching, strict=True)]
    plan = make_plan(network, AUTO, sizes, madds=0)
    assert plan.peak_bytes == least
    found = [Way(b.schedule, b.groups, b.bytes) for b in plan.blocks]
    assert found == first


def test_auto_of_mobilenet_v2() -> None:
    """No way leaves less than 112 x 112 x (32 + 16) to the first projection. The next block may
    then have groups of 6, the third overwrites 56 x 56 x 144 in place, and all others run whole.
    """
    plan = make_plan(load("mbv2_1.0").network(), AUTO, INT8, madds=0)
    assert plan.peak_bytes == 112 * 112 * (32 + 16) == 602_112
    assert [(b.name, b.schedule, b.groups) for b in plan.blocks if b.schedule != "whole"] == [
        ("1.0", "in-place", None),
        ("2.0", "grouped", 16),
        ("2.1", "in-place", None),
    ]
    grouped = plan.blocks[2]
    assert (grouped.inner_channels, grouped.group_channels) == (96, 6)
    assert grouped.bytes == 112 * 112 * 16 + 56 * 56 * 24 * 4 + 6 * (112 * 112 + 56 * 56) == 595_840


def test_auto_never_takes_one_group() -> None:
    """At 6 x 5 a convolution of 8 to 13 channels sets the peak, 30 x 21. The block before it, of 8
    to 2 to 8 channels, needs 30 x 24 whole; one group would fit, with 30 x 20, but two do it.
    """
    narrow = Entry(KINDS["bottleneck"](c=8, t=Ratio(1, 4)))  # type: ignore[call-arg]
    architecture = Architecture(
        name="narrow",
        input=Input(height=6, width=5, channels=8),
        channels=ChannelRule(round="divisible", by=1),
        layers=(narrow, Entry(KINDS["conv"](c=13))),  # type: ignore[call-arg]
    )
    network = build_network(architecture)
    plan = make_plan(network, AUTO, BYTE, madds=0)
    assert plan.peak_bytes == 30 * 21
    assert [(b.schedule, b.groups) for b in plan.blocks] == [("grouped", 2), ("whole", None)]
    one = make_plan(network, "grouped", BYTE, madds=0, groups=1)
    assert [block.bytes for block in one.blocks] == [30 * 20, 30 * 21]


@examples(60)
@given(
    architecture=architectures(),
    point=POINTS,
    sizes=SMALL_SIZES,
    groups=st.sampled_from([1, 3, 99]),
)
def test_steps_and_blocks_reach_the_peak(
    architecture: Architecture, point: Point, sizes: ElementBytes, groups: int
) -> None:
    network = point.network(architecture)
    for schedule in (*SCHEDULES, AUTO):
        plan = make_plan(network, schedule, sizes, madds=0, groups=groups)
        assert plan.peak is not None
        held = [step.live_bytes for step in plan.steps]
        assert plan.peak.live_bytes == max(held) == plan.peak_bytes
        assert plan.peak_bytes == peak_bytes(network, schedule, sizes, groups)
        assert max(block.bytes for block in plan.blocks) == plan.peak_bytes
        assert plan.steps.index(plan.peak) == held.index(max(held))
        assert_names_are_unique(plan)
        for block, part in zip(plan.blocks, parts(network), strict=True):
            by_hand = part.steps(block.schedule, sizes, block.groups or groups)
            assert [step.live_bytes for step in block.steps] == by_hand


def assert_names_are_unique(plan: Plan) -> None:
    steps = [step.name for step in plan.steps]
    assert len(set(steps)) == len(steps)
    for step in plan.steps:
        names = [tensor.name for tensor in step.tensors]
        assert len(set(names)) == len(names)


def held_by(
    schedule: str, sizes: ElementBytes, groups: int = ONE_CHANNEL
) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """The steps of a block of 8 channels at 6 x 5, t = 2, with a shortcut."""
    network = single(6, 5, 8, "bottleneck", c=8, t=Ratio(2))
    steps = make_plan(network, schedule, sizes, madds=0, groups=groups).steps
    return [
        (step.name, step.operator, [(name, size) for name, _, size in step.tensors])
        for step in steps
    ]


def test_names_of_what_is_held_whole() -> None:
    x, expanded, filtered = ("input", 240), ("0.0.expand", 480), ("0.0.depthwise", 480)
    projected, summed = ("0.0.project", 240), ("0.0.add", 240)
    assert held_by("whole", BYTE) == [
        ("0.0.expand", "expand", [x, expanded]),
        ("0.0.depthwise", "depthwise", [x, expanded, filtered]),
        ("0.0.project", "project", [x, filtered, projected]),
        ("0.0.add", "add", [x, projected, summed]),
    ]


def test_names_of_what_is_held_in_place() -> None:
    _, filter_, project, _ = held_by("in-place", BYTE)
    over = ("0.0.depthwise over 0.0.expand", 480)
    assert filter_ == ("0.0.depthwise", "depthwise", [("input", 240), over])
    assert ("0.0.depthwise", 480) in project[2]


def test_names_of_what_is_held_in_groups() -> None:
    assert held_by("grouped", ElementBytes(1, 4), 3) == [
        ("0.0", "in groups", [("input", 240), ("0.0.add as sums", 960), ("0.0 one group", 6 * 60)])
    ]


@pytest.mark.parametrize(
    ("groups", "taken", "channels"), [(1, 1, 16), (3, 3, 6), (16, 16, 1), (99, 16, 1)]
)
def test_traffic_by_hand(groups: int, taken: int, channels: int) -> None:
    """X of 240 elements is read G times; Y of 240 is written G times and read G - 1 times."""
    network = single(6, 5, 8, "bottleneck", c=8, t=Ratio(2))
    (block,) = make_plan(network, "grouped", ElementBytes(2, 4), madds=0, groups=groups).blocks
    assert (block.inner_channels, block.groups, block.group_channels) == (16, taken, channels)
    assert block.traffic == Traffic(
        input_again=(taken - 1) * 480, output=(2 * taken - 1) * 960, output_whole=480
    )


@examples(60)
@given(architecture=architectures(), point=POINTS, sizes=SMALL_SIZES, groups=st.integers(1, 20))
def test_traffic_of_all_blocks(
    architecture: Architecture, point: Point, sizes: ElementBytes, groups: int
) -> None:
    network = point.network(architecture)
    again = output = whole = 0
    for part in parts(network):
        if part.has_inside:
            taken = min(groups, part.inner_channels)
            x, y = (elements([t]) for t in (part.layers[0].inputs[0], part.layers[-1].output))
            again += (taken - 1) * x * sizes.activation
            output += (taken + taken - 1) * y * sizes.accumulator
            whole += y * sizes.activation
    plan = make_plan(network, "grouped", sizes, madds=0, groups=groups)
    assert plan.traffic == Traffic(again, output, whole)


def is_ungrouped(block: BlockPlan) -> bool:
    return (block.groups, block.group_channels, block.traffic) == (None, None, None)


def test_what_is_not_grouped_says_nothing_of_groups() -> None:
    network = load("mbv2_1.0").network()
    for schedule in ("whole", "in-place"):
        plan = make_plan(network, schedule, INT8, madds=0)
        assert all(map(is_ungrouped, plan.blocks))
        assert plan.groups is None
    grouped = make_plan(network, "grouped", INT8, madds=0)
    assert grouped.groups == ONE_CHANNEL
    names = {b.name for b in grouped.blocks if is_ungrouped(b)}
    assert names == {"0.0", "8.0", "9.0", "10.0"}
    assert {b.schedule for b in grouped.blocks if b.name in names} == {"whole"}
    assert make_plan(network, "whole", INT8, madds=0).traffic == Traffic(0, 0, 0)


def test_what_cannot_run_in_place_says_whole() -> None:
    kept = make_plan(single(6, 5, 8, "bottleneck", c=8, t=Ratio(1)), "in-place", BYTE, madds=0)
    free = make_plan(single(6, 5, 8, "bottleneck", c=4, t=Ratio(1)), "in-place", BYTE, madds=0)
    assert [plan.blocks[0].schedule for plan in (kept, free)] == ["whole", "in-place"]
    assert [plan.schedule for plan in (kept, free)] == ["in-place", "in-place"]


@pytest.mark.parametrize("schedule", [*SCHEDULES, AUTO])
def test_a_plan_of_nothing(schedule: str) -> None:
    """Identities alone hold the input, and no step."""
    network = single(6, 5, 8, "bottleneck", c=8, t=Ratio(0))
    plan = make_plan(network, schedule, ElementBytes(2, 4), madds=0)
    assert (plan.peak_bytes, plan.peak, plan.steps, plan.blocks) == (480, None, (), ())
    assert plan.peak_bytes == peak(network, schedule, ElementBytes(2, 4))
