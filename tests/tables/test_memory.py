"""The document of a Memory: its keys are a contract, its tables say what the plans do."""

from typing import Any

import pytest

from mbv2calc import Model, load
from mbv2calc.arith import Ratio
from mbv2calc.cost.memory.result import Memory
from mbv2calc.errors import UsageError
from mbv2calc.render.formats import document_formats, render
from mbv2calc.tables.memory import memory_document
from mbv2calc.tables.neutral import Document, Table
from tests.cost.memory.by_hand import live_elements
from tests.support import layered, tiny

V2 = load("mbv2_1.0")
DEFAULT_SCHEDULES = memory_document(V2.memory())


def document(*arguments: Any, **options: Any) -> Document:
    return memory_document(V2.memory(*arguments, **options))


def identity() -> Model:
    """A network of which no step runs."""
    alone = layered("identity", ("bottleneck", {"c": 8, "t": Ratio(0)}))
    return alone.at(settings={"input.channels": 8})


def titles(table: Table) -> list[str]:
    return [column.heading for column in table.columns]


def column(table: Table, key: str) -> list[Any]:
    place = [column.key for column in table.columns].index(key)
    return [row[place] for row in table.rows]


def test_the_keys_and_their_order_are_a_contract() -> None:
    found = DEFAULT_SCHEDULES.plain()
    assert list(found) == [
        "network", "schedule", "groups", "dtype", "accumulator", "steps", "blocks", "schedules",
        "training", "budget", "totals", "notes",
    ]  # fmt: skip
    assert {tuple(step) for step in found["steps"]} == {
        ("name", "operator", "live_bytes", "tensors")
    }
    assert {tuple(tensor) for step in found["steps"] for tensor in step["tensors"]} == {
        ("name", "shape", "bytes")
    }
    assert {tuple(block) for block in found["blocks"]} == {
        ("name", "schedule", "kind", "regime", "t", "input", "output", "inner_channels", "groups",
         "group_channels", "bytes", "traffic")
    }  # fmt: skip
    assert {tuple(plan) for plan in found["schedules"]} == {
        ("schedule", "groups", "peak_bytes", "peak_step", "arena_bytes", "arena_total_bytes",
         "madds", "traffic", "blocks")
    }  # fmt: skip
    assert list(found["totals"]) == [
        "peak_bytes", "arena_bytes", "arena_total_bytes", "weight_bytes"
    ]  # fmt: skip
    assert (found["training"], found["budget"]) == (None, None)


def test_the_totals_are_those_of_the_first_schedule() -> None:
    found = DEFAULT_SCHEDULES.plain()
    assert (found["schedule"], found["dtype"], found["accumulator"]) == ("whole", "int8", "int32")
    totals = found["totals"]
    assert (totals["peak_bytes"], totals["arena_bytes"]) == (1_505_280, 1_505_280)
    assert totals["weight_bytes"] == 3_541_984
    assert [(p["schedule"], p["peak_bytes"]) for p in found["schedules"]] == [
        ("whole", 1_505_280), ("in-place", 1_404_928), ("auto", 602_112)
    ]  # fmt: skip
    auto = document("auto").plain()
    assert auto["totals"] | {"weight_bytes": 0} == {
        "peak_bytes": 602_112, "arena_bytes": None, "arena_total_bytes": None, "weight_bytes": 0
    }  # fmt: skip


def test_a_block_says_how_it_runs() -> None:
    blocks = {block["name"]: block for block in document("auto").plain()["blocks"]}
    assert blocks["2.0"] == {
        "name": "2.0", "schedule": "grouped", "kind": "bottleneck", "regime": "inverted residual",
        "t": 6, "input": [112, 112, 16], "output": [56, 56, 24], "inner_channels": 96,
        "groups": 16, "group_channels": 6, "bytes": 595_840,
        "traffic": {"input_again": 15 * 200_704, "output": 31 * 4 * 75_264, "output_whole": 75_264},
    }  # fmt: skip
    assert (blocks["1.0"]["schedule"], blocks["3.0"]["schedule"]) == ("in-place", "whole")
    assert blocks["0.0"]["inner_channels"] is None


def test_the_live_bytes_of_a_step_are_those_of_its_tensors() -> None:
    steps = DEFAULT_SCHEDULES.plain()["steps"]
    assert len(steps) == 64
    assert [step["live_bytes"] for step in steps] == live_elements(V2.network())
    for step in steps:
        assert step["live_bytes"] == sum(tensor["bytes"] for tensor in step["tensors"])
    assert steps[4] == {
        "name": "2.0.depthwise", "operator": "depthwise", "live_bytes": 1_505_280,
        "tensors": [{"name": "2.0.expand", "shape": [112, 112, 96], "bytes": 1_204_224},
                    {"name": "2.0.depthwise", "shape": [56, 56, 96], "bytes": 301_056}],
    }  # fmt: skip


def test_schedules_stand_side_by_side() -> None:
    blocks, steps, plans = DEFAULT_SCHEDULES.shown_tables()
    assert titles(blocks)[-6:] == ["whole", "in-place", "auto", "runs", "live", "of whole's"]
    assert blocks.footer is not None
    assert [value for value in blocks.footer if value is not None] == [
        "peak", 1_505_280, 1_404_928, 602_112
    ]  # fmt: skip
    assert column(blocks, "runs_2")[:4] == ["whole", "in-place", "G=16", "in-place"]
    assert steps.title == "Live bytes over 64 steps, whole, by entry of the file"
    assert column(plans, "peak.name") == ["2.0.depthwise", "2.0.expand", "1.0.project"]


def test_each_number_of_groups_has_a_column_beside_whole() -> None:
    found = document(groups="1,2,max")
    assert found.plain()["groups"] == 1
    assert [plan["groups"] for plan in found.plain()["schedules"]] == [1, 2, "max"]
    blocks, _, plans = found.shown_tables()
    assert titles(blocks)[-5:] == ["whole", "G=1", "G=2", "G=max", "of whole's"]
    assert column(plans, "plan") == ["whole", "G = 1", "G = 2", "G = max"]
    assert column(plans, "peak_bytes") == [1_505_280, 2_007_040, 1_404_928, 1_216_768]
    assert any(note.startswith("G = 1 needs more than whole: the input") for note in found.notes)


def test_grouping_changes_no_madds_and_says_so() -> None:
    found = document(groups=4)
    plan = found.plain()["schedules"][0]
    assert plan["madds"] == V2.totals().madds == 300_774_272
    assert any("MAdds do not change: 300,774,272" in note for note in found.notes)
    blocks = found.shown_tables()[0]
    moved = column(blocks, "traffic.input_again")
    assert blocks.footer is not None
    assert blocks.footer[-2:] == (sum(filter(None, moved)), plan["traffic"]["output"])


def test_blocks_with_fewer_channels_than_groups_are_named() -> None:
    """1.0 has 32 channels inside, 2.0 has 96, and 2.1 and 3.0 have 144."""
    notes = " ".join(document(groups=100).notes)
    assert "G = 100: 1.0 and 2.0 have fewer channels inside, and process one at a time" in notes
    many = " ".join(document(groups=400).notes)
    assert "G = 400: 1.0, 2.0, 2.1 and 8 others have fewer channels inside" in many
    assert "fewer channels" not in " ".join(document(groups=32).notes)
    assert "fewer channels" not in " ".join(document(groups="max").notes)


@pytest.mark.parametrize(
    ("blocks", "named"), [(3, "1.0, 2.0, 2.1, 2.2 and 3.0"), (4, "1.0, 2.0, 2.1 and 3 others")]
)
def test_five_blocks_are_all_named_and_of_six_only_three(blocks: int, named: str) -> None:
    model = V2.at(settings={"layers[2].bottleneck.n": blocks})
    notes = " ".join(memory_document(model.memory(groups=150)).notes)
    assert f"G = 150: {named} have fewer channels inside" in notes


def test_training_is_told_whole_and_grouped() -> None:
    found = document(training=True).plain()
    assert (found["dtype"], found["totals"]) == ("int8", DEFAULT_SCHEDULES.plain()["totals"])
    assert found["training"] == {
        "dtype": "fp32",
        "saved_bytes": 28_189_216,
        "whole_saved_bytes": 28_189_216,
        "grouped_saved_bytes": 4_757_024,
        "extra_madds": 150_471_552,
        "slowdown": 1 + 150_471_552 / (3 * 300_774_272),
    }
    grouped = document("grouped", groups=4, training=True).plain()["training"]
    assert grouped["saved_bytes"] == 4_757_024
    stated = memory_document(V2.at(dtype="fp16").memory(training=True)).plain()["training"]
    assert (stated["dtype"], stated["saved_bytes"]) == ("fp16", 28_189_216 // 2)


def sentences(memory: Memory) -> str:
    return render(memory_document(memory), "markdown").replace("\\", "")


def test_a_budget_names_what_was_compared_and_what_breaks_it() -> None:
    small = load("mbv2_0.35").at(resolution=96)
    memory = small.memory(max_memory="256KiB", reserve="60KiB")
    total = memory.plans[0].arena_total_bytes
    assert total is not None
    assert memory_document(memory).plain()["budget"] == [
        {
            "schedule": "whole", "groups": None, "compared": "arena_total_bytes", "bytes": total,
            "max_memory": 262_144, "reserve": 61_440, "fits": False, "over_by": total - 200_704,
            "step": "2.0.depthwise", "step_live_bytes": 138_240,
        }
    ]  # fmt: skip
    text = sentences(memory)
    assert (
        f"whole does not fit: its estimated arena total is {total:,} B, {total - 200_704:,} B over"
        " 200,704 B (262,144 - 61,440 reserved); largest step, 2.0.depthwise: 138,240 B (fits"
        " alone)."
    ) in text
    assert (
        "in-place (a peak of 129,024 B) and auto (a peak of 64,512 B) would fit; they need kernels"
        " that support it, and TensorFlow Lite Micro only runs whole."
    ) in text
    assert "Compared: arena_total_bytes. Left out: the stack" in text


def test_a_step_that_fills_a_budget_alone_would_fit() -> None:
    text = sentences(V2.memory("whole", max_memory=1_505_280))
    assert "largest step, 2.0.depthwise: 1,505,280 B (fits alone)" in text
    assert "1,505,280 B (1 B over)" in sentences(V2.memory("whole", max_memory=1_505_279))


def test_a_budget_that_a_step_breaks() -> None:
    text = sentences(V2.memory("auto", max_memory="320KiB"))
    assert (
        "auto does not fit: its peak is 602,112 B at 1.0.project, 274,432 B over 327,680 B."
    ) in text
    total, arena = V2.memory("whole").plans[0].arena_total_bytes, 1_505_280
    assert total is not None
    assert (
        "Compared: peak_bytes. Left out: gaps between tensors, what an interpreter keeps (about"
        f" {total - arena:,} B under whole)"
    ) in text
    none = sentences(V2.memory(max_memory="320KiB"))
    assert "No other schedule fits either: auto has a peak of 602,112 B." in none


def test_whole_can_be_the_way_out_of_groups() -> None:
    """V1's Y as sums of four bytes takes more than all that whole holds at once."""
    memory = load("mbv1_1.0").memory(groups=2, max_memory="1500kB")
    total = memory.whole.arena_total_bytes
    assert f"whole (a total of about {total:,} B) would fit." in sentences(memory)
    assert "the input, the output as sums in int32 and a group are there at once" in sentences(
        memory
    )


def test_a_budget_and_training_are_kept_apart() -> None:
    text = sentences(V2.memory(training=True, max_memory="10MiB"))
    assert "The budget applies to inference, not to a step of training." in text


def test_what_would_fit_runs_otherwise() -> None:
    """One convolution runs whole under every schedule: none of them is a way out."""
    one = layered("one", ("conv", {"c": 8}))
    memory = one.memory(max_memory=one.memory("auto").plans[0].peak_bytes)
    assert (memory.fits, memory.alternatives) == (False, ())
    assert "would fit" not in sentences(memory)


def test_ways_out_say_what_their_peak_leaves_out() -> None:
    text = sentences(V2.memory(max_memory=1_450_000))
    assert "in-place (a peak of 1,404,928 B) and auto (a peak of 602,112 B) would fit" in text
    assert "Compared: peak_bytes. Left out: gaps between tensors, what an interpreter" in text


def test_an_input_that_would_fit_alone_is_not_blamed() -> None:
    memory = identity().memory(max_memory=8 * 32 * 32 + 1)
    assert not memory.fits
    assert "input: 8,192 B (fits alone)" in sentences(memory)
    too_small = identity().memory(max_memory=8 * 32 * 32 - 2)
    assert "input: 8,192 B (2 B over)" in sentences(too_small)


def test_why_groups_need_more_is_true_of_any_network() -> None:
    text = sentences(load("mbv1_1.0").memory(groups="1,2", accumulator="same"))
    assert (
        "G = 1 and G = 2 need more than whole: the input, the output as sums in int8 and a group"
        " are there at once; at G = 1 the group is all channels inside"
    ) in text
    assert "more than whole" not in sentences(V2.memory(groups="2,4"))


def test_many_blocks_and_groups_are_refused_together() -> None:
    with pytest.raises(UsageError, match=r"at most 2,380 numbers of groups .*found 2,400"):
        V2.memory(groups="1..2400")


def test_blocks_without_inner_channels_say_so() -> None:
    text = sentences(load("resnet50").memory())
    assert "no block here has inner channels: every schedule runs whole" in text
    assert "E: channels inside" not in text


def test_a_budget_that_holds() -> None:
    memory = V2.memory(groups="4,8", max_memory="2MiB")
    verdicts = memory_document(memory).plain()["budget"]
    assert [(v["fits"], v["over_by"]) for v in verdicts] == [(True, 0), (True, 0)]
    text = sentences(memory)
    assert "G = 4 fits: its peak is 1,304,576 B, 792,576 B below 2,097,152 B." in text
    assert "G = 8 fits: its peak is 1,254,400 B, 842,752 B below 2,097,152 B." in text


def test_by_step_the_steps_are_a_table() -> None:
    found = memory_document(V2.memory(), "step")
    steps = found.shown_tables()[0]
    assert steps.chart is None
    assert column(steps, "peak").index("*") == 4
    assert found.plain() == DEFAULT_SCHEDULES.plain()
    assert DEFAULT_SCHEDULES.shown_tables()[1].chart is not None


def test_the_heading_says_what_sums_are_in() -> None:
    def facts(of: Document) -> dict[str | None, Any]:
        return {fact.label: fact.value for fact in of.heading}

    assert facts(document(groups=2))["sums in"] == "int32"
    assert facts(document(groups=2, accumulator="same"))["sums in"] == "int8"
    assert facts(document("in-place"))["sums in"] is None
    assert facts(document(training=True))["training in"] == "fp32"


@pytest.mark.parametrize("name", document_formats())
@pytest.mark.parametrize("by", ["block", "step"])
def test_every_format_shows_every_network(name: str, by: str) -> None:
    for model in (tiny(), load("resnet50"), identity()):
        for options in ({}, {"groups": "2,max"}, {"schedule": "auto", "training": True}):
            memory = model.memory(**options, max_memory="1MiB")
            peak = memory.plans[0].peak_bytes
            text = render(memory_document(memory, by), name)
            shown = name not in ("csv", "json")
            assert (f"{peak:,}" if shown else str(peak)) in text or not memory.steps


def test_a_network_that_runs_nothing_holds_its_input() -> None:
    found = memory_document(identity().memory(max_memory=8192)).plain()
    assert found["totals"]["peak_bytes"] == found["totals"]["arena_bytes"] == 8 * 32 * 32
    assert (found["steps"], found["blocks"]) == ([], [])
    assert found["budget"][0]["step"] is None


def test_a_small_budget_without_a_unit_is_noted() -> None:
    told = memory_document(V2.memory(max_memory="512")).notes
    assert "--max-memory 512 means 512 bytes; add a unit, such as 512KiB, if you mean more" in told
    assert not any("means" in note for note in memory_document(V2.memory(max_memory="512k")).notes)


@pytest.mark.parametrize(
    "options",
    [{}, {"groups": "1,2"}, {"groups": 4}, {"schedule": "whole"}, {"schedule": "auto"}],
)
def test_live_is_explained_where_it_is_a_column(options: dict[str, Any]) -> None:
    found = document(**options)
    assert ("live" in titles(found.tables[0])) == any("live:" in note for note in found.notes)
