"""The document of a check: its keys are a contract, its rows the budgets."""

from typing import Any

import pytest

from mbv2calc import Model, load
from mbv2calc.render.formats import document_formats, render
from mbv2calc.tables.check import broken_sentences, check_document
from mbv2calc.tables.report import report_document

V2 = load("mbv2_1.0")
BOTH: dict[str, Any] = {"max_madds": "300M", "max_flash": "4MiB"}


def plain(model: Model = V2, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = check_document(model.check(**options)).plain()
    return found


def sentences(**options: Any) -> tuple[str, ...]:
    return check_document(V2.check(**options)).sentences


def test_the_keys_and_their_order_are_a_contract() -> None:
    found = plain(**BOTH)
    assert list(found) == ["network", "schedule", "groups", "fits", "budgets"]
    assert found["network"] == report_document(V2.report()).plain()["network"]
    assert (found["schedule"], found["groups"], found["fits"]) == ("whole", None, False)
    assert [list(row) for row in found["budgets"]] == [
        ["budget", "metric", "used", "limit", "slack", "share", "fits"]
    ] * 2


def test_a_row_says_what_is_used_and_what_is_left() -> None:
    assert plain(**BOTH)["budgets"] == [
        {
            "budget": "madds", "metric": "madds", "used": 300_774_272, "limit": 300_000_000,
            "slack": -774_272, "share": 300_774_272 / 300_000_000, "fits": False,
        },
        {
            "budget": "flash", "metric": "weight_bytes", "used": 3_541_984, "limit": 4_194_304,
            "slack": 652_320, "share": 3_541_984 / 4_194_304, "fits": True,
        },
    ]  # fmt: skip


def test_a_limit_of_nothing_has_no_share() -> None:
    (row,) = plain(max_madds=0)["budgets"]
    assert (row["share"], row["slack"]) == (None, -300_774_272)


@pytest.mark.parametrize(
    ("schedule", "groups", "metric", "told"),
    [
        (None, None, "arena_total_bytes", None),
        ("auto", None, "peak_bytes", None),
        (None, 4, "peak_bytes", 4),
        ("grouped", "max", "peak_bytes", "max"),
    ],
)
def test_memory_is_that_of_the_schedule(
    schedule: str | None, groups: Any, metric: str, told: Any
) -> None:
    found = plain(schedule=schedule, groups=groups, max_memory="2MiB")
    assert found["schedule"] == (schedule or ("grouped" if groups else "whole"))
    assert found["groups"] == told
    assert found["budgets"][0]["metric"] == metric
    text = sentences(schedule=schedule, groups=groups, max_memory="2MiB")
    assert text[-1].startswith(f"Compared: {metric}. Left out: ")


@pytest.mark.parametrize(
    ("budgets", "first"),
    [
        ({"max_madds": "301M"}, "The budget holds."),
        ({"max_madds": "300M"}, "The budget is broken."),
        (BOTH, "1 of 2 budgets is broken: madds."),
        (
            BOTH | {"max_params": "3M", "max_memory": "1M"},
            "3 of 4 budgets are broken: madds, params and memory.",
        ),
        (
            BOTH | {"max_madds": "302M"},
            "All 2 budgets hold; the tightest is madds, 99.59 % used.",
        ),
    ],
)
def test_the_first_sentence_sums_up(budgets: dict[str, Any], first: str) -> None:
    assert sentences(**budgets)[0] == first


def test_each_verdict_has_its_colour() -> None:
    document = check_document(V2.check("auto", max_madds="300M", max_memory="1MiB"))
    assert document.verdicts == (False, True)
    assert document.sentences[1].startswith("auto fits: its peak is 602,112 B")


def test_every_broken_budget_has_one_sentence() -> None:
    checked = V2.check("auto", **BOTH | {"max_flash": "3.5MB", "max_memory": "600k"})
    assert broken_sentences(checked) == (
        "madds does not fit: 300,774,272 is 774,272 over 300,000,000.",
        "auto does not fit: its peak is 602,112 B at 1.0.project, 2,112 B over 600,000 B.",
        "flash does not fit: 3,541,984 B is 41,984 B over 3,500,000 B.",
    )
    assert broken_sentences(V2.check(max_madds="301M")) == ()


def test_notes_say_what_a_figure_has_in_it() -> None:
    assert check_document(V2.check(max_madds="1M")).notes == ()
    batch = V2.at(batch=8, dtype="fp16").check(**BOTH)
    assert check_document(batch).notes == (
        "madds: of the 8 images of a batch",
        "weight_bytes: weights in fp16, BatchNorm folded into biases; left out: the code, and what"
        " a file keeps beside its weights",
    )


def test_the_heading_says_what_sums_are_in_where_memory_has_sums() -> None:
    def heading(**options: Any) -> str:
        return render(check_document(V2.check(**options)), "markdown").partition("\n")[0]

    assert "sums in int32" in heading(groups=4, max_memory="2M")
    assert "sums in" not in heading(groups=4, max_madds="2M")
    assert "sums in" not in heading(max_memory="2M")


def test_a_person_reads_what_is_left_or_what_is_over() -> None:
    def titles(**options: Any) -> list[str]:
        (table,) = check_document(V2.check(**options)).shown_tables()
        return [column.heading for column in table.columns]

    both = ["budget", "compared", "used", "limit", "left", "over by", "of limit", "fits"]
    assert titles(**BOTH) == both
    assert titles(max_flash="4MiB") == [title for title in both if title != "over by"]
    assert titles(max_madds="300M") == [title for title in both if title != "left"]


def test_csv_has_a_row_for_each_budget() -> None:
    assert render(check_document(V2.check(**BOTH)), "csv").splitlines() == [
        "budget,metric,used,limit,slack,share,fits",
        f"madds,madds,300774272,300000000,-774272,{300_774_272 / 300_000_000},false",
        f"flash,weight_bytes,3541984,4194304,652320,{3_541_984 / 4_194_304},true",
    ]


@pytest.mark.parametrize("name", document_formats())
def test_every_format_shows_every_budget(name: str) -> None:
    checked = V2.check("auto", **BOTH | {"max_params": "4M", "max_memory": "1MiB"})
    text = render(check_document(checked), name)
    for use in checked.uses:
        assert use.limit.name in text
        assert (f"{use.used:,}" in text) or (str(use.used) in text)


def test_a_schedule_that_was_asked_for_is_in_the_heading() -> None:
    def heading(**options: Any) -> str:
        return render(check_document(V2.check(max_flash="4MiB", **options)), "markdown")

    assert "schedule auto" in heading(schedule="auto")
    assert "schedule" not in heading().partition("\n")[0]


def test_a_person_reads_how_many_times_a_broken_limit_is_used() -> None:
    def cells(**options: Any) -> list[Any]:
        (table,) = check_document(V2.check(**options)).shown_tables()
        keys = [column.key for column in table.columns]
        return [row[keys.index("of limit")] for row in table.rows] if "of limit" in keys else []

    assert cells(**BOTH) == ["1.003x", "84.45 %"]
    assert cells(max_madds=1, max_params=3_504_872) == ["300,774,272.00x", "100.00 %"]
    assert cells(max_madds=0) == []


def test_a_small_size_without_a_unit_is_noted() -> None:
    reserved = V2.check(max_memory="512KiB", reserve=100)
    assert check_document(reserved).notes[-1].startswith("--reserve 100 means 100 bytes")
