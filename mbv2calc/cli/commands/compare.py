"""mbv2calc compare: networks against each other."""

from typing import Annotated

import typer

from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Convention, Format, Output, complete_network
from mbv2calc.cost.conventions import DEFAULT_CONVENTION

DEFAULT = ("mbv1_1.0", "mbv2_1.0")


def compare(
    knobs: Knobs,
    networks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[A B ...]",
            help="Two networks or more, built-in or YAML files; default: mbv1_1.0 and mbv2_1.0.",
            autocompletion=complete_network,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="WHAT",
            help="kind, or resolution with the largest tensors; default: both, without these.",
        ),
    ] = None,
    convention: Convention = DEFAULT_CONVENTION,
    format: Format = None,
    output: Output = None,
) -> None:
    """Networks against each other; options apply where the network supports them."""
    from mbv2calc.api.comparison.compare import compare_reports
    from mbv2calc.cli.output import deliver
    from mbv2calc.errors import UsageError, printable, unknown
    from mbv2calc.tables.compare import BY, compare_document

    if by is not None and by not in BY:
        raise UsageError(f"--by: {unknown('grouping', by, BY)}")
    names = networks or DEFAULT
    at = knobs.where_had(names)
    comparison = compare_reports(
        (printable(name), at.models[name].report(convention)) for name in names
    )
    deliver(compare_document(comparison, at.notes, by), format, output)
