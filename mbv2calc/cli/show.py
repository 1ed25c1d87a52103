"""mbv2calc show: a network file to read, or to start one's own from."""

from typing import Annotated

import typer

from mbv2calc.cli.options import Network, Output


def show(
    network: Network,
    resolved: Annotated[
        bool,
        typer.Option("--resolved", help="Everything inherited and every default written out."),
    ] = False,
    output: Output = None,
) -> None:
    """Print a network file: mbv2calc show mbv2_1.0 -o mine.yaml."""
    from mbv2calc.api import load
    from mbv2calc.cli.output import deliver_text
    from mbv2calc.spec import source_text
    from mbv2calc.spec.writer import resolved_text

    architecture = load(network).architecture
    deliver_text(resolved_text(architecture) if resolved else source_text(network), output)
