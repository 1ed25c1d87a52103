"""mbv2calc fit: the largest networks that keep budgets."""

from mbv2calc.api.many import fit_grid
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
    """Find the largest networks that fit: exit 1 where none does.

    Tries width 0.1..1.4 and resolution 96..256:16, if not given, and every
    other RANGE. Prints the largest: every other one that fits has no more MAdds
    and no more params than one of them; where nothing fits, the nearest. Memory
    is the total of the arena (an estimate) under whole, as without a schedule,
    and the peak under any other. --top N keeps those with the most MAdds.

    mbv2calc fit --max-madds 100M --max-memory 512KiB --max-flash 4MiB
    """
    from mbv2calc.cli.output import deliver_verdict
    from mbv2calc.cli.sweep_output import watched
    from mbv2calc.cost.budgets import read_budgets
    from mbv2calc.grid.fit import make_fit
    from mbv2calc.render.formats import find_document_format, format_of
    from mbv2calc.tables.fit import broken_sentences, fit_document

    limits = read_budgets(**budgets)
    grid = fit_grid(network, **knobs.given(), **run)
    row = find_document_format(format or format_of(output or ""))
    largest = make_fit(grid, limits, top=top, watch=watched(grid))
    document = fit_document(largest)
    deliver_verdict(document, row.name, output, broken_sentences(largest))
