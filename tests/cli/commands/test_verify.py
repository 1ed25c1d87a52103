"""mbv2calc verify: exit codes, and files of one's own."""

import json
from pathlib import Path

import pytest

from mbv2calc import verify
from tests.support import run

WHOLE = verify()

HEAD = "network,figure,printed,rounding,status,source,note\n"


def test_what_ships_comes_out() -> None:
    result = run("verify")
    assert (result.code, result.err) == (0, "")
    assert "Every figure agrees" in result.out
    counts = WHOLE.verdicts
    assert f"figures {len(WHOLE.figures)}   reproduced {counts['reproduced']}   mis" in result.out


def test_json_and_csv_have_every_figure() -> None:
    found = json.loads(run("verify", "-f", "json").out)
    assert len(found["figures"]) == found["summary"]["figures"]
    assert len(run("verify", "-f", "csv").out.splitlines()) == len(found["figures"]) + 1


def test_a_file_that_comes_out(folder: Path) -> None:
    (folder / "mine.csv").write_text(HEAD + "mbv2_1.0,operations,300M,floor,,a paper,\n")
    result = run("verify", "mine.csv")
    assert (result.code, result.err) == (0, "")
    assert "a paper" in result.out


@pytest.mark.parametrize("format", ["terminal", "json", "csv", "markdown"])
def test_a_figure_that_does_not_come_out_is_exit_code_1(folder: Path, format: str) -> None:
    (folder / "mine.csv").write_text(HEAD + "mbv2_1.0,operations,301M,floor,,a paper,\n")
    result = run("verify", "mine.csv", "-f", format)
    assert result.code == 1
    assert "301M" in result.out
    said = (
        "mine.csv:2: mbv2_1.0, MAdds: 301M printed, 300,774,272 computed: not reproduced,"
        " expected reproduced; fix: rounding nearest"
    )
    assert (said in result.err) is (format == "csv")
    assert (said in result.out.replace("\n", " ")) is (format == "terminal")


def test_a_known_misprint_is_no_failure(folder: Path) -> None:
    row = "mbv2_1.0,operations,301M,floor,misprint,a paper,rounded up\n"
    (folder / "mine.csv").write_text(HEAD + row)
    result = run("verify", "mine.csv")
    assert result.code == 0
    assert "a paper, 301M: rounded up" in result.out


def test_with_an_output_file_the_verdict_is_on_standard_error(folder: Path) -> None:
    (folder / "mine.csv").write_text(HEAD + "mbv2_1.0,operations,301M,floor,,a paper,\n")
    result = run("verify", "mine.csv", "-o", "found.json")
    assert (result.code, result.out) == (1, "")
    assert "not reproduced, expected reproduced" in result.err


def test_a_result_is_a_file_of_figures_itself(folder: Path) -> None:
    assert run("verify", "-o", "all.csv").code == 0
    result = run("verify", "all.csv", "-f", "json")
    assert result.code == 0
    assert json.loads(result.out)["summary"]["figures"] == len(WHOLE.figures)


def test_a_result_in_a_file_has_its_summary(folder: Path) -> None:
    (folder / "mine.csv").write_text(HEAD + "mbv2_1.0,operations,301M,floor,,a paper,\n")
    assert run("verify", "mine.csv", "-o", "found.json").code == 1
    assert json.loads((folder / "found.json").read_text())["summary"]["unexpected"] == 1


def test_a_bad_file_is_told_line_by_line(folder: Path) -> None:
    (folder / "mine.csv").write_text("network,figure,printed\nmbv2_1.0,parms,3M\nmbv3,params,3M\n")
    result = run("verify", "mine.csv")
    assert (result.code, result.out) == (2, "")
    first, second = result.err.splitlines()
    assert first == "mine.csv:2: figure: unknown figure 'parms'; did you mean 'params'?"
    assert second.startswith("mine.csv:3: network: unknown network 'mbv3'; did you mean")
    assert run("verify", "none.csv").code == 2


@pytest.mark.parametrize("width", [60, 80, 140])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    assert max(map(len, run("verify", COLUMNS=str(width)).out.splitlines())) <= width
