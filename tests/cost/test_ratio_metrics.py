"""A metric that is a ratio, as one row: the same floats from ints, arrays, symbols and files."""

import csv
import io
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from pyarrow import parquet

from mbv2calc import fit, load, sweep
from mbv2calc.arith import Number, quotient
from mbv2calc.cost.budgets import BUDGETS, Budget
from mbv2calc.cost.memory.schedules import peak_bytes
from mbv2calc.cost.metrics import FLOAT, METRICS, Metric, costs_for
from mbv2calc.cost.run_config import RunConfig
from mbv2calc.cost.totals import Costs
from mbv2calc.grid import evaluate
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Network
from mbv2calc.model.structure import as_given
from mbv2calc.spec.paths import put
from tests.support import run

NAME = "madds_per_byte"
LARGE = ("--t", "1..10", "--width", "0.35..1.4", "--resolution", "96..224:32")


def per_byte(network: Network, config: RunConfig, costs: Costs) -> Number:
    return quotient(costs.madds, peak_bytes(network, config.schedule, config.element_bytes))


@pytest.fixture(autouse=True)
def ratio() -> Iterator[None]:
    METRICS.add(Metric(NAME, "MAdds per byte", per_byte, type=FLOAT, format="ratio"))
    yield
    METRICS.remove(NAME)


def exact(row: dict[str, Any]) -> float:
    return float(Fraction(row["madds"], row["peak_bytes"]))


@pytest.mark.parametrize("small", [0, 10**9], ids=["arrays", "ints"])
def test_it_is_the_nearest_float_of_the_exact_quotient(
    small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "SMALL", small)
    ranges: dict[str, Any] = {"width": "0.35..1.4", "t": "1..10", "resolution": "96,224,99999"}
    names = f"madds,peak_bytes,{NAME}"
    swept = sweep("mbv2_1.0", metrics=names, **ranges)
    rows = list(swept.rows())
    assert [row[NAME] for row in rows] == [exact(row) for row in rows]
    assert {type(row[NAME]) for row in rows} == {float}
    assert swept.columns[NAME].dtype == np.float64
    assert any(row[NAME] != int(row[NAME]) for row in rows)


def test_beyond_int64_it_is_as_exact() -> None:
    ranges: dict[str, Any] = {"width": "400,401.5", "resolution": "262144,262143"}
    for row in sweep("mbv2_1.0", metrics=f"madds,peak_bytes,{NAME}", **ranges).rows():
        assert row[NAME] == exact(row)
        assert row["madds"] > 2**63


def test_every_file_has_the_same_numbers(folder: Any) -> None:
    assert run("sweep", *LARGE, "--metrics", NAME, "-o", "a.parquet").code == 0
    columns = parquet.read_table("a.parquet").to_pydict()
    of_json = json.loads(run("sweep", *LARGE, "--metrics", NAME, "--format", "json").out)
    of_csv = csv.DictReader(
        io.StringIO(run("sweep", *LARGE, "--metrics", NAME, "--format", "csv").out)
    )
    assert columns[NAME] == [row[NAME] for row in of_json]
    assert columns[NAME] == [float(row[NAME]) for row in of_csv]
    model = load("mbv2_1.0").at(t=1, width="0.35", resolution=96)
    totals = model.totals()
    assert columns[NAME][0] == totals.madds / totals.peak_bytes


@pytest.mark.parametrize("small", [0, 10**9], ids=["arrays", "ints"])
def test_it_can_be_asked_for_chosen_and_ordered_by(
    small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "SMALL", small)
    every = [row[NAME] for row in sweep("mbv2_1.0", t="1..10", metrics=NAME).rows()]
    middle = sorted(every)[4]
    above = sweep(
        "mbv2_1.0", t="1..10", metrics=NAME, where=f"{NAME} > {middle!r}", sort=f"-{NAME}"
    )
    assert above.columns[NAME].tolist() == sorted((v for v in every if v > middle), reverse=True)
    front = sweep("mbv2_1.0", t="1..10", metrics=NAME, pareto=f"+{NAME}")
    assert [row[NAME] for row in front.rows()] == [max(every)]
    assert NAME in run("sweep", "--metrics", "nothing").err


@pytest.mark.parametrize("small", [0, 10**9], ids=["arrays", "ints"])
def test_a_budget_of_it_is_one_row_too(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "SMALL", small)
    BUDGETS.add(Budget("intensity", "MAdds per byte at most.", NAME))
    try:
        swept = sweep("mbv2_1.0", width="0.35..1.4", resolution=224, metrics=f"madds,{NAME}")
        largest = max(row["madds"] for row in swept if row[NAME] <= 150)
        (row,) = fit("mbv2_1.0", max_intensity=150, width="0.35..1.4", resolution=224)
        assert (row["madds"], row["binds"]) == (largest, "intensity")
        assert row["slack_intensity"] == 150 - row[NAME] > 0
        model = load("mbv2_1.0").at(width=row["width"])
        assert model.check(max_intensity=150).fits
        assert not model.check(max_intensity=100).fits
        assert "--max-intensity" in run("check", "--help").out
        assert run("fit", "--max-intensity", "1").code == 1
    finally:
        BUDGETS.remove("intensity")


@pytest.mark.parametrize("arguments", [("--metric", NAME), ("--metrics", NAME), ("--sort", NAME)])
def test_tables_show_four_digits_of_it(arguments: tuple[str, ...]) -> None:
    result = run("sweep", "--t", "1,6", "--width", "0.5,1", "--metrics", NAME)
    assert result.code == 0
    assert "MAdds per byte" in result.out
    assert "199.8" in result.out


def test_a_metric_of_ints_that_gives_floats_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be cut to whole numbers in silence."""
    METRICS.add(Metric("half", "half", lambda network, config, costs: costs.madds / 2))
    try:
        for small in (0, 10**9):
            monkeypatch.setattr(evaluate, "SMALL", small)
            with pytest.raises(TypeError, match=r"^the metric half is of ints, and gave"):
                sweep("mbv2_1.0", t="1..10", metrics="half")
    finally:
        METRICS.remove("half")


def test_in_symbols_it_is_an_exact_quotient() -> None:
    """In units of 32 pixels, so that no size is rounded."""
    side = sympy.Symbol("rho", positive=True, integer=True)
    model = load("mbv2_1.0")
    architecture = model.architecture
    for path in ("input.height", "input.width"):
        architecture = put(architecture, path, 32 * side)
    metric, config = METRICS[NAME], RunConfig()
    network = build_network(architecture, as_given(model.network().structure))
    assert metric.of is not None
    value = metric.of(network, config, costs_for(network, config, [metric]))
    totals = model.totals()
    assert value is not None
    assert value.subs(side, 7) == sympy.Rational(totals.madds, totals.peak_bytes)
