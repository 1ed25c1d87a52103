"""README and docs are true: their commands print what they show, their files and code run.

In a ```console block a line `$ mbv2calc ...` is run at 80 columns; a line `...` stands for any
lines. A ```yaml block is reported on, and what a ```python block shows is what Python says.
"""

import contextlib
import doctest
import io
import json
import os
import re
import shlex
import sys
from math import prod
from pathlib import Path
from typing import Any

import pytest

from mbv2calc import load, verify
from mbv2calc.cli.app import command_names
from mbv2calc.cli.main import main
from mbv2calc.cost.conventions import conventions
from mbv2calc.figures.files import COLUMNS
from mbv2calc.figures.measures import MEASURES
from mbv2calc.figures.variants import variants
from mbv2calc.model.blocks import KINDS
from mbv2calc.spec.architecture import Architecture, Input
from mbv2calc.spec.rounding import ChannelRule
from mbv2calc.spec.schema import fields_of
from mbv2calc.tables.report import report_document

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BAD_YAML = "name: bad\nlayers:\n  - conv: {c: two}\n  - bottlneck: {c: 24}\n"
GRAMMAR = (ROOT / "docs" / "network-files.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[Any]:
    """The fenced blocks of a language on all pages, each with an id that says where it is."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.M | re.S):
            line = text[: match.start()].count("\n") + 1
            found.append(pytest.param(match[1], id=f"{page.name}:{line}"))
    return found


def run(command: str) -> list[str]:
    """The lines that a command prints, errors included."""
    program, *arguments = shlex.split(command)
    assert program == "mbv2calc"
    out = io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        contextlib.suppress(SystemExit),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "argv", [program, *arguments])
        patch.setenv("COLUMNS", "80")
        main()
    return out.getvalue().splitlines()


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines are those shown, where a shown `...` stands for any lines."""
    if "..." not in shown:
        return shown == printed
    cut = shown.index("...")
    rest = shown[cut + 1 :]
    if printed[:cut] != shown[:cut]:
        return False
    return any(matches(rest, printed[start:]) for start in range(cut, len(printed) + 1))


@pytest.mark.parametrize("block", blocks("console"))
def test_commands_print_what_is_shown(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_text(BAD_YAML, encoding="utf-8")
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, *shown = part.splitlines()
        printed = run(command)
        assert matches(shown, printed), "\n".join([command, *printed])


@pytest.mark.parametrize("block", blocks("yaml"))
def test_files_are_networks(block: str, tmp_path: Path) -> None:
    file = tmp_path / "shown.yaml"
    file.write_text(block, encoding="utf-8")
    assert load(file).report().totals.madds > 0


@pytest.mark.parametrize("block", blocks("python"))
def test_python_says_what_is_shown(block: str) -> None:
    test = doctest.DocTestParser().get_doctest(block, {}, "page", None, None)
    assert doctest.DocTestRunner().run(test).failed == 0
    assert test.examples


def test_the_check_of_lines_can_fail() -> None:
    assert matches(["a", "...", "d"], ["a", "b", "c", "d"])
    assert matches(["a", "..."], ["a"])
    assert not matches(["a", "...", "x"], ["a", "b", "d"])
    assert not matches(["a"], ["a", "b"])


def key_table(title: str) -> dict[str, tuple[str, str]]:
    """The table of keys below a heading of the page: default and meaning by key."""
    body = re.split(rf"^#+ {re.escape(title)}\n", GRAMMAR, flags=re.M)[1]
    body = re.split(r"^#+ ", body, flags=re.M)[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) ?\| (.*?) \|$", body, re.M)
    return {key: (default.strip("`"), meaning) for key, default, meaning in rows}


SECTIONS = {"The top of a file": Architecture, "`input`": Input, "`channels`": ChannelRule}
SECTIONS |= {f"`{name}`": cls for name, cls in KINDS.items()}
NOT_VALUES = {"extends": "", "layers": ""}  # keys of a file that hold no value of their own


@pytest.mark.parametrize("title", SECTIONS)
def test_every_key_is_documented_with_its_default(title: str) -> None:
    table = key_table(title)
    fields = fields_of(SECTIONS[title])
    assert set(table) - set(NOT_VALUES) == set(fields)
    for name, field in fields.items():
        shown, meaning = table[name]
        assert field.metadata["doc"].partition(":")[0].split(" (")[0] in meaning
        if isinstance(field.default, int | str) and field.default:
            assert shown == str(field.default)


def test_every_key_of_the_json_is_documented() -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    model = load("mbv2_1.0")
    for by in ("block", "stage", "kind"):
        plain = report_document(model.report(), by).plain()
        sums = plain[f"{by}s"][0]
        assert set(plain) | set(plain["network"]) | set(sums) <= set(re.findall(r"`(\w+)`", page))
        for part in (plain["layers"][0], plain["totals"], plain["published"][0]):
            rows = "\n".join(rf"\| `{key}` \| .*" for key in part)
            assert re.search(rows, page), "a table of these keys, in their order"


def documented(title: str) -> str:
    """What the page on JSON says of a command."""
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    return re.split(r"^## ", page.partition(f"## `{title}`\n")[2], flags=re.M)[0]


@pytest.mark.parametrize(
    "command",
    [
        "sweep --batch 2",
        "compare mbv1_1.0 mbv2_1.0",
        "formula network --rounded",
        "memory --schedule auto --training --max-memory 1MiB",
        "conventions",
        "explain 314M",
        "verify",
        "explain 585M mbv2_1.4",
    ],
)
def test_every_key_of_other_json_is_documented(command: str) -> None:
    plain = json.loads("\n".join(run(f"mbv2calc {command} --format json")))
    names = set(re.findall(r"`(\w+)`", documented(command.split()[0])))
    top = plain if isinstance(plain, dict) else plain[0]
    assert set(top) <= names
    names |= set(re.findall(r"`(\w+)`", documented("report")))  # which `network` is as in
    for key in set(top) - {"at", "symbols"}:  # whose keys are names of a person's own
        first = top[key][0] if isinstance(top[key], list) and top[key] else top[key]
        if isinstance(first, dict):
            assert set(first) <= names, key


def test_the_figures_beside_the_paper_s_table_3_are_computed() -> None:
    """Channels/kB in docs/memory.md are those of `compare --by resolution`, or of a block."""
    page = (ROOT / "docs" / "memory.md").read_text(encoding="utf-8")
    rows = page.partition("| size | MobileNetV1, printed |")[2].partition("\n\n")[0]
    shown = re.findall(r"[0-9]+/[0-9]+\.[0-9]", rows)
    computed = "\n".join(run("mbv2calc compare --by resolution")).split()
    outputs = [block.output for block in load("mbv2_1.0").report().by("block")]
    computed += [f"{o[2]}/{2 * prod(o) / 1000:.1f}" for o in outputs]
    assert len(shown) == 16
    assert set(shown) <= set(computed)


def test_the_conventions_and_variants_are_documented() -> None:
    page = (ROOT / "docs" / "conventions.md").read_text(encoding="utf-8")
    for row in conventions().values():
        assert f"| `{row.name}` | {row.operations} | {row.params} |" in page
        assert f"| `{row.name}` | {row.title} | {row.source} | {row.verified} |" in page
    for variant in variants().values():
        assert f"| `{variant.name}` | {variant.title} | {variant.source} |" in page


def test_the_readme_counts_its_published_figures() -> None:
    readme = PAGES[0].read_text(encoding="utf-8")
    verdicts = verify().verdicts
    assert f"{verdicts['reproduced']} published figures" in readme
    assert f"the {verdicts.total() - verdicts['reproduced']} that do not" in readme


def test_the_figures_of_the_tools_are_those_of_their_conventions() -> None:
    page = (ROOT / "docs" / "conventions.md").read_text(encoding="utf-8")
    table = page.partition("| tool | prints |")[2].partition("\n\n")[0]
    shown = [int(text.replace(",", "")) for text in re.findall(r"\| ([0-9,]+) \|", table)]
    tools = [c for c in conventions().values() if " on torchvision " in c.verified]
    assert shown == sorted(load("mbv2_1.0").totals(c.name).counted for c in tools)
    assert len(shown) == 9


def test_a_file_of_figures_comes_out(tmp_path: Path) -> None:
    (example,) = re.findall(
        r"^```csv\n(.*?)^```$",
        (ROOT / "docs" / "conventions.md").read_text(encoding="utf-8"),
        re.M | re.S,
    )
    (tmp_path / "mine.csv").write_text(example, encoding="utf-8")
    assert verify(tmp_path / "mine.csv").unexpected == ()


def test_the_form_of_a_file_of_figures_is_documented() -> None:
    page = (ROOT / "docs" / "conventions.md").read_text(encoding="utf-8")
    table = page.partition("| column | default | meaning |")[2].partition("\n\n")[0]
    names = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.*?) \|", table, re.M)))
    assert sorted(names) == sorted(COLUMNS)
    assert set(MEASURES) <= set(re.findall(r"`(\w+)`", table))
    assert f"{len(verify().figures)} published figures" in page


def test_every_command_and_option_stands_in_the_readme() -> None:
    readme = PAGES[0].read_text(encoding="utf-8")
    for command in command_names():
        assert f"`mbv2calc {command}" in readme
        text = "\n".join(run(f"mbv2calc {command} --help"))
        for option in set(re.findall(r"--[a-z]+", text)) - {"--help", "--output"}:
            assert option in readme, f"{option} of {command}"


def test_ci_runs_the_checks_that_the_readme_names() -> None:
    readme = PAGES[0].read_text(encoding="utf-8")
    assert "make check" in readme
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "\nmake check\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
