"""mbv2calc networks: the built-in networks, with totals."""

from mbv2calc.api.model import networks as built_in_names
from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Format, Output


def networks(knobs: Knobs, format: Format = None, output: Output = None) -> None:
    """List the built-in networks. Options apply where the network supports them.

    mbv2calc networks --resolution 96
    """
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables.networks import BuiltIn, networks_document

    models, notes = knobs.load_all(built_in_names())
    built_in = [BuiltIn(name, m.config(), m.totals()) for name, m in models.items()]
    deliver(networks_document(built_in, notes), format, output)
