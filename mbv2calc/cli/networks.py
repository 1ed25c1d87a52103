"""mbv2calc networks: what ships, with totals."""

from mbv2calc.cli.options import Format, Output


def networks(format: Format = None, output: Output = None) -> None:
    """The networks that ship, with their totals."""
    from mbv2calc import data
    from mbv2calc.api import load
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables import networks_document

    models = {name: load(name) for name in data.configs()}
    deliver(networks_document(models), format, output)
