"""mbv2calc fit: the largest networks that keep budgets."""

from mbv2calc.cli.knobs import Ranges
from mbv2calc.cli.options import BudgetOptions, Format, Network, Output, RunOptions, Top


def fit(
    *,
    knobs: Ranges,
    network: Network = "mbv2_1.0",
    budgets: BudgetOptions,
    run: RunOptions,
    top: Top = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """Find the largest networks that fit budgets: exit 1 if none does.

    Tries width 0.1..1.4 and resolution 96..256:16 unless they are given, and
    every other RANGE. Prints the Pareto front: every other network that fits
    has no more MAdds and no more params than one of these. If none fits, it
    prints the nearest. --top N keeps those with the most MAdds. The memory of a
    network is the total of its arena (an estimate) under the schedule whole,
    which is the default. Under any other it is the peak.

    mbv2calc fit --max-madds 100M --max-memory 512KiB --max-flash 4MiB
    """
    from mbv2calc.api.many import fit_grid
    from mbv2calc.cli.output import deliver_verdict, format_name
    from mbv2calc.cli.sweep_output import watched
    from mbv2calc.cost.budgets import read_budgets
    from mbv2calc.grid.fit import make_fit
    from mbv2calc.render.formats import find_document_format
    from mbv2calc.tables.fit import broken_sentences, fit_document

    limits = read_budgets(**budgets)
    grid = fit_grid(network, **knobs.given(), **run)
    row = find_document_format(format_name(format, output))  # before the work, which may be long
    largest = make_fit(grid, limits, top=top, watch=watched(grid))
    deliver_verdict(fit_document(largest), row.name, output, broken_sentences(largest))
