"""mbv2calc memory: what a network needs while it runs and while it trains."""

from typing import Annotated

import typer

from mbv2calc.api import load
from mbv2calc.cli.options import (
    Accumulator,
    Format,
    Groups,
    Knobs,
    Network,
    Output,
    Schedule,
    takes_knobs,
)
from mbv2calc.errors import UsageError, unknown

OVER_BUDGET = 1
"""The exit code where what was compared does not fit."""


@takes_knobs
def memory(
    knobs: Knobs,
    network: Network = "mbv2_1.0",
    schedule: Schedule = None,
    groups: Groups = None,
    accumulator: Accumulator = None,
    training: Annotated[
        bool,
        typer.Option("--training", help="What a step of training keeps; in fp32 without --dtype."),
    ] = False,
    max_memory: Annotated[
        str | None,
        typer.Option(
            "--max-memory", metavar="SIZE", help="A budget such as 320KiB; exit 1 where it breaks."
        ),
    ] = None,
    reserve: Annotated[
        str | None,
        typer.Option("--reserve", metavar="SIZE", help="How much of the budget is for the rest."),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="WHAT", help="Rows: block or step.")] = "block",
    format: Format = None,
    output: Output = None,
) -> None:
    """Bytes while a network runs: whole, in place, in groups, or the best of these.

    Without --schedule or --groups whole, in-place and auto stand side by side;
    --max-memory then holds whole against the budget: its arena_total_bytes.
    Under any other schedule the peak is compared.
    """
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables.memory import BY, memory_document

    if by not in BY:
        raise UsageError(f"--by: {unknown('grouping', by, BY)}")
    result = knobs.applied(load(network)).memory(
        schedule,
        groups=groups,
        accumulator=accumulator,
        training=training,
        max_memory=max_memory,
        reserve=reserve,
    )
    deliver(memory_document(result, by), format, output)
    if not result.fits:
        raise typer.Exit(OVER_BUDGET)
