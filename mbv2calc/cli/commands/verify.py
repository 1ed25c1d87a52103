"""mbv2calc verify: every published figure against the computed one."""

from typing import Annotated

import typer

from mbv2calc.cli.options import Format, Output


def verify(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]",
            help="Figures of your own, a CSV in the same form; left out, those that ship.",
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """Compare published figures with computed ones: exit 1 where one is not as is said of it.

    A CSV needs the columns network, figure and printed; width, resolution,
    classes, t, settings, part, dtype, convention, rounding, status, source and
    note may be there.

    mbv2calc verify figures.csv
    """
    from mbv2calc.api.figures import verify as verified
    from mbv2calc.cli.output import deliver_verdict
    from mbv2calc.tables.verify import unexpected_sentences, verify_document

    found = verified(file)
    deliver_verdict(verify_document(found), format, output, unexpected_sentences(found))
