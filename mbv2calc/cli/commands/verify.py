"""mbv2calc verify: every published figure against the computed one."""

from typing import Annotated

import typer

from mbv2calc.cli.options import Format, Output


def verify(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]", help="A CSV of your own figures; default: the built-in ones."
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
) -> None:
    """Compute published figures: exit 1 if a figure differs from its recorded status.

    A CSV needs the columns network, figure and printed. It may also have width,
    resolution, classes, t, settings, part, dtype, convention, rounding, status,
    source and note.

    mbv2calc verify figures.csv
    """
    from mbv2calc.api.figures import verify as verified
    from mbv2calc.cli.output import deliver_verdict
    from mbv2calc.tables.verify import unexpected_sentences, verify_document

    verification = verified(file)
    sentences = unexpected_sentences(verification)
    deliver_verdict(verify_document(verification), format, output, sentences)
