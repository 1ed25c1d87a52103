"""mbv2calc conventions: what each way of counting says of a network."""

from mbv2calc.api.model import load
from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Format, Network, Output


def conventions(
    knobs: Knobs, network: Network = "mbv2_1.0", format: Format = None, output: Output = None
) -> None:
    """What each convention counts in a network, step by step from the papers' count."""
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables.conventions import conventions_document

    waterfall = knobs.applied(load(network)).conventions()
    deliver(conventions_document(waterfall), format, output)
