"""mbv2calc memory: what a network needs while it runs and while it trains."""

from typing import Annotated

import typer

from mbv2calc.api.model import load
from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Format, MemoryBudgetOptions, Network, Output, RunOptions
from mbv2calc.errors import UsageError, unknown

_BY_MEANT = {"stage": "block", "kind": "block", "layer": "step", "operator": "step"}


def memory(
    *,
    knobs: Knobs,
    network: Network = "mbv2_1.0",
    run: RunOptions,
    training: Annotated[
        bool,
        typer.Option(
            "--training", help="Also what a step of training keeps, in fp32 without --dtype."
        ),
    ] = False,
    budget: MemoryBudgetOptions,
    by: Annotated[str, typer.Option("--by", metavar="WHAT", help="Rows: block or step.")] = "block",
    format: Format = None,
    output: Output = None,
) -> None:
    """Bytes while a network runs, and while it trains.

    whole runs one operator after the other; in-place lets a depthwise
    convolution overwrite its input; grouped processes the channels inside a
    block in G groups; auto takes the best for each block. Without --schedule or
    --groups all but grouped stand side by side, and whole alone is checked
    against --max-memory. Exit 1 if a schedule that is checked does not fit.

    mbv2calc memory mbv2_0.35 --resolution 96 --max-memory 320KiB --reserve 60KiB
    """
    from mbv2calc.cli.output import deliver_verdict
    from mbv2calc.tables.memory import BY, memory_document
    from mbv2calc.tables.memory_notes import broken_sentences

    if by not in BY:
        raise UsageError(f"--by: {unknown('grouping', by, BY, _BY_MEANT)}")
    result = knobs.applied(load(network)).memory(**run, **budget, training=training)
    deliver_verdict(memory_document(result, by), format, output, broken_sentences(result))
