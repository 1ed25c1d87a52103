"""Every published figure has the verdict that its status claims, and a wrong one is found out."""

from collections import Counter
from pathlib import Path

import pytest

from mbv2calc import UsageError, load, verify
from mbv2calc.cost.changes import with_knobs
from mbv2calc.cost.conventions import find_convention
from mbv2calc.cost.tally import Tally, layer_tally
from mbv2calc.errors import SpecError
from mbv2calc.figures.files import COLUMNS, built_in_network, read_figures, shipped_figures
from mbv2calc.figures.measures import MEASURES, MeasuredNetwork
from mbv2calc.figures.printed import Printed, is_rounding
from mbv2calc.figures.published import ACCURACIES, CLAIMS, Figure, FigureCheck, figures
from mbv2calc.figures.verify import verify as compared
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Layer
from tests.support import layered

ALL = tuple(shipped_figures())


def name(figure: Figure) -> str:
    return "-".join(str(part) for part in (*figure[:4], figure.part, figure.figure, figure.printed))


def one(row: Figure) -> FigureCheck:
    return compared([row], built_in_network)[0]


@pytest.mark.parametrize("row", ALL, ids=name)
def test_each_figure_comes_out_as_its_status_says(row: Figure) -> None:
    found = one(row)
    assert found.expected
    assert found.row.note or found.verdict == "reproduced", "what is wrong has its reason"


def test_at_least_150_figures_of_networks_and_350_in_all_are_reproduced() -> None:
    found = verify()
    assert found.unexpected == ()
    assert found.verdicts["reproduced"] >= 370
    whole = [f for f in found if not f.row.part and f.verdict == "reproduced"]
    assert len(whole) >= 150
    assert {f.row.figure for f in found} == set(MEASURES) - {"arena_bytes"}


def test_every_source_has_its_figures() -> None:
    """As many as the sources print of these networks, by kind."""
    by_source = Counter(row.source for row in ALL)
    assert by_source["TF-Slim V1 docstring"] == 2 * 2 * (27 + 1)
    assert by_source["TF-Slim README"] == 22 * 2 + 1
    assert by_source["TF-Slim V1 page"] == 16 * 2
    assert by_source["timm benchmark"] == 14 * 3
    assert by_source["d-li14"] == 10 * 2
    assert len(set(ALL)) == len(ALL)


def test_the_listing_of_layers_sums_to_its_totals() -> None:
    """The docstring's two tables: 27 layers each, and the totals below them."""
    rows = [r for r in ALL if r.source == "TF-Slim V1 docstring"]
    for resolution, params, macs in ((224, 3_185_088, 567_716_352), (128, 1_800_144, 106_002_432)):
        for kind, whole in (("params", params), ("operations", macs)):
            same = [f for f in rows if (f.resolution, f.figure) == (resolution, kind)]
            parts = [int(f.printed) for f in same if f.part]
            assert len(parts) == 27
            assert sum(parts) == whole
            assert [f.printed for f in same if not f.part] == [str(whole)]


def test_a_figure_that_does_not_come_out_is_unexpected() -> None:
    row = next(r for r in ALL if r.printed == "300M")
    wrong = one(row._replace(printed="301M", rounding="floor"))
    assert (wrong.verdict, wrong.expected) == ("not reproduced", False)
    assert wrong.computed is not None
    assert wrong.difference == wrong.computed - 301_000_000


def test_a_misprint_that_comes_out_is_unexpected() -> None:
    row = next(r for r in ALL if r.printed == "300M")
    for status in ("misprint", "other-variant", "unexplained"):
        found = one(row._replace(status=status))
        assert (found.verdict, found.expected) == ("reproduced", False)
    row = next(r for r in ALL if r.status == "misprint")
    for status, expected in (("misprint", True), ("unexplained", True), ("reproduced", False)):
        assert one(row._replace(status=status)).expected is expected


V2 = MeasuredNetwork(load("mbv2_1.0").network())
PLAIN = next(r for r in ALL if r.printed == "300M")


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
        ("operations", {"part": "2.0.expnd"}, "unknown part '2.0.expnd'; did you mean"),
        ("operations", {"part": "pointwse"}, "unknown part 'pointwse'; did you mean 'pointwise'"),
        ("output_bytes", {"part": "pointwise"}, "unknown layer 'pointwise'"),
        (
            "activations",
            {"convention": "paper"},
            "no activations; those that do: fvcore, timm",
        ),
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
    assert Printed.read(text).agrees(exact, rounding) is agrees


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
    assert [one.computed for one in found] == [
        300_774_272, 97_131_840, 1_663_048, 300_774_272, 300_774_272,
    ]  # fmt: skip
    assert [one.expected for one in found] == [True, True, True, True, False]
    assert repr(found) == "Verification(5 figures, 1 unexpected)"


def test_three_columns_are_enough(tmp_path: Path) -> None:
    found = verify(file(tmp_path, "network,figure,printed\nmbv1_1.0,operations,569M\n"))
    assert found[0].expected
    assert found[0].row.convention == "paper"


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
        f"{path}:3: printed: expected a figure such as 300M, 3.47M or 3504872, found '3.4.7M'",
        f"{path}:4: expected as many cells as there are columns",
    ]


def test_networks_and_parts_that_are_none_are_told_at_once(tmp_path: Path) -> None:
    text = (
        "network,figure,printed,resolution,part,settings\n"
        "mbv2,params,3M,,,\n"
        "mbv2_1.0,params,3M,16,,\n"
        "mbv2_1.0,params,3M,,,layers[3].conv.k=5\n"
        "mbv2_1.0,params,3M,,9.9.expand,\n"
        "mbv2,operations,3M,,,\n"
        "mbv2_1.0,parms,3M,,,\n"
    )
    path = file(tmp_path, text)
    lines = complaint(path).splitlines()
    said = {
        7: "unknown figure 'parms'",  # what is wrong with a row alone comes first
        2: "unknown network 'mbv2'",
        3: "too small",
        4: "expected layers[3].bottleneck",
        5: "unknown part",
        6: "unknown network 'mbv2'",
    }
    assert len(lines) == len(said)
    for line, (number, words) in zip(lines, said.items(), strict=True):
        assert line.startswith(f"{path}:{number}: ")
        assert words in line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected the columns network, figure, printed, found nothing"),
        ("network,figure\n", "the column 'printed' is missing; a file needs network, figure"),
        ("network,figure,printed\nmbv2_1.0,top1,72\n", "found accuracies alone"),
        ("network,figure,printd\n", "unknown column 'printd'; did you mean 'printed'?"),
        ("network;figure;printed\n", "expected commas between the cells, found ';'"),
        ("model,figure,printed\n", "unknown column 'model'; did you mean 'network'?"),
        ("network,figure,printed,figure\n", "the column 'figure' appears twice"),
        ("network,figure,printed\n", "expected a figure in some row, found no rows"),
        ('network,figure,printed\nmbv2_1.0,params,"3M\n', "no CSV"),
    ],
)
def test_what_is_no_file_of_figures(tmp_path: Path, text: str, message: str) -> None:
    assert message in complaint(file(tmp_path, text))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("peak_bytes,1505280,2.0.expand", "peak_bytes is of a whole network, found the part"),
        ("weight_bytes,3.54MB,classifier", "weight_bytes is of a whole network, found the part"),
        ("non_trainable,34112,nonsense", "non_trainable is of a whole network, found the part"),
        ("output_bytes,200kB,", "output_bytes is of a layer; name it as the part"),
        ("params_share,36%,", "params_share is of a layer or a kind of operator; name it"),
        ("params,3.3MiB,", "params is printed in k, M, G, T, found '3.3MiB'"),
        ("operations,94.86%,", "operations is printed in k, M, G, T, found '94.86%'"),
        ("peak_bytes,1.5M FLOPs,", "printed: expected a figure such as 300M, 3.47M or 3504872"),
        ("operations_share,3M,conv", "operations_share is printed in %, found '3M'"),
        (
            "peak_bytes,1.5M,",
            "peak_bytes is printed in B, kB, MB, GB, TB, KiB, MiB, GiB, TiB",
        ),
    ],
)
def test_parts_and_units_that_a_figure_cannot_have(tmp_path: Path, row: str, message: str) -> None:
    path = file(tmp_path, f"network,figure,printed,part\nmbv2_1.0,{row}\n")
    assert complaint(path).startswith(f"{path}:2: {message}")


def test_figures_are_read_as_people_write_them(tmp_path: Path) -> None:
    text = (
        "network,figure,printed\n"
        'mbv2_1.0,params,"3,504,872"\n'
        "mbv2_1.0,params,3.5 M\n"
        "mbv2_1.0,operations,0.3B\n"
        "mbv2_1.0,operations,~301 million\n"
        "mbv2_1.0,operations,3.01e8\n"
        "mbv2_1.0,operations,300.8e6\n"
        "mbv2_1.0,operations,3.01x10^8 MACs\n"
    )
    found = verify(file(tmp_path, text))
    assert found.unexpected == ()
    assert [one.row.printed for one in found] == [
        "3504872", "3.5M", "0.3G", "301M", "3.01e8", "300.8M", "3.01e8",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ('"3,47M"', "use a decimal point: 3.47M"),
        ("9" * 5000, "expected a figure such as 300M, 3.47M or 3504872, found '999"),
        ("1__0M", "expected a figure"),
    ],
)
def test_figures_that_are_none(tmp_path: Path, printed: str, message: str) -> None:
    path = file(tmp_path, f"network,figure,printed\nmbv2_1.0,params,{printed}\n")
    assert message in complaint(path)


def test_a_file_beside_goes_before_one_that_only_figures_speak_of(tmp_path: Path) -> None:
    (tmp_path / "mbv1_body").write_text("extends: mbv2_1.0\nname: mine\n")
    text = "network,figure,printed\nmbv1_body,operations,301M\nmbv2_0.5,operations,97.1M\n"
    assert verify(file(tmp_path, text)).unexpected == ()
    (tmp_path / "mbv1_body").unlink()
    assert len(verify(file(tmp_path, text)).unexpected) == 1


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
    found, faults = read_figures(path)
    assert faults == ()
    assert [row._replace(reference="", origin="") for row in found] == [
        figure._replace(reference="") for figure in rows
    ]
    assert verify(path).unexpected == ()


def test_claims_are_the_statuses_of_the_data() -> None:
    assert {row.status for row in ALL} == set(CLAIMS)
    assert {f.status for f in figures()} == {*CLAIMS, "reported"}


def test_a_share_of_no_operations_is_none() -> None:
    pool = MeasuredNetwork(layered("pool", ("avgpool", {})).network())
    share = PLAIN._replace(figure="operations_share", convention="paper", part="avgpool")
    assert MEASURES["operations_share"].of(pool, share) == 0


def test_shares_are_of_the_whole() -> None:
    kinds = ("conv", "depthwise", "pointwise", "classifier")
    shares = [measured("operations_share", part=kind) for kind in kinds]
    assert 10**8 - 4 < sum(shares) <= 10**8
    assert find_convention("weights").rule("params") is not None
    assert isinstance(PLAIN, Figure)


def tallies(figure: Figure) -> list[tuple[Layer, Tally]]:
    """The layers of the network of a figure."""
    settings = (figure.settings or "").split()
    network = built_in_network(figure.network)
    architecture = with_knobs(network, width=figure.width, settings=settings)
    return [(layer, layer_tally(layer)) for layer in build_network(architecture).layers]


def test_the_operations_of_imgclsmob_are_half_of_its_flops() -> None:
    """The reason that its figures give, summed up layer by layer: all five to their last digit."""
    rows = [r for r in ALL if r.source == "imgclsmob (Gluon)"]
    found = [figure for figure in rows if figure.figure == "operations"]
    assert len(found) == 5
    for figure in found:
        flops = 0
        for layer, tally in tallies(figure):
            flops += 2 * int(tally.macs) + 4 * int(tally.norm_elements)
            flops += int(tally.activation_elements) + int(tally.avgpool_inputs)
            joins = layer.kind != "classifier" or figure.network == "mbv2_1.0"
            flops -= int(tally.weights) // (layer.kernel_size or 1) ** 2 if joins else 0
        assert Printed.read(figure.printed).agrees(flops // 2, "nearest")


def test_what_an_older_thop_counts() -> None:
    """The reason that the figure gives: M products and M - 1 additions an output, 2 a norm."""
    (figure,) = [r for r in ALL if r.printed == "603.13M"]
    classifier = 1792 * 1000
    found = sum(int(t.macs) + 2 * int(t.norm_elements) for _, t in tallies(figure))
    assert found + classifier - 1000 == 603_133_672
    assert Printed.read(figure.printed).agrees(603_133_672, "nearest")


@pytest.mark.parametrize(
    ("row", "fix"),
    [
        ("operations,300M,paper,,", "rounding floor"),
        ("params,3.47M,paper,,", "convention weights or no-norm"),
        ("params,3.4M,no-norm,nearest,", "rounding floor"),
        ("params,3.48M,paper,,", "convention folded or openvino-omz and rounding floor"),
        ("operations,327.5M,paper,,", "convention thop"),
        ("operations,300M,paper,floor,misprint", "status reproduced"),
        ("operations,585M,paper,,", None),
        ("peak_bytes,1.4MB,,,", None),
    ],
)
def test_what_would_fix_an_unexpected_figure(tmp_path: Path, row: str, fix: str | None) -> None:
    head = "network,figure,printed,convention,rounding,status\n"
    (found,) = verify(file(tmp_path, f"{head}mbv2_1.0,{row}\n")).unexpected
    assert found.fix == fix
    assert found.row.origin.endswith("mine.csv:2")


def test_bytes_and_words_are_read_as_they_are_written(tmp_path: Path) -> None:
    text = (
        "network,figure,printed\n"
        "mbv2_1.0,weight_bytes,3541984 B\n"
        "mbv2_1.0,operations,301 MMACs\n"
        "mbv2_1.0,operations,0.3 GMAdds\n"
    )
    assert verify(file(tmp_path, text)).unexpected == ()
    path = file(tmp_path, "network,figure,printed\nmbv2_1.0,madds,3B\n")
    assert "unknown figure 'madds'; did you mean 'operations'?" in complaint(path)
    path = file(tmp_path, "network,figure,printed\nmbv2_1.0,peak_bytes,3G\n")
    assert "found '3G'" in complaint(path)
