"""Formulas of memory: at any numbers those of `cost.memory` on ints; at t = 1 of another form."""

from functools import lru_cache
from typing import Any

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from mbv2calc.arith import Ratio
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.memory.blocks import blocks_of
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, ElementBytes
from mbv2calc.cost.memory.schedules import SCHEDULES, block_bytes
from mbv2calc.cost.memory.training import training_cost
from mbv2calc.errors import UsageError
from mbv2calc.formulas.formula_set import assumptions
from mbv2calc.formulas.memory import memory_source
from mbv2calc.formulas.queries import numbers, resolve_symbol
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.spec.rounding import ChannelRule
from tests.formula_support import Module, blocks, expressions, fraction
from tests.tiers import examples

D, M, N, S, G, E, OUT = sympy.symbols("D_F M N s G e D_G", positive=True, integer=True)
T, B, ACC = sympy.symbols("t b b_acc", positive=True)


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
    formula_set = blocks("memory")
    whole = {d.symbol: d.expression for d in formula_set.definitions if d.symbol == E}
    found = expressions(formula_set)
    for prefix in ("", "strided_"):
        at_limit = found[f"{prefix}grouped_bytes"].subs(whole).subs(G, T * M)
        assert sympy.expand(at_limit - found[f"{prefix}one_channel_bytes"]) == 0


def test_what_is_assumed_and_defined() -> None:
    formula_set = blocks("memory")
    assert assumptions(formula_set.assumed) == ("t > 1",)
    assert {d.symbol: d.expression for d in formula_set.definitions} == {
        OUT: sympy.ceiling(D / S),
        E: sympy.ceiling(T * M / G),
    }
    assert E not in {v.symbol for v in formula_set.free_variables()}
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
    sizes = ElementBytes(at["b"], at["b_acc"])
    alone = block_bytes(block, "grouped", sizes, ONE_CHANNEL)
    training = training_cost(network, at["b"], 1)
    return {way: block_bytes(block, way, sizes, at["G"]) for way in SCHEDULES} | {
        "one channel": alone,
        "kept": training.whole_saved_bytes,
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


@examples(200)
@given(at=CASES, equal=st.booleans())
def test_symbols_at_numbers_are_what_ints_give(at: dict[str, Any], equal: bool) -> None:
    """In the generated Python, with t of 1 or less bindings before."""
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


@examples(100)
@given(at=CASES)
def test_separables_at_numbers_are_what_ints_give(at: dict[str, Any]) -> None:
    assume(at["D_F"] >= at["s"])
    found = exact(network_of("separable", at), at)
    for schedule in SCHEDULES:
        assert module().call(f"separable_{NAMES[schedule]}", **at) == found[schedule]


@examples(15)
@given(at=CASES, some=st.sets(st.sampled_from(["D_F", "M", "N", "s", "G", "b", "b_acc"])))
def test_numbers_laid_first_change_nothing(at: dict[str, Any], some: set[str]) -> None:
    assume(at["t"] > 1 and (at["t"] * at["M"]).denominator == 1 and at["D_F"] >= at["s"])
    bindings = Module(blocks("memory", ",".join(f"{name}={at[name]}" for name in ("t", *some))))
    for name in ("whole_bytes", "strided_whole_bytes", "strided_grouped_bytes", "saved_bytes"):
        if name in bindings:
            assert bindings.call(name, **at) == module().call(name, **at)


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
    formula_set = blocks("memory", "t=1")
    found = expressions(formula_set)
    strided = found["strided_grouped_bytes"]
    assert sympy.expand(strided - (D**2 * M * B + OUT**2 * N * ACC + E * OUT**2 * B)) == 0
    assert found["separable_grouped_bytes"] == strided
    assert found["shortcut_in_place_bytes"] == found["shortcut_whole_bytes"]
    assert formula_set.notes[0].startswith("t = 1 has no expansion")
    assert "in place takes as much as whole" in formula_set.notes[1]
    assert formula_set.assumed == ()


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
        ("t=0", "t = 0 is the identity, which needs no memory of its own; give a t above 0"),
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
    source = memory_source(find_dtype("int8"))
    assert expressions(source.at({}))["grouped_bytes"] == D**2 * (M + 4 * N + 2 * E)
    again = expressions(source.at(numbers(source, ["b_acc=1"])))
    assert sympy.expand(again["grouped_bytes"] - D**2 * (M + N + 2 * E)) == 0
    with pytest.raises(UsageError, match="b is a number here, no symbol; ask for another one"):
        resolve_symbol(source, "b", "--diff", {})
