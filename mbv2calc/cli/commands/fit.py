"""mbv2calc fit: the largest networks that keep budgets."""

from typing import Annotated

import typer

from mbv2calc.api.many import fit_grid
from mbv2calc.cli.budget_options import MaxFlash, MaxMadds, MaxMemory, MaxParams, Reserve
from mbv2calc.cli.options import (
    Accumulator,
    Format,
    Groups,
    Network,
    Output,
    Ranges,
    Schedule,
    takes_knobs,
)


@takes_knobs
def fit(
    knobs: Ranges,
    network: Network = "mbv2_1.0",
    max_madds: MaxMadds = None,
    max_params: MaxParams = None,
    max_memory: MaxMemory = None,
    reserve: Reserve = None,
    max_flash: MaxFlash = None,
    schedule: Schedule = None,
    groups: Groups = None,
    accumulator: Accumulator = None,
    top: Annotated[
        str | None,
        typer.Option("--top", metavar="N", help="Only the N with the most MAdds."),
    ] = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """Find the largest networks that fit: exit 1 where none does.

    Tries width 0.1..1.4 and resolution 96..256:16, if not given, and every
    other RANGE. Prints the largest: every other one that fits has no more MAdds
    and no more params than one of them; where nothing fits, the nearest. Memory
    is the total of the arena (an estimate) under whole, as without a schedule,
    and the peak under any other.

    mbv2calc fit --max-madds 100M --max-memory 512KiB --max-flash 4MiB
    """
    from mbv2calc.cli.output import deliver_verdict
    from mbv2calc.cli.sweep_output import watched
    from mbv2calc.cost.budgets import read_budgets
    from mbv2calc.grid.fit import make_fit
    from mbv2calc.render import format_of, known_document
    from mbv2calc.tables.fit import broken_sentences, fit_document

    budgets = read_budgets(
        max_madds=max_madds,
        max_params=max_params,
        max_memory=max_memory,
        reserve=reserve,
        max_flash=max_flash,
    )
    asked = knobs._asdict() | {"settings": knobs.settings or (), "groups": groups}
    grid = fit_grid(network, **asked, schedule=schedule, accumulator=accumulator)
    name = known_document(format or format_of(output or ""))
    found = make_fit(grid, budgets, top=top, watch=watched(grid))
    document = fit_document(found, nearest=name != "csv")
    deliver_verdict(document, name, output, broken_sentences(found))
