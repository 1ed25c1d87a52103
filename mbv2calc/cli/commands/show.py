"""mbv2calc show: a network file, to read it or to start a new one from it."""

from typing import Annotated

from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Network, Option, Output
from mbv2calc.cost.knobs import KNOBS
from mbv2calc.errors import UsageError
from mbv2calc.spec.reader import read_source


def show(
    knobs: Knobs,
    network: Network,
    resolved: Annotated[
        bool, Option("", "Write out everything inherited and every default.")
    ] = False,
    output: Output = None,
) -> None:
    """Print a network file, to read it or to start your own from it.

    With a knob or --set the file is printed as with --resolved.

    mbv2calc show mbv2_1.0 -o mine.yaml
    """
    from mbv2calc.cli.output import deliver_text
    from mbv2calc.spec.writer import resolved_text

    for name in knobs.values_given():
        if KNOBS[name].belongs_to != "file":
            flag = KNOBS[name].flag
            raise UsageError(f"{flag}: a network file has no {name}; leave the flag out")
    source = read_source(network)  # once: a pipe can be read no second time
    model = knobs.load(source)
    is_resolved = resolved or any(knobs.values())
    deliver_text(resolved_text(model.architecture) if is_resolved else source.text, output)
