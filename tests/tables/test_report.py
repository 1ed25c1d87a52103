"""The document of a report: its keys are a contract, its rows sum to its totals."""

from typing import Any

import pytest

from mbv2calc import Model, UsageError, load
from mbv2calc.arith import Ratio
from mbv2calc.model.blocks.avgpool import AvgPool
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.tables.neutral import Table
from mbv2calc.tables.report import report_document
from tests.support import tiny

PARTS = ["network", "convention", "layers", "totals", "published"]
NETWORK = ["name", "input", "width", "t", "batch", "dtype", "classes"]
LAYER = [
    "name", "block", "stage", "kind", "regime", "input", "output", "kernel_size", "stride",
    "conv_groups", "norm", "activation", "residual", "params", "madds", "output_bytes",
]  # fmt: skip
TOTALS = ["params", "madds", "flops", "counted", "weight_bytes", "peak_bytes"]
PUBLISHED = [
    "figure", "published", "computed", "difference", "reproduced", "status", "convention",
    "rounding", "source", "reference", "note",
]  # fmt: skip
GROUP = ["layers", "input", "output", "params", "madds", "output_bytes"]


def plain(model: Model, by: str = "layer") -> dict[str, Any]:
    found: dict[str, Any] = report_document(model.report(), by).plain()
    return found


def shown(model: Model, by: str = "layer") -> Table:
    return report_document(model.report(), by).shown_tables()[0]


def column(table: Table, title: str) -> list[Any]:
    place = [column.heading for column in table.columns].index(title)
    return [row[place] for row in table.rows]


@pytest.mark.parametrize("name", ["mbv2_1.0", "mbv1_0.5", "resnet50"])
def test_the_keys_and_their_order_are_a_contract(name: str) -> None:
    report = plain(load(name))
    assert list(report) == PARTS
    assert list(report["network"]) == NETWORK
    assert list(report["network"]["input"]) == ["height", "width", "channels"]
    assert {tuple(layer) for layer in report["layers"]} == {tuple(LAYER)}
    assert list(report["totals"]) == TOTALS
    assert {tuple(figure) for figure in report["published"]} == {tuple(PUBLISHED)}


def test_the_values_have_their_types() -> None:
    report = plain(load("mbv2_1.0"))
    types = {
        "name": {str}, "block": {str}, "stage": {int}, "kind": {str}, "regime": {str, type(None)},
        "input": {list}, "output": {list}, "kernel_size": {int, type(None)}, "stride": {int},
        "conv_groups": {int}, "norm": {str, type(None)}, "activation": {str, type(None)},
        "residual": {bool}, "params": {int}, "madds": {int}, "output_bytes": {int},
    }  # fmt: skip
    for key, expected in types.items():
        assert {type(layer[key]) for layer in report["layers"]} == expected, key
    assert {type(report["totals"][key]) for key in TOTALS} == {int}


@pytest.mark.parametrize(
    ("by", "extra", "keys"),
    [
        ("block", "blocks", ["block", "entry", "regime", *GROUP]),
        ("stage", "stages", ["stage", "entry", "regime", *GROUP]),
        ("kind", "kinds", ["kind", "layers", "params", "madds"]),
    ],
)
def test_a_grouping_is_an_extra_key_beside_the_layers(by: str, extra: str, keys: list[str]) -> None:
    model = load("mbv2_1.0")
    report = plain(model, by)
    assert list(report) == ["network", "convention", "layers", extra, "totals", "published"]
    assert {tuple(row) for row in report[extra]} == {tuple(keys)}
    assert report["layers"] == plain(model)["layers"]


@pytest.mark.parametrize("by", ["layer", "block", "stage", "kind"])
@pytest.mark.parametrize("name", ["mbv2_1.0", "mbv1_0.25", "resnet50"])
def test_the_rows_sum_to_the_totals_and_to_the_footer(name: str, by: str) -> None:
    model = load(name).at(batch=3)
    table, totals = shown(model, by), model.totals()
    assert table.footer is not None
    for title, total in (("params", totals.params), ("MAdds", totals.madds)):
        place = [column.heading for column in table.columns].index(title)
        assert sum(column(table, title)) == table.footer[place] == total
    assert sum(column(table, "share")) == pytest.approx(1)


@pytest.mark.parametrize("by", ["block", "stage", "kind"])
def test_a_grouping_loses_no_layer(by: str) -> None:
    model = load("mbv2_1.0")
    report = plain(model, by)
    assert sum(row["layers"] for row in report[f"{by}s"]) == len(report["layers"]) == 54


def test_an_unknown_grouping_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        report_document(tiny().report(), "blok")
    assert str(caught.value) == "--by: unknown grouping 'blok'; did you mean 'block'?"


def test_the_layers_of_the_tiny_network() -> None:
    layers = plain(tiny())["layers"]
    assert [tuple(layer.values()) for layer in layers] == [
        ("0.0.conv", "0.0", 0, "conv", None, [8, 8, 3], [4, 4, 8], 3, 2, 1, "batch_norm", "relu",
         False, 232, 3456, 128),
        ("1.0.depthwise", "1.0", 1, "depthwise", "no expansion", [4, 4, 8], [4, 4, 8], 3, 1, 8,
         "batch_norm", "relu", False, 88, 1152, 128),
        ("1.0.project", "1.0", 1, "pointwise", "no expansion", [4, 4, 8], [4, 4, 8], 1, 1, 1,
         "batch_norm", "linear", True, 80, 1024, 128),
    ]  # fmt: skip


def test_the_totals_of_the_tiny_network() -> None:
    assert plain(tiny())["totals"] == {
        "params": 400,
        "madds": 5632,
        "flops": 11264,
        "counted": 5632,
        "weight_bytes": 448,
        "peak_bytes": 384,
    }


def test_batch_and_dtype_are_in_the_report() -> None:
    report = plain(tiny().at(batch=2, dtype="fp32"))
    assert (report["network"]["batch"], report["network"]["dtype"]) == (2, "fp32")
    assert report["totals"]["params"] == 400
    assert report["totals"]["madds"] == 2 * 5632
    assert [layer["output_bytes"] for layer in report["layers"]] == [1024] * 3


def test_the_regimes_are_named_with_their_t() -> None:
    blocks = [Bottleneck(c=8, t=Ratio.parse(t)) for t in ("0", "0.5", "1", "1.5", "6")]
    layers = tuple(map(Entry, blocks))
    model = Model(Architecture(name="all", input=Input(channels=8), layers=layers))
    assert list(filter(None, column(shown(model), "regime"))) == [
        "identity", "bottleneck t=0.5", "no expansion", "inverted t=1.5", "inverted t=6",
    ]  # fmt: skip
    assert list(dict.fromkeys(layer["regime"] for layer in plain(model)["layers"])) == [
        "identity", "bottleneck", "no expansion", "inverted residual",
    ]  # fmt: skip


def test_the_linear_bottleneck_and_its_add_are_marked() -> None:
    table = shown(load("mbv2_1.0"))
    operators, acts = column(table, "operator"), column(table, "act")
    projects = [i for i, operator in enumerate(operators) if operator.startswith("project")]
    assert len(projects) == 17
    assert {acts[i] for i in projects} == {"linear"}
    assert [operators[i] for i in projects].count("project 1x1 +") == 10
    assert len(table.notes) == 1


def test_without_adds_there_is_no_mark_to_explain() -> None:
    table = shown(load("mbv1_1.0"))
    assert table.notes == ()
    assert not any(operator.endswith("+") for operator in column(table, "operator"))


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "block",
            [
                ("0.0", "conv", None, 1, [8, 8, 3], [4, 4, 8], 232, 3456, 128),
                ("1.0", "bottleneck", "no expansion", 2, [4, 4, 8], [4, 4, 8], 168, 2176, 128),
            ],
        ),
        (
            "stage",
            [
                (0, "conv", None, 1, [8, 8, 3], [4, 4, 8], 232, 3456, 128),
                (1, "bottleneck", "no expansion", 2, [4, 4, 8], [4, 4, 8], 168, 2176, 128),
            ],
        ),
        (
            "kind",
            [("conv", 1, 232, 3456), ("depthwise", 1, 88, 1152), ("pointwise", 1, 80, 1024)],
        ),
    ],
)
def test_the_groups_of_the_tiny_network(by: str, expected: list[tuple[Any, ...]]) -> None:
    assert [tuple(row.values()) for row in plain(tiny(), by)[f"{by}s"]] == expected


def test_an_entry_is_named_with_its_repeats_and_its_t() -> None:
    model = load("mbv2_1.0")
    assert column(shown(model, "stage"), "entry") == [
        "conv", "bottleneck, no expansion", "bottleneck x2, inverted t=6",
        "bottleneck x3, inverted t=6", "bottleneck x4, inverted t=6", "bottleneck x3, inverted t=6",
        "bottleneck x3, inverted t=6", "bottleneck, inverted t=6", "conv", "avgpool", "classifier",
    ]  # fmt: skip
    assert {row["entry"] for row in plain(load("mbv1_1.0"), "block")["blocks"]} == {
        "conv", "separable", "avgpool", "classifier",
    }  # fmt: skip


def test_the_rule_of_counting_is_said() -> None:
    document = report_document(tiny().report())
    assert document.plain()["convention"] == "paper"
    assert document.notes == (
        "parameters without BatchNorm, as the papers print them: 352",
        "convention paper: convolutions and classifier; trainable parameters; 1 MAdd = 2 FLOPs",
    )


def test_parameters_without_batch_norm_are_said_once() -> None:
    assert [note[:11] for note in report_document(tiny().report("no-norm")).notes] == [
        "convention "
    ]
    headless = Model(Architecture(name="pool", layers=(Entry(AvgPool()),)))
    assert [note[:11] for note in report_document(headless.report()).notes] == ["convention "]


def test_what_was_set_is_said_to_people_alone() -> None:
    model = tiny().at(settings={"layers[0].conv.k": 5, "input.channels": 1})
    heading = report_document(model.report()).heading
    fact = next(fact for fact in heading if fact.label == "set")
    assert fact.value == "layers[0].conv.k=5, input.channels=1"
    assert "set" not in plain(model)["network"]


def test_another_convention_says_what_it_counted() -> None:
    report = tiny().report("timm")
    totals = report_document(report).plain()["totals"]
    assert totals["madds"] == 5632
    assert totals["counted"] == report.totals.counted != 5632
