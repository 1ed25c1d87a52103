"""Formulas of memory: at any numbers those of `cost.memory` on ints; at t = 1 of another form."""

from functools import lru_cache
from typing import Any

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mbv2calc.api import Model, load
from mbv2calc.arith import Ratio
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.formulas import (
    Sheet,
    derivative,
    figure,
    memory_subject,
    numbers,
    peak_subject,
    solved,
    wanted,
)
from mbv2calc.cost.formulas.sheet import assumptions
from mbv2calc.cost.memory import (
    AUTO,
    ONE_CHANNEL,
    SCHEDULES,
    Run,
    block_bytes,
    blocks_of,
    peak_bytes,
    training_cost,
)
from mbv2calc.errors import SpecError, UsageError
from mbv2calc.model import KINDS, Network, build_network
from mbv2calc.spec import Architecture, ChannelRule, Entry, Input, put
from tests.formulas import Module, blocks, expressions, fraction
from tests.strategies import architectures

D, M, N, S, G, E, OUT = sympy.symbols("D_F M N s G e D_G", positive=True, integer=True)
T, B, ACC, A = sympy.symbols("t b b_acc alpha", positive=True)
RHO = sympy.Symbol("rho", positive=True, integer=True)

GOLDEN = {
    "out_size": sympy.ceiling(D / S),
    "whole_bytes": D**2 * B * sympy.Max(2 * T * M, T * M + N),
    "shortcut_whole_bytes": D**2 * B * (M + 2 * T * M),
    "strided_whole_bytes": B
    * sympy.Max(D**2 * (M + T * M), (D**2 + OUT**2) * T * M, OUT**2 * (T * M + N)),
    "in_place_bytes": D**2 * B * sympy.Max(M + T * M, T * M + N),
    "shortcut_in_place_bytes": D**2 * B * (M + T * M + M),
    "strided_in_place_bytes": B * sympy.Max(D**2 * (M + T * M), OUT**2 * (T * M + N)),
    "group_channels": sympy.ceiling(T * M / G),
    "grouped_bytes": D**2 * (M * B + N * ACC + 2 * E * B),
    "strided_grouped_bytes": D**2 * M * B + OUT**2 * N * ACC + E * (D**2 + OUT**2) * B,
    "one_channel_bytes": D**2 * (M * B + N * ACC + 2 * B),
    "strided_one_channel_bytes": D**2 * M * B + OUT**2 * N * ACC + (D**2 + OUT**2) * B,
    "separable_whole_bytes": B * sympy.Max((D**2 + OUT**2) * M, OUT**2 * (M + N)),
    "separable_in_place_bytes": B * sympy.Max(D**2 * M, OUT**2 * (M + N)),
    "separable_grouped_bytes": D**2 * M * B + OUT**2 * N * ACC + sympy.ceiling(M / G) * OUT**2 * B,
    "saved_bytes": B * (D**2 * M + T * M * (D**2 + OUT**2) + OUT**2 * N),
    "grouped_saved_bytes": B * (D**2 * M + OUT**2 * N),
}
"""By hand, from the steps of a block: what an operator reads, what it writes, what stays."""


_VALUES = [
    (5, 7, 3, "5/2", 2, 4, 2, 3, 8, 3), (9, 4, 50, "3/2", 3, 9, 1, 4, 2, 3),
    (8, 3, 40, "6", 1, 1, 4, 1, 5, 8), (11, 30, 2, "9", 4, 7, 2, 2, 3, 3),
]  # fmt: skip
POINTS = [
    dict(zip((D, M, N, T, S, G, B, ACC, E, OUT), map(sympy.Rational, values), strict=True))
    for values in _VALUES
]
"""Where each operator of a block is the one that needs most."""


def test_the_forms_are_those_found_by_hand() -> None:
    found = expressions(blocks("memory"))
    assert list(found) == list(GOLDEN)
    for name, by_hand in GOLDEN.items():
        for point in POINTS:
            assert found[name].subs(point) == by_hand.subs(point), name


def test_they_are_laid_out_as_a_person_would() -> None:
    found = {name: str(e) for name, e in expressions(blocks("memory")).items()}
    assert found["whole_bytes"] == "D_F**2*b*(M*t + Max(N, M*t))"
    assert found["grouped_bytes"] == "D_F**2*(N*b_acc + b*(M + 2*e))"
    assert found["strided_grouped_bytes"] == ("D_G**2*N*b_acc + b*(D_F**2*M + e*(D_F**2 + D_G**2))")
    assert found["shortcut_whole_bytes"] == "D_F**2*M*b*(2*t + 1)"


def test_the_limit_is_where_there_are_as_many_groups_as_channels() -> None:
    sheet = blocks("memory")
    whole = {d.symbol: d.expression for d in sheet.definitions if d.symbol == E}
    found = expressions(sheet)
    for prefix in ("", "strided_"):
        at_limit = found[f"{prefix}grouped_bytes"].subs(whole).subs(G, T * M)
        assert sympy.expand(at_limit - found[f"{prefix}one_channel_bytes"]) == 0


def test_what_is_assumed_and_defined() -> None:
    sheet = blocks("memory")
    assert assumptions(sheet.assumed) == ("t > 1",)
    assert {d.symbol: d.expression for d in sheet.definitions} == {
        OUT: sympy.ceiling(D / S),
        E: sympy.ceiling(T * M / G),
    }
    assert E not in {v.symbol for v in sheet.shown()}
    assert blocks("memory", "t=6").assumed == ()


@lru_cache
def module(*at: str) -> Module:
    """The formulas at numbers, run as Python."""
    return Module(blocks("memory", *at))


def network_of(kind: str, at: dict[str, Any]) -> Network:
    """The block as a file of these numbers describes it."""
    expansion = {"t": Ratio(at["t"].numerator, at["t"].denominator)} if kind == "bottleneck" else {}
    return build_network(
        Architecture(
            name="block",
            input=Input(height=at["D_F"], width=at["D_F"], channels=at["M"]),
            channels=ChannelRule(round="none"),
            layers=(Entry(KINDS[kind](c=at["N"], s=at["s"], **expansion)),),  # type: ignore[call-arg]
        )
    )


def exact(network: Network, at: dict[str, Any]) -> dict[str, int]:
    """What `cost.memory` says of ints, by schedule."""
    (block,) = blocks_of(network)
    run = Run(at["b"], at["b_acc"], at["G"])
    alone = block_bytes(block, "grouped", run._replace(groups=ONE_CHANNEL))
    training = training_cost(network, at["b"], 1)
    return {schedule: block_bytes(block, schedule, run) for schedule in SCHEDULES} | {
        "one channel": alone,
        "kept": training.saved_bytes,
        "kept in groups": training.grouped_saved_bytes,
    }


NAMES = {"whole": "whole_bytes", "in-place": "in_place_bytes", "grouped": "grouped_bytes",
         "one channel": "one_channel_bytes"}  # fmt: skip
CASES = st.fixed_dictionaries(
    {
        "D_F": st.integers(1, 40),
        "M": st.integers(1, 60),
        "N": st.integers(1, 60),
        "t": st.sampled_from(["1", "0.5", "0.25", "1.5", "2", "2.5", "3", "6", "9"]).map(fraction),
        "s": st.integers(1, 4),
        "G": st.integers(1, 400),
        "b": st.sampled_from([1, 2, 4]),
        "b_acc": st.sampled_from([1, 2, 4]),
    }
)


@settings(max_examples=200, deadline=None)
@given(at=CASES, equal=st.booleans())
def test_symbols_at_numbers_are_what_ints_give(at: dict[str, Any], equal: bool) -> None:
    """In the generated Python, with t of 1 or less laid before."""
    if equal:
        at["N"] = at["M"]
    assume((at["t"] * at["M"]).denominator == 1 and at["D_F"] >= at["s"])
    found = exact(network_of("bottleneck", at), at)
    run = module() if at["t"] > 1 else module(f"t={at['t']}")
    adds = at["s"] == 1 and at["M"] == at["N"]
    for schedule, name in NAMES.items():
        if at["s"] > 1:
            name = f"strided_{name}"
        elif adds and schedule in ("whole", "in-place"):
            name = f"shortcut_{name}"
        assert run.call(name, **at) == found[schedule], name
    if not adds:  # whose sum is one more map
        assert run.call("saved_bytes", **at) == found["kept"]
    assert run.call("grouped_saved_bytes", **at) == found["kept in groups"]


@settings(max_examples=100, deadline=None)
@given(at=CASES)
def test_separables_at_numbers_are_what_ints_give(at: dict[str, Any]) -> None:
    assume(at["D_F"] >= at["s"])
    found = exact(network_of("separable", at), at)
    for schedule in SCHEDULES:
        assert module().call(f"separable_{NAMES[schedule]}", **at) == found[schedule]


@settings(max_examples=15, deadline=None)
@given(at=CASES, some=st.sets(st.sampled_from(["D_F", "M", "N", "s", "G", "b", "b_acc"])))
def test_numbers_laid_first_change_nothing(at: dict[str, Any], some: set[str]) -> None:
    assume(at["t"] > 1 and (at["t"] * at["M"]).denominator == 1 and at["D_F"] >= at["s"])
    laid = Module(blocks("memory", ",".join(f"{name}={at[name]}" for name in ("t", *some))))
    for name in ("whole_bytes", "strided_whole_bytes", "strided_grouped_bytes", "saved_bytes"):
        if name in laid:
            assert laid.call(name, **at) == module().call(name, **at)


def test_every_number_given_is_the_block_of_mobilenet_v2() -> None:
    """Its third block makes the peak; the figures are those of the report on memory."""
    found = expressions(blocks("memory", "t=6,M=16,N=24,D_F=112,s=2,G=4,b=1,b_acc=4"))
    assert found["out_size"] == 56
    assert found["group_channels"] == 24
    assert found["strided_whole_bytes"] == 1_505_280
    assert found["strided_in_place_bytes"] == 1_404_928
    assert found["strided_grouped_bytes"] == 16 * 112**2 + 4 * 24 * 56**2 + 24 * (112**2 + 56**2)
    assert "shortcut_whole_bytes" not in found  # since 16 is not 24


def test_t_1_has_no_expansion_and_holds_a_group_on_one_map() -> None:
    sheet = blocks("memory", "t=1")
    found = expressions(sheet)
    strided = found["strided_grouped_bytes"]
    assert sympy.expand(strided - (D**2 * M * B + OUT**2 * N * ACC + E * OUT**2 * B)) == 0
    assert found["separable_grouped_bytes"] == strided
    assert found["shortcut_in_place_bytes"] == found["shortcut_whole_bytes"]
    assert sheet.notes[0].startswith("t = 1 has no expansion")
    assert "in place is as whole" in sheet.notes[1]
    assert sheet.assumed == ()


@pytest.mark.parametrize(
    ("at", "shown", "hidden"),
    [
        ("M=16,N=16", "shortcut_whole_bytes", "whole_bytes"),
        ("M=16,N=24", "whole_bytes", "shortcut_whole_bytes"),
        ("s=1", "whole_bytes", "strided_whole_bytes"),
        ("s=1", "saved_bytes", "out_size"),
        ("e=4", "grouped_bytes", "group_channels"),
        ("D_G=7", "strided_grouped_bytes", "out_size"),
    ],
)
def test_a_row_is_shown_where_there_is_such_a_block(at: str, shown: str, hidden: str) -> None:
    found = expressions(blocks("memory", at))
    assert shown in found
    assert hidden not in found


def test_what_follows_can_be_given_instead() -> None:
    given_e = expressions(blocks("memory", "e=4,D_G=7"))["strided_grouped_bytes"]
    whole = expressions(blocks("memory"))["strided_grouped_bytes"]
    assert sympy.expand(given_e - whole.subs({E: 4, OUT: 7})) == 0


def test_a_fraction_of_a_channel_is_said() -> None:
    assert "t M = 3/2 is not whole" in blocks("memory", "t=1/2,M=3").notes[0]
    strided = expressions(blocks("memory", "t=1/2,M=3"))["strided_whole_bytes"]
    (choice,) = strided.atoms(sympy.Max)
    assert all(c.is_Integer for c in choice.atoms(sympy.Rational))  # the 2 below stands outside


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("t=0", "t = 0 is the identity, which holds nothing of its own; give a t above 0"),
        ("e=4,G=2", "--at e=4: e follows from G; leave one of the two out"),
        ("D_G=4,s=2", "--at D_G=4: D_G follows from s; leave one of the two out"),
        ("g=2", "unknown symbol 'g'; did you mean 'G'"),
        ("dtype=2", "unknown symbol 'dtype'"),
    ],
)
def test_numbers_that_make_no_block_are_refused(at: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        blocks("memory", at)
    assert message in str(caught.value)


def test_a_dtype_gives_bytes_that_at_may_replace() -> None:
    subject = memory_subject(find_dtype("int8"))
    assert expressions(subject.sheet({}))["grouped_bytes"] == D**2 * (M + 4 * N + 2 * E)
    again = expressions(subject.sheet(numbers(subject, ["b_acc=1"])))
    assert sympy.expand(again["grouped_bytes"] - D**2 * (M + N + 2 * E)) == 0
    with pytest.raises(UsageError, match="b is a number here, no symbol; ask for another one"):
        wanted(subject, "b", "--diff", {})


def roots(symbol: str, equals: str, at: str = "", metric: str | None = None) -> Sheet:
    subject = memory_subject()
    values = numbers(subject, [at] if at else [])
    return solved(subject, values, wanted(subject, symbol, "", values), figure(equals), metric)


def test_how_many_channels_fit() -> None:
    """(320 KiB - 14^2 (64 + 4 64)) / (2 14^2) = 675.92, by hand."""
    sheet = roots("e", "320KiB", "M=64,N=64,D_F=14,b=1,b_acc=4")
    assert [f.expression for f in sheet.formulas] == [sympy.Rational(327680 - 62720, 392)]
    assert "e = 675 gives 327,320" in sheet.notes[-1]


def test_a_root_is_above_1_where_that_is_assumed() -> None:
    (root,) = roots("t", "20480", "M=16,N=16", "whole").formulas
    (condition,) = root.conditions  # 48 D_F^2 b < 20480, at t = 1
    assert [bool(condition.subs({D: 1, B: b})) for b in (426, 427)] == [True, False]
    below = roots("t", "2", "M=1,N=1,D_F=1,b=1", "whole")  # t = 1/2
    assert below.formulas == ()
    assert "breaks the assumption that t > 1" in below.notes[-2]


def test_steps_are_refused_with_what_to_ask_instead() -> None:
    for symbol in ("G", "t"):
        with pytest.raises(UsageError, match="ask for e, the channels held at once"):
            roots(symbol, "320KiB")
    assert roots("b", "1000").formulas[0].conditions != ()  # though e is not differentiated by it
    with pytest.raises(UsageError, match="unknown metric 'madds'; known here: grouped, whole"):
        roots("b", "1000", metric="madds")


def test_the_derivative_by_e_is_what_a_channel_takes() -> None:
    subject = memory_subject()
    sheet = derivative(subject.sheet({}), wanted(subject, "e", "--diff", {}))
    found = expressions(sheet)
    assert found["grouped_bytes_by_e"] == 2 * D**2 * B
    assert sympy.expand(found["strided_grouped_bytes_by_e"] - B * (D**2 + OUT**2)) == 0
    assert [d.symbol for d in sheet.needed(sheet.formulas)] == [OUT]
    with pytest.raises(UsageError, match=r"--diff G: .*; ask for e"):
        derivative(subject.sheet({}), wanted(subject, "G", "--diff", {}))


@lru_cache
def peaks(name: str, *at: str, **options: Any) -> Sheet:
    subject = peak_subject(load(name).architecture, **options)
    return subject.sheet(numbers(subject, at))


def test_the_peaks_of_mobilenet_v2() -> None:
    """By hand: the first convolution, the first block, and the third at its expand and its 3x3."""
    found = {name: e / (1024 * RHO**2) for name, e in expressions(peaks("mbv2_1.0")).items()}
    whole = sympy.Max(16 * A, 8 * A + 3, 4 * A * (T + 1), 5 * A * T)
    in_place = sympy.Max(12 * A, 8 * A + 3, 4 * A * (T + 1))
    assert found["whole_peak_bytes"] == B * whole
    assert found["in_place_peak_bytes"] == B * in_place
    assert assumptions(peaks("mbv2_1.0").assumed) == ("t > 1",)
    at_6 = expressions(peaks("mbv2_1.0", "t=6,width=1"))
    assert at_6["whole_peak_bytes"] == 30720 * B * RHO**2


def test_every_number_given_is_the_report_on_memory() -> None:
    """The figures at int8, in 32-bit sums."""
    int8 = find_dtype("int8")
    found = expressions(peaks("mbv2_1.0", "t=6,width=1,resolution=224", dtype=int8))
    assert list(found.values()) == [1_505_280, 1_404_928, 1_216_768, 602_112]
    at_4 = expressions(peaks("mbv2_1.0", "t=6,width=1,resolution=224,G=4", dtype=int8))
    assert at_4["grouped_peak_bytes"] == 1_304_576
    assert (
        expressions(peaks("mbv1_1.0", "width=1,rho=7", "b=1,b_acc=4"))["whole_peak_bytes"]
        == 1_204_224
    )


def whole_channels(architecture: Architecture) -> Model:
    return Model(put(architecture, "channels.round", "none"))


PEAKS = {"whole": "whole", "in-place": "in_place", "grouped": "grouped", AUTO: "auto"}


@pytest.mark.parametrize("name", ["mbv1_1.0", "mbv2_1.0"])
@settings(max_examples=40, deadline=None)
@given(
    rho=st.integers(1, 9),
    width=st.sampled_from(["0.5", "1", "1.5", "2", "0.125", "4"]),
    t=st.sampled_from(["2", "6", "3", "9"]),
    run=st.sampled_from([(1, 4), (2, 2), (4, 4), (1, 1), (3, 2)]),
)
def test_peaks_at_numbers_are_what_ints_give(
    name: str, rho: int, width: str, t: str, run: tuple[int, int]
) -> None:
    turned = {"t": t} if name.startswith("mbv2") else {}
    model = whole_channels(load(name).architecture)
    network = model.at(width=width, resolution=32 * rho, **turned).network()
    at = {"alpha": fraction(width), "t": fraction(t), "rho": rho, "b": run[0], "b_acc": run[1]}
    for schedule, stem in PEAKS.items():
        found = peak_module(name).call(f"{stem}_peak_bytes", **at)
        assert found == peak_bytes(network, schedule, Run(*run)), schedule


@lru_cache
def peak_module(name: str) -> Module:
    return Module(peaks(name))


@settings(max_examples=10, deadline=None)
@given(architecture=architectures(), t=st.integers(2, 9), rho=st.integers(1, 6))
def test_peaks_of_any_network(architecture: Architecture, t: int, rho: int) -> None:
    square = put(put(architecture, "input.height", 256), "input.width", 256)
    model = whole_channels(square)
    subject = peak_subject(model.architecture)
    (size,) = (v for v in subject.variables if v.paths == ("input.height", "input.width"))
    turned = {"t": t} if model.architecture.t else {}
    model = model.at(width=1, resolution=rho * size.names["rho"], **turned)
    try:
        network = model.network()
    except SpecError:  # a t of its own that makes fractions of channels
        assume(False)
    at = {"alpha": 1, "t": t, "rho": rho, "r": rho * size.names["rho"], "b": 1, "b_acc": 4}
    made = Module(subject.sheet({}))
    for schedule, stem in PEAKS.items():
        name = f"{stem}_peak_bytes" if f"{stem}_peak_bytes" in made else "whole_peak_bytes"
        assert made.call(name, **at) == peak_bytes(network, schedule, Run(1, 4))


def test_blocks_without_channels_inside_have_one_peak() -> None:
    sheet = peaks("resnet50")
    assert [f.name for f in sheet.formulas] == ["whole_peak_bytes"]
    assert list(sheet.mains) == ["whole"]
    assert "the same under every schedule" in sheet.notes[0]


def test_a_batch_multiplies_peaks() -> None:
    one, four = (expressions(peaks("mbv1_1.0", "width=1", batch=n)) for n in (1, 4))
    for name, expression in one.items():
        values = {RHO: 7, B: 1, ACC: 4}
        assert four[name].subs(values) == 4 * expression.subs(values)


def test_groups_of_a_network_need_numbers() -> None:
    with pytest.raises(UsageError, match="--at G=4: how many channels a group has is a number on"):
        peaks("mbv2_1.0", "G=4")
    with pytest.raises(UsageError, match=r"--in G: .*give it a number"):
        peaks("mbv2_1.0", names=("G",))
    path = "layers[3].bottleneck.k"
    with pytest.raises(UsageError, match=r"--in layers.*: no formula here depends on it"):
        peaks("mbv2_1.0", names=(path,))


def test_a_t_of_its_own_is_assumed_above_1_too() -> None:
    sheet = peaks("mbv2_1.0", names=("layers[3].bottleneck.t",))
    assert assumptions(sheet.assumed) == ("t_3 > 1",)


def test_which_resolution_fits() -> None:
    subject = peak_subject(load("mbv2_1.0").architecture)
    values = numbers(subject, ["t=6,width=1,b=1,b_acc=4"])
    rho = wanted(subject, "resolution", "", values)
    (root,) = solved(subject, values, rho, figure("320KiB")).formulas
    assert root.expression == sympy.sqrt(sympy.Rational(327680, 30720))
    with pytest.raises(UsageError, match="ask for resolution"):
        solved(subject, {A: sympy.Integer(1)}, wanted(subject, "t", "", {}), figure("1M"))
