"""mbv2calc check: whether a network keeps its budgets, for a person and for CI."""

from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import BudgetOptions, Format, Network, Output, RunOptions


def check(
    *,
    knobs: Knobs,
    network: Network = "mbv2_1.0",
    budgets: BudgetOptions,
    run: RunOptions,
    format: Format = None,
    output: Output = None,
) -> None:
    """Check a network against budgets: exit 1 if a budget is broken.

    Prints for each budget what the network uses of it and what is left. The
    memory of a network is the total of its arena (an estimate) under the
    schedule whole, which is the default. Under any other it is the peak.

    mbv2calc check mbv2_0.35 --resolution 96 --max-madds 15M --max-memory 256KiB
    """
    from mbv2calc.cli.output import deliver_verdict
    from mbv2calc.tables.check import broken_sentences, check_document

    checked = knobs.load(network).check(**run, **budgets)
    deliver_verdict(check_document(checked), format, output, broken_sentences(checked))
