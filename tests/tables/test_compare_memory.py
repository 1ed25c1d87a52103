"""The largest tensors as tables: side by side for two networks, in rows for more."""

import pytest

from mbv2calc import compare
from mbv2calc.render.formats import render
from mbv2calc.tables.compare import compare_document


def text(*networks: str, by: str | None = "resolution") -> str:
    return render(compare_document(compare(*networks), by=by), "markdown").replace("\\", "")


def test_two_networks_stand_side_by_side_as_in_the_paper() -> None:
    found = text("mbv1_1.0", "mbv2_1.0")
    assert "| output | mbv1_1.0 | between | mbv2_1.0 | between |" in found
    assert "| 112x112 | 64/1605.6 | 64/1605.6 | 96/2408.4 | 32/802.8 |" in found
    assert "| **largest** | **64/1605.6** | **64/1605.6** | **96/2408.4** | **32/802.8** |" in found


def test_more_networks_have_a_row_each() -> None:
    found = text("mbv1_1.0", "mbv2_1.0", "resnet50")
    assert "| output | network | largest | between |" in found
    assert "|  | resnet50 | 2048/200.7 | 2048/200.7 |" in found


def test_by_chooses_the_tables_and_json_has_all() -> None:
    comparison = compare("mbv1_1.0", "mbv2_1.0")
    shown = {
        by: [table.title[:12] for table in compare_document(comparison, by=by).shown_tables()]
        for by in (None, "kind", "resolution")
    }
    assert shown == {
        None: ["", "MAdds by ope", "MAdds by out", "Channels bet"],
        "kind": ["", "MAdds by ope", "Channels bet"],
        "resolution": ["", "MAdds by out", "Largest tens", "Channels bet"],
    }
    plain = compare_document(comparison).plain()
    assert plain == compare_document(comparison, by="kind").plain()
    assert plain["largest_tensors"][1] == {
        "output": [112, 112],
        "network": "mbv2_1.0",
        "tensor": {"layer": "2.0.expand", "channels": 96, "bytes": 2_408_448},
        "between": {"layer": "0.0.conv", "channels": 32, "bytes": 802_816},
    }


@pytest.mark.parametrize("by", [None, "kind"])
def test_others_do_not_show_them(by: str | None) -> None:
    assert "Largest tensor" not in text("mbv1_1.0", "mbv2_1.0", by=by)
