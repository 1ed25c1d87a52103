"""Every published figure has the verdict that its status claims, and a wrong one is found out."""

from collections import Counter
from pathlib import Path

import pytest

from mbv2calc import UsageError, load, verify
from mbv2calc.cost import Figure, figures, find_convention
from mbv2calc.cost.figure_files import COLUMNS, read_rows, shipped_network, shipped_rows
from mbv2calc.cost.measures import ACCURACIES, MEASURES, Subject
from mbv2calc.cost.printed import Printed, is_rounding
from mbv2calc.cost.verify import CLAIMS, Row, Verified
from mbv2calc.cost.verify import verify as compared
from mbv2calc.errors import SpecError

ALL = tuple(shipped_rows())


def name(row: Row) -> str:
    figure = row.figure
    return "-".join(str(part) for part in (*figure[:4], figure.part, figure.figure, figure.printed))


def one(row: Row) -> Verified:
    return compared([row], shipped_network).figures[0]


@pytest.mark.parametrize("row", ALL, ids=name)
def test_each_figure_comes_out_as_its_status_says(row: Row) -> None:
    found = one(row)
    assert found.expected
    assert found.figure.note or found.verdict == "reproduced", "what is wrong has its reason"


def test_at_least_150_figures_of_networks_and_350_in_all_are_reproduced() -> None:
    found = verify()
    assert found.unexpected == ()
    assert found.verdicts["reproduced"] >= 370
    whole = [f for f in found.figures if not f.figure.part and f.verdict == "reproduced"]
    assert len(whole) >= 150
    assert {f.figure.figure for f in found.figures} == set(MEASURES) - {"arena_bytes"}


def test_every_source_has_its_figures() -> None:
    """As many as the sources print of these networks, by kind."""
    by_source = Counter(row.figure.source for row in ALL)
    assert by_source["TF-Slim V1 docstring"] == 2 * 2 * (27 + 1)
    assert by_source["TF-Slim README"] == 22 * 2 + 1
    assert by_source["TF-Slim V1 page"] == 16 * 2
    assert by_source["timm benchmark"] == 14 * 3
    assert by_source["d-li14"] == 10 * 2
    assert len(set(ALL)) == len(ALL)


def test_the_listing_of_layers_sums_to_its_totals() -> None:
    """The docstring's two tables: 27 layers each, and the totals below them."""
    rows = [r.figure for r in ALL if r.figure.source == "TF-Slim V1 docstring"]
    for resolution, params, macs in ((224, 3_185_088, 567_716_352), (128, 1_800_144, 106_002_432)):
        for kind, whole in (("params", params), ("operations", macs)):
            same = [f for f in rows if (f.resolution, f.figure) == (resolution, kind)]
            parts = [int(f.printed) for f in same if f.part]
            assert len(parts) == 27
            assert sum(parts) == whole
            assert [f.printed for f in same if not f.part] == [str(whole)]


def test_a_figure_that_does_not_come_out_is_unexpected() -> None:
    row = next(r for r in ALL if r.figure.printed == "300M")
    wrong = one(Row(row.figure._replace(printed="301M", rounding="floor"), ""))
    assert (wrong.verdict, wrong.expected) == ("not reproduced", False)
    assert wrong.difference == wrong.computed - 301_000_000


def test_a_misprint_that_comes_out_is_unexpected() -> None:
    row = next(r for r in ALL if r.figure.printed == "300M")
    for status in ("misprint", "other-variant", "unexplained"):
        found = one(Row(row.figure._replace(status=status), ""))
        assert (found.verdict, found.expected) == ("reproduced", False)
    row = next(r for r in ALL if r.figure.status == "misprint")
    for status, expected in (("misprint", True), ("unexplained", True), ("reproduced", False)):
        assert one(Row(row.figure._replace(status=status), "")).expected is expected


V2 = Subject(load("mbv2_1.0").network())
PLAIN = next(r.figure for r in ALL if r.figure.printed == "300M")


def measured(kind: str, **changed: str) -> int:
    figure = PLAIN._replace(**{"figure": kind, "convention": "paper", **changed})  # type: ignore[arg-type]
    return MEASURES[kind].of(V2, figure)


@pytest.mark.parametrize(
    ("kind", "changed", "found"),
    [
        ("operations", {}, 300_774_272),
        ("operations", {"convention": "thop"}, 327_486_720),
        ("operations", {"part": "2.0.expand"}, 19_267_584),
        ("operations", {"part": "depthwise"}, 20_716_416),
        ("params", {"convention": "weights", "part": "2.0.expand"}, 16 * 96),
        ("activations", {"convention": "fvcore"}, 6_679_112),
        ("operations_share", {"part": "pointwise"}, 10**8 * 267_939_840 // 300_774_272),
        ("params_share", {"part": "classifier"}, 10**8 * 1_281_000 // 3_504_872),
        ("non_trainable", {}, 34_112),
        ("weight_bytes", {"dtype": "int8"}, 3_541_984),
        ("weight_bytes", {"dtype": "fp32"}, 4 * 3_487_816),
        ("param_bytes", {"dtype": "fp32", "convention": "keras-total"}, 4 * 3_538_984),
        ("output_bytes", {"part": "1.0.project", "dtype": "fp16"}, 2 * 112 * 112 * 16),
        ("peak_bytes", {}, 1_505_280),
        ("peak_bytes", {"dtype": "fp16"}, 3_010_560),
        ("arena_bytes", {}, 1_505_280),
    ],
)
def test_measures(kind: str, changed: dict[str, str], found: int) -> None:
    assert measured(kind, **changed) == found


@pytest.mark.parametrize(
    ("kind", "changed", "message"),
    [
        ("operations", {"part": "2.0.expnd"}, "unknown layer '2.0.expnd'; did you mean"),
        ("output_bytes", {"part": "pointwise"}, "unknown layer 'pointwise'"),
        ("activations", {"convention": "paper"}, "convention 'paper' counts no activations"),
        ("operations", {"convention": "papers"}, "unknown convention 'papers'"),
    ],
)
def test_what_cannot_be_measured(kind: str, changed: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        measured(kind, **changed)


@pytest.mark.parametrize(
    ("text", "exact", "rounding", "agrees"),
    [
        ("1600kB", 1_605_632, "floor 100k", True),
        ("1600kB", 1_700_000, "floor 100k", False),
        ("1600kB", 1_605_632, "floor", False),
        ("94.86%", 94_857_400, "nearest", True),
        ("94.86%", 94_865_000, "nearest", False),
        ("94.86%", 94_865_000, "floor", True),
        ("13.5MiB", 14_155_776, "nearest", True),
        ("13.5MiB", 14_208_204, "nearest", True),  # 13.55 MiB is 14,208,204.8 bytes
        ("13.5MiB", 14_208_205, "nearest", False),
        ("16MiB", 17_015_456, "nearest", True),
        ("7", 7, "nearest", True),
    ],
)
def test_units_and_coarse_rounding(text: str, exact: int, rounding: str, agrees: bool) -> None:
    assert Printed.parse(text).agrees(exact, rounding) is agrees


def test_ways_of_rounding() -> None:
    assert all(map(is_rounding, ("nearest", "floor", "floor 100k", "floor 5M")))
    assert not any(map(is_rounding, ("", "up", "nearest 100k", "floor x", "floor 0", "floor ")))


def file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "camera.yaml").write_text("extends: mbv2_1.0\nwidth_multiplier: 0.5\n")
    text = (
        "network,figure,printed,width,resolution,convention,rounding,status,note\n"
        "mbv2_1.0,operations,300M,,,,floor,,\n"
        "camera.yaml,operations,97.1M,,,,,,\n"
        "mbv2_1.0,params,1.66M,0.35,96,no-norm,,,\n"
        "mbv2_1.0,top1,72.0,,,,,,\n"
        "mbv2_1.0,operations,314M,,,,,misprint,not ours\n"
        '"mbv2_1.0",operations,315M,,,,,,\n'
    )
    found = verify(file(tmp_path, text))
    assert [one.computed for one in found.figures] == [
        300_774_272, 97_131_840, 1_663_048, 300_774_272, 300_774_272,
    ]  # fmt: skip
    assert [one.expected for one in found.figures] == [True, True, True, True, False]
    assert repr(found) == "Verification(5 figures, 1 unexpected)"


def test_three_columns_are_enough(tmp_path: Path) -> None:
    found = verify(file(tmp_path, "network,figure,printed\nmbv1_1.0,operations,569M\n"))
    assert found.figures[0].expected
    assert found.figures[0].figure.convention == "paper"


def complaint(path: str) -> str:
    with pytest.raises(SpecError) as caught:
        verify(path)
    return str(caught.value)


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = (
        "network,figure,printed,width,classes,convention,rounding,status,dtype,part,settings\n"
        "mbv2_1.0,operation,300M,0,ten,thopp,up,wrong,int9,,\n"
        ",params,3.4.7M,,,,,,,,\n"
        "mbv2_1.0,params\n"
    )
    path = file(tmp_path, text)
    assert complaint(path).splitlines() == [
        f"{path}:2: figure: unknown figure 'operation'; did you mean 'operations'?",
        f"{path}:2: width: expected a positive decimal number, found '0'",
        f"{path}:2: classes: expected a positive integer, found 'ten'",
        f"{path}:2: dtype: unknown dtype 'int9'; did you mean 'int8'?",
        f"{path}:2: convention: unknown convention 'thopp'; did you mean 'thop'?",
        f"{path}:2: rounding: expected nearest or floor, or 'floor 100k', found 'up'",
        f"{path}:2: status: unknown status 'wrong'; known here: {', '.join(CLAIMS)}",
        f"{path}:3: network: expected a network's name or file, found nothing",
        f"{path}:3: printed: expected a figure such as 300M or 3504872, found '3.4.7M'",
        f"{path}:4: expected as many cells as there are columns",
    ]


def test_networks_and_parts_that_are_none_are_told_at_once(tmp_path: Path) -> None:
    text = (
        "network,figure,printed,resolution,part,settings\n"
        "mbv2,params,3M,,,\n"
        "mbv2_1.0,params,3M,16,,\n"
        "mbv2_1.0,params,3M,,,layers[3].conv.k=5\n"
        "mbv2_1.0,params,3M,,9.9.expand,\n"
    )
    path = file(tmp_path, text)
    lines = complaint(path).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [f"{path}:{n}" for n in (2, 3, 4, 5)]
    for line, words in zip(
        lines,
        ("unknown network 'mbv2'", "too small", "expected layers[3].bottleneck", "unknown layer"),
        strict=True,
    ):
        assert words in line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the column 'network' is missing; a file needs network, figure, printed"),
        ("network,figure,printd\n", "unknown column 'printd'; did you mean 'printed'?"),
        ("network;figure;printed\n", "expected commas between the cells, found ';'"),
        ("model,figure,printed\n", "unknown column 'model'; did you mean 'network'?"),
        ("network,figure,printed,figure\n", "the column 'figure' stands there twice"),
        ("network,figure,printed\n", "expected a figure in each row, found no rows"),
        ('network,figure,printed\nmbv2_1.0,params,"3M\n', "no CSV"),
    ],
)
def test_what_is_no_file_of_figures(tmp_path: Path, text: str, message: str) -> None:
    assert message in complaint(file(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "no such file; expected a CSV file" in complaint(str(tmp_path / "none.csv"))
    assert "a folder; expected a CSV file" in complaint(str(tmp_path))
    (tmp_path / "x.csv").write_bytes(b"network,figure,printed\n\xff\xfe\n")
    assert "not UTF-8" in complaint(str(tmp_path / "x.csv"))


def test_the_shipped_files_are_files_of_ones_own_too(tmp_path: Path) -> None:
    """The same form: their rows, but for networks that ship nowhere else, read as a user's do."""
    rows = [f for f in figures() if f.figure not in ACCURACIES]
    lines = [",".join(COLUMNS)]
    for figure in rows:
        cells = [str(getattr(figure, name) or "") for name in COLUMNS]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    path = file(tmp_path, "\n".join(lines) + "\n")
    assert [row.figure._replace(reference="") for row in read_rows(path)] == [
        figure._replace(reference="") for figure in rows
    ]
    assert verify(path).unexpected == ()


def test_claims_are_the_statuses_of_the_data() -> None:
    assert {row.figure.status for row in ALL} == set(CLAIMS)
    assert {f.status for f in figures()} == {*CLAIMS, "reported"}


def test_shares_are_of_the_whole() -> None:
    kinds = ("conv", "depthwise", "pointwise", "classifier")
    shares = [measured("operations_share", part=kind) for kind in kinds]
    assert 10**8 - 4 < sum(shares) <= 10**8
    assert find_convention("weights").rule("params") is not None
    assert isinstance(PLAIN, Figure)
