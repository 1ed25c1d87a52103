"""Many networks at once: sweeps, networks that fit, comparisons."""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mbv2calc.api.model import Model, load
from mbv2calc.cost.conventions import DEFAULT_CONVENTION, find_convention
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.errors import printable
from mbv2calc.spec.reader import Source

if TYPE_CHECKING:
    from mbv2calc.api.comparison.result import Comparison
    from mbv2calc.grid.fit import Fit
    from mbv2calc.grid.plan import Grid
    from mbv2calc.grid.sweep import Sweep


def sweep(
    network: str | os.PathLike[str] | Source | Model = "mbv2_1.0",
    *,
    metrics: str | Iterable[str] | None = None,
    where: str | None = None,
    pareto: str | Iterable[str] | None = None,
    sort: str | Iterable[str] | None = None,
    top: int | None = None,
    **ranges: Any,
) -> "Sweep":
    """What the network costs at every combination of the numbers given.

    `t`, `width`, `resolution`, `groups`, `batch` and `classes` may each be a number, a range as a
    text ("1..10", "96..224:32", "1,3,6"), or an iterable of numbers; of a resolution, an iterable
    of pixels and of (height, width); of groups, "max" too. `settings` maps paths to the same:
    {"layers[3].bottleneck.n": "1..4"}; `dtype` is a name or several. `schedule` and `accumulator`
    are those of Model.memory; without a schedule the peak is that of whole, or of grouped where
    there are groups. `convention` counts params and the metric "counted". With no range it sweeps
    t 1..10 and width 0.35..1.4.

    `metrics` are names such as "params,madds,arena_bytes"; `where` is a condition such as
    "madds < 300M and peak_bytes < 512KiB"; `pareto` keeps the points that no other
    undercuts in one of some columns without exceeding it in another ("madds,+top1": least MAdds,
    most top-1); `sort` orders ("-madds": from
    the most down), and `top` keeps the first few, without an order those of most MAdds (or of the
    highest peak, where only that varies). `columns` are NumPy arrays by name, `rows()` dicts.

    Raises SpecError with every fault, or naming a point that makes no network; UsageError for a
    name, a condition, a schedule, an accumulator or a convention that is none.

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
    network: str | os.PathLike[str] | Source | Model = "mbv2_1.0",
    *,
    settings: Any = (),
    schedule: str | None = None,
    accumulator: str | None = None,
    convention: str = DEFAULT_CONVENTION,
    defaults: Mapping[str, str] | None = None,
    **ranges: Any,
) -> "Grid":
    """The points of such a sweep; `ranges` are those of knobs, and `defaults` are swept where
    there is none, else those above.

    Raises SpecError with every fault, UsageError as a sweep does, TypeError for a name that is no
    knob.
    """
    from mbv2calc.cost.run_config import RunConfig
    from mbv2calc.grid.plan import make_grid

    model = network if isinstance(network, Model) else load(network)
    if strangers := [name for name in ranges if name not in KNOBS]:
        raise TypeError(f"expected knobs such as width, found {', '.join(strangers)}")
    rule = find_convention(convention)
    running = RunConfig(model.batch, model.dtype, accumulator=accumulator, convention=rule.name)
    return make_grid(
        model.architecture,
        ranges,
        settings,
        running=running,
        schedule=schedule,
        defaults=defaults,
    )


def fit(
    network: str | os.PathLike[str] | Source | Model = "mbv2_1.0",
    *,
    top: int | None = None,
    **asked: Any,
) -> "Fit":
    """The largest networks that keep budgets: every other one that does has no more MAdds and no
    more parameters than one of them.

    The budgets are those of Model.check (`max_madds`, `max_params`, `max_memory`, `reserve`,
    `max_flash`), the ranges, `schedule`, `accumulator` and `convention` (by
    which parameters are counted) those of sweep; width 0.1..1.4 and resolution 96..256:16 are tried
    unless they are stated. Memory is the total of the arena, an estimate, under whole, and the peak
    under any other schedule. Those of most MAdds come first, and `top` keeps the first few.
    `columns` are NumPy arrays by name, the rows dicts; where nothing fits, `nearest` is the point
    whose worst share of a budget is least.

    Raises SpecError and UsageError as sweep and Model.check do.

    >>> best = fit("mbv2_1.0", max_madds="300M", max_params="3.5M", max_flash="4MiB", top=1)[0]
    >>> best["width"], best["resolution"], best["madds"], best["binds"]
    (0.8, 256, 290197504, 'madds')
    """
    from mbv2calc.cost.budgets import budget_arguments, read_budgets
    from mbv2calc.grid.fit import make_fit

    budgets = {name: asked.pop(name) for name in budget_arguments() if name in asked}
    return make_fit(fit_grid(network, **asked), read_budgets(**budgets), top=top)


def fit_grid(
    network: str | os.PathLike[str] | Source | Model = "mbv2_1.0", **ranges: Any
) -> "Grid":
    """The points that such a fit tries. Raises as sweep_grid does."""
    from mbv2calc.grid.fit import fit_ranges

    model = network if isinstance(network, Model) else load(network)
    return sweep_grid(model, **fit_ranges(model.architecture, ranges), defaults={})


def compare(
    *networks: str | os.PathLike[str] | Source | Model, convention: str = DEFAULT_CONVENTION
) -> "Comparison":
    """Two networks or more against the first: totals and ratios, kinds, resolutions, block widths.

    Each is a shipped name, a YAML file, or a Model at any numbers; all are counted under one
    convention. Raises UsageError for fewer than two or for a name that is none, SpecError where one
    of them makes no network.

    >>> compare("mbv1_1.0", load("mbv2_1.0").at(width=1.4)).networks[1].ratios.top1_difference
    4.1
    """
    from mbv2calc.api.comparison.compare import compare_reports

    models = [network if isinstance(network, Model) else load(network) for network in networks]
    names = map(_called, networks, models)
    reports = (model.report(convention) for model in models)
    return compare_reports(zip(names, reports, strict=True))


def _called(network: str | os.PathLike[str] | Source | Model, model: Model) -> str:
    """A network's name as given, else its own."""
    if isinstance(network, str | os.PathLike):
        return printable(os.fspath(network))
    return model.architecture.name
