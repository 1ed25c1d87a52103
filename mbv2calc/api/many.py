"""Several networks at once: sweeps, fits and comparisons."""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mbv2calc.api.model import AnyNetwork, Model, load
from mbv2calc.cost.conventions import DEFAULT_CONVENTION, find_convention
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.errors import printable

if TYPE_CHECKING:
    from mbv2calc.api.comparison.result import Comparison
    from mbv2calc.grid.fit import Fit
    from mbv2calc.grid.plan import Grid
    from mbv2calc.grid.sweep import Sweep


def sweep(
    network: AnyNetwork = "mbv2_1.0",
    *,
    metrics: str | Iterable[str] | None = None,
    where: str | None = None,
    pareto: str | Iterable[str] | None = None,
    sort: str | Iterable[str] | None = None,
    top: int | None = None,
    **ranges: Any,
) -> "Sweep":
    """Compute what the network costs at every combination of the given numbers.

    Ranges: `t`, `width`, `resolution`, `groups`, `batch` and `classes` may each be a number, a text
    ("1..10", "96..224:32", "1,3,6") or an iterable of numbers. A resolution may be (height, width)
    in pixels, groups may be "max". `dtype` is a name or several. `settings` maps paths of the file
    to ranges: {"layers[3].bottleneck.n": "1..4"}. By default t is 1..10 and width 0.35..1.4.

    Costs: `metrics` names them ("params,madds,arena_bytes"). `schedule` and `accumulator` are as in
    Model.memory; without a schedule, peaks are those of `grouped` if there are groups, else of
    `whole`. `convention` counts params and the metric "counted".

    Selection: `where` is a condition ("madds < 300M and peak_bytes < 512KiB"). `pareto` keeps the
    points that no other point beats ("madds,+top1": least MAdds, highest top-1). `sort` orders them
    ("-madds": largest first). `top` keeps the first few; without an order, those with the most
    MAdds, or with the highest peak if only the peak varies.

    The result is a sequence of rows; `columns` are NumPy arrays by name. Raises SpecError with
    every fault, or with the first point that makes no network; UsageError for an unknown name,
    schedule, accumulator or convention, and for a faulty condition; TypeError for an unknown knob.

    >>> [row["madds"] for row in sweep("mbv2_1.0", t="1,6").rows()]
    [63689536, 300774272]
    >>> [row["peak_bytes"] for row in sweep("mbv2_1.0", groups="2,max").rows()]
    [1404928, 1216768]
    >>> sweep("mbv2_1.0", width="0.35..1.4", where="top1 > 70").columns["madds"]
    array([300774272, 582195824])
    """
    from mbv2calc.grid.query import Query
    from mbv2calc.grid.sweep import make_sweep

    grid = sweep_grid(network, **ranges)
    query = Query.read(grid, metrics=metrics, where=where, pareto=pareto, sort=sort, top=top)
    return make_sweep(grid, query)


def sweep_grid(
    network: AnyNetwork = "mbv2_1.0",
    *,
    settings: Any = (),
    schedule: str | None = None,
    accumulator: str | None = None,
    convention: str = DEFAULT_CONVENTION,
    defaults: Mapping[str, str] | None = None,
    **ranges: Any,
) -> "Grid":
    """The points of a sweep. `ranges` are by knob; without any, `defaults` are swept.

    Raises as `sweep` does.
    """
    from mbv2calc.cost.run_config import RunConfig
    from mbv2calc.grid.plan import make_grid

    model = load(network)
    if strangers := [name for name in ranges if name not in KNOBS]:
        raise TypeError(f"expected knobs such as width, found {', '.join(strangers)}")
    rule = find_convention(convention)
    run_config = RunConfig(model.batch, model.dtype, accumulator=accumulator, convention=rule.name)
    return make_grid(
        model.architecture,
        ranges,
        settings,
        run_config=run_config,
        schedule=schedule,
        defaults=defaults,
    )


def fit(
    network: AnyNetwork = "mbv2_1.0",
    *,
    top: int | None = None,
    **options: Any,
) -> "Fit":
    """Find the largest networks within budgets.

    Every other network that fits has at most the MAdds and at most the parameters of one of them.

    Budgets are as in Model.check: `max_madds`, `max_params`, `max_memory` (with `reserve`) and
    `max_flash`. Ranges, `schedule`, `accumulator` and `convention` are as in `sweep`; the default
    ranges are width 0.1..1.4 and resolution 96..256:16. Memory means the total of the arena, an
    estimate, under the schedule `whole`, and the peak under any other.

    The result is a sequence of rows, the most MAdds first; `top` keeps the first few. `columns` are
    NumPy arrays by name. If nothing fits, `nearest` is the point with the least worst share of a
    budget. Raises SpecError, UsageError and TypeError as `sweep` and Model.check do.

    >>> best = fit("mbv2_1.0", max_madds="300M", max_params="3.5M", max_flash="4MiB", top=1)[0]
    >>> best["width"], best["resolution"], best["madds"], best["binds"]
    (0.8, 256, 290197504, 'madds')
    """
    from mbv2calc.cost.budgets import budget_arguments, read_budgets
    from mbv2calc.grid.fit import make_fit

    budgets = {name: options.pop(name) for name in budget_arguments() if name in options}
    return make_fit(fit_grid(network, **options), read_budgets(**budgets), top=top)


def fit_grid(network: AnyNetwork = "mbv2_1.0", **ranges: Any) -> "Grid":
    """The points that a fit tries. Raises as `sweep` does."""
    from mbv2calc.grid.fit import fit_ranges

    model = load(network)
    return sweep_grid(model, **fit_ranges(model.architecture, ranges), defaults={})


def compare(*networks: AnyNetwork, convention: str = DEFAULT_CONVENTION) -> "Comparison":
    """Compare two or more networks with the first one.

    The result has totals and ratios, what each kind of operator and each output size costs, and the
    channels between blocks. A network is a built-in name, a YAML file or a Model; all are counted
    under one convention. Raises UsageError for fewer than two networks or an unknown name,
    SpecError if one of them makes no network.

    >>> compare("mbv1_1.0", load("mbv2_1.0").at(width=1.4)).networks[1].ratios.top1_difference
    4.1
    """
    from mbv2calc.api.comparison.compare import compare_reports

    # All are loaded before the first report is made, so that a bad name shows at once.
    models = [load(network) for network in networks]
    names = map(_name, networks, models)
    reports = (model.report(convention) for model in models)
    return compare_reports(zip(names, reports, strict=True))


def _name(network: AnyNetwork, model: Model) -> str:
    """A network's name as given, else its own."""
    if isinstance(network, str | os.PathLike):
        return printable(os.fspath(network))
    return model.architecture.name
