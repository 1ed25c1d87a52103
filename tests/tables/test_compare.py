"""The document of a comparison: its keys are a contract, and no network is lost from a table."""

from typing import Any

import pytest

from mbv2calc import Model, compare, load
from mbv2calc.arith import Ratio
from mbv2calc.plain import plain
from mbv2calc.render.formats import render
from mbv2calc.spec.architecture import Input
from mbv2calc.tables.compare import compare_document
from mbv2calc.tables.neutral import Column, Document, Table
from tests.support import layered

TOTALS = ["params", "madds", "flops", "counted", "weight_bytes", "peak_bytes"]


PART = ["layers", "params", "weights", "madds", "params_share", "weights_share", "madds_share"]


BY_OPERATOR, BY_RESOLUTION = "MAdds by operator", "MAdds by output resolution"
BOTH = compare_document(compare("mbv1_1.0", "mbv2_1.0"))


def document(*networks: str | Model) -> Document:
    return compare_document(compare(*networks))


def heading(of: Document) -> list[Any]:
    return [fact.value for fact in of.heading if fact.value is not None]


def titles(table: Table) -> list[str]:
    return [column.heading for column in table.columns]


def rows(table: Table) -> list[tuple[Any, ...]]:
    return list(table.rows)


def test_the_keys_and_their_order_are_a_contract() -> None:
    found = BOTH.plain()
    assert list(found) == [
        "networks", "by_kind", "by_resolution", "largest_tensors", "ratios", "ends", "sentences",
        "notes",
    ]  # fmt: skip
    assert {tuple(one) for one in found["networks"]} == {
        ("network", "name", "input", "width", "t", "batch", "dtype", "classes", "settings",
         "totals", "top1")
    }  # fmt: skip
    assert {tuple(one["totals"]) for one in found["networks"]} == {tuple(TOTALS)}
    assert list(found["networks"][0]["top1"]) == ["published", "source", "reference"]
    assert {tuple(part) for part in found["by_kind"]} == {("kind", "network", *PART)}
    assert {tuple(part) for part in found["by_resolution"]} == {("output", "network", *PART)}
    assert [list(one) for one in found["ratios"]] == [
        ["network", "against", "params", "madds", "weight_bytes", "peak_bytes", "top1_difference"]
    ]
    assert {tuple(end) for end in found["ends"]} == {
        ("bottleneck", "separable", "output", "separable_channels", "bottleneck_channels",
         "separable_kernel_size", "kernel_size", "t", "equal_ends_ratio", "width_ratio",
         "break_even_width", "below_break_even")
    }  # fmt: skip


def test_the_values_are_those_of_the_reports() -> None:
    found = BOTH.plain()
    for one in found["networks"]:
        assert one["totals"] == plain(load(one["network"]).totals())
    v2 = found["networks"][1]
    assert (v2["name"], v2["width"], v2["t"], v2["settings"]) == ("MobileNetV2", 1, 6, [])
    assert v2["top1"] == {
        "published": "72.0", "source": "Sandler et al. 2018", "reference": "arXiv:1801.04381"
    }  # fmt: skip
    assert found["ratios"][0] == {
        "network": "mbv2_1.0",
        "against": "mbv1_1.0",
        "params": 3504872 / 4231976,
        "madds": 300774272 / 568740352,
        "weight_bytes": 3541984 / 4256864,
        "peak_bytes": 1505280 / 1204224,
        "top1_difference": 1.4,
    }
    assert found["by_kind"][0]["kind"] == "pointwise"
    assert found["by_resolution"][1] == {
        "output": [112, 112], "network": "mbv2_1.0", "layers": 4, "params": 3552, "weights": 3200,
        "madds": 40140800, "params_share": 3552 / 3504872, "weights_share": 3200 / 3469760,
        "madds_share": 40140800 / 300774272,
    }  # fmt: skip
    assert [end["output"] for end in found["ends"]] == [[s, s] for s in (112, 56, 28, 14, 7)]


def test_without_a_pair_of_blocks_the_widths_are_left_out() -> None:
    found = document("mbv2_1.0", "mbv2_0.5")
    assert found.plain()["ends"] == []
    assert [table.title for table in found.shown_tables()] == ["", BY_OPERATOR, BY_RESOLUTION]


def test_what_is_alike_stands_in_the_heading_and_what_differs_in_a_column() -> None:
    size = Input(height=224, width=224, channels=3)
    assert heading(BOTH) == ["mbv2_1.0 against mbv1_1.0", size, Ratio(1), "int8", 1000]
    assert titles(BOTH.shown_tables()[0]) == [
        "network", "name", "t", "params", "ratio", "MAdds", "ratio", "weights", "ratio", "peak",
        "ratio", "top-1 %",
        "top-1 of",
    ]  # fmt: skip
    one = load("mbv2_1.0")
    other = one.at(width=0.5, resolution=96, t=3, batch=2, dtype="fp32", classes=9)
    found = document(one, other)
    assert heading(found) == ["MobileNetV2 (2) against MobileNetV2", "MobileNetV2"]
    networks = titles(found.shown_tables()[0])
    assert {"input", "width", "t", "batch", "dtype", "classes"} <= set(networks)
    assert "name" not in networks
    assert heading(document(other, other))[5] == 2


def test_a_long_heading_counts_instead_of_naming() -> None:
    names = ("mbv1_0.25", "mbv1_0.5", "mbv1_0.75", "mbv2_0.35", "mbv2_0.5", "mbv2_0.75", "resnet50")
    assert heading(document(*names))[0] == "6 networks against mbv1_0.25"


def test_two_networks_stand_side_by_side() -> None:
    kinds, sizes = BOTH.shown_tables()[1:3]
    side = ["share", "of weights"]
    assert titles(kinds) == ["operator", "mbv1_1.0", *side, "mbv2_1.0", *side, "ratio"]
    assert [row[0] for row in rows(kinds)] == ["1x1", "depthwise", "3x3", "classifier"]
    assert [row[0] for row in rows(sizes)] == ["112x112", "56x56", "28x28", "14x14", "7x7", "1x1"]
    for table in (kinds, sizes):
        assert sum(row[1] for row in rows(table)) == 568740352
        assert sum(row[4] for row in rows(table)) == 300774272
        assert all(row[7] == row[4] / row[1] for row in rows(table))
        assert table.footer is not None
        assert [value for value in table.footer if value is not None] == [
            "total", 568740352, 300774272, 300774272 / 568740352
        ]  # fmt: skip


@pytest.mark.parametrize(
    "networks",
    [
        ("mbv1_1.0", "mbv2_1.0", "resnet50"),
        ("mbv1_1.0", load("mbv2_1.0").at(settings="name=a name of 16.."), "mbv1_1.0"),
        ("mbv1_1.0", load("mbv2_1.0").at(settings="name=a name of 16....")),
    ],
)
def test_more_networks_or_long_names_stand_in_rows(networks: tuple[str | Model, ...]) -> None:
    found = document(*networks)
    for table in found.shown_tables()[1:3]:
        assert titles(table)[1:] == ["network", "layers", "params", "of weights", "MAdds", "share"]
        assert table.gaps == {n for n, row in enumerate(table.rows) if n and row[0] is not None}
    names = {one["network"] for one in found.plain()["networks"]}
    assert {row[1] for row in rows(found.shown_tables()[2])} == names


def test_a_row_that_would_be_of_nothing_is_for_programs_only() -> None:
    found = document("mbv1_1.0", "mbv2_1.0", "resnet50")
    networks = [row[1] for row in rows(found.shown_tables()[1])]
    assert networks == [
        "mbv1_1.0", "mbv2_1.0", "resnet50",  # 1x1
        "mbv1_1.0", "mbv2_1.0",  # depthwise
        "mbv1_1.0", "mbv2_1.0", "resnet50",  # 3x3 and larger
        "mbv1_1.0", "mbv2_1.0", "resnet50",  # classifier
    ]  # fmt: skip
    parts = found.plain()["by_kind"]
    assert [p["layers"] for p in parts if p["kind"] == "depthwise"] == [13, 17, 0]


def test_a_network_without_any_of_it_keeps_its_column() -> None:
    pool, conv = layered("pool", ("maxpool", {})), layered("conv", ("conv", {"c": 8}))
    found = document(pool, conv)
    assert rows(found.shown_tables()[1]) == [("1x1", 0, 24 * 1024, 1.0, 1.0)]
    assert [table.title for table in document(pool, pool).shown_tables()] == ["", BY_RESOLUTION]


def test_kernels_that_differ_are_k_x_k() -> None:
    def third(*networks: str | Model) -> Any:
        return rows(document(*networks).shown_tables()[1])[2][0]

    assert third("mbv1_1.0", "mbv2_1.0") == "3x3"
    assert third("mbv1_1.0", load("mbv2_1.0").at(settings="layers[0].conv.k=5")) == "k x k"
    five = load("mbv2_1.0").at(settings="layers[0].conv.k=5")
    assert third(five, five) == "5x5"


def test_a_narrow_window_drops_the_same_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for width in range(30, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = render(BOTH, "terminal").splitlines()
        assert max(map(len, lines)) <= max(width, 40)
        line = next(line for line in lines if line.startswith("operator"))
        words = line.split()
        assert words.count("share") in (0, 2)
        assert words.count("weights") in (0, 2)
        assert {"mbv1_1.0", "mbv2_1.0"} <= set(words)
        seen.add(len(words))
    assert len(seen) == 4, "each step was seen"


@pytest.mark.parametrize(
    "networks",
    [
        ("mbv1_1.0", "mbv2_1.0"),
        ("mbv1_1.0", "mbv2_1.0", "resnet50"),
        ("mbv1_1.0", "mbv2_1.0", "mbv2_1.4", "mbv2_0.35", "resnet50"),
    ],
)
def test_80_columns_show_all_shares_of_all_networks(
    networks: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    comparison = compare(*networks)
    text = render(compare_document(comparison), "terminal")
    assert max(map(len, text.splitlines())) <= 80
    for part in comparison.by_kind + comparison.by_resolution:
        if part.layers:
            assert f"{part.madds:,} " in text
            assert f" {100 * part.madds_share:.2f} %" in text
            assert f" {100 * part.weights_share:.2f} %" in text
    for one in comparison.networks:
        assert f" {one.totals.params:,} " in text
    header = next(line for line in text.splitlines() if line.startswith("network"))
    assert header.split().count("ratio") == 3


def test_csv_is_the_networks() -> None:
    lines = render(BOTH, "csv").splitlines()
    assert lines[0] == (
        "network,name,input,width,t,batch,dtype,classes,params,params_ratio,madds,madds_ratio,"
        "flops,weight_bytes,weight_bytes_ratio,peak_bytes,peak_bytes_ratio,top1,top1_source"
    )
    assert lines[2].startswith("mbv2_1.0,MobileNetV2,224x224x3,1,6,1,int8,1000,3504872,0.8281880")
    assert len(lines) == 3


@pytest.mark.parametrize("name", ["terminal", "markdown", "latex"])
def test_every_text_has_the_sentences_after_the_tables(name: str) -> None:
    text = render(BOTH, name).replace("\\", "")
    places = [text.index(word) for word in ("cheaper?", "0.53x the MAdds", "1 MAdd = 2 FLOPs")]
    assert places == sorted(places)
    for sentence in BOTH.sentences:
        assert sentence.split(" (")[0][:40] in " ".join(text.split())


def test_settings_and_notes_are_said() -> None:
    k5 = load("mbv2_1.0").at(settings=["layers[3].bottleneck.k=5", "channels.by=4"])
    found = compare_document(compare("mbv1_1.0", k5), ("a note",))
    said = "set layers[3].bottleneck.k=5, channels.by=4 in MobileNetV2"
    assert found.notes[:2] == ("a note", said)
    assert found.plain()["notes"] == ["a note", said]
    assert found.plain()["networks"][1]["settings"] == ["layers[3].bottleneck.k=5", "channels.by=4"]


def test_each_network_with_bottlenecks_has_its_widths() -> None:
    found = document("mbv1_1.0", "mbv2_1.0", "mbv2_1.4")
    table = found.shown_tables()[3]
    assert titles(table)[0] == "network"
    assert table.title == (
        "Channels between blocks: separable in mbv1_1.0, bottleneck in mbv2_1.0 and mbv2_1.4"
    )
    assert len(table.rows) == 10
    assert [s.split()[0] for s in found.plain()["sentences"] if "fewer channels" in s] == [
        "mbv2_1.0",
        "mbv2_1.4",
    ]


def test_the_notes_of_the_widths_have_both_formulas_and_the_limit() -> None:
    formulas, explained = BOTH.shown_tables()[3].notes
    assert "D_F^2 M (k^2 + N)" in formulas
    assert "D_F^2 M t (M + k^2 + N)" in formulas
    assert explained.endswith("near 1 / sqrt(2 t) where N is large: 0.2887 at t = 6")
    assert "sqrt" not in document("mbv1_1.0", load("mbv2_1.0").at(t=1)).shown_tables()[3].notes[1]
    two = load("mbv2_1.0").at(settings="layers[3].bottleneck.t=2")
    assert document("mbv1_1.0", two).shown_tables()[3].notes[1].endswith(
        "0.2887 at t = 6 and 0.5000 at t = 2"
    )  # fmt: skip


def test_prose_stands_behind_the_tables() -> None:
    table = Table("", (Column("n", "n", "count"),), ((1,),))
    found = Document((table,), sentences=("One.", "Two_2."))
    assert render(found, "terminal").endswith("\n\nOne.\nTwo_2.\n")
    assert render(found, "markdown").endswith("\n\nOne.\nTwo\\_2.\n")
    assert render(found, "latex").endswith("\n\n% One.\n% Two_2.\n")
