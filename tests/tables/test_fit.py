"""A fit as a document: the JSON's keys, and what a person is told."""

from typing import Any

import pytest

from mbv2calc import fit
from mbv2calc.tables.fit import broken_sentences, fit_document
from mbv2calc.tables.neutral import Document, Table

EVERY: dict[str, Any] = {
    "max_madds": "300M", "max_params": "3.5M", "max_memory": "512KiB", "max_flash": "4MiB",
}  # fmt: skip
NOTHING: dict[str, Any] = {"max_madds": "1M", "max_memory": "10KiB"}


def shown(document: Document) -> Table:
    (found,) = document.shown_tables()
    return found


def people(found: Table) -> list[str]:
    return [column.heading for column in found.columns]


def sentences(document: Document) -> tuple[str, ...]:
    fits = not document.sentences[0].startswith(("None", "The network does"))
    assert document.verdicts == (fits,)
    return document.sentences


def test_the_json_of_what_fits() -> None:
    found = fit(**EVERY)
    plain = fit_document(found).plain()
    assert list(plain) == ["network", "schedule", "points", "budgets", "fits", "nearest"]
    assert plain["network"] == {
        "name": "MobileNetV2", "t": 6, "batch": 1, "dtype": "int8", "classes": 1000
    }  # fmt: skip
    assert (plain["schedule"], plain["points"], plain["nearest"]) == ("whole", 297, None)
    assert plain["budgets"][2] == {
        "budget": "memory", "metric": "arena_total_bytes", "limit": 524_288
    }  # fmt: skip
    assert plain["fits"][0] == {
        "width": 0.85, "resolution": 112, "t": 6, "groups": None, "params": 2_969_608,
        "madds": 69_071_744, "weight_bytes": 3_002_672, "arena_total_bytes": 520_324,
        "binds": "memory",
        "slack": {"madds": 230_928_256, "params": 530_392, "memory": 3_964, "flash": 1_191_632},
        "top1": None,
    }  # fmt: skip
    assert [row["madds"] for row in plain["fits"]] == found.columns["madds"].tolist()


def test_the_json_of_the_nearest() -> None:
    plain = fit_document(fit(**NOTHING)).plain()
    assert plain["fits"] == []
    assert plain["nearest"]["slack"] == {"madds": -4_941_568, "memory": -180_836}
    assert plain["nearest"]["misses"] == {"madds": 4_941_568, "memory": 180_836}
    (budget,) = fit_document(fit(max_madds="6M", max_memory="1k")).plain()["nearest"]["misses"]
    assert budget == "memory"


def test_numbers_that_do_not_vary_are_told_once() -> None:
    found = fit(max_madds="1G", width=0.5, resolution="160x224", batch=2, dtype="fp16", classes=10)
    plain = fit_document(found).plain()
    assert plain["network"]["input"] == {"height": 160, "width": 224, "channels": 3}
    (row,) = plain["fits"]
    assert (row["width"], row["resolution"], row["batch"], row["dtype"]) == (
        0.5, "160x224", 2, "fp16"
    )  # fmt: skip
    document = fit_document(found)
    assert people(shown(document)) == [
        "params", "MAdds", "of 1G", "weight B", "peak B", "limit"
    ]  # fmt: skip
    assert sentences(document) == ("The network fits.",)
    assert "MAdds: of the 2 images of a batch" in document.notes


@pytest.mark.parametrize(
    ("budgets", "titles"),
    [
        (EVERY, ["params", "of 3.5M", "MAdds", "of 300M", "weight B", "flash 4MiB", "arena total B",
                 "of 512KiB"]),
        ({"max_memory": "512KiB", "reserve": "60KiB"}, ["params", "MAdds", "weight B",
                                                       "arena total B", "of 462,848 B"]),
        ({"max_madds": 300_000_000, "schedule": "auto"}, ["params", "MAdds", "of 300,000,000",
                                                          "weight B", "peak B"]),
        ({"max_memory": "512 KiB", "schedule": "auto"}, ["params", "MAdds", "weight B", "peak B",
                                                         "of 512KiB"]),
    ],
)  # fmt: skip
def test_each_figure_stands_before_its_share_of_the_budget(
    budgets: dict[str, Any], titles: list[str]
) -> None:
    table = shown(fit_document(fit(**budgets)))
    assert people(table) == ["width", "resolution", *titles, "limit"]


def test_a_share_is_what_is_used() -> None:
    table = shown(fit_document(fit(**EVERY)))
    keys = [column.key for column in table.columns]
    row = dict(zip(keys, table.rows[0], strict=True))
    assert row["used_memory"] == 520_324 / 524_288
    assert row["used_madds"] == 69_071_744 / 300_000_000
    machines = fit_document(fit(**EVERY)).records.keys
    assert [key for key in machines if key.startswith("slack_")] == [
        "slack_madds", "slack_params", "slack_memory", "slack_flash"
    ]  # fmt: skip
    assert not any(key.startswith("used_") for key in machines)


def test_a_person_is_told_what_largest_means() -> None:
    (text,) = sentences(fit_document(fit(**EVERY)))
    assert text == (
        "2 of 297 networks: the largest that fit. Every other one that fits has no more MAdds"
        " and no more params than one of them."
    )
    (text,) = sentences(fit_document(fit(max_madds="300M")))
    assert text == "1 of 297 networks: the largest that fits."
    (text,) = sentences(fit_document(fit(**EVERY, top=1)))
    assert text == "The first 1 of the 2 largest that fit, of 297."


def test_a_person_is_told_by_what_the_nearest_misses() -> None:
    found = fit(**NOTHING)
    told = (
        "None of 297 networks fits.",
        "madds: 5,941,568 is 4,941,568 over 1,000,000.",
        "memory: 191,076 B is 180,836 B over 10,240 B.",
    )
    assert broken_sentences(found) == sentences(fit_document(found)) == told
    table = shown(fit_document(found))
    assert (table.title, len(table.rows)) == ("the nearest", 1)
    assert fit_document(found).records.items == []
    assert broken_sentences(fit(max_madds="300M")) == ()
    (first, _) = broken_sentences(fit(max_madds=1, width=1, resolution=96))
    assert first == "The network does not fit."


@pytest.mark.parametrize(
    ("budgets", "note"),
    [
        (EVERY, "Compared: arena_total_bytes, an estimate. Left out: the stack, scratch of"),
        ({"max_memory": "1M", "groups": 4}, "Compared: peak_bytes, blocks in groups. Left out: "),
        ({"max_flash": "9M", "dtype": "fp32"}, "weight_bytes: weights in fp32, BatchNorm folded"),
        ({"max_flash": "9M", "dtype": "fp32,int8"}, "weight_bytes: weights, BatchNorm folded"),
        ({"max_madds": "1G", "batch": "1,2"}, "MAdds: of all images of a batch"),
        ({"max_madds": "301M", "resolution": 224, "width": 1}, "top-1: published, Sandler et al."),
    ],
)
def test_notes_say_what_was_compared(budgets: dict[str, Any], note: str) -> None:
    assert [text[: len(note)] for text in fit_document(fit(**budgets)).notes].count(note) == 1


def test_without_a_budget_of_memory_none_was_compared() -> None:
    assert fit_document(fit(max_madds="300M")).notes == ()


def test_csv_names_numbers_of_the_file_by_their_whole_paths() -> None:
    paths = {"layers[3].bottleneck.k": "3,5", "channels.at_least": "8,16"}
    for budget in ("300M", "1"):  # the names are there even where nothing fits
        found = fit(max_madds=budget, width=1, resolution=224, settings=paths)
        columns = list(fit_document(found).records.columns())
        assert columns[:2] == list(paths)
