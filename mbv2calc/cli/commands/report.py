"""mbv2calc report: what a network costs, layer by layer."""

from typing import Annotated

from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Convention, Format, Network, Option, Output
from mbv2calc.cost.conventions import DEFAULT_CONVENTION


def report(
    knobs: Knobs,
    network: Network = "mbv2_1.0",
    by: Annotated[str, Option("WHAT", "Rows: layer, block, stage or kind.")] = "layer",
    convention: Convention = DEFAULT_CONVENTION,
    format: Format = None,
    output: Output = None,
) -> None:
    """Print the exact cost of a network: parameters, multiply-adds and bytes.

    mbv2calc report mbv2_1.0 --width 0.35 --resolution 96 --by stage
    """
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables.report import report_document

    deliver(report_document(knobs.load(network).report(convention), by), format, output)
