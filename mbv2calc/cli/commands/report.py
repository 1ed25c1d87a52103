"""mbv2calc report: what a network costs, layer by layer."""

from typing import Annotated

import typer

from mbv2calc.api.model import load
from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Convention, Format, Network, Output
from mbv2calc.cost.conventions import DEFAULT_CONVENTION


def report(
    knobs: Knobs,
    network: Network = "mbv2_1.0",
    by: Annotated[
        str, typer.Option("--by", metavar="WHAT", help="Rows: layer, block, stage or kind.")
    ] = "layer",
    convention: Convention = DEFAULT_CONVENTION,
    format: Format = None,
    output: Output = None,
) -> None:
    """The exact cost of a network: parameters, multiply-adds and bytes, layer by layer."""
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables.report import report_document

    model = knobs.applied(load(network))
    deliver(report_document(model.report(convention), by), format, output)
