"""mbv2calc check: whether a network keeps its budgets, for a person and for CI."""

from typing import Annotated

import typer

from mbv2calc.api.model import load
from mbv2calc.cli.budget_options import MaxFlash, MaxMadds, MaxMemory, MaxParams, Reserve
from mbv2calc.cli.options import (
    Accumulator,
    Format,
    Knobs,
    Network,
    Output,
    Schedule,
    takes_knobs,
)


@takes_knobs
def check(
    knobs: Knobs,
    network: Network = "mbv2_1.0",
    max_madds: MaxMadds = None,
    max_params: MaxParams = None,
    max_memory: MaxMemory = None,
    reserve: Reserve = None,
    max_flash: MaxFlash = None,
    schedule: Schedule = None,
    groups: Annotated[
        str | None,
        typer.Option(
            "--groups",
            metavar="N",
            help="A number of groups of inner channels, such as 4; max is a channel each.",
        ),
    ] = None,
    accumulator: Accumulator = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """Hold a network against budgets: exit 1 where one is broken.

    One line a budget: what is used of it, and what is left. Memory is that of
    the schedule: under whole, as without one, the total of the arena (an
    estimate), under any other the peak.

    mbv2calc check mbv2_0.35 --resolution 96 --max-madds 15M --max-memory 256KiB
    """
    from mbv2calc.cli.output import deliver_verdict
    from mbv2calc.tables.check import broken_sentences, check_document

    checked = knobs.applied(load(network)).check(
        schedule,
        groups=groups,
        accumulator=accumulator,
        max_madds=max_madds,
        max_params=max_params,
        max_memory=max_memory,
        reserve=reserve,
        max_flash=max_flash,
    )
    deliver_verdict(check_document(checked), format, output, broken_sentences(checked))
