"""mbv2calc compare: networks against each other."""

from typing import Annotated

import typer

from mbv2calc.api.model import networks as built_in_names
from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Convention, Format, Option, Output, completing
from mbv2calc.cost.conventions import DEFAULT_CONVENTION

DEFAULT = ("mbv1_1.0", "mbv2_1.0")


def compare(
    knobs: Knobs,
    networks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[A B ...]",
            help="Two networks or more, built-in or YAML files; default: mbv1_1.0 and mbv2_1.0.",
            autocompletion=completing(built_in_names),
        ),
    ] = None,
    by: Annotated[
        str | None,
        Option(
            "WHAT",
            "kind, or resolution, which adds the largest tensors; default: both, without them.",
        ),
    ] = None,
    convention: Convention = DEFAULT_CONVENTION,
    format: Format = None,
    output: Output = None,
) -> None:
    """Compare networks. Options apply where the network supports them.

    mbv2calc compare mbv2_1.0 mbv2_0.75 resnet50 --resolution 192 --by kind
    """
    from mbv2calc.api.comparison.compare import compare_reports
    from mbv2calc.cli.output import deliver
    from mbv2calc.errors import UsageError, printable, unknown
    from mbv2calc.tables.compare import BY, compare_document

    if by is not None and by not in BY:
        raise UsageError(f"--by: {unknown('grouping', by, BY)}")
    names = networks or DEFAULT
    models, notes = knobs.load_all(names)
    reports = ((printable(name), models[name].report(convention)) for name in names)
    deliver(compare_document(compare_reports(reports), notes, by), format, output)
