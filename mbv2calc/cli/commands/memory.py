"""mbv2calc memory: the bytes that a network needs while it runs and while it trains."""

from typing import Annotated

from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Format, MemoryBudgetOptions, Network, Option, Output, RunOptions
from mbv2calc.errors import UsageError, unknown

_BY_SYNONYMS = {"stage": "block", "kind": "block", "layer": "step", "operator": "step"}


def memory(
    *,
    knobs: Knobs,
    network: Network = "mbv2_1.0",
    run: RunOptions,
    training: Annotated[
        bool,
        Option("", "Also the bytes that a training step keeps; fp32 unless --dtype is given."),
    ] = False,
    budget: MemoryBudgetOptions,
    by: Annotated[str, Option("WHAT", "Rows: block or step.")] = "block",
    format: Format = None,
    output: Output = None,
) -> None:
    """Show the bytes that a network needs while it runs, and while it trains.

    whole runs one operator after the other; in-place lets a depthwise
    convolution overwrite its input; grouped processes the channels inside a
    block in G groups; auto takes the best for each block. Without --schedule
    and --groups the table shows all but grouped, and --max-memory applies to
    whole. Exit 1 if a schedule does not fit the budget that applies to it.

    mbv2calc memory mbv2_0.35 --resolution 96 --max-memory 320KiB --reserve 60KiB
    """
    from mbv2calc.cli.output import deliver_verdict
    from mbv2calc.tables.memory import BY, memory_document
    from mbv2calc.tables.memory_notes import broken_sentences

    if by not in BY:
        raise UsageError(f"--by: {unknown('grouping', by, BY, _BY_SYNONYMS)}")
    result = knobs.load(network).memory(**run, **budget, training=training)
    deliver_verdict(memory_document(result, by), format, output, broken_sentences(result))
