"""mbv2calc networks: the built-in networks, with totals."""

from mbv2calc.api.model import networks as built_in_names
from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Format, Output


def networks(knobs: Knobs, format: Format = None, output: Output = None) -> None:
    """The built-in networks with their totals; options apply where the network supports them."""
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables.networks import BuiltIn, networks_document

    at = knobs.where_had(built_in_names())
    built_in = [BuiltIn(name, m.config(), m.totals()) for name, m in at.models.items()]
    deliver(networks_document(built_in, at.notes), format, output)
