"""The document of a verification: keys are a contract, sums are those of the figures."""

from typing import Any

import pytest

from mbv2calc import verify
from mbv2calc.figures.verify import Verification, Verified
from mbv2calc.render.formats import document_formats, render
from mbv2calc.tables.verify import unexpected_sentences, verify_document

WHOLE = verify()


def with_one_wrong() -> Verification:
    """A figure that comes out although its status says misprint, behind a known misprint."""
    first = next(check for check in WHOLE if check.row.printed == "300M")
    row = first.row._replace(status="misprint", origin="mine.csv:7")
    known = next(verified for verified in WHOLE if verified.verdict == "misprint")
    unexpected = Verified(row, first.computed, "status reproduced")
    return Verification((known, *WHOLE[:4], unexpected))


def plain(verification: Verification = WHOLE) -> dict[str, Any]:
    found: dict[str, Any] = verify_document(verification).plain()
    return found


def test_the_keys_and_their_order_are_a_contract() -> None:
    assert list(plain()) == ["figures", "summary"]
    assert list(plain()["figures"][0]) == [
        "network", "width", "resolution", "classes", "t", "settings", "part", "dtype", "figure",
        "printed", "computed", "difference", "verdict", "expected", "convention", "rounding",
        "status", "source", "reference", "note", "origin", "mend",
    ]  # fmt: skip
    assert list(plain()["summary"]) == [
        "figures", "reproduced", "misprint", "not_reproduced", "unexpected",
    ]  # fmt: skip


def test_the_summary_sums_the_figures() -> None:
    found = plain()
    verdicts = [row["verdict"] for row in found["figures"]]
    assert found["summary"] == {
        "figures": len(verdicts),
        "reproduced": verdicts.count("reproduced"),
        "misprint": verdicts.count("misprint"),
        "not_reproduced": verdicts.count("not reproduced"),
        "unexpected": 0,
    }


def test_people_see_the_sources_and_what_does_not_come_out() -> None:
    sources, wrong = verify_document(WHOLE).shown_tables()
    assert sum(row[1] for row in sources.rows) == len(WHOLE.figures)
    assert sources.footer is not None
    counts = WHOLE.verdicts
    assert sources.footer[1:] == (
        len(WHOLE.figures), counts["reproduced"], counts["misprint"], counts["not reproduced"],
    )  # fmt: skip
    assert len(wrong.rows) == counts["misprint"] + counts["not reproduced"]
    assert ("Sandler et al. 2018", "mbv2_1.0 1.4, MAdds", "585M", "582,195,824") in [
        row[:4] for row in wrong.rows
    ]
    assert ("Howard et al. 2017", "mbv1_1.0 conv, % of operations", "1.19%", "1.906%") in [
        row[:4] for row in wrong.rows
    ]


def test_every_figure_that_does_not_come_out_has_its_reason() -> None:
    _, wrong = verify_document(WHOLE).shown_tables()
    for one in WHOLE:
        if one.verdict != "reproduced":
            (reason,) = [n for n in wrong.notes if n.endswith(f": {one.row.note}")
                         and n.startswith(str(one.row.source))]  # fmt: skip
            assert one.row.printed in reason


def test_the_verdict_is_a_sentence() -> None:
    assert verify_document(WHOLE).sentences == ("Every figure agrees with its recorded status.",)
    assert verify_document(WHOLE).verdicts == (True,)
    assert verify_document(with_one_wrong()).sentences[0] == (
        "1 of 6 figures differ from their recorded status."
    )
    assert verify_document(with_one_wrong()).verdicts == (False,)


def test_what_is_unexpected_has_a_sentence_with_place_and_mend() -> None:
    assert unexpected_sentences(WHOLE) == ()
    (sentence,) = unexpected_sentences(with_one_wrong())
    computed = with_one_wrong().unexpected[0].computed
    assert sentence == (
        f"mine.csv:7: mbv2_1.0, MAdds: 300M printed, {computed:,} computed: reproduced, expected"
        " misprint; fix: status reproduced"
    )
    assert verify_document(with_one_wrong()).sentences[1:] == (sentence,)


def test_what_comes_out_unexpectedly_is_not_among_what_does_not() -> None:
    _, wrong = verify_document(with_one_wrong()).shown_tables()
    assert [row[-1] for row in wrong.rows] == ["misprint"]


@pytest.mark.parametrize("format", document_formats())
def test_it_has_every_format(format: str) -> None:
    text = render(verify_document(WHOLE), format)
    assert "585M" in text
    if format == "csv":
        assert len(text.splitlines()) == len(WHOLE.figures) + 1
