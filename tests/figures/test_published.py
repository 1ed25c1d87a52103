"""Published figures: every one that ships is compared, under its own convention and rounding."""

from typing import Any

import pytest

from mbv2calc import Model, load
from mbv2calc.cost.conventions import Convention, Rule, conventions
from mbv2calc.errors import QuantityError
from mbv2calc.figures.printed import Printed
from mbv2calc.figures.published import Figure, FigureCheck, figures


def model_of(figure: Figure) -> Model:
    return load(figure.network).at(
        width=figure.width,
        t=figure.t or None,
        resolution=figure.resolution,
        classes=figure.classes,
    )


def name(figure: Figure) -> str:
    at = f"{figure.network}-{figure.width}-{figure.resolution}-{figure.classes}"
    return f"{at}-{figure.figure}-{figure.printed}-{figure.convention}"


@pytest.mark.parametrize("figure", figures(), ids=name)
def test_each_figure_is_found_and_has_the_status_it_claims(figure: Figure) -> None:
    found = [c for c in model_of(figure).report().published if c.row == figure]
    assert len(found) == 1
    expected = {"reproduced": True, "reported": None}.get(figure.status, False)
    assert found[0].reproduced is expected
    assert figure.note or expected is not False, "what is not reproduced says why"


def test_what_ships_covers_the_classification_figures() -> None:
    reproduced = [figure for figure in figures() if figure.status == "reproduced"]
    assert len(reproduced) >= 180
    assert {figure.network for figure in reproduced} == {"mbv1_1.0", "mbv2_1.0", "resnet50"}
    assert {figure.convention for figure in reproduced} <= set(conventions())
    assert len(set(figures())) == len(figures())


def test_table_3_of_the_mobilenet_v3_paper_is_here() -> None:
    rows = [f for f in figures() if f.reference == "arXiv:1905.02244"]
    assert {(str(f.width), f.figure, f.printed, f.status) for f in rows} == {
        ("1.0", "operations", "300M", "reproduced"),
        ("1.0", "params", "3.4M", "reproduced"),
        ("1.0", "top1", "72.0", "reported"),
        ("0.35", "operations", "59.2M", "reproduced"),
        ("0.35", "params", "1.6M", "reproduced"),
        ("0.35", "top1", "60.8", "reported"),
    }
    assert {(f.network, f.convention) for f in rows} == {
        ("mbv2_1.0", "no-norm"),
        ("mbv2_1.0", None),
    }


def test_the_22_rows_of_the_mobilenet_v2_readme_floor() -> None:
    rows = [f for f in figures() if f.source == "TF-Slim README" and f.t]
    operations = [f for f in rows if f.figure == "operations"]
    assert len(operations) == 22
    assert {f.rounding for f in operations} == {"floor"}
    nearest = [
        FigureCheck(f._replace(rounding="nearest"), _exact(f)).reproduced for f in operations
    ]
    assert nearest.count(False) == 8


def _exact(figure: Figure) -> int:
    madds: int = model_of(figure).totals().madds
    return madds


@pytest.mark.parametrize(
    ("text", "exact", "floor", "nearest"),
    [
        ("300M", 300_774_272, True, False),
        ("301M", 300_774_272, False, True),
        ("3.47M", 3_470_760, True, True),
        ("3.4M", 3_470_760, True, False),
        ("3504872", 3_504_872, True, True),
        ("3504872", 3_504_873, False, False),
        ("0.5M", 450_000, False, True),
        ("0.5M", 449_999, False, False),
        ("1.40G", 1_404_999_999, True, True),
        ("1.40G", 1_405_000_000, True, False),
        ("3.0e8", 300_774_272, True, True),
        ("3.0e8", 309_999_999, True, False),
        ("8.2120e+09", 8_212_049_999, True, True),
        ("4.12x10^9", 4_115_000_000, False, True),
        ("3,504,872", 3_504_872, True, True),
        ("0.3e9", 349_999_999, True, True),
    ],
)
def test_rounding(text: str, exact: int, floor: bool, nearest: bool) -> None:
    printed = Printed.read(text)
    assert printed.agrees(exact, "floor") is floor
    assert printed.agrees(exact, "nearest") is nearest


@pytest.mark.parametrize("text", ["", "M", "1.5", "1/3", "1e-3", "3.50470M params", "-3M"])
def test_what_is_no_printed_figure(text: str) -> None:
    with pytest.raises(QuantityError, match="expected a figure"):
        Printed.read(text)


@pytest.mark.parametrize(
    "changed",
    [
        {"settings": {"layers[3].bottleneck.k": 5}},
        {"settings": {"channels.by": 4}},
        {"settings": {"input.channels": 1}},
        {"settings": {"activation": "relu"}},
        {"resolution": (224, 192)},
        {"t": 5},
        {"classes": 999},
        {"width": "0.36"},
    ],
)
def test_nothing_is_said_of_a_network_that_was_not_published(changed: dict[str, Any]) -> None:
    assert load("mbv2_1.0").report().published
    assert load("mbv2_1.0").at(**changed).report().published == ()


def test_a_copy_under_another_name_is_the_same_network() -> None:
    renamed = load("mbv2_1.0").at(settings={"name": "Mine", "source": "me"})
    assert renamed.report().published == load("mbv2_1.0").report().published
    assert load("mbv2_0.5").report().published == load("mbv2_1.0").at(width=0.5).report().published


def test_a_figure_in_another_unit_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = Rule.parse("2 macs")
    conventions().add(Convention("in-ops", "Ops", rule, rule, "twice", "nobody"))
    first, *others = (check.row for check in load("mbv2_1.0").report().published)
    counted = first._replace(figure="operations", printed="602M", convention="in-ops")
    monkeypatch.setattr("mbv2calc.figures.published.figures", lambda: (counted, first, *others))
    try:
        assert load("mbv2_1.0").report().published[-1] == FigureCheck(counted, 601_548_544)
    finally:
        conventions().remove("in-ops")


def test_a_batch_does_not_change_what_was_published() -> None:
    assert load("mbv2_1.0").at(batch=8).report().published == load("mbv2_1.0").report().published
