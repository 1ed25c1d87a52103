"""mbv2calc networks: what ships, with totals."""

from mbv2calc.cli.options import Format, Knobs, Output, with_knobs


@with_knobs
def networks(knobs: Knobs, format: Format = None, output: Output = None) -> None:
    """The networks that ship, with their totals; a knob applies to each network that has it."""
    from mbv2calc import data
    from mbv2calc.api import load
    from mbv2calc.cli.output import deliver
    from mbv2calc.tables import networks_document

    models = {name: knobs.where_had(load(name)) for name in data.configs()}
    deliver(networks_document(models), format, output)
