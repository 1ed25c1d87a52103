"""Names and general forms of rounded formulas: identifiers that say what is in them, explained."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache, partial

import pytest
import sympy

from mbv2calc import Model, load
from mbv2calc.arith import Ratio
from mbv2calc.formulas.formula_set import FormulaSet, assumptions
from mbv2calc.formulas.network import network_source
from mbv2calc.formulas.substitution import shortened
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.model.blocks.residual import Residual
from mbv2calc.spec.architecture import Architecture, Entry
from mbv2calc.spec.paths import put
from mbv2calc.spec.rounding import ChannelRule
from mbv2calc.spec.schema import Block
from tests.formula_support import Module, expressions, network, source_of
from tests.strategies import HEAD


def of(blocks: Sequence[Block], rule: str = "divisible", t: int = 6) -> Architecture:
    """A network of these blocks behind a convolution to 24 channels."""
    entries = [Entry(Conv(c=24, k=3, s=2)), *map(Entry, blocks), *HEAD]
    return Architecture(
        name="mine", channels=ChannelRule(round=rule), expansion=Ratio(t), layers=tuple(entries)
    )


def rounded(architecture: Architecture, **options: object) -> FormulaSet:
    return network_source(architecture, rounded=True, **options).at({})  # type: ignore[arg-type]


def names(formula_set: FormulaSet, family: str) -> list[str]:
    return [str(d.symbol) for d in formula_set.definitions if d.family.name == family]


def meaning(formula_set: FormulaSet, family: str) -> str:
    (text,) = {d.family.meaning for d in formula_set.definitions if d.family.name == family}
    return text


def test_shares_that_are_not_whole_have_names_that_are_identifiers() -> None:
    architecture = of([Residual(c=90), Residual(c=13), Residual(c=20)], "floor")
    formula_set = rounded(architecture)
    assert names(formula_set, "C")[:6] == ["C_3_25", "C_5", "C_13", "C_20", "C_22_5", "C_24"]
    assert "C_22_5 has c = 45/2" in meaning(formula_set, "C")
    assert all(str(d.symbol).isidentifier() for d in formula_set.definitions)
    module = Module(formula_set)
    for width in ("0.3", "1", "1.7"):
        totals = Model(architecture).at(width=width).totals()
        assert module.call("madds", alpha=Fraction(width), r=224) == totals.madds


T_OF_ITS_OWN = [Bottleneck(c=24, t=Ratio(*t)) for t in ((4,), (3,), (10,), (3, 2), (1, 3), (6,))]


def test_a_t_of_its_own_is_the_second_index() -> None:
    architecture = of([Bottleneck(c=24), *T_OF_ITS_OWN], "nearest")
    formula_set = rounded(architecture)
    own = ["E_24_1_over_3", "E_24_1_5", "E_24_3", "E_24_4"]
    assert names(formula_set, "E") == ["E_24", *own, "E_24_6", "E_24_10"]
    assert "a second index is a t of its own: E_24_1_over_3 has t = 1/3" in meaning(
        formula_set, "E"
    )
    at_6 = rounded(Model(architecture).at(t=6).architecture)
    assert "E_24_6" not in names(at_6, "E")
    assert "t = 6 where there is one index" in meaning(at_6, "E")
    for found in (formula_set, at_6):
        totals = Model(architecture).at(width="0.3", resolution=99).totals()
        values = {"alpha": Fraction(3, 10), "r": 99, "t": 6}
        assert Module(found).call("madds", **values) == totals.madds


def test_names_without_a_number_are_explained() -> None:
    formula_set = network(names=("layers[2].bottleneck.c",), rounded=True)
    assert names(formula_set, "C") == ["C_layer2"]
    assert meaning(formula_set, "C").endswith("; C_layer2 has c = c_2")
    assert meaning(formula_set, "E").endswith("; E_layer2 has C = C_layer2")


@lru_cache
def oblong() -> FormulaSet:
    return rounded(put(load("mbv2_1.0").architecture, "input.height", 160))


MAKERS: dict[str, Callable[[], FormulaSet]] = {
    "usual": partial(network, rounded=True),
    "one t": partial(network, rounded=True, turned=(("t", 6),)),
    "a path": partial(network, names=("layers[2].bottleneck.c",), rounded=True),
    "a width": partial(
        network, "width=0.35", names=("width", "layers[2].bottleneck.c"), rounded=True
    ),
    "oblong": oblong,
}


@pytest.mark.parametrize("case", MAKERS)
def test_a_general_form_holds_symbols_that_are_explained(case: str) -> None:
    """And gives each of its members from the arguments of that member."""
    formula_set = MAKERS[case]()
    known = {v.symbol for v in formula_set.free_variables()}
    for definition in formula_set.definitions:
        family = definition.family
        held = family.expression.free_symbols
        for name, part in family.before:
            held = (held | part.free_symbols) - {name}
        for symbol in held - known:
            assert str(symbol) in family.meaning.split()
        general = family.expression.subs(dict(family.before))
        given = dict(zip(family.parameters, definition.arguments, strict=True))
        numbers = {s: 7 * n for n, s in enumerate(sorted(known, key=str), 8)}
        numbers |= {d.symbol: 5 for d in formula_set.definitions}
        member = general.subs(given, simultaneous=True).subs(numbers)
        assert member == definition.expression.subs(numbers)


def test_the_sides_of_an_oblong_map_come_from_its_own_symbols() -> None:
    forms = {d.family.name: d.family.expression for d in oblong().definitions}
    assert (str(forms["H"]), str(forms["W"])) == ("ceiling(r_height/s)", "ceiling(r_width/s)")


PATH = "layers[2].residual.c"


@pytest.mark.parametrize("rounded", [True, False])
def test_unequal_ends_that_make_a_shortcut_are_said_to_be_assumed(rounded: bool) -> None:
    """ResNet-50 has 64 channels before that entry: there a report has one convolution fewer."""
    formula_set = network(name="resnet50", names=(PATH,), rounded=rounded)
    assert assumptions(formula_set.assumed) == ("c_2 is not 64",)
    for c, more in ((64, 56**2 * 64 * 64), (128, 0)):
        totals = load("resnet50").at(settings={PATH: c}).totals()
        assert Module(formula_set).call("madds", c_2=c) - totals.madds == more
    notes = [note for note in formula_set.notes if "a report" in note and "can differ" in note]
    assert len(notes) == rounded


def test_unequal_ends_under_the_width_multiplier() -> None:
    architecture = of([Conv(c=96, widen="never"), Residual(c=128), Residual(c=128)])
    formula_set = network_source(architecture).at({})
    assert assumptions(formula_set.assumed) == ("128*alpha is not 96",)


def test_ends_of_a_bottleneck_cost_nothing_and_are_not_mentioned() -> None:
    assert network(names=("layers[2].bottleneck.c",)).assumed == ()
    assert network(name="resnet50").assumed == ()


@pytest.mark.parametrize("rounded", [True, False])
@pytest.mark.slow
def test_many_repeats_are_counted(rounded: bool) -> None:
    layers = [("mbv2_1.0", "layers[2].bottleneck.n"), ("mbv1_1.0", "layers[1].separable.n")]
    layers.append(("resnet50", "layers[2].residual.n"))
    for name, path in layers:
        model = load(name).at(settings={path: 1000})
        short = shortened(model.architecture)
        assert max(entry.block.blocks for entry in short.layers) == 2
        found = Module(network_source(model.architecture, rounded=rounded).at({}))
        totals = model.at(width=1, resolution=224).totals()
        values = {"alpha": 1, "t": 6, "r": 224, "rho": 7}
        assert found.call("madds", **values) == totals.madds
        assert found.call("params", **values) == totals.params


def test_more_blocks_than_a_network_may_have_are_refused_as_in_a_report() -> None:
    architecture = of([Bottleneck(c=24, n=10_000)])
    assert shortened(architecture) is architecture


def test_equal_layers_are_counted_and_no_other() -> None:
    """Entries of one block each, and the same as repeats."""
    one_by_one = network_source(of([Bottleneck(c=24)] * 5)).at({})
    repeated = network_source(of([Bottleneck(c=24, n=5)])).at({})
    assert expressions(one_by_one) == expressions(repeated)
    assert isinstance(expressions(repeated)["madds"], sympy.Expr)
    assert source_of().at({}).formulas
