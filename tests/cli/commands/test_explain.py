"""mbv2calc explain: the figure that was typed, of the network that was named."""

import json

import pytest

from tests.support import assert_one_message, run


def test_left_out_the_network_is_mobilenet_v2() -> None:
    result = run("explain", "314M")
    assert result == run("explain", "314M", "mbv2_1.0")
    assert (result.code, result.err) == (0, "")
    for name in ("timm", "fvcore", "t1-expands"):
        assert name in result.out


def test_585m_has_no_known_rule() -> None:
    result = run("explain", "585M", "mbv2_1.4")
    assert result.code == 0
    assert "No known rule gives 585M" in result.out
    assert "582,195,824" in result.out
    assert "Sandler et al. 2018 prints 585M for width 1.4 at 224" in result.out


def test_knobs_apply() -> None:
    found = json.loads(run("explain", "97M", "--width", "0.5", "-f", "json").out)
    assert found["matches"][0]["value"] == 97_131_840
    assert found["network"]["width"] == 0.5


def test_all_causes_are_listed_unless_a_few_are_asked_for() -> None:
    causes = json.loads(run("explain", "0.3G", "-f", "json").out)["matches"]
    assert len(causes) > 12
    text = run("explain", "0.3G", COLUMNS="100").out
    assert "more with" not in text
    for cause in causes:
        assert f"{cause['value']:,}" in text
    assert f"{len(causes) - 3} more" in run("explain", "0.3G", "--top", "3", COLUMNS="100").out
    assert len(json.loads(run("explain", "0.3G", "--top", "3", "-f", "json").out)["matches"]) == 3


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("figure", ["314M", "429M", "600M"])
def test_no_line_is_wider_than_the_window(figure: str, width: int) -> None:
    lines = run("explain", figure, COLUMNS=str(width)).out.splitlines()
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["314MB"], "FIGURE: expected"),
        (["314M", "nope"], "nope"),
        (["mbv2_1.0", "314M"], "the figure comes first"),
        (["314M", "--top", "0"], "--top: expected"),
        (["314M", "-f", "xml"], "unknown format 'xml'"),
    ],
)
def test_bad_usage_is_refused(arguments: list[str], message: str) -> None:
    assert_one_message(run("explain", *arguments), message)
