"""mbv2calc conventions: what each way of counting says of a network."""

from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Format, Network, Output


def conventions(
    knobs: Knobs, network: Network = "mbv2_1.0", format: Format = None, output: Output = None
) -> None:
    """Show what each convention counts, step by step from the papers' count.

    mbv2calc conventions resnet50
    """
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables.conventions import conventions_document

    deliver(conventions_document(knobs.load(network).conventions()), format, output)
