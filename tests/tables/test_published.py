"""Published figures as a table: what papers print, what tools print, what is computed."""

from typing import Any

import pytest

from mbv2calc import load
from mbv2calc.figures.published import figures
from mbv2calc.tables.neutral import Table
from mbv2calc.tables.report import report_document
from tests.support import tiny


def table(name: str = "mbv2_1.0", **knobs: Any) -> Table:
    return report_document(load(name).at(**knobs).report()).shown_tables()[1]


def people(found: Table, *titles: str) -> list[tuple[Any, ...]]:
    """What a person reads in the columns of these titles."""
    at = {column.heading: i for i, column in enumerate(found.columns)}
    return [tuple(row[at[title]] for title in titles) for row in found.rows]


def test_published_figures_stand_beside_computed_ones() -> None:
    report = report_document(load("mbv2_1.0").report()).plain()
    found = {
        (row["figure"], row["published"], row["convention"]): row for row in report["published"]
    }
    row = found["operations", "300M", "no-norm"]
    assert row["computed"] == 300774272
    assert row["difference"] == 774272
    assert (row["reproduced"], row["status"], row["rounding"]) == (True, "reproduced", "floor")
    accuracy = next(row for row in report["published"] if row["figure"] == "top1")
    assert (accuracy["computed"], accuracy["difference"], accuracy["reproduced"]) == (None,) * 3


def test_a_network_without_published_figures_shows_no_table_of_them() -> None:
    document = report_document(tiny().report())
    assert document.plain()["published"] == []
    assert [table.title for table in document.shown_tables()] == [""]


def test_a_person_reads_these_columns() -> None:
    found = table()
    assert [column.heading for column in found.columns] == [
        "figure", "published", "computed", "diff", "ok", "status", "convention", "rounding",
        "source",
    ]  # fmt: skip


def test_parameters_come_before_multiply_adds_and_those_before_flops() -> None:
    order = ["params", "MAdds", "FLOPs", "activations", "top-1 %", "top-5 %"]
    for name, knobs in (("mbv2_1.0", {}), ("mbv2_1.0", {"classes": 1001}), ("mbv1_1.0", {})):
        seen = [what for (what,) in people(table(name, **knobs), "figure")]
        assert seen == sorted(seen, key=order.index)
        assert {"params", "MAdds"} < set(seen)
    assert {what for (what,) in people(table(classes=1001), "figure")} == set(order) - {
        "activations"
    }


def test_papers_come_before_tools() -> None:
    papers = {f.source for f in figures() if f.is_of_paper}
    assert "Sandler et al. 2018" in papers
    found = people(table(), "figure", "source")
    for what in ("params", "MAdds", "top-1 %"):
        printed = [source in papers for figure, source in found if figure == what]
        assert printed == sorted(printed, reverse=True)
        assert printed[0]
    assert found[0] == ("params", "Sandler et al. 2018")


def test_a_difference_is_a_share_of_what_was_printed() -> None:
    found = people(table(), "published", "computed", "diff", "ok")
    assert ("300M", 300_774_272, pytest.approx(774_272 / 300_000_000), True) in found
    assert ("3504872", 3_504_872, 0.0, True) in found
    assert ("401920448", 314_130_496, pytest.approx(-87_789_952 / 401_920_448), False) in found
    assert ("72.0", None, None, None) in found


@pytest.mark.parametrize(
    ("batch", "title"),
    [(1, "published for this network"), (2, "published for this network, for one image")],
)
def test_published_figures_are_of_one_image(batch: int, title: str) -> None:
    found = table(batch=batch)
    assert found.title == title
    assert found.rows == table().rows


def test_what_is_not_reproduced_has_a_note() -> None:
    assert table().notes == (
        "Open Model Zoo, 3.489M: The count of the 1001-class network is printed",
        "timm docs, 401920448: About a third above the multiply-adds; fits no convention listed"
        " here",
    )
