"""mbv2calc explain: where a printed figure comes from."""

from typing import Annotated

import typer

from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Format, Network, Output, Top


def explain(
    knobs: Knobs,
    figure: Annotated[
        str, typer.Argument(metavar="FIGURE", help="As it is printed: 314M, 0.33G or 3504872.")
    ],
    network: Network = "mbv2_1.0",
    top: Top = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """Find where a printed figure comes from: convention, rounding, variant.

    Tries at most two deviations from the network as it is, counted as the
    papers do.

    mbv2calc explain 0.33G mbv2_1.0
    """
    from mbv2calc.api.figures import explain as explained
    from mbv2calc.arith.quantities import read_top
    from mbv2calc.cli.output import deliver
    from mbv2calc.figures.explain import read_figure
    from mbv2calc.tables.explain import explain_document

    read_figure(figure)  # first, so that a bad figure is reported before a bad network
    explanation = explained(figure, knobs.load(network))
    deliver(explain_document(explanation, read_top(top)), format, output)
