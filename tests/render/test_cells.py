"""Values as the short texts that people read; rounding happens here."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.render.cells import (
    _FORMATS,
    bar,
    cell,
    count,
    fact_texts,
    share,
    texts,
)
from mbv2calc.tables.neutral import Column, Fact, Format, Table


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", "relu6", "relu6"),
        ("number", "3.47M", "3.47M"),
        ("number", Ratio(9, 2), "4.5"),
        ("count", 3504872, "3,504,872"),
        ("count", 0, "0"),
        ("size", 0, "0 B"),
        ("size", 1023, "1023 B"),
        ("size", 1024, "1.00 KiB"),
        ("size", 614400, "600 KiB"),
        ("size", 3541984, "3.38 MiB"),
        ("size", 5 << 30, "5.00 GiB"),
        ("si", 999, "999"),
        ("si", 1000, "1.00 k"),
        ("si", 12345, "12.3 k"),
        ("si", 300774272, "301 M"),
        ("si", 4089184256, "4.09 G"),
        ("shape", (112, 112, 32), "112x112x32"),
        ("shape", {"height": 160, "width": 224, "channels": 3}, "160x224x3"),
        ("share", 0.06674, "6.7 %"),
        ("share", 1.0, "100.0 %"),
        ("percent", 0.948574, "94.86 %"),
        ("percent", 0.0, "0.00 %"),
        ("percent", 1.0, "100.00 %"),
        ("times", 0.5288, "0.53x"),
        ("times", 1.0, "1x"),
        ("times", 0, "0x"),
        ("times", 0.9996, "0.9996x"),
        ("times", 1.0004, "1.0004x"),
        ("times", 0.0012, "0.0012x"),
        ("times", 0.0949, "0.095x"),
        ("times", 1362.96, "1,362.96x"),
        ("fraction", 0.28684, "0.2868"),
        ("fraction", 1.0, "1.0000"),
        ("bar", 0.125, "12.5 %"),
        ("difference", 0.0, "exact"),
        ("difference", 0.0026, "+0.26 %"),
        ("difference", -0.2184, "-21.84 %"),
        ("difference", 0.00005, "+0.01 %"),
        ("difference", 0.000049, "+0.005 %"),
        ("difference", 0.0000042, "+0.0004 %"),
        ("difference", -0.0000042, "-0.0004 %"),
        ("agrees", True, "yes"),
        ("agrees", False, "no"),
        ("decimal", Ratio(1), "1.0"),
        ("decimal", Ratio(7, 20), "0.35"),
    ],
)
def test_each_kind_of_value_has_its_text(kind: Format, value: Any, text: str) -> None:
    assert cell(value, Column("key", "title", kind)) == text
    assert cell(value, Fact(value, "label", kind)) == text


def test_no_kind_is_without_a_text() -> None:
    assert set(_FORMATS) == set(get_args(Format))


@pytest.mark.parametrize("kind", get_args(Format))
def test_no_value_is_an_empty_cell(kind: Format) -> None:
    assert cell(None, Column("key", "title", kind)) == ""


@given(st.floats(1e-12, 1e12))
def test_a_ratio_is_near_and_never_said_to_be_equal(value: float) -> None:
    text = cell(value, Column("key", "title", "times"))
    shown = float(text.removesuffix("x").replace(",", ""))
    assert shown == pytest.approx(value, rel=0.06)
    assert (text == "1x") is (value == 1)
    assert shown > 0


@given(st.integers(0, 10**18))
def test_a_count_loses_no_digit(value: int) -> None:
    assert int(count(value).replace(",", "")) == value


@given(st.floats(0, 1))
def test_a_share_is_rounded_to_a_tenth_of_a_percent(value: float) -> None:
    assert abs(float(share(value).removesuffix(" %")) - 100 * value) <= 0.05 + 1e-9


@pytest.mark.parametrize(
    ("value", "full", "ascii_only"),
    [(0.0, "", ""), (1.0, "████", "####"), (0.5, "██", "##"), (0.53125, "██▏", "##")],
)
def test_a_bar_is_as_long_as_its_share(value: float, full: str, ascii_only: str) -> None:
    assert bar(value, 4) == full
    assert bar(value, 4, ascii_only=True) == ascii_only


@given(st.floats(0, 1), st.integers(1, 40))
def test_a_bar_is_within_its_width_and_within_an_eighth_of_its_share(
    value: float, width: int
) -> None:
    drawn = bar(value, width)
    assert len(drawn) <= width
    eighths = sum(" ▏▎▍▌▋▊▉█".index(block) for block in drawn)
    assert abs(eighths - 8 * width * value) <= 0.5 + 1e-9
    assert abs(len(bar(value, width, ascii_only=True)) - width * value) <= 0.5 + 1e-9


TABLE = Table("", (Column("name"), Column("t", format="number"), Column("n", format="count")), ())


def test_a_row_and_a_footer_are_texts_in_the_formats_of_the_columns() -> None:
    assert texts(("a", None, 2000), TABLE) == ["a", "", "2,000"]


def test_a_fact_is_shown_if_it_has_a_value() -> None:
    facts = (
        Fact("MobileNetV2"),
        Fact(Ratio(1), "width", "decimal"),
        Fact(None, "t"),
        Fact(3504872, "params", "si"),
    )
    assert fact_texts(facts) == ["MobileNetV2", "width 1.0", "params 3.50 M"]
