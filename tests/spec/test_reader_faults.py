"""Bad files: each fault with its place, its path, what was expected and what was found."""

import pytest

from tests.support import faults

KINDS_KNOWN = "avgpool, bottleneck, classifier, conv, depthwise, maxpool, residual, separable"


pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "x.yaml:1:1: expected a mapping with `layers:` or `extends:`, found a list"),
        ("conv", "x.yaml:1:1: expected a mapping with `layers:` or `extends:`, found 'conv'"),
        ("null", "x.yaml:1:1: expected a mapping with `layers:` or `extends:`, found nothing"),
        ("name: a", "x.yaml:1:1: the key 'layers' is missing: a list of layers"),
        ("layers: []", "x.yaml:1:9: layers: expected a list of layers, found an empty list"),
        ("layers: ", "x.yaml:1:8: layers: expected a list of layers, found nothing"),
        ("layers: {}", "x.yaml:1:9: layers: expected a list of layers, found a mapping"),
        (
            "layers:\n  - conv",
            "x.yaml:2:5: layers[0]: expected one kind with its keys, such as conv: {c: 32},"
            " found 'conv'",
        ),
        (
            "layers:\n  - {conv: {c: 8}, avgpool: {}}",
            "x.yaml:2:5: layers[0]: expected one kind with its keys, such as conv: {c: 32},"
            " found 2 keys",
        ),
        (
            "layers:\n  - [conv]",
            "x.yaml:2:5: layers[0]: expected one kind with its keys, such as conv: {c: 32},"
            " found a list",
        ),
        (
            "layers:\n  - convv: {c: 8}",
            "x.yaml:2:5: layers[0]: unknown kind 'convv'; did you mean 'conv'?",
        ),
        (
            "layers:\n  - transformer: {}",
            f"x.yaml:2:5: layers[0]: unknown kind 'transformer'; known here: {KINDS_KNOWN}",
        ),
        (
            "layers:\n  - conv: {c: 8}\nlayer: []",
            "x.yaml:3:1: layer: unknown key 'layer'; did you mean 'layers'?",
        ),
        (
            "layers:\n  - conv: {c: 8}\nextend: mbv2_1.0",
            "x.yaml:3:1: extend: unknown key 'extend'; did you mean 'extends'?",
        ),
        (
            "layers:\n  - conv: {c: 8}\nzzz: 3",
            "x.yaml:3:1: zzz: unknown key 'zzz'; known here: name, source, input,"
            " width_multiplier, channels, expansion, activation, extends, layers",
        ),
        (
            "layers:\n  - conv: 3",
            "x.yaml:2:11: layers[0].conv: expected a mapping of c, k, widen, conv_groups, n, s,"
            " found '3'",
        ),
        (
            "layers:\n  - conv: {k: 3}",
            "x.yaml:2:11: layers[0].conv: the key 'c' is missing: output channels before the"
            " width multiplier",
        ),
        (
            "layers:\n  - conv: {c: 8, kernel: 3}",
            "x.yaml:2:18: layers[0].conv.kernel: unknown key 'kernel'; did you mean 'k'?",
        ),
        (
            "layers:\n  - avgpool: {k: 7}",
            "x.yaml:2:15: layers[0].avgpool.k: unknown key 'k'; there is none here",
        ),
        (
            "layers:\n  - avgpool: 3",
            "x.yaml:2:14: layers[0].avgpool: expected {}, since it takes no keys, found '3'",
        ),
        (
            "layers:\n  - conv: {c: 8}\nactivatoin: relu",
            "x.yaml:3:1: activatoin: unknown key 'activatoin'; did you mean 'activation'?",
        ),
        (
            "layers:\n  - conv: {c: 8}\ninput: 224",
            "x.yaml:3:8: input: expected a mapping of height, width, channels, found '224'",
        ),
        (
            "layers:\n  - conv: {c: 8}\nchannels: {round: up}",
            "x.yaml:3:19: channels.round: expected one of divisible, floor, nearest, none,"
            " found 'up'",
        ),
        (
            "layers:\n  - conv: {c: 8, widen: sometimes}",
            "x.yaml:2:25: layers[0].conv.widen: expected one of always, only_up, never,"
            " found 'sometimes'",
        ),
        (
            "layers:\n  - conv: {c: 8}\nname: [a]",
            "x.yaml:3:7: name: expected a printable text of at most 200 characters, found a list",
        ),
        (
            'layers:\n  - conv: {c: 8}\nname: "\\e[31m"',
            "x.yaml:3:7: name: expected a printable text of at most 200 characters, found the"
            " text '\\x1b[31m' in quotes",
        ),
    ],
)
def test_a_file_that_is_no_network(text: str, message: str) -> None:
    assert faults(text) == [message]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("two", "'two'"),
        ("true", "'true'"),
        ("no", "'no'"),
        ("3.0", "'3.0'"),
        ("0", "'0'"),
        ("-3", "'-3'"),
        ("+3", "'+3'"),
        (".nan", "'.nan'"),
        (".inf", "'.inf'"),
        ("1e3", "'1e3'"),
        ("0x20", "'0x20'"),
        ("'32'", "the text '32' in quotes"),
        ("", "nothing"),
        ("~", "nothing"),
        ("[32]", "a list"),
        ("{c: 32}", "a mapping"),
    ],
)
def test_a_count_that_is_none(text: str, found: str) -> None:
    message = f"x.yaml:2:15: layers[0].conv.c: expected a positive integer, found {found}"
    assert faults(f"layers:\n  - conv: {{c: {text}}}") == [message]


@pytest.mark.parametrize("key", ["n", "s", "k"])
@pytest.mark.parametrize("text", ["1001", "99999999999999999999"])
def test_a_count_that_is_huge(key: str, text: str) -> None:
    assert faults(f"layers:\n  - conv: {{c: 8, {key}: {text}}}") == [
        f"x.yaml:2:21: layers[0].conv.{key}: expected a positive integer of at most 1000,"
        f" found '{text}'"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zero", "a positive decimal number, such as 0.35, found 'zero'"),
        ("0", "a positive decimal number, found '0'"),
        ("-1", "a positive decimal number, such as 0.35, found '-1'"),
        (".nan", "a positive decimal number, such as 0.35, found '.nan'"),
        (".inf", "a positive decimal number, such as 0.35, found '.inf'"),
        ("1e9", "a positive decimal number, such as 0.35, found '1e9'"),
        ("1001", "a positive decimal number of at most 1000, found '1001'"),
        ("yes", "a positive decimal number, such as 0.35, found 'yes'"),
        ("'1.0'", "a positive decimal number, found the text '1.0' in quotes"),
        (
            "1:30",
            "a positive decimal number, such as 0.35, found '1:30' (sexagesimal in YAML 1.1;"
            " write a plain number)",
        ),
    ],
)
def test_a_width_that_is_none(text: str, expected: str) -> None:
    assert faults(f"layers:\n  - conv: {{c: 8}}\nwidth_multiplier: {text}") == [
        f"x.yaml:3:19: width_multiplier: expected {expected}"
    ]


def test_all_faults_of_a_file_are_named_at_once() -> None:
    text = """\
nam: x
activation: foo
input: {height: 0, hight: 3, height: 4}
layers:
  - conv: {c: two, k: 3.0}
  - bottleneck: {c: 8, t: -1, s: yes}
  - foo: {}
  - conv: {}
"""
    assert faults(text) == [
        "x.yaml:1:1: nam: unknown key 'nam'; did you mean 'name'?",
        "x.yaml:2:13: activation: expected one of relu6, relu, hardswish, swish, sigmoid, linear,"
        " found 'foo'",
        "x.yaml:3:17: input.height: expected a positive integer, found '0'",
        "x.yaml:3:20: input.hight: unknown key 'hight'; did you mean 'height'?",
        "x.yaml:3:30: duplicate key 'height', first given in line 3; remove one",
        "x.yaml:5:15: layers[0].conv.c: expected a positive integer, found 'two'",
        "x.yaml:5:23: layers[0].conv.k: expected a positive integer, found '3.0'",
        "x.yaml:6:27: layers[1].bottleneck.t: expected a decimal number of 0 or more, such as"
        " 0.35, found '-1'",
        "x.yaml:6:34: layers[1].bottleneck.s: expected a positive integer, found 'yes'",
        f"x.yaml:7:5: layers[2]: unknown kind 'foo'; known here: {KINDS_KNOWN}",
        "x.yaml:8:11: layers[3].conv: the key 'c' is missing: output channels before the width"
        " multiplier",
    ]
