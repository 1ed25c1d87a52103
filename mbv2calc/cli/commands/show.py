"""mbv2calc show: a network file to read, or to start one's own from."""

from typing import Annotated

import typer

from mbv2calc.api.model import load
from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Network, Output
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.errors import UsageError
from mbv2calc.spec.reader import read_source


def show(
    knobs: Knobs,
    network: Network,
    resolved: Annotated[
        bool,
        typer.Option("--resolved", help="Everything inherited and every default written out."),
    ] = False,
    output: Output = None,
) -> None:
    """Print a network file: mbv2calc show mbv2_1.0 -o mine.yaml. Knobs write it out resolved."""
    from mbv2calc.cli.output import deliver_text
    from mbv2calc.spec.writer import resolved_text

    for name in knobs.turned():
        if KNOBS[name].belongs_to != "file":
            flag = KNOBS[name].flag
            raise UsageError(f"{flag}: a network file holds no {name}; leave the flag out")
    source = read_source(network)  # once: a pipe can be read no second time
    model = knobs.applied(load(source))
    whole = resolved or any(knobs.values())
    deliver_text(resolved_text(model.architecture) if whole else source.text, output)
