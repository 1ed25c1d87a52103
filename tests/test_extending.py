"""A new thing of each kind is one row, or one file, and every command knows it.

CONTRIBUTING.md lists the same kinds. Each test adds one in a fresh process, as its row or file
would, and runs every command on it: in ints, on grids large enough for arrays, and in symbols.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mbv2calc import load
from tests.extending import command_lines

pytestmark = pytest.mark.slow  # each test runs every command

PLAIN = """
name: plain
input: {height: 96, width: 96}
channels: {round: ROUND}
activation: relu6
layers:
  - conv: {c: 32, k: 3, s: 2}
  - KIND
  - bottleneck: {t: 6, c: 64, n: 2, s: 2}
  - conv: {c: 256}
  - avgpool:
  - classifier: {classes: 100}
"""


class Printed(NamedTuple):
    """How a command line ended, and what it printed."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)

    def csv(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


def extended(
    folder: Path,
    added: str,
    *more: str,
    kind: str = "separable: {c: 64, s: 2}",
    rounding: str = "divisible",
) -> Mapping[str, Printed]:
    """Every command on a network file, and `more` command lines, after some code has been run.

    FILE in a command line is the network. None of them is ever an internal error.
    """
    file = folder / "plain.yaml"
    file.write_text(PLAIN.replace("KIND", kind).replace("ROUND", rounding), encoding="utf-8")
    lines = [line.replace("FILE", str(file)) for line in more]
    done = subprocess.run(
        [sys.executable, "-m", "tests.extending", str(file), *lines],
        env={**os.environ, "MBV2CALC_ADDED": added, "COLUMNS": "140", "PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        check=True,
    )
    results = {
        line.replace(str(file), "FILE"): Printed(*printed)
        for line, printed in json.loads(done.stdout).items()
    }
    broken = {line: one for line, one in results.items() if one.code not in (0, 1)}
    assert not broken
    assert set(results) == {*command_lines("FILE"), *more}
    return results


def rounded_formula(results: Mapping[str, Printed], **numbers: Any) -> int:
    """The MAdds of `formula network --rounded` as Python works them out."""
    module: dict[str, Any] = {}
    exec(results["formula network FILE --rounded --format python"].out, module)
    madds: int = module["madds"](**numbers)
    return madds


GATED = '''
from dataclasses import dataclass
from typing import ClassVar

from mbv2calc.arith import Number, Ratio
from mbv2calc.model.blocks.base import Repeated
from mbv2calc.model.builder import Builder
from mbv2calc.model.layers import Operator
from mbv2calc.model.maps import ONE_POSITION
from mbv2calc.model.operators import OPERATORS
from mbv2calc.spec.checks import COUNT
from mbv2calc.spec.schema import key

OPERATORS.add(Operator("gate", 160))


@dataclass(frozen=True, kw_only=True)
class Gated(Repeated):
    """A 1x1 convolution whose channels are squeezed to a quarter, and gated by that."""

    kind: ClassVar[str] = "gated"
    c: Number = key(COUNT, "output channels before the width multiplier")

    def build(self, builder: Builder) -> None:
        channels, squeezed = builder.channels(self.c), builder.channels(self.c, share=Ratio(1, 4))
        for stride in self.repeats(builder):
            whole = builder.add(
                "pointwise", "expand", out_channels=channels, kernel_size=1, stride=stride
            )
            builder.add("avgpool", "pool", out_map=ONE_POSITION)
            for role, count in (("squeeze", squeezed), ("excite", channels)):
                builder.add("pointwise", role, out_channels=count, kernel_size=1, norm=False)
            builder.add("gate", "scale", (whole, builder.out))
'''


def test_an_operator_and_a_block_that_uses_it(tmp_path: Path) -> None:
    """Squeeze-and-excitation: pool, two biased 1x1 convolutions, a gate."""
    results = extended(tmp_path, GATED, kind="gated: {c: 64, n: 2, s: 2}")
    report = results["report FILE --format json"].json()
    rows = [layer for layer in report["layers"] if layer["stage"] == 1]
    assert [layer["kind"] for layer in rows] == [
        "pointwise", "avgpool", "pointwise", "pointwise", "gate",
    ] * 2  # fmt: skip
    assert rows[-1]["name"] == "1.1.scale"
    # The strided 1x1 on 24x24, the second one, and twice 64 to 16 to 64 on one position.
    assert sum(layer["madds"] for layer in rows) == 24**2 * (32 + 64) * 64 + 2 * 2 * 64 * 16
    # BatchNorm's 2 a channel for the 1x1 alone, a bias a channel for the others.
    assert sum(layer["params"] for layer in rows) == (
        (32 + 64) * 64 + 2 * 2 * 64 + 2 * (2 * 64 * 16 + 16 + 64)
    )
    many = results["sweep FILE --width 0.2..2:0.001 --resolution 64..320:32 --metrics ALL -f csv"]
    points = {(row["width"], row["resolution"]): row for row in many.csv()}
    assert len(points) == 1801 * 9
    few = results["sweep FILE --width 0.5..1:0.25 --metrics ALL -f json"].json()
    for row in few:
        same = points[f"{row['width']:g}", "96"]
        for key in ("madds", "params", "peak_bytes", "arena_bytes", "arena_total_bytes"):
            assert int(same[key]) == row[key]
    totals = report["totals"]
    assert few[-1]["madds"] == totals["madds"] == rounded_formula(results, alpha=1, r=96)
    assert few[0]["madds"] == rounded_formula(results, alpha=0.5, r=96)
    # The gate reads the whole tensor beside the position, and gives one of its size.
    steps = results["memory FILE --by step --schedule in-place"].out
    assert f"{24 * 24 * 64 * 2 + 64:,}" in steps
    assert rows[-1]["output_bytes"] == 24 * 24 * 64
    assert "gate" in results["report FILE --by kind"].out


RATIO = """
from mbv2calc.arith import quotient
from mbv2calc.cost.memory.schedules import peak_bytes
from mbv2calc.cost.metrics import FLOAT, METRICS, Metric

METRICS.add(
    Metric(
        "madds_per_byte", "MAdds per",
        lambda network, config, costs: quotient(
            costs.madds, peak_bytes(network, config.schedule, config.element_bytes)
        ),
        "B", FLOAT, "ratio",
    )
)
"""


def test_a_metric_that_is_a_ratio(tmp_path: Path) -> None:
    large = "sweep mbv2_1.0 --width 0.2..2:0.001 --resolution 96,224 --metrics madds_per_byte"
    results = extended(
        tmp_path,
        RATIO,
        f"{large} -f csv --where madds_per_byte>199.5",
        f"{large} --sort -madds_per_byte --top 3",
        f"{large} --pareto madds,+madds_per_byte -f json",
        f"{large} -o {tmp_path}/large.parquet",
        "sweep mbv2_1.0 --width 0.5,1 --metric madds_per_byte --t 1..3",
        "sweep mbv2_1.0 --width 0.5,1 --metrics madds,peak_bytes,madds_per_byte -f json",
        "sweep --help",
    )
    few = results["sweep mbv2_1.0 --width 0.5,1 --metrics madds,peak_bytes,madds_per_byte -f json"]
    for row in few.json():
        assert row["madds_per_byte"] == row["madds"] / row["peak_bytes"]
        assert row["madds_per_byte"] % 1
    kept = results[f"{large} -f csv --where madds_per_byte>199.5"].csv()
    assert kept
    assert all(float(row["madds_per_byte"]) > 199.5 for row in kept)
    parquet = pytest.importorskip("pyarrow.parquet").read_table(f"{tmp_path}/large.parquet")
    column = dict(
        zip(
            zip(*(parquet[name].to_pylist() for name in ("width", "resolution")), strict=True),
            parquet["madds_per_byte"].to_pylist(),
            strict=True,
        )
    )
    assert len(column) == 1801 * 2
    assert column[0.5, 224] == few.json()[0]["madds_per_byte"]
    assert all(column[float(r["width"]), int(r["resolution"])] == float(r["madds_per_byte"])
               for r in kept)  # fmt: skip
    assert "madds_per_byte" in results["sweep --help"].out
    assert "MAdds per B" in results[f"{large} --sort -madds_per_byte --top 3"].out


KERNEL = """
from mbv2calc.cost.knobs import KNOBS, Knob
from mbv2calc.spec.architecture import entry_path


def paths(architecture):
    entries = enumerate(architecture.layers)
    return tuple(f"{entry_path(i, e)}.k" for i, e in entries if e.block.kind == "bottleneck")


KNOBS.add(Knob("kernel", "K", "Kernel size of every bottleneck.", paths, "no bottleneck"))
"""


def test_a_knob(tmp_path: Path) -> None:
    results = extended(
        tmp_path,
        KERNEL,
        "report FILE --kernel 5 -f json",
        "check FILE --kernel 5 --max-madds 900M -f json",
        "networks --kernel 5 -f json",
        "sweep FILE --kernel 3,5,7 -f json",
        "sweep FILE --kernel 3..9:2 --width 0.2..2:0.001 -f csv --where kernel>=7",
        "fit FILE --kernel 3,5 --max-madds 900M -f json",
        "formula network FILE --in kernel,width -f python",
        "show FILE --kernel 5",
        "report --help",
        "sweep --help",
    )
    file = str(tmp_path / "plain.yaml")
    five = load(file).at(settings={"layers[2].bottleneck.k": 5}).totals().madds
    assert results["report FILE --kernel 5 -f json"].json()["totals"]["madds"] == five
    swept = results["sweep FILE --kernel 3,5,7 -f json"].json()
    assert [(row["kernel"], row["madds"]) for row in swept][1] == (5, five)
    many = results["sweep FILE --kernel 3..9:2 --width 0.2..2:0.001 -f csv --where kernel>=7"].csv()
    assert {row["kernel"] for row in many} == {"7", "9"}
    assert len(many) == 2 * 1801
    nines = [row for row in many if row["kernel"] == "9" and float(row["width"]) == 1]
    model = load(file).at(settings={"layers[2].bottleneck.k": 9})
    assert [int(row["madds"]) for row in nines] == [model.totals().madds]
    assert "k: 5" in results["show FILE --kernel 5"].out
    for command in ("report", "sweep"):
        assert "--kernel" in results[f"{command} --help"].out


BUDGET = """
from mbv2calc.cost.budgets import BUDGETS, Budget

BUDGETS.add(Budget("flops", "FLOPs of the batch at most.", "flops"))
"""


def test_a_budget(tmp_path: Path) -> None:
    large = "fit mbv2_1.0 --max-flops 60M --width 0.1..2:0.01 --resolution 32..320:1 -f csv"
    results = extended(
        tmp_path,
        BUDGET,
        "check FILE --max-flops 60M -f json",
        "check FILE --max-flops 0.1B --max-memory 1MiB",
        "fit FILE --max-flops 60M --max-memory 1MiB -f json",
        large,
        "check --help",
        "fit --help",
    )
    flops = load(tmp_path / "plain.yaml").totals().flops
    (row,) = results["check FILE --max-flops 60M -f json"].json()["budgets"]
    assert (row["budget"], row["used"], row["limit"]) == ("flops", flops, 60_000_000)
    rows = results["fit FILE --max-flops 60M --max-memory 1MiB -f json"].json()["fits"]
    assert rows
    for one in rows:
        assert one["slack"]["flops"] == 60_000_000 - 2 * one["madds"] >= 0
    slack = {int(one["slack_flops"]) + 2 * int(one["madds"]) for one in results[large].csv()}
    assert slack == {60_000_000}
    for command in ("check", "fit"):
        assert "--max-flops" in results[f"{command} --help"].out


FORMAT = """
from mbv2calc.render.csv import render, stream
from mbv2calc.render.formats import FORMATS, Format

FORMATS.add(
    Format(
        "tsv", ".tsv",
        lambda document, screen: render(document).replace(",", chr(9)),
        lambda parts: (piece.replace(",", chr(9)) for piece in stream(parts)),
        rows_only=True,
        synonyms=("tabs",),
    )
)
"""


def test_an_output_format(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    large = "sweep FILE --width 0.2..2:0.001 --resolution 64..320:32"
    commands = [
        "report", "memory", "check --max-madds 1G", "fit --max-madds 1G", "networks", "compare",
        "conventions", "explain 300M", "verify", "sweep --width 0.5,1",
    ]  # fmt: skip
    results = extended(
        tmp_path,
        FORMAT,
        *(f"{command} -f tsv" for command in commands),
        f"report FILE -o {tmp_path}/kept/report.tsv",
        f"{large} -o {tmp_path}/kept/large.tsv",
        f"{large} -f csv",
        "report --help",
    )
    for command in commands:
        printed = results[f"{command} -f tsv"].out
        assert printed.splitlines()[0].count("\t") > 1
        assert "," not in printed
    kept = (tmp_path / "kept" / "large.tsv").read_text(encoding="utf-8")
    assert kept == results[f"{large} -f csv"].out.replace(",", "\t")
    assert (tmp_path / "kept" / "report.tsv").read_text(encoding="utf-8").startswith("name\t")
    assert "tsv" in results["report --help"].out


CONVENTION = """
from mbv2calc.cost.conventions import Convention, Rule, conventions

conventions().add(
    Convention(
        "adds-too", "ops", Rule.parse("2 macs + add_elements"), Rule.parse("weights"),
        "multiplies, adds and shortcuts", "nobody", synonyms=("addsall",),
    )
)
"""


def test_a_convention(tmp_path: Path) -> None:
    results = extended(
        tmp_path,
        CONVENTION,
        "report FILE --convention adds-too -f json",
        "compare FILE mbv1_1.0 --convention adds-too",
        "sweep FILE --convention adds-too --width 0.5,1 -f json",
        "sweep FILE --convention adds-too --width 0.2..2:0.001 --metrics madds,counted -f csv",
        "conventions FILE -f json",
    )
    report = results["report FILE --convention adds-too -f json"].json()
    adds = 12 * 12 * 64  # the shortcut of the second bottleneck
    assert report["totals"]["counted"] == 2 * report["totals"]["madds"] + adds
    one = results["sweep FILE --convention adds-too --width 0.5,1 -f json"].json()[-1]
    assert one["counted"] == report["totals"]["counted"]
    many = results["sweep FILE --convention adds-too --width 0.2..2:0.001 --metrics madds,counted"
                   " -f csv"].csv()  # fmt: skip
    assert [int(r["counted"]) for r in many if float(r["width"]) == 1] == [one["counted"]]
    told = results["conventions FILE -f json"].json()
    assert "adds-too" in json.dumps(told)


VARIANT = """
from mbv2calc.figures.variants import Variant, variants

variants().add(
    Variant("wide-kernels", "7x7 windows", "nobody", (("layers[*].bottleneck.k", "7"),))
)
"""


def test_a_variant(tmp_path: Path) -> None:
    sevens = load("mbv2_1.0").at(settings={f"layers[{i}].bottleneck.k": 7 for i in range(1, 8)})
    figure = f"explain {sevens.totals().madds} mbv2_1.0 -f json"
    results = extended(tmp_path, VARIANT, figure)
    matches = results[figure].json()["matches"]
    assert any("wide-kernels" in json.dumps(match) for match in matches)


ROUNDING = """
from mbv2calc.arith import ceil_div
from mbv2calc.spec.rounding import ROUNDINGS, Rounding


def up(channels, ratio, by, at_least):
    return ceil_div(channels * ratio.num, by * ratio.den) * by


ROUNDINGS.add(Rounding("up", up))
"""


def test_a_rounding_rule(tmp_path: Path) -> None:
    results = extended(
        tmp_path,
        ROUNDING,
        "report FILE --width 0.51 -f json",
        rounding="up",
    )
    report = results["report FILE --width 0.51 -f json"].json()
    channels = [layer["output"][2] for layer in report["layers"] if layer["kind"] == "pointwise"]
    assert channels[0] == 40  # 64 x 0.51 = 32.64
    many = results["sweep FILE --width 0.2..2:0.001 --resolution 64..320:32 --metrics ALL -f csv"]
    (same,) = [r for r in many.csv() if r["width"] == "0.51" and r["resolution"] == "96"]
    assert int(same["madds"]) == report["totals"]["madds"]
    assert rounded_formula(results, alpha=Fraction(51, 100), r=96) == report["totals"]["madds"]


COMMAND = """
from mbv2calc.cli import commands

commands.__path__.append(FOLDER)
"""


def test_a_command(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(
        "from mbv2calc.cli.streams import put_out\n\n\n"
        'def hello() -> None:\n    """Say hello."""\n    put_out("hello\\n")\n',
        encoding="utf-8",
    )
    added = COMMAND.replace("FOLDER", repr(str(tmp_path)))
    results = extended(tmp_path, added, "hello", "--help", "hello --help")
    assert results["hello"].out == "hello\n"
    assert "Say hello." in results["--help"].out


def test_contributing_lists_what_is_tested_here() -> None:
    page = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = page.partition("tests/test_extending.py -->")[2].partition("\n\nSo are")[0]
    named = re.findall(r"^\| ([a-z -]+) \| (?:a row|a file)", rows, re.M)
    tests = re.findall(r"^def test_an?_(\w+)\(tmp_path", Path(__file__).read_text("utf-8"), re.M)
    assert sorted(named) == sorted(
        name.removesuffix("_that_uses_it").replace("_", " ").replace("and a block", "and block")
        for name in tests
    )
