"""mbv2calc formula: what blocks and networks cost, in symbols."""

from typing import TYPE_CHECKING, Annotated

import typer

from mbv2calc.api.formula import formula as block_formula
from mbv2calc.api.model import load
from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Option, Output
from mbv2calc.cost.knobs import KNOBS, file_knobs
from mbv2calc.errors import UsageError
from mbv2calc.formulas.topics import MEMORY, NETWORK, TOPICS, known_topic
from mbv2calc.render.formulas.formats import FORMULA_FORMATS, PRETTY, FormulaFormat, formula_format

if TYPE_CHECKING:
    from mbv2calc.formulas.formula_set import FormulaSet

DEFAULT_NETWORK = "mbv2_1.0"

FormulaFormatName = Annotated[
    str | None,
    Option(
        "NAME",
        lambda: f"One of {', '.join(FORMULA_FORMATS)}; default: from FILE's extension.",
        ("--format", "-f"),
        names=lambda: FORMULA_FORMATS,
    ),
]
Symbols = Annotated[
    str | None,
    Option(
        "NAMES",
        lambda: f"Symbols of a network: {','.join(file_knobs())} or paths of the file.",
        ("--in",),
    ),
]


def _complete_topic(incomplete: str) -> list[str]:
    return [topic for topic in TOPICS if topic.startswith(incomplete)]


def formula(
    knobs: Knobs,
    topic: Annotated[
        str,
        typer.Argument(
            help=f"One of {', '.join(TOPICS)}; default: an overview.",
            autocompletion=_complete_topic,
        ),
    ] = "",
    network: Annotated[
        str,
        typer.Argument(
            help="A built-in network or a YAML file: with the topic network for its costs (default"
            f" {DEFAULT_NETWORK}), with the topic memory for its peaks.",
        ),
    ] = "",
    symbols: Symbols = None,
    rounded: Annotated[
        bool, typer.Option("--rounded", help="Round channels and sizes as a report does.")
    ] = False,
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="NUMBERS", help="Numbers for symbols: t=6,M=32."),
    ] = None,
    diff: Annotated[
        str | None, typer.Option("--diff", metavar="SYMBOL", help="The derivative by a symbol.")
    ] = None,
    solve: Annotated[
        str | None,
        typer.Option("--solve", metavar="SYMBOL", help="The values of a symbol at --equals."),
    ] = None,
    equals: Annotated[
        str | None,
        typer.Option("--equals", metavar="FIGURE", help="With --solve: 300M, 3.4M or 7/20."),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(
            "--metric",
            metavar="NAME",
            help="With --solve: madds (default) or params; of a ratio also separable_over_conv;"
            " of memory whole, in-place, grouped or auto.",
        ),
    ] = None,
    format: FormulaFormatName = None,
    output: Output = None,
) -> None:
    """Costs in symbols: mbv2calc formula bottleneck, mbv2calc formula network mbv2_1.0."""
    row = formula_format(format, output)
    asked = {"diff": diff, "solve": solve, "equals": equals, "metric": metric}
    if known_topic(topic) == NETWORK or (topic == MEMORY and network):
        if topic == NETWORK and knobs.get("dtype") is not None:
            message = "a formula counts params and MAdds, no bytes; leave the flag out"
            raise UsageError(f"--dtype: {message}")
        model = knobs.applied(load(network or DEFAULT_NETWORK))
        made = model.formula(topic, names=symbols, rounded=rounded, at=at, **asked)
    else:
        _refuse_network(knobs, topic, network, symbols is not None, rounded)
        made = block_formula(topic, at=at, dtype=knobs.get("dtype"), **asked)
    _deliver(made, row, output)


def _refuse_network(
    knobs: Knobs, topic: str, network: str, in_symbols: bool, rounded: bool
) -> None:
    """Refuse what only a network has, where the formulas are of a block."""
    what = f"the topic {topic}" if topic else "the overview"
    named = "name the topic `network`"
    if topic == MEMORY:
        named = f"name a network: `mbv2calc formula memory {DEFAULT_NETWORK}`"
        knobs = Knobs({**knobs, "dtype": None})  # which blocks take too
    if network:
        raise UsageError(f"{what} takes no network, found {network!r}; leave it out")
    for knob, value in knobs.items():
        if value:
            fix = "give numbers with --at, such as --at t=6,M=32"
            fix += f", or {named}" if topic == MEMORY else ""
            flag = KNOBS[knob].flag if knob in KNOBS else "--set"
            raise UsageError(f"{flag}: {what} has symbols and no network; {fix}")
    for flag, value in (("--in", in_symbols), ("--rounded", rounded)):
        if value:
            raise UsageError(f"{flag}: {what} has no network; leave the flag out, or {named}")


def _deliver(formula_set: "FormulaSet", row: FormulaFormat, output: str | None) -> None:
    import sys

    from mbv2calc.cli.output import deliver_text, is_standard_output
    from mbv2calc.render.screen import Screen

    screen = Screen.of(sys.stdout) if is_standard_output(output) else Screen()
    deliver_text(row.render(formula_set, screen), output, lossy=row.name == PRETTY)
