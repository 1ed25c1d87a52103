"""Peaks of whole networks in symbols: at any numbers those of `cost.memory` on ints."""

from functools import lru_cache
from typing import Any

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from mbv2calc import Model, load
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.memory.liveness import ElementBytes
from mbv2calc.cost.memory.schedules import AUTO, peak_bytes
from mbv2calc.errors import SpecError, UsageError
from mbv2calc.formulas.formula_set import FormulaSet, assumptions
from mbv2calc.formulas.peaks import peak_source
from mbv2calc.formulas.queries import figure, numbers, resolve_symbol
from mbv2calc.formulas.solve import solved
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.paths import put
from tests.formula_support import Module, expressions, fraction
from tests.strategies import architectures
from tests.tiers import examples

T, B, ACC, A = sympy.symbols("t b b_acc alpha", positive=True)
RHO = sympy.Symbol("rho", positive=True, integer=True)


@lru_cache
def peaks(name: str, *at: str, **options: Any) -> FormulaSet:
    source = peak_source(load(name).architecture, **options)
    return source.at(numbers(source, at))


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
@examples(40)
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
        assert found == peak_bytes(network, schedule, ElementBytes(*run)), schedule


@lru_cache
def peak_module(name: str) -> Module:
    return Module(peaks(name))


@examples(10)
@given(architecture=architectures(), t=st.integers(2, 9), rho=st.integers(1, 6))
@pytest.mark.slow
def test_peaks_of_any_network(architecture: Architecture, t: int, rho: int) -> None:
    square = put(put(architecture, "input.height", 256), "input.width", 256)
    model = whole_channels(square)
    source = peak_source(model.architecture)
    (size,) = (v for v in source.variables if v.paths == ("input.height", "input.width"))
    turned = {"t": t} if model.architecture.t else {}
    model = model.at(width=1, resolution=rho * size.names["rho"], **turned)
    try:
        network = model.network()
    except SpecError:  # a t of its own that makes fractions of channels
        assume(False)
    at = {"alpha": 1, "t": t, "rho": rho, "r": rho * size.names["rho"], "b": 1, "b_acc": 4}
    made = Module(source.at({}))
    for schedule, stem in PEAKS.items():
        name = f"{stem}_peak_bytes" if f"{stem}_peak_bytes" in made else "whole_peak_bytes"
        assert made.call(name, **at) == peak_bytes(network, schedule, ElementBytes(1, 4))


def test_blocks_without_channels_inside_have_one_peak() -> None:
    formula_set = peaks("resnet50")
    assert [f.name for f in formula_set.formulas] == ["whole_peak_bytes"]
    assert list(formula_set.solvable) == ["whole"]
    assert "the same under every schedule" in formula_set.notes[0]


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
    formula_set = peaks("mbv2_1.0", names=("layers[3].bottleneck.t",))
    assert assumptions(formula_set.assumed) == ("t_3 > 1",)


@pytest.mark.slow
def test_which_resolution_fits() -> None:
    source = peak_source(load("mbv2_1.0").architecture)
    values = numbers(source, ["t=6,width=1,b=1,b_acc=4"])
    rho = resolve_symbol(source, "resolution", "", values)
    (root,) = solved(source, values, rho, figure("320KiB")).formulas
    assert root.expression == sympy.sqrt(sympy.Rational(327680, 30720))
    with pytest.raises(UsageError, match="use resolution"):
        solved(source, {A: sympy.Integer(1)}, resolve_symbol(source, "t", "", {}), figure("1M"))
