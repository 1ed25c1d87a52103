"""mbv2calc networks: what ships, with totals."""

from mbv2calc.api.model import networks as shipped_names
from mbv2calc.cli.options import Format, Knobs, Output, takes_knobs


@takes_knobs
def networks(knobs: Knobs, format: Format = None, output: Output = None) -> None:
    """The networks that ship, with their totals; a knob applies to each network that has it."""
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables.networks import Shipped, networks_document

    at = knobs.where_had(shipped_names())
    some = next(iter(at.models.values()))
    shipped = [Shipped(name, m.architecture, m.totals()) for name, m in at.models.items()]
    document = networks_document(shipped, some.batch, some.dtype)
    deliver(document._replace(notes=at.notes), format, output)
