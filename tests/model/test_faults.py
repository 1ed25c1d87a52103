"""Files whose numbers make no network: every entry concerned is named, all at once."""

import pytest

from tests.support import faults

pytestmark = pytest.mark.usefixtures("folder")


def test_numbers_that_make_no_network_are_named_at_once() -> None:
    text = """\
input: {height: 3}
expansion: 0
layers:
  - conv: {c: 16, s: 2}
  - conv: {c: 24, conv_groups: 3}
  - conv: {c: 24, conv_groups: 5}
  - bottleneck: {c: 24, n: 2, s: 2}
  - bottleneck: {c: 32}
  - classifier: {}
"""
    identity = "t = 0 is the identity, which needs stride 1 and equal channels"
    assert faults(text) == [
        "x.yaml:5:5: layers[1].conv: conv_groups 3 does not divide its 16 in_channels",
        "x.yaml:6:5: layers[2].conv: conv_groups 5 does not divide its 24 in_channels",
        "x.yaml:6:5: layers[2].conv: conv_groups 5 does not divide its 24 out_channels",
        f"x.yaml:2:12: layers[3].bottleneck: {identity}; block 3.0 has stride 2 and 24 to 24"
        " channels; give it a t above 0",
        f"x.yaml:2:12: layers[4].bottleneck: {identity}; block 4.0 has stride 1 and 24 to 32"
        " channels; give it a t above 0",
        "x.yaml:9:5: layers[5].classifier: a classifier needs a single position; put"
        " `- avgpool: {}` before it",
        "x.yaml:1:8: input: resolution 3x224 is too small: the layers have a total stride of 4;"
        " give at least 4 pixels per side",
    ]


def test_a_bottleneck_needs_a_t_from_somewhere() -> None:
    fix = "t is missing: give the entry a `t`, or the file an `expansion`"
    assert faults("layers:\n  - bottleneck: {c: 8}\n  - bottleneck: {c: 8, n: 3}\n") == [
        f"x.yaml:2:5: layers[0].bottleneck: {fix}",
        f"x.yaml:3:5: layers[1].bottleneck: {fix}",
    ]


WHOLE = "is not whole, as `round: none` needs"


def test_unrounded_channels_must_come_out_whole() -> None:
    text = """\
width_multiplier: 0.35
channels: {round: none}
layers:
  - conv: {c: 32, n: 3}
  - conv: {c: 20}
  - separable: {c: 8, n: 2}
  - conv: {c: 33, widen: only_up}
  - conv: {c: 33, widen: never}
"""
    assert faults(text) == [
        f"x.yaml:4:5: layers[0].conv: 32 channels x 0.35 {WHOLE}",
        f"x.yaml:6:5: layers[2].separable: 8 channels x 0.35 {WHOLE}",
    ]


def test_an_unrounded_expansion_must_come_out_whole() -> None:
    text = """\
channels: {round: none}
expansion: 0.5
layers:
  - conv: {c: 5}
  - bottleneck: {c: 4, n: 2}
  - bottleneck: {c: 5, t: 1.3}
"""
    assert faults(text) == [
        f"x.yaml:5:5: layers[1].bottleneck: E = 0.5 x 5 {WHOLE}",
        f"x.yaml:6:5: layers[2].bottleneck: E = 1.3 x 4 {WHOLE}",
    ]


def test_an_entry_that_does_not_come_out_whole_is_named_once_for_each_channels() -> None:
    text = """\
channels: {round: none}
layers:
  - conv: {c: 5}
  - bottleneck: {c: 7, t: 0.5, n: 4}
"""
    assert faults(text) == [
        f"x.yaml:4:5: layers[1].bottleneck: E = 0.5 x 5 {WHOLE}",
        f"x.yaml:4:5: layers[1].bottleneck: E = 0.5 x 7 {WHOLE}",
    ]
