"""mbv2calc conventions: what each way of counting says of a network."""

from mbv2calc.api.model import load
from mbv2calc.cli.options import Format, Knobs, Network, Output, takes_knobs


@takes_knobs
def conventions(
    knobs: Knobs, network: Network = "mbv2_1.0", format: Format = None, output: Output = None
) -> None:
    """What each convention counts in a network, step by step from the papers' count."""
    from mbv2calc.cli.output import deliver
    from mbv2calc.cost.dtypes import find_dtype
    from mbv2calc.tables.conventions import conventions_document

    model = knobs.applied(load(network))
    document = conventions_document(model.conventions(), find_dtype(model.dtype))
    deliver(document, format, output)
